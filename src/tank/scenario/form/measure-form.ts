import { z } from 'zod';
import { comparablePaths, DEFAULT_QUANTILES, quantileName } from '../../measures/index.js';

/** Most quantiles of a scenario, with those that its measures name. */
export const QUANTILE_LIMIT = 10;

const EXPECTED_QUANTILE = 'expected a percentage above 0 and below 100, such as 99.9';

/** Quantiles of times, in percent. */
export const quantilesSchema = z
  .array(
    z
      .number({ error: EXPECTED_QUANTILE })
      .gt(0, EXPECTED_QUANTILE)
      .lt(100, EXPECTED_QUANTILE)
      .refine(
        (percent) => /^\d{1,2}(?:\.\d{1,2})?$/.test(String(percent)),
        'expected at most two digits after the point',
      ),
    { error: `expected a list of percentages, such as [${DEFAULT_QUANTILES.join(', ')}]` },
  )
  .min(1, 'expected at least one quantile')
  .max(QUANTILE_LIMIT, `expected at most ${QUANTILE_LIMIT} quantiles`)
  .refine((list) => new Set(list.map(quantileName)).size === list.length, 'expected quantiles that differ');

/**
 * The path of a measure, such as `response_time_ms.p99`; whether there is such a measure is a rule of its own
 * (measure-checks.ts). Editors are shown those of the whole.
 */
export function measurePath() {
  return z.string({ error: 'expected a measure, such as response_time_ms.p99' }).meta({
    anyOf: [
      { enum: [...comparablePaths(DEFAULT_QUANTILES)] },
      { pattern: '^(classes|models|endpoints)[.\\[]' },
      { pattern: '\\.p\\d{1,4}$' },
    ],
  });
}
