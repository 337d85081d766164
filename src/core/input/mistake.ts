import { type Diagnostic, firstOf, InputError } from '../index.js';
import { type Path, pathText, type Source } from './source.js';

/** A mistake in a form: at which key or value, what is wrong, and what to do. */
export interface Mistake {
  readonly path: Path;
  /** Whether the key is wrong or its value. */
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly advice: string;
}

/** The mistakes with their places, in the order of the text; one that breaks several rules alike is told once. */
export function diagnosticsOf(mistakes: readonly Mistake[], source: Source): Diagnostic[] {
  const told = new Map(mistakes.map((mistake) => [`${pathText(mistake.path)}: ${mistake.message}`, mistake]));
  return [...told.values()]
    .map(({ path, part, message, advice }) => ({ ...source.place(path, part), message, advice }))
    .sort(byPosition);
}

/** @throws InputError when there are mistakes, with as many of them as are shown */
export function refuse(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw new InputError(firstOf(diagnostics));
}

export function byPosition(a: Diagnostic, b: Diagnostic): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
