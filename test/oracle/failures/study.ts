/**
 * What a router makes of one server of four that fails for a minute: how much of the traffic goes there before, while and
 * after, how much is lost, and how long it takes until its share is back.
 */
import { HealthMonitor, type PolicyName } from '../../../src/router/index.js';
import type { FailureRule, FleetEvent } from '../../../src/tank/simulation/index.js';
import { COMPLETED } from '../../../src/tank/simulation/outcomes.js';
import { tQuantile } from '../../../src/tank/statistics/student-t.js';
import { simulationOf } from '../../support/simulations.js';
import { poissonTraffic } from '../../support/traffic.js';

const SERVERS = 4;
const FROM_MS = 60_000;
const TO_MS = 120_000;
const END_MS = 300_000;
/** 40 % of what four servers of four slots can serve. */
const RATE_PER_MS = 0.064;
const SERVICE_MS = 100;

/** The share of the traffic is looked at in stretches of so long. */
const BIN_MS = 5000;
/** From this time on before the failure: the start has passed. */
const STEADY_MS = 20_000;

const RULE = { of: 's/0', fromMs: FROM_MS, toMs: TO_MS, afterMs: 50, retryAfterMs: 0, share: 1 } as const;

/** What happens to the first server from 60 to 120 s. */
interface Failure {
  readonly name: string;
  readonly failures?: readonly FailureRule[];
  readonly events?: readonly FleetEvent[];
}

export const FAILURES: readonly Failure[] = [
  { name: 'errors, half of them, after 50 ms', failures: [{ ...RULE, kind: 'error', share: 0.5 }] },
  { name: 'fail-fast: all of them, after 1 ms', failures: [{ ...RULE, kind: 'error', afterMs: 1 }] },
  { name: 'hangs: all of them, until the timeout', failures: [{ ...RULE, kind: 'hang' }] },
  { name: '429 to all, with Retry-After 10 s', failures: [{ ...RULE, kind: 'rate_limited', retryAfterMs: 10_000 }] },
  {
    name: 'slow: a tenth of its speed',
    events: [
      { timeMs: FROM_MS, endpoint: 's/0', field: 'speed', value: 0.1 },
      { timeMs: TO_MS, endpoint: 's/0', field: 'speed', value: 1 },
    ],
  },
  {
    name: 'crash, down for the minute',
    events: [{ timeMs: FROM_MS, endpoint: 's/0', field: 'crash', value: TO_MS - FROM_MS }],
  },
];

/** A figure over replications, with the half-width of its 95 % interval. */
export interface Estimate {
  readonly mean: number;
  readonly halfWidth: number;
}

export interface Found {
  readonly failure: string;
  readonly policy: PolicyName;
  readonly isMonitored: boolean;
  /** Share of the attempts that are sent to the server, in percent: before, while it fails, and in the last minute. */
  readonly before: Estimate;
  readonly during: Estimate;
  readonly after: Estimate;
  /** Requests that arrive from the failure on and are not served, in percent. */
  readonly lost: Estimate;
  /** Attempts after the first, for each request. */
  readonly retries: Estimate;
  /** Median time from the end of the failure until the share is within 10 % of what it was, in s; Infinity where it is not back. */
  readonly backS: number;
  /** In so many of the replications it did not come back. */
  readonly neverBack: number;
}

/** One replication. */
interface Run {
  readonly before: number;
  readonly during: number;
  readonly after: number;
  readonly lost: number;
  readonly retries: number;
  /** Attempts to the server and to all, by bin. */
  readonly bins: readonly (readonly [server: number, all: number])[];
}

/** @param isMonitored whether a health monitor with its defaults watches */
export function measure(failure: Failure, policy: PolicyName, isMonitored: boolean, replications: number): Found {
  const runs = Array.from({ length: replications }, (_, r) => runOnce(failure, policy, isMonitored, r));
  const of = (key: 'before' | 'during' | 'after' | 'lost' | 'retries') => estimateOf(runs.map((run) => run[key]));
  return {
    failure: failure.name,
    policy,
    isMonitored,
    before: of('before'),
    during: of('during'),
    after: of('after'),
    lost: of('lost'),
    retries: of('retries'),
    ...comeback(runs),
  };
}

function runOnce(failure: Failure, policy: PolicyName, isMonitored: boolean, replication: number): Run {
  const { arrivalMs, demandMs } = poissonTraffic('failures', replication, {
    requests: Math.round(END_MS * RATE_PER_MS),
    ratePerMs: RATE_PER_MS,
  });
  const simulation = simulationOf({
    models: [{ id: 's', replicas: SERVERS, maxConcurrent: 4, maxQueue: 16 }],
    policy,
    timeoutMs: 5000,
    arrivalMs,
    demandMs: demandMs.map((demand) => demand * SERVICE_MS),
    seed: `failures/${replication}`,
    ...(failure.failures && { failures: failure.failures }),
    ...(failure.events && { events: failure.events }),
  });
  const [router] = simulation.routers;
  const { fleet } = router;
  if (isMonitored) router.setHealthMonitor(new HealthMonitor(fleet));
  const bins = Array.from({ length: Math.ceil(END_MS / BIN_MS) + 100 }, (): [number, number] => [0, 0]);
  router.listen({
    started: ({ endpoint }) => {
      const bin = bins[Math.min(bins.length - 1, Math.floor(fleet.clock.nowMs() / BIN_MS))];
      bin[1]++;
      if (endpoint === 0) bin[0]++;
    },
  });
  simulation.run();
  const { outcomes } = simulation;
  const share = (fromMs: number, toMs: number) => 100 * shareOf(bins.slice(fromMs / BIN_MS, toMs / BIN_MS));
  const first = arrivalMs.findIndex((ms) => ms >= FROM_MS);
  const served = outcomes.status.slice(first).filter((status) => status === COMPLETED).length;
  return {
    before: share(STEADY_MS, FROM_MS),
    during: share(FROM_MS, TO_MS),
    after: share(END_MS - 60_000, END_MS),
    lost: 100 * (1 - served / (arrivalMs.length - first)),
    retries: simulation.retries / arrivalMs.length,
    bins,
  };
}

/** When the share is back: the first of two stretches that together have it within 10 % of what it was, over all replications. */
function comeback(runs: readonly Run[]): Pick<Found, 'backS' | 'neverBack'> {
  const times = runs.map(({ bins, before }) => {
    for (let bin = TO_MS / BIN_MS; bin + 1 < END_MS / BIN_MS; bin++) {
      const now = 100 * shareOf(bins.slice(bin, bin + 2));
      if (now >= 0.9 * before && now <= 1.1 * before) return (bin * BIN_MS - TO_MS) / 1000;
    }
    return Infinity;
  });
  return {
    backS: [...times].sort((a, b) => a - b)[times.length >> 1],
    neverBack: times.filter((time) => time === Infinity).length,
  };
}

function shareOf(bins: readonly (readonly [server: number, all: number])[]): number {
  const [server, all] = [0, 1].map((i) => bins.reduce((sum, bin) => sum + bin[i], 0));
  return all === 0 ? 0 : server / all;
}

function estimateOf(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, halfWidth: tQuantile(0.975, values.length - 1) * Math.sqrt(variance / values.length) };
}
