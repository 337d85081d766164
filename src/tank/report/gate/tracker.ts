import { parseMeasurePath } from '../../measures/index.js';
import type { GateCheck, JudgedMeasure } from '../../verdicts/index.js';
import { formatNumber } from '../numbers.js';

/**
 * The judged values of now as JSON that tools for tracking benchmarks read: customSmallerIsBetter and customBiggerIsBetter
 * of github-action-benchmark. Such a document has one direction.
 */
export function gateTracker(checks: readonly GateCheck[], better: 'lower' | 'higher'): string {
  const rows = checks.flatMap(({ name, judged }) =>
    judged
      .filter((each) => each.better === better && each.to !== undefined)
      .map((each) => ({
        name: `${name}/${each.strategy}/${each.measure}`,
        unit: unitOf(each.measure),
        value: each.to,
        ...(each.range && { range: `± ${formatNumber((each.range[1] - each.range[0]) / 2)}` }),
      })),
  );
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** @example unitOf('response_time_ms.p99') // ms */
function unitOf(measure: JudgedMeasure['measure']): string {
  return parseMeasurePath(measure)?.measure.unit ?? 'ratio'; // rows of a bench are ratios
}
