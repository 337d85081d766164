import type { Measure, StrategySummary } from './summary.js';
import type { Sweep } from './sweep.js';

/** A measure of a strategy at a point of a sweep. The values of the factors stand in it by path. */
export interface SweepRow {
  readonly [path: string]: unknown;
  readonly strategy: string;
  /** Its path as in summary.json, or `requests.completed` and other counts of requests. */
  readonly measure: string;
  readonly value: number;
  /** Ends of its 95 % interval; absent where it has none. */
  readonly low?: number;
  readonly high?: number;
  readonly replications: number;
}

/** Every measure of every strategy at every point, a row each. */
export function sweepRows({ factors, points }: Pick<Sweep, 'factors' | 'points'>): readonly SweepRow[] {
  return points.flatMap(({ values, strategies, replications }) => {
    const factorValues = Object.fromEntries(factors.map(({ path }) => [path, values[path]]));
    return strategies.flatMap((strategy) =>
      measuresOf(strategy).map(([measure, { value, ci95 }]) => ({
        ...factorValues,
        strategy: strategy.name,
        measure,
        value,
        ...(ci95 && { low: ci95[0], high: ci95[1] }),
        replications,
      })),
    );
  });
}

/** The measures of the whole by path, and counts of requests. */
function measuresOf({ measures, requests }: StrategySummary): readonly (readonly [string, Measure])[] {
  const found: [string, Measure][] = Object.entries(requests).map(([name, value]) => [`requests.${name}`, { value }]);
  const walk = (path: string, value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    if ('value' in value && typeof value.value === 'number') found.push([path, value as Measure]);
    else for (const [key, child] of Object.entries(value)) walk(path === '' ? key : `${path}.${key}`, child);
  };
  walk('', measures);
  return found;
}
