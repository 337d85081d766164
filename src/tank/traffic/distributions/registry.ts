import { z } from 'zod';
import { plainNumber, type QuantitySchema, unknownKind, wholeNumber } from '../../../core/input/index.js';
import { Constant } from './constant.js';
import { Discrete, discreteMean } from './discrete.js';
import type { Distribution } from './distribution.js';
import { Empirical, empiricalMean } from './empirical.js';
import { Erlang } from './erlang.js';
import { Exponential } from './exponential.js';
import { Gamma } from './gamma.js';
import { Hyperexponential } from './hyperexponential.js';
import { Lognormal } from './lognormal.js';
import { LognormalMixture, lognormalMixtureMean } from './lognormal-mixture.js';
import { BoundedPareto, paretoMean } from './pareto.js';
import { Uniform } from './uniform.js';
import { Weibull } from './weibull.js';
import { Zipf, zipfMean } from './zipf.js';

/**
 * The only list of distributions: names, scenario schema and messages derive from it. A new one is a file with its
 * class and a line here. `options` is what a scenario writes, with `quantity` the schema of a value in the
 * distribution's unit (a duration, a token count); `create` makes the sampler.
 */
export const distributions = {
  constant: entry({
    summary: 'always the same value',
    options: (quantity) => z.strictObject({ kind: kind('constant'), value: quantity }),
    create: (spec) => new Constant(spec.value),
    mean: (spec) => spec.value,
  }),
  uniform: entry({
    summary: 'all values between min and max alike',
    options: (quantity) => bounded(z.strictObject({ kind: kind('uniform'), min: quantity, max: mean(quantity) })),
    create: (spec) => new Uniform(spec.min, spec.max),
    mean: (spec) => (spec.min + spec.max) / 2,
  }),
  exponential: entry({
    summary: 'no memory, coefficient of variation 1',
    options: (quantity) => z.strictObject({ kind: kind('exponential'), mean: mean(quantity) }),
    create: (spec) => new Exponential(spec.mean),
    mean: (spec) => spec.mean,
  }),
  erlang: entry({
    summary: 'sum of equal exponential stages, coefficient of variation 1 / sqrt(stages)',
    options: (quantity) =>
      z.strictObject({
        kind: kind('erlang'),
        mean: mean(quantity),
        stages: wholeNumber(1, STAGE_LIMIT).meta({ description: 'number of stages; 1 is exponential' }),
      }),
    create: (spec) => new Erlang(spec.mean, spec.stages),
    mean: (spec) => spec.mean,
  }),
  hyperexponential: entry({
    summary: 'one of two exponentials, coefficient of variation (cv) of at least 1',
    options: (quantity) => z.strictObject({ kind: kind('hyperexponential'), mean: mean(quantity), cv: variation(1) }),
    create: (spec) => new Hyperexponential(spec.mean, spec.cv),
    mean: (spec) => spec.mean,
  }),
  gamma: entry({
    summary: 'mean and coefficient of variation (cv); cv 1 is exponential',
    options: (quantity) => z.strictObject({ kind: kind('gamma'), mean: mean(quantity), cv: variation(LEAST_CV) }),
    create: (spec) => new Gamma(spec.mean, spec.cv),
    mean: (spec) => spec.mean,
  }),
  weibull: entry({
    summary: 'mean and shape; shape 1 is exponential, below it the tail is heavier',
    options: (quantity) => z.strictObject({ kind: kind('weibull'), mean: mean(quantity), shape: shape() }),
    create: (spec) => new Weibull(spec.mean, spec.shape),
    mean: (spec) => spec.mean,
  }),
  lognormal: entry({
    summary: 'mean and coefficient of variation (cv) of the variable itself',
    options: (quantity) => z.strictObject({ kind: kind('lognormal'), mean: mean(quantity), cv: variation(0) }),
    create: (spec) => new Lognormal(spec.mean, spec.cv),
    mean: (spec) => spec.mean,
  }),
  pareto: entry({
    summary: 'power tail of a shape between min and max',
    options: (quantity) =>
      bounded(z.strictObject({ kind: kind('pareto'), shape: shape(), min: mean(quantity), max: mean(quantity) })),
    create: (spec) => new BoundedPareto(spec.shape, spec.min, spec.max),
    mean: (spec) => paretoMean(spec.shape, spec.min, spec.max),
  }),
  lognormal_mixture: entry({
    summary: 'one of several lognormals, each by median and sigma, clipped to min and max',
    options: (quantity) =>
      z
        .strictObject({
          kind: kind('lognormal_mixture'),
          parts: parts(quantity),
          min: quantity.optional().meta({ description: 'what is below becomes min; default 0' }),
          max: mean(quantity).optional().meta({ description: 'what is above becomes max; default no limit' }),
        })
        .refine(({ min = 0, max = Infinity }) => max > min, { error: 'expected a max above min', path: ['max'] }),
    create: (spec) => new LognormalMixture(spec.parts, spec.min, spec.max),
    mean: (spec) => lognormalMixtureMean(spec.parts, spec.min, spec.max),
  }),
  zipf: entry({
    summary: 'whole numbers from 1 to count, k in proportion to 1 / k^skew; of a duration, milliseconds',
    options: () =>
      z.strictObject({
        kind: kind('zipf'),
        count: wholeNumber(1, ZIPF_LIMIT).meta({ description: 'largest value' }),
        skew: plainNumber({ most: SKEW_LIMIT }).meta({
          description: '0 is uniform; the larger, the more small values',
        }),
      }),
    create: (spec) => new Zipf(spec.count, spec.skew),
    mean: (spec) => zipfMean(spec.count, spec.skew),
  }),
  discrete: entry({
    summary: 'one of given values, each in proportion to its weight',
    options: (quantity) =>
      z
        .strictObject({
          kind: kind('discrete'),
          values: values(quantity, 1),
          weights: z
            .array(plainNumber(), { error: 'expected a list of weights, one for each value' })
            .max(VALUE_LIMIT, `expected at most ${VALUE_LIMIT} weights`)
            .refine((weights) => weights.some((weight) => weight > 0), 'expected at least one weight above 0')
            .meta({ description: 'one for each value; only their proportions count' }),
        })
        .refine(({ values, weights }) => weights.length === values.length, {
          error: 'expected as many weights as values',
          path: ['weights'],
        }),
    create: (spec) => new Discrete(spec.values, spec.weights),
    mean: (spec) => discreteMean(spec.values, spec.weights),
  }),
  empirical: entry({
    summary: 'by quantiles, such as measured ones, with straight lines between them',
    options: (quantity) =>
      z
        .strictObject({
          kind: kind('empirical'),
          values: values(quantity, 2).refine(
            (values) => values.every((value, i) => i === 0 || value >= values[i - 1]),
            'expected values in ascending order',
          ),
          shares: shares().optional(),
        })
        .refine(({ values, shares = values }) => shares.length === values.length, {
          error: 'expected as many shares as values',
          path: ['shares'],
        }),
    create: (spec) => new Empirical(spec.values, spec.shares),
    mean: (spec) => empiricalMean(spec.values, spec.shares),
  }),
};

export type DistributionName = keyof typeof distributions;

type Specs = { [K in DistributionName]: z.output<ReturnType<(typeof distributions)[K]['options']>> };

/** A distribution as checked data; its numbers are in the unit of the quantity that it was parsed with. */
export type DistributionSpec = Specs[DistributionName];

/**
 * Schema of any distribution, told apart by `kind`.
 * @param quantity a duration for times, a plain number above 0 for token counts
 */
export function distributionSchema(quantity: QuantitySchema) {
  const [first, ...rest] = Object.values(distributions).map((distribution) => distribution.options(quantity));
  return z.discriminatedUnion('kind', [first, ...rest], {
    error: unknownKind('distribution', Object.keys(distributions)),
  });
}

/** @returns the mean, in the unit of the distribution's numbers */
export function meanOf(spec: DistributionSpec): number {
  return meanBy(spec.kind, spec);
}

/** @returns a sampler without state: several streams may share it */
export function createDistribution(spec: DistributionSpec): Distribution {
  return create(spec.kind, spec);
}

const creators: {
  readonly [K in DistributionName]: { create(spec: Specs[K]): Distribution; mean(spec: Specs[K]): number };
} = distributions;

function meanBy<K extends DistributionName>(kind: K, spec: Specs[K]): number {
  return creators[kind].mean(spec);
}

function create<K extends DistributionName>(kind: K, spec: Specs[K]): Distribution {
  return creators[kind].create(spec);
}

interface DistributionEntry<Schema extends z.ZodType> {
  readonly summary: string;
  readonly options: (quantity: QuantitySchema) => Schema;
  readonly create: (spec: z.output<Schema>) => Distribution;
  readonly mean: (spec: z.output<Schema>) => number;
}

/** Ties the argument of `create` to the output of `options`. */
function entry<Schema extends z.ZodType>(distribution: DistributionEntry<Schema>): DistributionEntry<Schema> {
  return distribution;
}

function kind<Name extends string>(name: Name) {
  return z.literal(name).meta({ description: 'name of the distribution' });
}

/** Most stages of an Erlang distribution. */
const STAGE_LIMIT = 1000;
/** Least coefficient of variation of a gamma distribution: below it, it is a constant for all that matters. */
const LEAST_CV = 0.001;

/** Most parts of a mixture. */
const PART_LIMIT = 20;
/** Largest sigma of a part of a mixture: its values then span more than 12 powers of ten. */
const SIGMA_LIMIT = 5;
/** Most values of a Zipf distribution, each a number in memory. */
const ZIPF_LIMIT = 1_000_000;
/** Largest skew of a Zipf distribution: beyond it, it is the constant 1 for all that matters. */
const SKEW_LIMIT = 100;
/** Most values of a distribution that lists them. */
const VALUE_LIMIT = 10_000;

function parts(quantity: QuantitySchema) {
  const part = z.strictObject({
    weight: plainNumber({ positive: true }).meta({ description: 'share of the part, in proportion to the others' }),
    median: mean(quantity),
    sigma: plainNumber({ most: SIGMA_LIMIT }).meta({
      description: 'standard deviation of the logarithm; 0 is constant',
    }),
  });
  return z
    .array(part, { error: 'expected a list of parts, each with weight, median and sigma' })
    .min(1, 'expected at least one part')
    .max(PART_LIMIT, `expected at most ${PART_LIMIT} parts`)
    .meta({ description: 'a value is median × exp(sigma × Z) of one part, Z standard normal' });
}

function values(quantity: QuantitySchema, least: number) {
  return z
    .array(quantity, { error: 'expected a list of values' })
    .min(least, `expected at least ${least} value${least === 1 ? '' : 's'}`)
    .max(VALUE_LIMIT, `expected at most ${VALUE_LIMIT} values`)
    .meta({ description: 'in the unit of the variable' });
}

function shares() {
  return z
    .array(plainNumber({ most: 1 }), { error: 'expected a list of shares, one for each value' })
    .max(VALUE_LIMIT, `expected at most ${VALUE_LIMIT} shares`)
    .refine(
      (shares) =>
        shares[0] === 0 && shares[shares.length - 1] === 1 && shares.every((x, i) => i === 0 || x > shares[i - 1]),
      'expected shares in ascending order from 0 to 1',
    )
    .meta({ description: 'share of the variable up to each value, from 0 to 1; default equally spaced' });
}

/** The quantity without 0, whatever its own lower bound. */
function mean(quantity: QuantitySchema): QuantitySchema {
  return quantity
    .refine((value) => value > 0, 'expected a value above 0')
    .meta({ description: 'in the unit of the variable, above 0' });
}

function variation(least: number): QuantitySchema {
  return plainNumber({ least }).meta({ description: 'coefficient of variation: standard deviation / mean' });
}

function shape(): QuantitySchema {
  return plainNumber({ least: 0.1 }).meta({ description: 'the smaller, the heavier the tail; from 0.1' });
}

function bounded<Schema extends z.ZodType<{ readonly min: number; readonly max: number }>>(schema: Schema): Schema {
  return schema.refine(({ min, max }) => max > min, { error: 'expected a max above min', path: ['max'] });
}
