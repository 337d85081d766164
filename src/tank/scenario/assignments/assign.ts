import type { Diagnostic } from '../../../core/index.js';
import { type Mistake, type Path, type Source, valueAt } from '../../../core/input/index.js';
import { scenarioMistakes } from '../rules/checks.js';
import { type Assignment, assignmentText, pathSteps } from './assignment.js';
import { findPlaces, isEntryOfStrategies } from './find-places.js';

/** A scenario with values given from outside. */
export interface Assigned {
  /** What is wrong with a given value is told of its assignment. */
  readonly source: Source;
  /** Paths that lead nowhere. */
  readonly mistakes: readonly Diagnostic[];
}

/** The scenario with each assignment in its place, one after another. */
export function assign(source: Source, assignments: readonly Assignment[]): Assigned {
  if (assignments.length === 0) return { source, mistakes: [] };
  const mistakes: Diagnostic[] = [];
  const given: { readonly path: Path; readonly text: string }[] = [];
  let value = source.value;
  for (const assignment of assignments) {
    const text = assignmentText(assignment);
    const steps = pathSteps(assignment.path);
    const found =
      steps === undefined
        ? { message: `${JSON.stringify(assignment.path)} is no path`, advice: 'expected keys joined by dots' }
        : findPlaces(value, steps);
    if (!('paths' in found)) {
      mistakes.push({ message: `${text}: ${found.message}`, advice: found.advice });
      continue;
    }
    const paths = assignment.path.includes('*') ? validPlaces(value, found.paths, assignment.value) : found.paths;
    for (const path of paths) {
      value = withValue(value, path, assignment.value);
      given.push({ path, text });
    }
  }
  const place: Source['place'] = (path, part) => {
    const isNew = path.length > 0 && !valueAt(source.value, path).exists;
    const own = given.findLast((each) => isWithin(path, each.path) || (isNew && isWithin(each.path, path)));
    return own === undefined ? source.place(path, part) : { file: own.text };
  };
  return { source: { value, place }, mistakes };
}

/** Places at which a key may stand; all of them where it may stand at none, so that the form says what is wrong. */
function validPlaces(scenario: unknown, paths: readonly Path[], value: unknown): readonly Path[] {
  const valid = paths.filter((path) => {
    const unknown = scenarioMistakes(withValue(scenario, path, value)).filter(isUnknownKey);
    return unknown.every((mistake) => !isWithin(path, mistake.path));
  });
  return valid.length > 0 ? valid : paths;
}

function isUnknownKey({ part, message }: Mistake): boolean {
  return part === 'key' && message.startsWith('unknown key');
}

/** Whether a path is another one, or leads on from it. */
function isWithin(path: Path, other: Path): boolean {
  return other.length <= path.length && other.every((step, depth) => step === path[depth]);
}

/** A copy with another value at a path; mappings that are not there are made, as is a strategy that is a bare name. */
function withValue(root: unknown, path: Path, value: unknown): unknown {
  if (path.length === 0) return value;
  const copy = { root };
  let holder: Record<PropertyKey, unknown> = copy;
  let key: PropertyKey = 'root';
  for (const [depth, step] of path.entries()) {
    holder[key] = writable(holder[key], path.slice(0, depth));
    holder = holder[key] as Record<PropertyKey, unknown>;
    key = step;
  }
  holder[key] = value;
  return copy.root;
}

/** A copy of what is at a path, one level deep, that can hold keys. */
function writable(value: unknown, path: Path): object {
  if (Array.isArray(value)) return [...(value as readonly unknown[])];
  if (typeof value === 'object' && value !== null) return { ...value };
  return typeof value === 'string' && isEntryOfStrategies(path) ? { policy: value } : {};
}
