import { z } from 'zod';
import { plainNumber, type QuantitySchema } from '../quantities.js';
import { unknownKind } from '../unknown-kind.js';
import { Constant } from './constant.js';
import type { Distribution } from './distribution.js';
import { Exponential } from './exponential.js';
import { Lognormal } from './lognormal.js';

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
  }),
  exponential: entry({
    summary: 'no memory, coefficient of variation 1',
    options: (quantity) => z.strictObject({ kind: kind('exponential'), mean: mean(quantity) }),
    create: (spec) => new Exponential(spec.mean),
  }),
  lognormal: entry({
    summary: 'mean and coefficient of variation (cv) of the variable itself',
    options: (quantity) => z.strictObject({ kind: kind('lognormal'), mean: mean(quantity), cv: variation() }),
    create: (spec) => new Lognormal(spec.mean, spec.cv),
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
  return spec.kind === 'constant' ? spec.value : spec.mean;
}

/** @returns a sampler without state: several streams may share it */
export function createDistribution(spec: DistributionSpec): Distribution {
  return create(spec.kind, spec);
}

const creators: { readonly [K in DistributionName]: { create(spec: Specs[K]): Distribution } } = distributions;

function create<K extends DistributionName>(kind: K, spec: Specs[K]): Distribution {
  return creators[kind].create(spec);
}

interface DistributionEntry<Schema extends z.ZodType> {
  readonly summary: string;
  readonly options: (quantity: QuantitySchema) => Schema;
  readonly create: (spec: z.output<Schema>) => Distribution;
}

/** Ties the argument of `create` to the output of `options`. */
function entry<Schema extends z.ZodType>(distribution: DistributionEntry<Schema>): DistributionEntry<Schema> {
  return distribution;
}

function kind<Name extends string>(name: Name) {
  return z.literal(name).meta({ description: 'name of the distribution' });
}

/** The quantity without 0, whatever its own lower bound. */
function mean(quantity: QuantitySchema): QuantitySchema {
  return quantity
    .refine((value) => value > 0, 'expected a value above 0')
    .meta({ description: 'mean of the variable itself' });
}

function variation(): QuantitySchema {
  return plainNumber().meta({ description: 'coefficient of variation: standard deviation / mean' });
}
