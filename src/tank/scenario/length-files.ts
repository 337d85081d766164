import { resolve } from 'node:path';
import { camelKeys } from '../../core/input/index.js';
import { type LengthFile, readLengths } from '../recorded/index.js';
import type { Scenario } from './form/schema.js';

/**
 * Reads the files of lengths that the sources of a workload draw from.
 * @param folder that their paths are relative to
 * @returns by source, undefined where it has none
 * @throws InputError with every mistake in the first that cannot be used
 */
export async function readLengthFiles(
  { sources, ...own }: Scenario['workload'],
  folder: string,
): Promise<readonly (LengthFile | undefined)[]> {
  const files: (LengthFile | undefined)[] = [];
  for (const { lengths } of sources ?? [own]) {
    if (lengths === undefined) files.push(undefined);
    else {
      const { path, columns, skip_bad_rows } = lengths;
      files.push(await readLengths(resolve(folder, path), { columns, ...camelKeys({ skip_bad_rows }) }));
    }
  }
  return files;
}
