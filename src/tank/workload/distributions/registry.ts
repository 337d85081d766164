import { z } from 'zod';
import { plainNumber, type QuantitySchema, wholeNumber } from '../quantities.js';
import { unknownKind } from '../unknown-kind.js';
import { Constant } from './constant.js';
import type { Distribution } from './distribution.js';
import { Erlang } from './erlang.js';
import { Exponential } from './exponential.js';
import { Gamma } from './gamma.js';
import { Hyperexponential } from './hyperexponential.js';
import { Lognormal } from './lognormal.js';
import { BoundedPareto, paretoMean } from './pareto.js';
import { Uniform } from './uniform.js';
import { Weibull } from './weibull.js';

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
