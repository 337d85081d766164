import { expectedOneOf, type Path, suggesting, valueOf } from '../../../core/input/index.js';

/** What a path names in a scenario. */
export type Found =
  | { readonly paths: readonly Path[] }
  | {
      /** What is wrong with the path, and what to do. */
      readonly message: string;
      readonly advice: string;
    };

/** Stands for every entry of a list, and every key of a mapping. */
const ANY = '*';

/**
 * The places that the steps of a path lead to. A key that is not there yet is a place all the same: the form of scenarios
 * says whether it may be one. An entry of a list has to be there.
 */
export function findPlaces(scenario: unknown, steps: readonly string[]): Found {
  return search(scenario, steps, []);
}

function search(value: unknown, steps: readonly string[], before: Path): Found {
  if (steps.length === 0) return { paths: [before] };
  const [step, ...rest] = steps;
  if (Array.isArray(value)) return inList(value, step, rest, before);
  if (isMapping(value)) {
    if (step !== ANY) return search(value[step], rest, [...before, step]);
    return each(
      Object.keys(value).map((key) => search(value[key], rest, [...before, key])),
      before,
    );
  }
  if (step === ANY) return { message: `${told(before)} has nothing that * could stand for`, advice: 'name the key' };
  if (value === undefined) return { paths: [[...before, ...steps]] };
  if (isEntryOfStrategies(before)) return { paths: [[...before, ...steps]] };
  return {
    message: `${told(before)} is ${JSON.stringify(value)}, which has no keys`,
    advice: 'expected a shorter path',
  };
}

function inList(list: readonly unknown[], step: string, rest: readonly string[], before: Path): Found {
  if (step === ANY)
    return each(
      list.map((entry, index) => search(entry, rest, [...before, index])),
      before,
    );
  const names = list.map(nameOf);
  const index = names.includes(step) ? names.indexOf(step) : /^\d+$/.test(step) ? Number(step) : -1;
  if (index in list) return search(list[index], rest, [...before, index]);
  const known = names.flatMap((name) => name ?? []);
  const advice =
    known.length > 0 ? suggesting(expectedOneOf(known), step) : `expected a number from 0 to ${list.length - 1}`;
  return { message: `${told(before)} has no entry ${JSON.stringify(step)}`, advice };
}

/** All places of several; those that lead nowhere are left out, unless all do. */
function each(found: readonly Found[], before: Path): Found {
  const paths = found.flatMap((one) => ('paths' in one ? one.paths : []));
  if (paths.length > 0) return { paths };
  return found[0] ?? { message: `${told(before)} is empty`, advice: 'expected something for * to stand for' };
}

/** What an entry of a list is called: a name of its own, or itself. */
export function nameOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  for (const key of ['name', 'id', 'policy', 'class']) {
    const name = valueOf(entry, key);
    if (typeof name === 'string') return name;
  }
  const ofPolicy = valueOf(entry, 'policy', 'name'); // of one that is an object
  return typeof ofPolicy === 'string' ? ofPolicy : undefined;
}

/** A strategy may be written as the name of its policy alone. */
export function isEntryOfStrategies(path: Path): boolean {
  return path.length === 2 && path[0] === 'strategies';
}

function told(path: Path): string {
  return path.length === 0 ? 'the scenario' : path.map(String).join('.');
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
