import { z } from 'zod';
import { type QuantitySchema, unknownKind } from '../../../core/input/index.js';
import type { Distribution } from './distribution.js';
import { distributions } from './registry.js';

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

const entries: {
  readonly [K in DistributionName]: { create(spec: Specs[K]): Distribution; mean(spec: Specs[K]): number };
} = distributions;

function meanBy<K extends DistributionName>(kind: K, spec: Specs[K]): number {
  return entries[kind].mean(spec);
}

function create<K extends DistributionName>(kind: K, spec: Specs[K]): Distribution {
  return entries[kind].create(spec);
}
