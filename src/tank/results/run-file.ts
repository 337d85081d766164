import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';

/** Most bytes of a file of a run that are read. */
const MOST_BYTES = 256 * 2 ** 20;

/** @throws Error when it is no file, or too large to be read */
export function checkRunFile(name: string, found: Pick<Stats, 'isFile' | 'size'>): void {
  if (!found.isFile()) throw new Error(`${name} is not a file`); // to read a pipe would wait for ever
  if (found.size > MOST_BYTES) throw new Error(`${name} is larger than ${MOST_BYTES / 2 ** 20} MiB`);
}

/**
 * The bytes of a file of a run; undefined where there is none.
 * @throws Error when it is too large, or cannot be read
 */
export async function readRunFile(path: string): Promise<Buffer | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  checkRunFile(basename(path), found);
  const file = await open(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}
