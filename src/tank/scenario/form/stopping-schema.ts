import { z } from 'zod';
import { wholeNumber } from '../../../core/input/index.js';
import { measurePath } from './measure-form.js';
import type { Plan } from '../../plan/index.js';

/** Most replications of a scenario. */
export const REPLICATION_LIMIT = 10_000;

const DEFAULT_BATCH = 10;
const DEFAULT_LIMIT = 200;

const EXPECTED_RELATIVE = 'expected a share above 0 and below 1, such as 0.05';

function relative() {
  return z.number({ error: EXPECTED_RELATIVE }).gt(0, EXPECTED_RELATIVE).lt(1, EXPECTED_RELATIVE);
}

/** How replications go on beyond `replications`. */
const batchShape = {
  batch: wholeNumber(1, REPLICATION_LIMIT)
    .default(DEFAULT_BATCH)
    .meta({ description: `replications between two checks; default ${DEFAULT_BATCH}` }),
  max_replications: wholeNumber(1, REPLICATION_LIMIT)
    .default(DEFAULT_LIMIT)
    .meta({ description: `maximum number of replications; default ${DEFAULT_LIMIT}` }),
};

/** Replications until estimates are precise. */
export const precisionSchema = z.strictObject({
  relative: relative().meta({ description: 'half-width of the 95 % interval / value, such as 0.05' }),
  measures: z
    .array(measurePath(), { error: 'expected a list of measures' })
    .min(1, 'expected at least one measure')
    .optional()
    .meta({ description: 'measures; default: those of compare' }),
  ...batchShape,
});

/** Replications until one strategy is the best. */
export const selectSchema = z.strictObject({
  measure: measurePath().optional().meta({ description: 'measure; default: the first of compare' }),
  indifference: relative().meta({
    description: "smallest difference that counts, as a share of the baseline's value, such as 0.05",
  }),
  ...batchShape,
});

/** The rules of a scenario, with the measures that it compares. */
interface Rules {
  readonly precision?: z.output<typeof precisionSchema> | undefined;
  readonly select?: z.output<typeof selectSchema> | undefined;
  readonly compare: readonly string[];
}

export function precisionPlan({ precision, compare }: Rules): Plan['precision'] {
  if (precision === undefined) return undefined;
  const { relative, measures = compare, batch, max_replications } = precision;
  return { relative, measures, batch, limit: max_replications };
}

export function selectPlan({ select, compare }: Rules): Plan['select'] {
  if (select === undefined) return undefined;
  const { measure = compare[0], indifference, batch, max_replications } = select;
  return { measure, indifference, batch, limit: max_replications };
}
