import { comparedValues, estimateAt, measures, type MeasuredStrategy } from '../measures/index.js';
import type { GatedValues } from '../results/index.js';
import type { Plan } from '../scenario/index.js';

/** What the gate judges without being asked. */
const GATED = Object.entries(measures).flatMap(([name, measure]) => (measure.isGated === true ? [name] : []));

/** What the gate judges of every strategy: what the scenario compares, who was served, what was refused, and what has a tolerance. */
export function gatedMeasures({ compare, tolerance }: Plan): readonly string[] {
  return [...new Set([...compare, ...GATED, ...Object.keys(tolerance.of)])];
}

/** What the gate judges of a strategy, of each replication (or section of short ones) in order. A measure without data is left out. */
export function gatedValues(plan: Plan, strategy: MeasuredStrategy): GatedValues {
  const values: Record<string, readonly (number | null)[]> = {};
  for (const measure of gatedMeasures(plan)) {
    const found = estimateAt(strategy, measure);
    if (found === undefined) continue;
    const { pooled, replications } = comparedValues(found);
    // of runs too short for sections the whole alone, whose change is judged by the tolerance
    const judged = replications.length === 0 ? [pooled] : replications;
    values[measure] = judged.map((value) => (Number.isNaN(value) ? null : value));
  }
  return values;
}
