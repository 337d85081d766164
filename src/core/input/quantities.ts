import { TOKEN_LIMIT } from './units.js';
import { z } from 'zod';
import {
  DURATION_PATTERN,
  DURATION_UNITS,
  NUMBER_LIMIT,
  parseDuration,
  parsePercentage,
  parseRate,
  PERCENTAGE_PATTERN,
  RATE_PATTERN,
  RATE_UNITS,
} from './units.js';

/**
 * Quantities as schemas: what the user writes (`45ms`, `120/s`) goes in, a number in wavetank's own
 * unit (milliseconds, per second) comes out. The message of an issue says what was expected.
 */

type DurationText = `${number}${(typeof DURATION_UNITS)[number]}`;

type RateText = `${number}/${(typeof RATE_UNITS)[number]}`;

/** A duration as it is written: `45ms`, `5m`, or a bare 0. (A space before the unit is read too.) */
export type Duration = DurationText | 0;

/** A rate as it is written: `120/s`. */
export type Rate = RateText | 0;

/** A share as it is written: `0.8` or `80%`. */
export type Share = number | `${number}%`;

/** A schema whose output is a number, and what it is written as. */
export type QuantitySchema<Written = DurationText | RateText | number> = z.ZodType<number, Written>;

/** Any text, for which the types are stricter: they refuse what has no unit before anything runs. */
function textOf<Written extends string>() {
  return z.string() as unknown as z.ZodType<string, Written>;
}

/** Makes the schema of a quantity, such as `duration`. */
export type Quantity = (bounds: Bounds) => QuantitySchema;

export interface Bounds {
  /** Zero is refused. */
  readonly positive?: boolean;
}

/** A duration with its unit, or a bare 0, or from a least one on; the output is milliseconds. */
export function duration({
  positive = false,
  leastMs = 0,
}: Bounds & { readonly leastMs?: number } = {}): QuantitySchema<Duration> {
  const bound = leastMs > 0 ? ` of at least ${leastMs}ms` : positive ? ' above 0' : '';
  const expected = `expected a duration${bound} with a unit (${DURATION_UNITS.join(', ')}), such as 45ms or 5m`;
  return quantity(DURATION_PATTERN, parseDuration, { positive: positive || leastMs > 0, least: leastMs }, expected);
}

/** A rate with its unit; the output is per second. */
export function rate({ positive = true }: Bounds = {}): QuantitySchema<Rate> {
  const expected = `expected a rate${positive ? ' above 0' : ''} with a unit (/${RATE_UNITS.join(', /')}), such as 120/s`;
  return quantity(RATE_PATTERN, parseRate, { positive }, expected);
}

/** Least number that counts as above 0: what is divided by it stays finite. */
const LEAST_POSITIVE = 1e-9;

/** A plain number from 0, from the least above it, or from another one, to the limit of all numbers or a lower one. */
export function plainNumber({
  positive = false,
  least = positive ? LEAST_POSITIVE : 0,
  most = NUMBER_LIMIT,
}: Bounds & { readonly least?: number; readonly most?: number } = {}): QuantitySchema<number> {
  const range = `expected a number from ${least} to ${most === NUMBER_LIMIT ? most.toExponential() : most}`;
  return z.number({ error: range }).min(least, range).max(most, range);
}

/** A number of tokens, at most TOKEN_LIMIT. */
export function tokenCount({ positive = false }: Bounds = {}): QuantitySchema<number> {
  return plainNumber({ positive }).refine((count) => count <= TOKEN_LIMIT, {
    error: `expected a number of tokens of at most ${TOKEN_LIMIT.toExponential()}`,
  });
}

/** A share from 0 to 1, as a number or in percent. */
export function fraction(): QuantitySchema<Share> {
  return shareFrom('expected a share from 0 to 1, such as 0.8 or 80%', false);
}

/** A share above 0 and at most 1, as a number or in percent. */
export function share(): QuantitySchema<Share> {
  return shareFrom('expected a share above 0 and at most 1, such as 0.8 or 80%', true);
}

function shareFrom(expected: string, positive: boolean): QuantitySchema<Share> {
  return z
    .union([z.number(), textOf<Exclude<Share, number>>()], { error: expected })
    .transform((input, context) => {
      const value = typeof input === 'number' ? input : parsePercentage(input);
      if (value !== undefined && value <= 1 && (positive ? value > 0 : value >= 0)) return value;
      context.addIssue({ code: 'custom', message: expected, input });
      return z.NEVER;
    })
    .meta({
      anyOf: [
        { type: 'number', ...(positive ? { exclusiveMinimum: 0 } : { minimum: 0 }), maximum: 1 },
        { type: 'string', pattern: PERCENTAGE_PATTERN.source },
      ],
    });
}

/** A whole number in a closed range. */
export function wholeNumber(min: number, max: number): QuantitySchema<number> {
  const range = `expected a whole number from ${min} to ${max}`;
  return z.number({ error: range }).int(range).min(min, range).max(max, range);
}

function quantity<Written extends string>(
  pattern: RegExp,
  parse: (text: string) => number | undefined,
  { positive = false, least = 0 }: Bounds & { readonly least?: number },
  expected: string,
): QuantitySchema<Written | 0> {
  return z
    .union([textOf<Written>(), z.literal(0)], { error: expected })
    .transform((input, context) => {
      const value = input === 0 ? 0 : parse(input);
      if (value !== undefined && value >= least && value <= NUMBER_LIMIT && (value > 0 || !positive)) return value;
      context.addIssue({ code: 'custom', message: expected, input });
      return z.NEVER;
    })
    .meta({ anyOf: [{ type: 'string', pattern: pattern.source }, ...(positive ? [] : [{ const: 0 }])] });
}
