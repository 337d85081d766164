import { type Diagnostic, InputError } from '../index.js';
import { type Path, pathText, type Source } from './source.js';

/** A mistake in a form: at which key or value, what is wrong, and what to do. */
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
