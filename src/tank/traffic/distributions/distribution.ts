import type { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import type { QuantitySchema } from '../../../core/input/index.js';

/** A distribution over the numbers at or above 0, in the unit of its parameters. */
export interface Distribution {
  sample(random: RandomStream): number;
}

/** What the registry knows of a distribution. */
export interface DistributionEntry<Schema extends z.ZodType> {
  readonly summary: string;
  /**
   * What a scenario writes.
   * @param quantity a value in the distribution's unit (a duration, a token count)
   * @param fromZero the same from 0 on, for an end that has no probability, where a value of 0 is refused
   */
  readonly options: (quantity: QuantitySchema, fromZero: QuantitySchema) => Schema;
  /** @returns a sampler without state: several streams may share it */
  readonly create: (spec: z.output<Schema>) => Distribution;
  readonly mean: (spec: z.output<Schema>) => number;
}

/** An entry of the registry: ties the argument of `create` and `mean` to the output of `options`. */
export function distribution<Schema extends z.ZodType>(entry: DistributionEntry<Schema>): DistributionEntry<Schema> {
  return entry;
}
