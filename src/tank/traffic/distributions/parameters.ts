import { z } from 'zod';
import { plainNumber, type QuantitySchema } from '../../../core/input/index.js';

/** Parameters that several distributions have, as schemas. */

export function kind<Name extends string>(name: Name) {
  return z.literal(name).meta({ description: 'name of the distribution' });
}

/** The quantity without 0, whatever its own lower bound. */
export function positive(quantity: QuantitySchema): QuantitySchema {
  return quantity
    .refine((value) => value > 0, 'expected a value above 0')
    .meta({ description: 'in the unit of the variable, above 0' });
}

/** A coefficient of variation from `least` on. */
export function variation(least: number): QuantitySchema {
  return plainNumber({ least }).meta({ description: 'coefficient of variation: standard deviation / mean' });
}

/** Of a tail. */
export function shape(): QuantitySchema {
  return plainNumber({ least: 0.1 }).meta({ description: 'the smaller, the heavier the tail; from 0.1' });
}

/** Refuses a max that is not above min. */
export function bounded<Schema extends z.ZodType<{ readonly min: number; readonly max: number }>>(
  schema: Schema,
): Schema {
  return schema.refine(({ min, max }) => max > min, { error: 'expected a max above min', path: ['max'] });
}

/** Most values of a distribution that lists them. */
export const VALUE_LIMIT = 10_000;

/** A list of values in the unit of the variable, at least so many. */
export function values(quantity: QuantitySchema, least: number) {
  return z
    .array(quantity, { error: 'expected a list of values' })
    .min(least, `expected at least ${least} value${least === 1 ? '' : 's'}`)
    .max(VALUE_LIMIT, `expected at most ${VALUE_LIMIT} values`)
    .meta({ description: 'in the unit of the variable' });
}
