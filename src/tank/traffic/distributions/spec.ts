import { z } from 'zod';
import { type Bounds, type Quantity, unknownKind } from '../../../core/input/index.js';
import type { Distribution } from './distribution.js';
import { distributions } from './registry.js';

export type DistributionName = keyof typeof distributions;

type Specs = { [K in DistributionName]: z.output<ReturnType<(typeof distributions)[K]['options']>> };

/** A distribution as checked data; its numbers are in the unit of the quantity that it was parsed with. */
export type DistributionSpec = Specs[DistributionName];

/**
 * Schema of any distribution, told apart by `kind`; a bare value is a constant.
 * @param quantity `duration` for times, `tokenCount` or `plainNumber` for others
 * @param bounds whether a value of 0 is refused
 */
export function distributionSchema(quantity: Quantity, bounds: Bounds = {}) {
  const bare = quantity(bounds).transform((value): DistributionSpec => ({ kind: 'constant', value }));
  const names = Object.keys(distributions);
  const expected = `expected one value for all, or a mapping whose kind is one of: ${names.join(', ')}`;
  return z.union([kindSchema(quantity, bounds), bare], { error: unknownKind('distribution', names, expected) });
}

/** The same without bare values. */
export function kindSchema(quantity: Quantity, bounds: Bounds = {}) {
  const [value, fromZero] = [quantity(bounds), quantity({ positive: false })];
  const [first, ...rest] = Object.values(distributions).map(({ options }) => options(value, fromZero));
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

const entries: {
  readonly [K in DistributionName]: { create(spec: Specs[K]): Distribution; mean(spec: Specs[K]): number };
} = distributions;

function meanBy<K extends DistributionName>(kind: K, spec: Specs[K]): number {
  return entries[kind].mean(spec);
}

function create<K extends DistributionName>(kind: K, spec: Specs[K]): Distribution {
  return entries[kind].create(spec);
}
