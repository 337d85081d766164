import { z } from 'zod';

/** Most factors of a sweep, and values of one. */
const FACTOR_LIMIT = 6;
const VALUE_LIMIT = 1000;

const path = z.string().min(1).max(500);

/** Several values, as text with ranges or as a list. */
const values = z.union([z.string(), z.array(z.unknown()).min(1).max(VALUE_LIMIT)], {
  error: 'expected values: a list, or text such as 20/s..60/s:5',
});

const EXPECTED = 'expected grid or list';

/** Values that `wavetank sweep` varies; a run takes the scenario without them. */
export const sweepSchema = z
  .strictObject({
    grid: z
      .record(path, values, { error: 'expected paths with their values, such as workload.arrivals.rate: 20/s..60/s:5' })
      .refine((grid) => Object.keys(grid).length <= FACTOR_LIMIT, `expected at most ${FACTOR_LIMIT} paths`)
      .optional()
      .meta({ description: 'paths with their values: every combination is a point' }),
    list: z
      .array(z.record(path, z.unknown()))
      .min(1)
      .optional()
      .meta({ description: 'points, each with a value for the same paths' }),
  })
  .refine(({ grid, list }) => (grid === undefined) !== (list === undefined), EXPECTED)
  .meta({ description: 'what `wavetank sweep` varies; ignored by other commands' });
