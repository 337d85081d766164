import { InputError } from '../../core/index.js';
import type { Assignment } from '../scenario/index.js';
import { expandValues } from './values.js';

/** What is varied: a place of the scenario, and its values in order. */
export interface Factor {
  readonly path: string;
  readonly values: readonly unknown[];
}

/** A point of a study: a value for each factor. */
export type Point = readonly Assignment[];

/** Points of a study with the factors that they vary. */
export interface Points {
  readonly factors: readonly Factor[];
  readonly points: readonly Point[];
}

/** What a study varies: every combination of values, or points one by one. */
export interface Variation {
  readonly grid?: Readonly<Record<string, string | readonly unknown[]>> | undefined;
  readonly list?: readonly Readonly<Record<string, unknown>>[] | undefined;
}

/** Most points, whoever asks. */
const POINT_LIMIT = 100_000;

/**
 * @throws InputError where values are none, or points have different paths
 */
export function pointsOf(variation: Variation): Points {
  checkVariation(variation);
  const { grid, list } = variation;
  if (list !== undefined) return listed(list);
  const factors = Object.entries(grid ?? {}).map(([path, values]) => ({ path, values: valuesOf(path, values) }));
  if (factors.length === 0) {
    const advice = 'expected --set PATH=VALUES, such as workload.arrivals.rate=20/s..60/s:5, or sweep: in the scenario';
    throw new InputError([{ message: 'nothing is varied', advice }]);
  }
  const count = factors.reduce((product, { values }) => product * values.length, 1);
  if (count > POINT_LIMIT) throw tooMany(count);
  const points = factors.reduce<readonly Point[]>(
    (before, { path, values }) => before.flatMap((point) => values.map((value) => [...point, { path, value }])),
    [[]],
  );
  return { factors, points };
}

/** From TypeScript anything may come. */
function checkVariation(variation: unknown): void {
  const isMapping = typeof variation === 'object' && variation !== null;
  const unknown = isMapping ? Object.keys(variation).find((key) => key !== 'grid' && key !== 'list') : undefined;
  if (isMapping && unknown === undefined) return;
  const message = isMapping ? `what is varied has no key ${JSON.stringify(unknown)}` : 'nothing is varied';
  throw new InputError([{ message, advice: 'expected { grid: { PATH: VALUES } } or { list: [{ PATH: VALUE }] }' }]);
}

function valuesOf(path: string, values: unknown): readonly unknown[] {
  if (typeof values === 'string') return expandValues(values, path);
  if (Array.isArray(values) && values.length > 0) return values;
  const message = `the values of ${path} are ${JSON.stringify(values)}`;
  throw new InputError([{ message, advice: 'expected a list, or text such as 20/s..60/s:5' }]);
}

function listed(list: readonly Readonly<Record<string, unknown>>[]): Points {
  const paths = Object.keys(list[0]);
  const isAlike = (point: object) => JSON.stringify(Object.keys(point).sort()) === JSON.stringify([...paths].sort());
  const odd = list.findIndex((point) => !isAlike(point));
  if (odd >= 0 || paths.length === 0) {
    const message = `sweep.list[${Math.max(0, odd)}] has other paths than the first point`;
    throw new InputError([{ message, advice: 'expected a value for the same paths in every point' }]);
  }
  if (list.length > POINT_LIMIT) throw tooMany(list.length);
  const factors = paths.map((path) => ({ path, values: [...new Set(list.map((point) => point[path]))] }));
  return { factors, points: list.map((point) => paths.map((path) => ({ path, value: point[path] }))) };
}

function tooMany(count: number): InputError {
  return new InputError([{ message: `the sweep has ${count} points`, advice: `expected at most ${POINT_LIMIT}` }]);
}
