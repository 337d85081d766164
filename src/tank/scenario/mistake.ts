import { distance } from 'fastest-levenshtein';
import { type Diagnostic, InputError } from '../../core/diagnostic.js';
import { type Path, pathText, type Source } from './source.js';

/** A mistake in a scenario: at which key or value, what is wrong, and what to do. */
export interface Mistake {
  readonly path: Path;
  /** Whether the key is wrong or its value. */
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly advice: string;
}

/** Mistakes that are shown; a file that has more is told how many. */
const SHOWN_LIMIT = 100;

/** The mistakes with their places, in the order of the text; one that breaks several rules alike is told once. */
export function diagnosticsOf(mistakes: readonly Mistake[], source: Source): Diagnostic[] {
  const told = new Map(mistakes.map((mistake) => [`${pathText(mistake.path)}: ${mistake.message}`, mistake]));
  return [...told.values()]
    .map(({ path, part, message, advice }) => ({ ...source.place(path, part), message, advice }))
    .sort(byPosition);
}

/** @throws InputError when there are mistakes, with the first SHOWN_LIMIT of them */
export function refuse(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const left = diagnostics.length - SHOWN_LIMIT;
  const more = left <= 0 ? [] : [{ message: `… and ${left} more mistake${left === 1 ? '' : 's'}` }];
  throw new InputError([...diagnostics.slice(0, SHOWN_LIMIT), ...more]);
}

export function byPosition(a: Diagnostic, b: Diagnostic): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

const LISTED_NAMES = 30; // names that advice lists before it stops

const EXPECTED_ONE_OF = 'expected one of: ';

/** Advice that lists the allowed names: `expected one of: a, b`. */
export function expectedOneOf(names: readonly string[]): string {
  return EXPECTED_ONE_OF + listed(names);
}

/** Names as a list, which stops when it gets long. */
export function listed(names: readonly string[]): string {
  const more = names.length > LISTED_NAMES ? [`… (${names.length} in all)`] : [];
  return [...names.slice(0, LISTED_NAMES), ...more].join(', ');
}

/** @returns the names of advice that lists some, else undefined */
export function namesIn(advice: string): readonly string[] | undefined {
  return advice.startsWith(EXPECTED_ONE_OF) ? advice.slice(EXPECTED_ONE_OF.length).split(', ') : undefined;
}

/** Advice with the nearest of the allowed names, where one is near: `… Did you mean "least_loaded"?` */
export function suggesting(advice: string, name: unknown, names: readonly string[] = namesIn(advice) ?? []): string {
  const nearest = typeof name === 'string' ? nearestName(name, names) : undefined;
  return nearest === undefined ? advice : `${advice}. Did you mean "${nearest}"?`;
}

/** Advice that lists the allowed names, with the nearest one. */
export function suggestOneOf(names: readonly string[], name: string): string {
  return suggesting(expectedOneOf(names), name, names);
}

const LONGEST_NAME = 200;

function nearestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const limit = Math.min(Math.max(2, name.length / 3), name.length - 1); // at least one character is right
  let nearest: string | undefined;
  let least = limit;
  for (const candidate of names) {
    const steps = distance(name, candidate);
    if (steps < least || (steps === least && nearest === undefined)) {
      nearest = candidate;
      least = steps;
    }
  }
  return nearest;
}
