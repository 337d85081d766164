import type { JobResult } from '../../src/tank/measures/index.js';
import {
  type Estimate,
  estimateAt,
  LEVEL,
  type MeasuredStrategy,
  measureStrategies,
} from '../../src/tank/estimates/index.js';
/**
 * The statistics of a summary, held against what is known of M/M/1 and of strategies that are alike: experiments through
 * the whole tank (traffic, simulator, real router, measures, comparisons), each with a seed of its own. The tests and the
 * table of docs/statistics.md run the same ones. Mean service is 1 ms, the load threshold off.
 */
import { sampleVariance } from 'simple-statistics';
import { bestStrategies, compareWithBaseline } from '../../src/tank/verdicts/index.js';
import { JobRunner } from '../../src/tank/runs/job.js';
import { planFromObject } from '../../src/tank/scenario/index.js';
import { pairedDifference, stretchOfDifference } from '../../src/tank/statistics/index.js';
import { tTwoSidedPValue } from '../../src/tank/statistics/student-t.js';
import { designOf, type Plan } from '../../src/tank/plan/index.js';
import { meanWaiting, responseQuantile } from './formulas.js';
import { mean } from './measures.js';

const MEAN = 'response_time_ms.mean';
const P99 = 'response_time_ms.p99';

interface Setup {
  /** Offered work per endpoint. */
  readonly load: number;
  readonly requests: number;
  readonly replications: number;
  readonly warmUpMs: number;
  /** Each with a single slot and a queue without limit, of speed 1 unless said. Default: one. */
  readonly endpoints?: readonly { readonly speed?: number; readonly weight?: number }[];
  /** As a scenario names them. */
  readonly strategies?: readonly (string | object)[];
  /** Default: mean and P99. */
  readonly compare?: readonly string[];
}

/** An experiment whose true values theory knows, made many times over. */
export interface CoverageCase {
  readonly name: string;
  readonly setup: Setup;
  readonly experiments: number;
}

const EXPERIMENTS = 1000;

/** What a right 95 % interval does in 1000 experiments with probability 0.9999 (binomial: 920 to 975). */
export const NOMINAL = { low: 0.92, high: 0.975 };

export const replicated: CoverageCase = {
  name: '10 replications of 10,000 requests at load 0.5',
  setup: { load: 0.5, requests: 10_300, replications: 10, warmUpMs: 100 },
  experiments: EXPERIMENTS,
};

export const oneRun: CoverageCase = {
  name: 'one run of 40,000 requests at load 0.5',
  setup: { load: 0.5, requests: 40_000, replications: 1, warmUpMs: 100 },
  experiments: EXPERIMENTS,
};

/** What intervals cannot mend: an empty start that is counted, and a run of a few correlation times (363 requests). */
export const tooShort: readonly CoverageCase[] = [
  {
    name: '10 replications of 200 requests at load 0.9, no warm-up',
    setup: { load: 0.9, requests: 200, replications: 10, warmUpMs: 0 },
    experiments: EXPERIMENTS,
  },
  {
    name: 'one run of 2,000 requests at load 0.9, no warm-up',
    setup: { load: 0.9, requests: 2000, replications: 1, warmUpMs: 0 },
    experiments: EXPERIMENTS,
  },
];

/** How often the intervals of a measure held its true value. */
export interface Coverage {
  readonly measure: 'mean' | 'P99';
  readonly truth: number;
  readonly experiments: number;
  /** Experiments that gave no interval. */
  readonly refused: number;
  /** Share of the intervals made that held the truth, NaN where none was made. */
  readonly covered: number;
}

export function coverageOf({ name, setup, experiments }: CoverageCase): readonly Coverage[] {
  const plan = planOf(setup);
  const all = Array.from({ length: experiments }, (_, e) => measuresOf(plan, `${name}/${e}`)[0]);
  const truths = [
    { measure: 'mean', path: MEAN, truth: 1 + meanWaiting(1, setup.load) },
    { measure: 'P99', path: P99, truth: responseQuantile(1, setup.load, 0.99) },
  ] as const;
  return truths.map(({ measure, path, truth }) => {
    const intervals = all.flatMap((measures) => {
      const interval = estimateAt(measures, path)?.interval ?? 'no_spread';
      return typeof interval === 'string' ? [] : interval;
    });
    const holding = intervals.filter(({ low, high }) => low <= truth && truth <= high).length;
    const refused = experiments - intervals.length;
    return { measure, truth, experiments, refused, covered: holding / intervals.length };
  });
}

/** How often strategies that are the same in law were told apart. */
export interface FalseAlarms {
  readonly name: string;
  readonly experiments: number;
  /** Comparisons in each. */
  readonly tests: number;
  /** Experiments with at least one verdict of better or worse. */
  readonly declared: number;
  /** Experiments in which an interval of a difference, without Holm's correction, leaves 0 out. */
  readonly uncorrected: number;
  /** Comparisons in which the strategies decided alike and nothing was to be told. */
  readonly alike: number;
}

const FALSE_ALARM_EXPERIMENTS = 200;

/**
 * Most experiments of 200 with a false alarm at 5 %: 11 %, which a right test exceeds with probability 0.0002 (binomial:
 * more than 22).
 */
export const MOST_FALSE_ALARMS = 0.11;

/** Every request is completed. */
const COMPARABLE = { completedShare: 1, hasInfiniteVariance: false };

/** Runs whose strategies are the same in law. */
export interface FalseAlarmCase {
  readonly name: string;
  readonly requests: number;
  readonly replications: number;
  readonly warmUpMs: number;
}

export const falseAlarmCases: readonly FalseAlarmCase[] = [
  { name: '10 replications of 3,000 requests', requests: 3000, replications: 10, warmUpMs: 100 },
  { name: '100 replications of 100 requests from empty', requests: 100, replications: 100, warmUpMs: 0 },
];

/** Two endpoints, four ways to choose between them with equal chance, each with draws of its own; mean and P99. */
export function falseAlarms({ name, ...size }: FalseAlarmCase): FalseAlarms {
  const plan = planOf({
    load: 0.5,
    ...size,
    endpoints: [{}, {}],
    strategies: [
      { name: 'random', policy: 'random' },
      { name: 'two_routers', policy: 'random', routers: 2 },
      { name: 'three_routers', policy: 'random', routers: 3 },
      { name: 'four_routers', policy: 'random', routers: 4 },
    ],
  });
  const all = Array.from({ length: FALSE_ALARM_EXPERIMENTS }, (_, e) =>
    compareWithBaseline({
      plan,
      measured: measuresOf(plan, `alike/${e}`),
      comparability: plan.strategies.map(() => COMPARABLE),
      replications: plan.replications,
    }),
  );
  const countWhere = (test: (comparison: (typeof all)[number][number]) => boolean) =>
    all.filter((comparisons) => comparisons.some(test)).length;
  return {
    name,
    experiments: all.length,
    tests: all[0].length,
    declared: countWhere(({ verdict }) => verdict === 'better' || verdict === 'worse'),
    uncorrected: countWhere(({ ci95 }) => ci95 !== undefined && (ci95[0] > 0 || ci95[1] < 0)),
    alike: all.flat().filter(({ ci95 }) => ci95 === undefined).length,
  };
}

/** How often one of strategies that are the same in law was called the best. */
export interface NamedBest {
  readonly strategies: number;
  readonly measures: number;
  readonly experiments: number;
  readonly named: number;
}

export const bestCases = [2, 3, 10].flatMap((strategies) => [1, 3].map((measures) => ({ strategies, measures })));

/** Two endpoints, as many ways to choose between them with equal chance; ten replications. */
export function namedBest({ strategies, measures }: (typeof bestCases)[number], experiments = 600): NamedBest {
  const plan = planOf({
    load: 0.5,
    requests: 500,
    replications: 10,
    warmUpMs: 50,
    endpoints: [{}, {}],
    strategies: Array.from({ length: strategies }, (_, i) => ({ name: `s${i}`, policy: 'random', routers: i + 1 })),
    compare: [MEAN, 'response_time_ms.p50', 'response_time_ms.p90'].slice(0, measures),
  });
  const all = Array.from({ length: experiments }, (_, e) =>
    bestStrategies({
      plan,
      measured: measuresOf(plan, `best/${e}`),
      comparability: plan.strategies.map(() => COMPARABLE),
      replications: plan.replications,
    }),
  );
  const named = all.filter((screened) => screened.some(({ survivors }) => survivors.length === 1)).length;
  return { strategies, measures, experiments, named };
}

/** How often a difference that is there was found, of equal work with and without pairing. */
export interface Power {
  readonly name: string;
  readonly experiments: number;
  readonly paired: number;
  /** By Welch's test of the same numbers of replications with traffic of their own. */
  readonly unpaired: number;
  /** Mean of 1 − S_D² / (S_X² + S_Y²). */
  readonly varianceReduction: number;
  /** Mean measured difference, as a share. Theory says 5 %. */
  readonly difference: number;
}

const POWER_EXPERIMENTS = 200;

/** Both cases at load 0.5, where the mean is 2 ms; it becomes 2.1 ms. */
const POWER_SETUP = { load: 0.5, requests: 1100, replications: 10, warmUpMs: 100 };

const WEIGHTED = { ...POWER_SETUP, requests: 1700, strategies: ['weighted_random'] } as const;

/** T = 1 / (s − 0.5) = 2.1 */
const SLOWER = 0.5 + 1 / 2.1;

/** Of two endpoints at load 0.5, T = x + 1/x = 2.1 for weights x : 1. */
const UNEVEN = 1.05 + Math.sqrt(1.05 ** 2 - 1);

export const powerCases = {
  slower: {
    name: 'an endpoint slower by 2.4 %',
    baseline: { ...POWER_SETUP },
    other: { ...POWER_SETUP, endpoints: [{ speed: SLOWER }] },
  },
  uneven: {
    name: 'weights of 1.37 : 1 for two equal endpoints',
    baseline: { ...WEIGHTED, endpoints: [{ weight: 1 }, { weight: 1 }] },
    other: { ...WEIGHTED, endpoints: [{ weight: UNEVEN }, { weight: 1 }] },
  },
} as const;

export function powerOf({ name, baseline, other }: (typeof powerCases)[keyof typeof powerCases]): Power {
  const baselinePlan = planOf(baseline);
  const otherPlan = planOf(other);
  const all = Array.from({ length: POWER_EXPERIMENTS }, (_, e) => {
    const x = meanOf(otherPlan, `${name}/${e}`);
    const y = meanOf(baselinePlan, `${name}/${e}`);
    const apart = meanOf(baselinePlan, `${name}/${e}/traffic of its own`);
    const stretch = stretchOfDifference('mean', Math.min(x.effective ?? 0, y.effective ?? 0));
    const { difference, pValue = 1, varianceReduction = 0 } = pairedDifference(x, y, LEVEL, stretch);
    return {
      found: pValue <= 1 - LEVEL && difference > 0,
      foundApart: welchPValue(x.replications, apart.replications) <= 1 - LEVEL && x.pooled > apart.pooled,
      varianceReduction,
      difference: difference / y.pooled,
    };
  });
  return {
    name,
    experiments: all.length,
    paired: all.filter(({ found }) => found).length / all.length,
    unpaired: all.filter(({ foundApart }) => foundApart).length / all.length,
    varianceReduction: mean(all.map(({ varianceReduction }) => varianceReduction)),
    difference: mean(all.map(({ difference }) => difference)),
  };
}

function planOf({ load, requests, replications, warmUpMs, compare = [MEAN, P99], ...setup }: Setup): Plan {
  const { endpoints = [{}], strategies = ['random'] } = setup;
  const models = endpoints.map(({ speed = 1, weight }, i) => ({
    id: `m${i}`,
    max_concurrent: 1,
    max_queue: 'unlimited',
    backend: { kind: 'slots', speed },
    ...(weight !== undefined && { weight }),
  }));
  return planFromObject({
    schema: 'wavetank.scenario/1',
    name: 'statistics',
    fleet: { models },
    workload: { arrivals: { kind: 'poisson', rate: `${1000 * load * endpoints.length}/s` }, requests },
    service: { kind: 'exponential', mean: '1ms' },
    router: { max_load_threshold: 'off' },
    compare,
    strategies,
    replications,
    warm_up: `${warmUpMs}ms`,
  });
}

/** The measures of every strategy; waiting times are left out, which take as long to sort again. */
function measuresOf(plan: Plan, seed: string): MeasuredStrategy[] {
  const runner = new JobRunner({ ...plan, seed });
  const results = Array.from({ length: plan.replications }, (_, replication) =>
    plan.strategies.map((__, strategy) => withoutWaiting(runner.run(strategy, replication))),
  );
  const byStrategy = plan.strategies.map((_, strategy) => results.map((each) => each[strategy]));
  return measureStrategies(designOf(plan), byStrategy);
}

function withoutWaiting(result: JobResult): JobResult {
  return { ...result, all: { ...result.all, columns: { response_time_ms: result.all.columns['response_time_ms'] } } };
}

function meanOf(plan: Plan, seed: string): Estimate {
  const measure = estimateAt(measuresOf(plan, seed)[0], MEAN);
  if (measure === undefined) throw new Error('an experiment served no request');
  return measure;
}

/** Welch's test that two independent samples have one mean, with the degrees of freedom of Satterthwaite. */
function welchPValue(x: readonly number[], y: readonly number[]): number {
  const [u, v] = [x, y].map((sample) => sampleVariance([...sample]) / sample.length);
  const freedom = (u + v) ** 2 / (u ** 2 / (x.length - 1) + v ** 2 / (y.length - 1));
  return tTwoSidedPValue((mean(x) - mean(y)) / Math.sqrt(u + v), freedom);
}
