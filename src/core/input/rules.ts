import type { z } from 'zod';
import { quoted } from './quoted.js';
import type { Mistake } from './mistake.js';
import { type Path, valueAt } from './source.js';

/** What the rules between the values of a form are written with. */

/** @returns the value at a path, undefined where there is none */
export function valueOf(root: unknown, ...path: Path): unknown {
  const { exists, value } = valueAt(root, path);
  return exists ? value : undefined;
}

/** @returns the value by its schema, undefined where it does not satisfy it: that is told elsewhere */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}

/** The elements of a list by their schema, undefined those that do not satisfy it. */
export function parsedEach<Schema extends z.ZodType>(schema: Schema, list: unknown): (z.output<Schema> | undefined)[] {
  return Array.isArray(list) ? list.map((element) => parsed(schema, element)) : [];
}

export function wrongValue(path: Path, message: string, advice: string): Mistake {
  return { path, part: 'value', message, advice };
}

export function wrongKey(path: Path, message: string, advice: string): Mistake {
  return { path, part: 'key', message, advice };
}

/**
 * A mistake for each name that stood before.
 * @param noun what the names are the names of
 * @param pathOf path of the name with an index
 */
export function repeated(
  noun: string,
  names: readonly unknown[],
  advice: string,
  pathOf: (index: number) => Path,
): Mistake[] {
  const seen = new Set<unknown>();
  return names.flatMap((name, index) => {
    if (typeof name !== 'string') return [];
    if (seen.has(name)) return [wrongValue(pathOf(index), `the ${noun} ${quoted(name)} is given twice`, advice)];
    seen.add(name);
    return [];
  });
}
