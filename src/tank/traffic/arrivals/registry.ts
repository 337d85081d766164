import { z } from 'zod';
import { Gamma } from '../distributions/gamma.js';
import { createDistribution, distributionSchema, meanOf } from '../distributions/registry.js';
import { Weibull } from '../distributions/weibull.js';
import {
  duration,
  plainNumber,
  type QuantitySchema,
  rate,
  unknownKind,
  wholeNumber,
} from '../../../core/input/index.js';
import type { ArrivalProcess } from './arrival-process.js';
import { BatchArrivals, meanBatchSize } from './batches.js';
import { CoxArrivals } from './cox.js';
import { DeterministicArrivals } from './deterministic.js';
import { FirstGammaGap } from './first-gamma-gap.js';
import { FirstWeibullGap } from './first-weibull-gap.js';
import { ModulatedPoissonArrivals } from './modulated-poisson.js';
import { PoissonArrivals } from './poisson.js';
import { RenewalArrivals } from './renewal.js';
import { StepArrivals } from './steps.js';
import { TenantArrivals } from './tenants.js';
import { TimeOfDayArrivals } from './time-of-day.js';

/**
 * The only list of arrival processes: names, scenario schema and messages derive from it. A new one is a file with its
 * class and a line here. `options` is what a scenario writes; `create` makes the process, anew for every replication.
 */
export const arrivals = {
  poisson: entry({
    summary: 'independent arrivals at a mean rate',
    load: 'even',
    options: () => z.strictObject({ kind: kind('poisson'), rate: meanRate() }),
    create: (spec) => new PoissonArrivals(spec.rate),
    meanRate: (spec) => spec.rate,
  }),
  deterministic: entry({
    summary: 'equal gaps, the first arrival after one gap',
    load: 'even',
    options: () => z.strictObject({ kind: kind('deterministic'), rate: meanRate() }),
    create: (spec) => new DeterministicArrivals(spec.rate),
    meanRate: (spec) => spec.rate,
  }),
  gamma: entry({
    summary: 'independent gamma gaps: cv below 1 is more regular than Poisson, above 1 burstier',
    load: 'even',
    options: () => z.strictObject({ kind: kind('gamma'), rate: meanRate(), cv: gapVariation() }),
    create: ({ rate, cv }) => new RenewalArrivals(new FirstGammaGap(1000 / rate, cv), new Gamma(1000 / rate, cv)),
    meanRate: (spec) => spec.rate,
  }),
  weibull: entry({
    summary: 'independent Weibull gaps: shape 1 is Poisson, below 1 burstier',
    load: 'even',
    options: () => z.strictObject({ kind: kind('weibull'), rate: meanRate(), shape: gapShape() }),
    create: ({ rate, shape }) =>
      new RenewalArrivals(new FirstWeibullGap(1000 / rate, shape), new Weibull(1000 / rate, shape)),
    meanRate: (spec) => spec.rate,
  }),
  modulated_poisson: entry({
    summary: 'bursts and lulls take turns, each of exponential length with a rate of its own',
    load: 'wandering',
    options: () =>
      z
        .strictObject({
          kind: kind('modulated_poisson'),
          burst: state('a burst', rate()),
          lull: state('a lull', rate({ positive: false })),
        })
        .refine((spec) => rateTimesMs(spec) / 1000 >= LEAST_ARRIVALS, {
          error: `expected at least ${LEAST_ARRIVALS} arrivals in a burst and a lull together`,
          path: ['burst'],
        }),
    create: ({ burst, lull }) => new ModulatedPoissonArrivals([burst.rate, lull.rate], [burst.length, lull.length]),
    meanRate: (spec) => rateTimesMs(spec) / (spec.burst.length + spec.lull.length),
  }),
  steps: entry({
    summary: 'Poisson arrivals at a rate that changes at set times: ramps and spikes',
    load: 'scheduled',
    options: () => z.strictObject({ kind: kind('steps'), steps: stepList() }),
    create: ({ steps }) => new StepArrivals(steps.map(({ at, rate }) => ({ atMs: at, ratePerS: rate }))),
    meanRate: ({ steps }, durationMs) => {
      const ends = [...steps.slice(1).map(({ at }) => at), Infinity].map((end) => Math.min(end, durationMs));
      const arrivals = steps.reduce((sum, { at, rate }, i) => sum + rate * Math.max(0, ends[i] - at), 0);
      return durationMs === 0 ? 0 : arrivals / durationMs;
    },
  }),
  cox: entry({
    summary: 'a rate that itself wanders slowly and at random about its mean',
    load: 'wandering',
    options: () =>
      z
        .strictObject({
          kind: kind('cox'),
          rate: meanRate(),
          rate_cv: plainNumber({ most: RATE_CV_LIMIT }).meta({ description: 'coefficient of variation of the rate' }),
          time_constant: duration({ positive: true }).meta({
            description: 'time in which the correlation of the rate falls to 1/e',
          }),
          gap_cv: gapVariation().default(1).meta({
            description: 'coefficient of variation of the gaps at an even rate; default 1, Poisson',
          }),
        })
        .refine(({ rate, time_constant }) => (rate / 1000) * time_constant >= LEAST_ARRIVALS, {
          error: `expected a time constant of at least ${LEAST_ARRIVALS} mean gaps`,
          path: ['time_constant'],
        }),
    create: (spec) => new CoxArrivals(spec.rate, spec.rate_cv, spec.time_constant, spec.gap_cv),
    meanRate: (spec) => spec.rate,
  }),
  time_of_day: entry({
    summary: 'Poisson arrivals at a rate that follows the hours of a day, day after day',
    load: 'scheduled',
    options: () =>
      z.strictObject({
        kind: kind('time_of_day'),
        rate: rate().meta({ description: 'mean over a day, such as 40/s' }),
        hours: hours(),
        day: duration({ positive: true }).default(DAY_MS).meta({ description: 'length of a day; default 24h' }),
        start: duration().default(0).meta({ description: 'time of day at which the run starts; default 0' }),
      }),
    create: ({ rate, hours, day, start }) => new TimeOfDayArrivals(rate, hours, day, start),
    meanRate: ({ rate, hours, day, start }, durationMs) => {
      const arrivals = new TimeOfDayArrivals(rate, hours, day, start).meanUntil(durationMs);
      return durationMs === 0 ? 0 : (arrivals / durationMs) * 1000;
    },
  }),
  batches: entry({
    summary: 'Poisson batches, all arrivals of a batch at the same instant',
    load: 'even',
    options: () =>
      z.strictObject({
        kind: kind('batches'),
        rate: rate().meta({ description: 'mean number of batches in a unit of time, such as 2/s' }),
        size: distributionSchema(plainNumber({ positive: true })).meta({
          description: 'arrivals in a batch: a distribution of plain numbers, rounded, at least 1',
        }),
      }),
    create: (spec) => new BatchArrivals(spec.rate, createDistribution(spec.size)),
    meanRate: ({ rate, size }) => rate * meanBatchSize(meanOf(size), createDistribution(size)),
  }),
  tenants: entry({
    summary: 'many clients of unequal rates, each with gaps of its own',
    load: 'even',
    options: () =>
      z.strictObject({
        kind: kind('tenants'),
        rate: rate().meta({ description: 'mean number of arrivals of all tenants in a unit of time, such as 40/s' }),
        count: wholeNumber(1, TENANT_LIMIT).meta({ description: 'number of tenants' }),
        skew: plainNumber({ most: SKEW_LIMIT })
          .default(1)
          .meta({ description: 'the k-th tenant has a share in proportion to 1 / k^skew (Zipf); default 1' }),
        gap_cv: gapVariation()
          .default(1)
          .meta({ description: 'coefficient of variation of the gaps of each tenant; default 1, Poisson' }),
      }),
    create: (spec) => new TenantArrivals(spec.rate, spec.count, spec.skew, spec.gap_cv),
    meanRate: (spec) => spec.rate,
  }),
};

export type ArrivalName = keyof typeof arrivals;

type Specs = { [K in ArrivalName]: z.output<ReturnType<(typeof arrivals)[K]['options']>> };

/** An arrival process as checked data; rates are per second. */
export type ArrivalSpec = Specs[ArrivalName];

/** Schema of any arrival process, told apart by `kind`. */
export function arrivalSchema() {
  const [first, ...rest] = Object.values(arrivals).map((process) => process.options());
  return z.discriminatedUnion('kind', [first, ...rest], {
    error: unknownKind('arrival process', Object.keys(arrivals)),
  });
}

/** @returns mean arrivals per second over a run of so many ms */
export function meanRatePerS(spec: ArrivalSpec, durationMs: number): number {
  return meanBy(spec.kind, spec, durationMs);
}

/** @returns a process at its start; it keeps state and serves one replication */
export function createArrivalProcess(spec: ArrivalSpec): ArrivalProcess {
  return create(spec.kind, spec);
}

const creators: {
  readonly [K in ArrivalName]: {
    create(spec: Specs[K]): ArrivalProcess;
    meanRate(spec: Specs[K], durationMs: number): number;
  };
} = arrivals;

function meanBy<K extends ArrivalName>(kind: K, spec: Specs[K], durationMs: number): number {
  return creators[kind].meanRate(spec, durationMs);
}

function create<K extends ArrivalName>(kind: K, spec: Specs[K]): ArrivalProcess {
  return creators[kind].create(spec);
}

function kind<Name extends string>(name: Name) {
  return z.literal(name).meta({ description: 'name of the arrival process' });
}

function meanRate() {
  return rate().meta({ description: 'mean number of arrivals in a unit of time, such as 40/s' });
}

/** Most steps of a rate. */
const STEP_LIMIT = 10_000;

function stepList() {
  const step = z.strictObject({
    at: duration().meta({ description: 'time from which on the rate holds; the first is 0' }),
    rate: rate({ positive: false }).meta({ description: 'arrivals in a unit of time; 0/s for none' }),
  });
  return z
    .array(step, { error: 'expected a list of steps, such as [{ at: 0s, rate: 20/s }, { at: 1m, rate: 80/s }]' })
    .min(1, 'expected at least one step')
    .max(STEP_LIMIT, `expected at most ${STEP_LIMIT} steps`)
    .refine((steps) => steps.length === 0 || steps[0].at === 0, { error: 'expected the first step at 0s' })
    .refine((steps) => steps.every(({ at }, i) => i === 0 || at > steps[i - 1].at), {
      error: 'expected steps in ascending order of time',
    })
    .refine((steps) => steps.length === 0 || steps[steps.length - 1].rate > 0, {
      error: 'expected a last rate above 0',
    })
    .meta({ description: 'rates and the times from which on they hold' });
}

/** Largest coefficient of variation of a random rate: its typical values are then a tenth of the mean. */
const RATE_CV_LIMIT = 10;
/**
 * Least mean number of arrivals in the time constant of a random rate, and in a burst and a lull: below it, the rate
 * averages out between two, and nearly all the work is for changes of rate.
 */
const LEAST_ARRIVALS = 0.01;
/** Most parts of a day: minutes. */
const PART_LIMIT = 1440;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Most tenants. */
const TENANT_LIMIT = 10_000;
/** Largest skew of tenants: the second one then has less than a millionth of the rate of the first. */
const SKEW_LIMIT = 20;

function hours() {
  return z
    .array(plainNumber(), { error: 'expected a list of weights of equal parts of a day, such as [1, 1, 3, 2]' })
    .min(2, 'expected at least 2 parts of a day')
    .max(PART_LIMIT, `expected at most ${PART_LIMIT} parts of a day`)
    .refine((weights) => weights.some((weight) => weight > 0), 'expected at least one weight above 0')
    .meta({ description: 'weights of equal parts of a day, 24 for hours; straight lines between their middles' });
}

function state(name: string, rateIn: QuantitySchema) {
  return z
    .strictObject({
      rate: rateIn.meta({ description: `rate in ${name}` }),
      length: duration({ positive: true }).meta({ description: `mean length of ${name}` }),
    })
    .meta({ description: name });
}

/** A rate per second that holds for a mean length in ms. */
interface RateState {
  readonly rate: number;
  readonly length: number;
}

/** A thousand times the mean number of arrivals in a burst and the lull after it. */
function rateTimesMs({ burst, lull }: { readonly burst: RateState; readonly lull: RateState }): number {
  return burst.rate * burst.length + lull.rate * lull.length;
}

function gapVariation() {
  return plainNumber({ least: 0.001 }).meta({ description: 'coefficient of variation of the gaps' });
}

function gapShape() {
  return plainNumber({ least: 0.1 }).meta({ description: 'the smaller, the burstier; from 0.1' });
}

interface ArrivalEntry<Schema extends z.ZodType> {
  readonly summary: string;
  /** Whether the mean rate stays the same, wanders at random for long, or changes at set times. */
  readonly load: 'even' | 'wandering' | 'scheduled';
  readonly options: () => Schema;
  readonly create: (spec: z.output<Schema>) => ArrivalProcess;
  readonly meanRate: (spec: z.output<Schema>, durationMs: number) => number;
}

/** Ties the argument of `create` to the output of `options`. */
function entry<Schema extends z.ZodType>(process: ArrivalEntry<Schema>): ArrivalEntry<Schema> {
  return process;
}
