import { parseMeasurePath } from '../measures/index.js';
import { type Measure, storedMeasure, type StrategySummary } from '../results/index.js';

/** What is stored of a measure with a value; a count is a total, and has none. */
export function measureAt(strategy: StrategySummary, path: string): Measure | undefined {
  const stored = storedMeasure(strategy, path);
  return typeof stored === 'number' ? undefined : stored;
}

export function isCount(measure: string): boolean {
  return parseMeasurePath(measure)?.measure.kind === 'count';
}
