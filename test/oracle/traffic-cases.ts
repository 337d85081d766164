import type { ArrivalSpec } from '../../src/tank/traffic/arrivals/spec.js';
import type { DistributionSpec } from '../../src/tank/traffic/distributions/spec.js';
import {
  coxDispersion,
  dayRate,
  equalGapsDispersion,
  exponential,
  firstGammaCdf,
  firstWeibullCdf,
  gamma,
  gammaDispersion,
  hyperexponential,
  lognormal,
  lognormalMixture,
  modulatedDispersion,
  modulatedGapCv,
  pareto,
  rampRate,
  single,
  stepRate,
  straight,
  tenantDispersion,
  type Theory,
  weibull,
  weibullDispersion,
  zipfShares,
} from './traffic-theory.js';

/** Distributions whose values are all without a probability of their own. */
export const continuousCases: readonly (readonly [DistributionSpec, Theory])[] = [
  [{ kind: 'uniform', min: 10, max: 30 }, straight([10, 30], [0, 1])],
  [{ kind: 'exponential', mean: 40 }, exponential(40)],
  [{ kind: 'erlang', mean: 50, stages: 4 }, gamma(50, 0.5)],
  [{ kind: 'hyperexponential', mean: 10, cv: 2 }, hyperexponential(10, 2)],
  [{ kind: 'hyperexponential', mean: 10, cv: 1 }, hyperexponential(10, 1)],
  [{ kind: 'gamma', mean: 100, cv: 0.3 }, gamma(100, 0.3)],
  [{ kind: 'gamma', mean: 100, cv: 1 }, gamma(100, 1)],
  [{ kind: 'gamma', mean: 7, cv: 2.5 }, gamma(7, 2.5)],
  [{ kind: 'weibull', mean: 40, shape: 2 }, weibull(40, 2)],
  [{ kind: 'weibull', mean: 40, shape: 0.6 }, weibull(40, 0.6)],
  [{ kind: 'lognormal', mean: 200, cv: 0.5 }, lognormal(200, 0.5)],
  [{ kind: 'lognormal', mean: 800, cv: 1.2 }, lognormal(800, 1.2)],
  [{ kind: 'pareto', shape: 2, min: 1, max: 100 }, pareto(2, 1, 100)],
  [{ kind: 'pareto', shape: 1, min: 1, max: Math.E }, pareto(1, 1, Math.E)],
  [{ kind: 'pareto', shape: 100, min: 10_000, max: 20_000 }, pareto(100, 10_000, 20_000)], // min^−shape is 1e-400
  [{ kind: 'lognormal_mixture', parts: [{ weight: 7, median: 50, sigma: 0.4 }] }, lognormalMixture([[1, 50, 0.4]])],
  [
    {
      kind: 'lognormal_mixture',
      parts: [
        { weight: 3, median: 20, sigma: 0.5 },
        { weight: 1, median: 900, sigma: 0.2 },
      ],
    },
    lognormalMixture([
      [0.75, 20, 0.5],
      [0.25, 900, 0.2],
    ]),
  ],
  // a uniform in two pieces: half the values in 0…10, half in 10…100
  [{ kind: 'empirical', values: [0, 10, 100] }, straight([0, 10, 100], [0, 0.5, 1])],
  [{ kind: 'empirical', values: [2, 4, 24], shares: [0, 0.9, 1] }, straight([2, 4, 24], [0, 0.9, 1])],
];

/** Distributions of single values, with their probabilities. */
export const discreteCases: readonly (readonly [DistributionSpec, ReadonlyMap<number, number>])[] = [
  [{ kind: 'zipf', count: 50, skew: 1.1 }, zipfShares(50, 1.1)],
  [{ kind: 'zipf', count: 10, skew: 0 }, zipfShares(10, 0)],
  [{ kind: 'zipf', count: 20, skew: 2 }, zipfShares(20, 2)],
  [
    { kind: 'discrete', values: [30, 5, 100, 7], weights: [2, 5, 0, 3] },
    new Map([
      [30, 0.2],
      [5, 0.5],
      [7, 0.3],
    ]),
  ],
];

/** Every distribution of the registry. */
export const distributionCases: readonly (readonly [DistributionSpec, Theory])[] = [
  [{ kind: 'constant', value: 12.5 }, single(new Map([[12.5, 1]]))],
  ...continuousCases,
  [
    {
      kind: 'lognormal_mixture',
      parts: [
        { weight: 2, median: 15, sigma: 0.8 },
        { weight: 2, median: 150, sigma: 0.5 },
      ],
      min: 10,
      max: 200,
    },
    lognormalMixture(
      [
        [0.5, 15, 0.8],
        [0.5, 150, 0.5],
      ],
      10,
      200,
    ),
  ],
  ...discreteCases.map(([spec, shares]) => [spec, single(shares)] as const),
];

/** An arrival process and what theory says of it. */
export interface ArrivalCase {
  readonly spec: ArrivalSpec;
  /** Mean rate at a time of the run. */
  readonly ratePerMs: (timeMs: number) => number;
  /** Of the gaps between arrivals; absent where theory has none. */
  readonly gapCv?: number;
  /** Of counts about the mean of their window. */
  readonly dispersion: (windowMs: number) => number;
  /** Independent gaps: what they are, and their distribution; `time` is ms, or operational: the integral of the rate. */
  readonly gaps?: {
    readonly between: 'arrivals' | 'batches';
    readonly time: 'ms' | 'operational';
    readonly law: Theory;
  };
  /** How far a process in which nothing is random may be from its limit. */
  readonly tolerance?: number;
  /** Length of a run, in mean lengths; default 1. */
  readonly runs?: number;
}

const bursts = {
  kind: 'modulated_poisson',
  burst: { rate: 100, length: 1000 },
  lull: { rate: 10, length: 4000 },
} as const;
const silent = {
  kind: 'modulated_poisson',
  burst: { rate: 50, length: 200 },
  lull: { rate: 0, length: 800 },
} as const;
const spikes = {
  kind: 'steps',
  steps: [
    { at: 0, rate: 20 },
    { at: 100_000, rate: 0 },
    { at: 150_000, rate: 200 },
    { at: 200_000, rate: 30 },
  ],
} satisfies ArrivalSpec;
const rising = { kind: 'ramp', from: 5, to: 50, over: 600_000, at: 0 } as const;
const falling = { kind: 'ramp', from: 60, to: 8, over: 150_000, at: 100_000 } as const;
const day = {
  kind: 'time_of_day',
  rate: 20,
  hours: [1, 0, 0, 4, 3, 0.5],
  day: 100_000,
  start: 37_000,
} satisfies ArrivalSpec;
const wandering = { kind: 'cox', rate: 20, rate_cv: 0.5, time_constant: 20_000, gap_cv: 1 } as const;
const quick = { ...wandering, rate_cv: 0.8, time_constant: 2000 } as const;
const regular = { ...wandering, gap_cv: 0.5 } as const;
const tenants = { kind: 'tenants', rate: 20, count: 6, skew: 1.2, gap_cv: 1 } as const;
const even = { kind: 'tenants', rate: 100, count: 6, skew: 0.5, gap_cv: 0.5 } as const;
const sizes = { mean: 0.5 + 4 * 0.3 + 20 * 0.2, second: 0.5 + 16 * 0.3 + 400 * 0.2 };
const law = (theory: Theory) => ({ between: 'arrivals', time: 'ms', law: theory }) as const;
const operational = { between: 'arrivals', time: 'operational', law: exponential(1) } as const;
const constant = (ratePerS: number) => () => ratePerS / 1000;

/** Every arrival process of the registry. */
export const arrivalCases: readonly ArrivalCase[] = [
  {
    spec: { kind: 'poisson', rate: 20 },
    ratePerMs: constant(20),
    gapCv: 1,
    dispersion: () => 1,
    gaps: law(exponential(50)),
  },
  {
    spec: { kind: 'deterministic', rate: 7.3137 },
    ratePerMs: constant(7.3137),
    gapCv: 0,
    dispersion: (windowMs) => equalGapsDispersion(0.0073137 * windowMs),
    tolerance: 0.005,
  },
  ...[0.5, 2].map((cv): ArrivalCase => ({
    spec: { kind: 'gamma', rate: 40, cv },
    ratePerMs: constant(40),
    gapCv: cv,
    dispersion: (windowMs) => gammaDispersion(cv, 0.04 * windowMs),
    gaps: law(gamma(25, cv)),
  })),
  {
    spec: { kind: 'weibull', rate: 40, shape: 0.7 },
    ratePerMs: constant(40),
    gapCv: weibull(25, 0.7).sd / 25,
    dispersion: (windowMs) => weibullDispersion(0.7, 0.04 * windowMs),
    gaps: law(weibull(25, 0.7)),
  },
  {
    spec: bursts,
    ratePerMs: constant(28), // (100 × 1 + 10 × 4) / 5
    gapCv: modulatedGapCv(bursts),
    dispersion: (windowMs) => modulatedDispersion(bursts, windowMs),
  },
  {
    spec: silent,
    ratePerMs: constant(10), // 50 × 0.2 / 1
    gapCv: modulatedGapCv(silent),
    dispersion: (windowMs) => modulatedDispersion(silent, windowMs),
  },
  { spec: spikes, ratePerMs: (timeMs) => stepRate(spikes, timeMs), dispersion: () => 1, gaps: operational },
  ...[rising, falling].map((spec): ArrivalCase => ({
    spec,
    ratePerMs: (timeMs) => rampRate(spec, timeMs),
    dispersion: () => 1,
    gaps: operational,
  })),
  ...[wandering, quick, regular].map((spec): ArrivalCase => ({
    spec,
    ratePerMs: constant(spec.rate),
    dispersion: (windowMs) => coxDispersion(spec, windowMs),
    runs: 2,
  })),
  { spec: day, ratePerMs: (timeMs) => dayRate(day, timeMs), dispersion: () => 1, gaps: operational },
  {
    spec: { kind: 'batches', rate: 2, size: { kind: 'discrete', values: [1, 4, 20], weights: [0.5, 0.3, 0.2] } },
    ratePerMs: constant(2 * sizes.mean),
    gapCv: Math.sqrt(2 * sizes.mean - 1), // a gap is 0 but for a share 1 / E[S], which is exponential
    dispersion: () => sizes.second / sizes.mean,
    gaps: { between: 'batches', time: 'ms', law: exponential(500) },
  },
  {
    spec: tenants,
    ratePerMs: constant(tenants.rate),
    gapCv: 1,
    dispersion: () => 1,
    gaps: law(exponential(50)),
  },
  { spec: even, ratePerMs: constant(even.rate), dispersion: (windowMs) => tenantDispersion(even, windowMs) },
];

/**
 * Processes of few arrivals and uneven gaps, which tell how they begin: one that began with a whole gap would have some
 * (cv² − 1) / 2 arrivals too many. With the distribution of the time to the first arrival.
 */
export const startCases: readonly (readonly [ArrivalSpec, (ms: number) => number])[] = [
  [{ kind: 'gamma', rate: 1, cv: 10 }, firstGammaCdf(1, 10)],
  [{ kind: 'gamma', rate: 1, cv: 0.2 }, firstGammaCdf(1, 0.2)],
  [{ kind: 'weibull', rate: 1, shape: 0.3 }, firstWeibullCdf(1, 0.3)],
  [{ kind: 'weibull', rate: 1, shape: 3 }, firstWeibullCdf(1, 3)],
  [{ kind: 'tenants', rate: 1, count: 1, skew: 0, gap_cv: 10 }, firstGammaCdf(1, 10)],
  [{ kind: 'cox', rate: 1, rate_cv: 0, time_constant: 10_000, gap_cv: 10 }, firstGammaCdf(1, 10)],
];
