import { comparedValues, type MeasuredStrategy, type StrategyMeasure } from './measure-strategy.js';
import type { GatedValues } from '../results/index.js';
import { type Plan } from '../scenario/index.js';
import { gatedCounts, type GatedMeasure, type JobResult } from '../measures/index.js';

/** What the gate judges of every strategy: what the scenario compares, who was served, counts, and what has a tolerance. */
export function gatedMeasures({ compare, tolerance }: Plan): readonly GatedMeasure[] {
  const named = Object.keys(tolerance.of) as GatedMeasure[];
  return [...new Set<GatedMeasure>([...compare, 'completed_share', ...gatedCounts, ...named])];
}

/** What the gate judges of a strategy, of each replication (or section of short ones) in order. A measure without data is left out. */
export function gatedValues(plan: Plan, results: readonly JobResult[], { measures }: MeasuredStrategy): GatedValues {
  const values: Record<string, readonly (number | null)[]> = {};
  for (const measure of gatedMeasures(plan)) {
    const ofCount = countOf[measure];
    const replications = ofCount === undefined ? valuesOf(measures.get(measure)) : results.map(ofCount);
    if (replications !== undefined) values[measure] = replications.map((value) => (Number.isNaN(value) ? null : value));
  }
  return values;
}

const total = (column: Int32Array) => column.reduce((sum, count) => sum + count, 0);

const countOf: Readonly<Record<string, ((result: JobResult) => number) | undefined>> = {
  'overload.refusals': ({ endpoints }) => total(endpoints.refused),
  'overload.rejections': ({ rejections }) => rejections,
  'overload.episodes': ({ endpoints }) => total(endpoints.overloadEpisodes),
  'overload.retries': ({ retries }) => retries,
  'requests.timed_out': ({ requests }) => requests.timedOut,
} satisfies Record<(typeof gatedCounts)[number], (result: JobResult) => number>;

/** Of runs too short for sections the whole alone, whose change is judged by the tolerance. */
function valuesOf(measure: StrategyMeasure | undefined): readonly number[] | undefined {
  if (measure === undefined) return undefined;
  const { pooled, replications } = comparedValues(measure);
  return replications.length === 0 ? [pooled] : replications;
}
