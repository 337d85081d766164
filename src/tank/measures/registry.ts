import { quality, reassigned } from './agents.js';
import { cacheHitRate } from './caches.js';
import { tokenCost } from './cost.js';
import { crashed, errors, hung, rateLimited, wastedTokenCost } from './failures.js';
import { acceptedAttempts, jain, maxOverMean, occupancy, shareOfAttempts, utilization } from './fleet.js';
import type { Measure } from './measure.js';
import {
  episodes,
  overCapacityShare,
  overTargetShare,
  refusals,
  rejections,
  retries,
  timeOverTarget,
} from './overload.js';
import { arrived, completed, failed, overloadFailed, ties, timedOut } from './requests.js';
import { decisions, fallbacks, reasons } from './routing.js';
import { completedShare, deadlineMet, goodput, sloAttainment, throughput } from './service.js';
import { responseTime, responseTimeWithUnserved, waitingTime } from './times.js';

/**
 * The only list of measures, in the order in which they are read. A key is the path of the measure in a summary; what can
 * be compared and gated, tables, charts, glossary and documentation derive from it.
 */
const named = {
  response_time_ms: responseTime,
  waiting_time_ms: waitingTime,
  response_time_with_unserved_ms: responseTimeWithUnserved,
  completed_share: completedShare,
  throughput_per_s: throughput,
  goodput_per_s: goodput,
  slo_attainment: sloAttainment,
  deadline_met: deadlineMet,
  'attempts.accepted': acceptedAttempts,
  'attempts.errors': errors,
  'attempts.rate_limited': rateLimited,
  'attempts.hung': hung,
  'attempts.crashed': crashed,
  share: shareOfAttempts,
  utilization,
  occupancy,
  quality,
  cache_hit_rate: cacheHitRate,
  token_cost: tokenCost,
  wasted_token_cost: wastedTokenCost,
  'imbalance.max_over_mean': maxOverMean,
  'imbalance.jain': jain,
  'requests.arrived': arrived,
  'requests.completed': completed,
  'requests.overload_failed': overloadFailed,
  'requests.timed_out': timedOut,
  'requests.failed': failed,
  'requests.ties': ties,
  'overload.rejections': rejections,
  'overload.refusals': refusals,
  'overload.retries': retries,
  'overload.episodes': episodes,
  'overload.time_over_target_ms': timeOverTarget,
  'overload.over_capacity_share': overCapacityShare,
  'overload.over_target_share': overTargetShare,
  'routing.decisions': decisions,
  'routing.fallbacks': fallbacks,
  'agents.reassigned': reassigned,
} satisfies Record<string, Measure>;

/** All of them, with one for each reason of the router's list. */
export const measures: Readonly<Record<string, Measure>> = { ...named, ...reasons };

type Named = typeof named;

/** Names of the measures of some kinds. */
export type MeasureName<Kind extends Measure['kind']> = {
  [Name in keyof Named]: Named[Name]['kind'] extends Kind ? Name : never;
}[keyof Named];
