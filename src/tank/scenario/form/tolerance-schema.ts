import { z } from 'zod';
import { parsePercentage, PERCENTAGE_PATTERN } from '../../../core/input/index.js';
import { comparablePaths, DEFAULT_QUANTILES } from '../../measures/index.js';
import type { Tolerance, Tolerances } from '../../plan/index.js';

const expected = 'expected a number from 0 in the unit of the measure, such as 10, or a percentage, such as "2%"';

/** A number is an amount, text such as `2%` a share. */
function toleranceValue() {
  const amount = z
    .number({ error: expected })
    .min(0, expected)
    .transform((value): Tolerance => ({ amount: value }));
  const share = z
    .string({ error: expected })
    .regex(PERCENTAGE_PATTERN, expected)
    .transform((text): Tolerance => ({ share: parsePercentage(text) ?? NaN }));
  return z.union([amount, share], { error: expected });
}

const DEFAULT_TOLERANCE: Tolerance = { share: 0.02 };

/** Named for editors; whether another key is a measure is a rule of its own (measure-checks.ts). */
const byMeasure = Object.fromEntries(
  comparablePaths(DEFAULT_QUANTILES).map((measure) => [measure, toleranceValue().optional()]),
);

/** What `wavetank check` lets pass, by measure. */
export const toleranceSchema = z
  .object({
    default: toleranceValue().optional().meta({ description: 'for measures that are not named; default 2%' }),
    ...byMeasure,
  })
  .catchall(toleranceValue())
  .meta({
    description:
      'how much worse a measure may get before wavetank check fails, as 5% of the baseline or as a number in its unit; a measure that is named here is judged',
  });

/** The tolerances of a scenario; those that it does not give have their default. */
export function tolerances({ default: common, ...named }: z.output<typeof toleranceSchema> = {}): Tolerances {
  return { default: common ?? DEFAULT_TOLERANCE, of: named };
}
