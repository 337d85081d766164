import type { EndpointTable, LoadTracker, PolicyName } from '../../src/router/index.js';
import type { ReferenceFleet } from './reference-fleet.js';

/** What the policies have before them. */
export interface Situation {
  readonly fleet: Pick<ReferenceFleet, 'load'>;
  readonly table: EndpointTable;
  readonly loadTracker: LoadTracker;
  /** Whose turn it is among some, as a row says in which each chosen one goes to the end. */
  readonly turn: (allowed: readonly number[]) => number;
}

/** What sets a policy apart. */
export interface PolicyRow {
  readonly title: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /**
   * The endpoints that the policy may choose.
   * @param allowed endpoints to choose among, ascending and not empty
   */
  readonly mayChoose: (allowed: readonly number[], situation: Situation) => readonly number[];
  /** Whether one choice bears on later ones by what is learnt from it. */
  readonly learns?: true;
  /** Where shares are in proportion to something: what to, from the table. Without it, or where all are 0: equal shares. */
  readonly weight?: (endpoint: number, table: EndpointTable) => number;
  /** Where shares are neither: those of `allowed`, in its order. */
  readonly shares?: (allowed: readonly number[], situation: Situation) => readonly number[];
}

/** The elements with the least key. */
function least(allowed: readonly number[], key: (e: number) => number): readonly number[] {
  const smallest = Math.min(...allowed.map(key));
  return allowed.filter((e) => key(e) === smallest);
}

const leastLoaded: PolicyRow['mayChoose'] = (allowed, { fleet }) => least(allowed, (e) => fleet.load(e));

/** How many ways there are to choose k of n. */
function ways(n: number, k: number): number {
  let product = 1;
  for (let i = 0; i < k; i++) product *= (n - i) / (i + 1);
  return product;
}

const DRAWN = 3;
const MIN_HIT_RATE = 0.3;
const GAMMA = 2;

const weightOf = (e: number, { weight, maxConcurrent }: EndpointTable) =>
  weight[e] > 0 ? weight[e] : maxConcurrent[e];
const quotaLeft = (e: number, { quotaUsed }: EndpointTable) => (1 - quotaUsed[e]) ** GAMMA;

/** One row a policy. */
export const policyRows: Record<PolicyName, PolicyRow> = {
  round_robin: {
    title: 'takes the one whose turn has waited longest',
    mayChoose: (allowed, { turn }) => [turn(allowed)],
    weight: () => 1,
  },
  random: {
    title: 'takes any endpoint that is allowed',
    mayChoose: (allowed) => allowed,
    weight: () => 1,
  },
  least_loaded: {
    title: 'takes an endpoint with the smallest in-flight / max_concurrent',
    mayChoose: leastLoaded,
  },
  power_of_d: {
    title: 'takes none that two others are not at least as loaded as, where there are three',
    options: { d: DRAWN },
    mayChoose: (allowed, { fleet }) => {
      const others = Math.min(DRAWN, allowed.length) - 1;
      const beside = (e: number) => allowed.filter((other) => other !== e && fleet.load(other) >= fleet.load(e)).length;
      return allowed.filter((e) => beside(e) >= others);
    },
    shares: (allowed, { fleet }) => {
      const d = Math.min(DRAWN, allowed.length);
      const loads = allowed.map((e) => fleet.load(e));
      return loads.map((load) => {
        const above = loads.filter((other) => other > load).length;
        const tied = loads.filter((other) => other === load).length;
        return (ways(above + tied, d) - ways(above, d)) / ways(allowed.length, d) / tied;
      });
    },
  },
  jiq: {
    title: 'takes an endpoint with nothing in flight, else any',
    mayChoose: (allowed, { fleet }) => {
      const idle = allowed.filter((e) => fleet.load(e) === 0);
      return idle.length === 0 ? allowed : idle;
    },
  },
  cache_aware: {
    title: 'takes an endpoint with the highest hit rate from 0.3 on, else as least_loaded',
    mayChoose: (allowed, situation) => {
      const { hitRate } = situation.table;
      const warm = allowed.filter((e) => hitRate[e] >= MIN_HIT_RATE);
      return warm.length === 0 ? leastLoaded(allowed, situation) : least(warm, (e) => -hitRate[e]);
    },
  },
  quota_aware: {
    title: 'takes any endpoint with quota left, else as least_loaded among those that may exceed it',
    options: { gamma: GAMMA },
    mayChoose: (allowed, situation) => {
      const left = allowed.filter((e) => situation.table.quotaUsed[e] < 1);
      return left.length === 0 ? leastLoaded(allowed, situation) : left;
    },
    weight: quotaLeft,
  },
  weighted_random: {
    title: 'takes any endpoint that is allowed',
    mayChoose: (allowed) => allowed,
    weight: weightOf,
  },
  latency_based: {
    title: 'takes an endpoint with the smallest mean latency × (in-flight + 1)',
    learns: true,
    mayChoose: (allowed, { table, loadTracker }) => {
      const { latencyMs, latencyWeight, inFlight } = table;
      const [fleetMs] = loadTracker.fleetLatencyMs;
      const unsampledMs = Number.isNaN(fleetMs) ? 1 : fleetMs;
      return least(allowed, (e) => (latencyWeight[e] > 0 ? latencyMs[e] : unsampledMs) * (inFlight[e] + 1));
    },
  },
  affinity_based: {
    title: 'chooses as least_loaded for requests without a session',
    mayChoose: leastLoaded,
  },
};
