/** What comes back from a job: plain data, since it may come from a worker thread or from a file. */

import type { BatchedColumn } from '../../core/index.js';
import type { RaisedAlert, RuleOutcome } from '../simulation/index.js';
import type { Tail } from '../statistics/index.js';
import type { RequestRows } from './request-rows.js';

/** What one replication of one strategy gives. */
export interface JobResult {
  readonly strategy: number;
  readonly replication: number;
  /** Of the whole run, one group. */
  readonly all: GroupedValues;
  /** By class, those without one last; absent where the trace has no classes. */
  readonly byClass: GroupedValues | undefined;
  readonly classNames: readonly string[] | undefined;
  readonly byModel: GroupedValues;
  readonly byEndpoint: GroupedValues;
  /**
   * Of a pilot alone: response times of the requests that arrived in the window, in order of arrival, NaN where one was not
   * completed.
   */
  readonly responsesInOrder: Float64Array | undefined;
  /** From the end of the warm-up to the last arrival; 0 where there is no such time. */
  readonly windowMs: number;
  /** Mean number of requests in the whole system in equal parts of the run, where it was recorded. */
  readonly backlog: Float64Array | undefined;
  /** The course of the run; of replication 0 alone. */
  readonly course: Course | undefined;
  /** Of service times at speed 1; of replication 0 alone, where their law may have no third moment. */
  readonly serviceTail: Tail | undefined;
  /** Of each rule of alerts, in their order; empty without any. */
  readonly alerts: readonly RuleOutcome[];
  /** The alerts of the run; of replication 0 alone. */
  readonly raisedAlerts: readonly RaisedAlert[] | undefined;
  /** From the start to the last event, in ms. */
  readonly ranMs: number;
  /** Every request; absent where they are not asked for. */
  readonly rows: RequestRows | undefined;
  /** Laws that every run obeys and this one did not, in words: a fault of the simulator. */
  readonly brokenLaws: readonly string[];
}

/** The measures of groups, each by its name in the registry; one that does not apply is absent. */
export interface GroupedValues {
  /** By group: of its requests that arrived in the window, each column for itself. */
  readonly columns: Readonly<Partial<Record<string, readonly BatchedColumn[]>>>;
  /** Numerator and denominator of group 0, of group 1, … */
  readonly ratios: Readonly<Partial<Record<string, Float64Array>>>;
  /** By group. */
  readonly counts: Readonly<Partial<Record<string, Float64Array>>>;
}

/**
 * Mean numbers in service and waiting, and share of the servers at work, NaN where there were none, by bin and endpoint:
 * bin × endpoints + endpoint.
 */
export interface Course {
  readonly binMs: number;
  readonly inService: Float64Array;
  readonly waiting: Float64Array;
  readonly working: Float64Array;
}

/** A count of the whole run. */
export function countIn({ all }: JobResult, measure: string): number {
  return all.counts[measure]?.[0] ?? 0;
}

/** Numerator and denominator of a measure of the whole run. */
export function ratioIn({ all }: JobResult, measure: string): readonly [of: number, per: number] {
  const pair = all.ratios[measure];
  return pair === undefined ? [0, 0] : [pair[0], pair[1]];
}
