/**
 * The path of a measure, as it stands in a summary: `response_time_ms.p99`, `utilization`, `classes.chat.deadline_met`,
 * `models.large.response_time_ms.mean`, `endpoints.large/0.utilization`. A name with a dot stands in brackets:
 * `models[gpt-4.1].utilization`. Paths are taken apart here and nowhere else.
 */
import type { Direction, Measure, PartKind } from './measure.js';
import { quantileName, quantileOfName } from './quantiles.js';
import { measures } from './registry.js';

/** Where parts stand in a summary. */
const PART_LISTS = { class: 'classes', model: 'models', endpoint: 'endpoints' } as const satisfies Record<
  PartKind,
  string
>;

export interface MeasurePath {
  /** Absent for the whole. */
  readonly part?: { readonly kind: PartKind; readonly name: string };
  /** Its key in the registry. */
  readonly name: string;
  readonly measure: Measure;
  /** Of a column: `mean`, or a quantile such as `p99`. */
  readonly statistic?: string;
}

const PART = /^(classes|models|endpoints)(?:\[([^\]]+)\]|\.([^.[\]]+))\.(.+)$/;
const STATISTIC = /^(.+)\.(mean|p\d{1,4})$/;

/**
 * Whether there is such a class, model, endpoint or quantile is not looked at.
 * @returns undefined where it is no path of a measure
 */
export function parseMeasurePath(path: string): MeasurePath | undefined {
  const match: Match = PART.exec(path);
  if (match === null) return withStatistic(path);
  const [, list, bracketed, plain = bracketed, rest] = match;
  const kind = (Object.keys(PART_LISTS) as PartKind[]).find((each) => PART_LISTS[each] === list);
  if (kind === undefined || plain === undefined || rest === undefined) return undefined;
  const found = withStatistic(rest, kind);
  return found && { ...found, part: { kind, name: plain } };
}

function withStatistic(path: string, kind?: PartKind): MeasurePath | undefined {
  const match: Match = STATISTIC.exec(path);
  const [, place = path, statistic] = match ?? [];
  const name = Object.keys(measures).find((each) => placeOf(each, kind) === place);
  if (name === undefined) return undefined;
  const measure = measures[name];
  const hasStatistics = measure.kind === 'column';
  if (hasStatistics !== (statistic !== undefined)) return undefined;
  return { name, measure, ...(statistic !== undefined && { statistic }) };
}

/** What a measure is called in its part, or as a whole; undefined where it is not taken of such parts. */
function placeOf(name: string, kind: PartKind | undefined): string | undefined {
  const { parts = [], partName = name } = measures[name];
  if (kind === undefined) return name;
  return parts.includes(kind) ? partName : undefined;
}

/** Groups that take no part are undefined, whatever the type of the library says. */
type Match = readonly (string | undefined)[] | null;

/** Which direction of a measure is better; null where none is, or the path is none. */
export function directionOf(path: string): Direction {
  return parseMeasurePath(path)?.measure.better ?? null;
}

/**
 * Paths of the whole that can be compared, in the order of the registry.
 * @param quantiles in percent
 */
export function comparablePaths(quantiles: readonly number[]): readonly string[] {
  const statistics = ['mean', ...quantiles.map(quantileName)];
  return Object.entries(measures).flatMap(([name, measure]) => {
    if (measure.better === null || measure.isOfParts) return [];
    if (measure.kind === 'ratio' || measure.kind === 'count') return [name];
    return statistics.map((statistic) => `${name}.${statistic}`);
  });
}

/** Quantiles that paths name, in percent. */
export function quantilesIn(paths: readonly string[]): readonly number[] {
  return paths.flatMap((path) => quantileOfName(parseMeasurePath(path)?.statistic ?? '') ?? []);
}

/**
 * Puts values at their paths: `a.b` → { a: { b } }, in the order of the map. What follows `routing.reasons.` is one step,
 * a text of the router's.
 */
export function nested(values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const steps = stepsOf(path);
    let at = root;
    for (const step of steps.slice(0, -1)) at = (at[step] ??= {}) as Record<string, unknown>;
    at[steps[steps.length - 1]] = value;
  }
  return root;
}

const REASONS = 'routing.reasons.';

function stepsOf(path: string): readonly string[] {
  return path.startsWith(REASONS) ? ['routing', 'reasons', path.slice(REASONS.length)] : path.split('.');
}
