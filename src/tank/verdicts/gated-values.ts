import { measures } from '../measures/index.js';
import { comparedValues, estimateAt, type MeasuredStrategy } from '../estimates/index.js';
import type { GatedValues, Replications } from '../results/index.js';
import type { Plan } from '../plan/index.js';

/** What the gate judges without being asked. */
const GATED = Object.entries(measures).flatMap(([name, measure]) => (measure.isGated === true ? [name] : []));

/** What the gate judges of every strategy: what the scenario compares, who was served, what was refused, and what has a tolerance. */
export function gatedMeasures({ compare, tolerance }: Plan): readonly string[] {
  return [...new Set([...compare, ...GATED, ...Object.keys(tolerance.of)])];
}

/** Measures whose values are kept by replication: what is compared, gated, stopped by. */
function keptMeasures(plan: Plan): readonly string[] {
  const { precision, select } = plan;
  const stopping = [...(precision?.measures ?? []), ...(select === undefined ? [] : [select.measure])];
  return [...new Set([...gatedMeasures(plan), ...stopping])];
}

/** The form of replications.json. */
export function replicationsOf(plan: Plan, measured: readonly MeasuredStrategy[]): Replications {
  const kept = keptMeasures(plan);
  return {
    schema: 'wavetank.replications/1',
    scenario: plan.name,
    compared: plan.compare,
    strategies: plan.strategies.map(({ name }, s) => {
      const found = kept.flatMap((measure) => {
        const estimate = estimateAt(measured[s], measure);
        return estimate === undefined ? [] : [{ measure, ...estimate }];
      });
      const sections = found.flatMap(({ measure, sections: each }) => (each === undefined ? [] : [[measure, each]]));
      return {
        name,
        values: Object.fromEntries(found.map(({ measure, replications }) => [measure, replications.map(orNull)])),
        ...(sections.length > 0 && { sections: Object.fromEntries(sections) as Record<string, readonly number[]> }),
      };
    }),
  };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** What the gate judges of a strategy, of each replication (or section of short ones) in order. A measure without data is left out. */
export function gatedValues(plan: Plan, strategy: MeasuredStrategy): GatedValues {
  const values: Record<string, readonly (number | null)[]> = {};
  for (const measure of gatedMeasures(plan)) {
    const found = estimateAt(strategy, measure);
    if (found === undefined) continue;
    const { pooled, replications } = comparedValues(found);
    // of runs too short for sections the whole alone, whose change is judged by its interval
    const judged = replications.length === 0 ? [pooled] : replications;
    values[measure] = judged.map(orNull);
  }
  return values;
}
