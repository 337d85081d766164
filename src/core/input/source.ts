import type { Diagnostic } from '../index.js';

/** Keys and indices from the root of a form to one of its values. */
export type Path = readonly PropertyKey[];

/** Where a mistake is shown. */
export type Place = Pick<Diagnostic, 'file' | 'line' | 'column' | 'excerpt' | 'length'>;

/** A form as plain values, with the place of each. */
export interface Source {
  readonly value: unknown;
  /** The place of a key or of its value; of what holds it, where it does not exist. */
  place(path: Path, part: 'key' | 'value'): Place;
}

/** A form given as an object: the path stands in place of a position. */
export function objectSource(value: unknown): Source {
  return { value, place: (path) => ({ file: path.length === 0 ? '<object>' : pathText(path) }) };
}

/** @example pathText(['fleet', 'models', 0, 'speed']) // fleet.models[0].speed */
export function pathText(path: Path): string {
  return path
    .map((step, depth) => (typeof step === 'number' ? `[${step}]` : (depth === 0 ? '' : '.') + String(step)))
    .join('');
}

/**
 * The value at a path.
 * @returns `exists: false` where the last key is not there, with the value that the path leads to as far as it goes
 */
export function valueAt(root: unknown, path: Path): { readonly exists: boolean; readonly value: unknown } {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return { exists: false, value };
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return { exists: value !== undefined, value };
}
