import { parseMeasurePath, type PartKind } from '../measures/index.js';
import type { Measure, StrategySummary } from './summary.js';

/** Where counts stand in a summary: what is beside them stands there too, all else below `measures`. */
const SECTIONS = /^(?:requests|overload|attempts|routing|agents)\./;

/** Where a measure of the whole stands in the summary of its strategy. @example storedPath('utilization') // 'measures.utilization' */
export function storedPath(name: string): string {
  return SECTIONS.test(name) ? name : `measures.${name}`;
}

/**
 * What a summary has at the path of a measure, of the whole or of a part: a total, or a value with its interval.
 * @returns undefined where it has none
 */
export function storedMeasure(strategy: StrategySummary, path: string): number | Measure | undefined {
  const found = parseMeasurePath(path);
  if (found === undefined) return undefined;
  const { part, name, measure, statistic } = found;
  const place = part === undefined ? storedPath(name) : (measure.partName ?? name);
  const steps = [...place.split('.'), ...(statistic === undefined ? [] : [statistic])];
  const from = part === undefined ? strategy : partOf(strategy, part.kind, part.name);
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], from) as
    number | Measure | undefined;
}

function partOf({ classes = [], models, endpoints }: StrategySummary, kind: PartKind, name: string) {
  if (kind === 'class') return classes.find((each) => each.name === name);
  return (kind === 'model' ? models : endpoints).find(({ id }) => id === name);
}
