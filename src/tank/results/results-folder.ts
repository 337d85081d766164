import { mkdir, mkdtemp, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../../core/diagnostic.js';
import type { Provenance } from './provenance.js';
import type { Summary } from './summary.js';

/**
 * Makes sure, before hours of work, that results can be written to `root/name`: makes a folder in the nearest one above
 * that exists, and removes it. (Permissions alone say too little: of a read-only disk, of /proc.)
 * @throws InputError when they cannot
 */
export async function checkResultsFolder(root: string, name: string): Promise<void> {
  const folder = join(root, name);
  try {
    await rmdir(await mkdtemp(join(await nearestFolder(folder), '.wavetank-')));
  } catch (error) {
    throw unwritable(folder, error);
  }
}

async function nearestFolder(path: string): Promise<string> {
  for (let above = resolve(path); ; above = dirname(above)) {
    const found = await stat(above).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    if (found?.isDirectory() === true) return above;
    if (found !== undefined) throw new Error(`${above} is not a folder`);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/**
 * Writes `root/name/summary.json` and `provenance.json`, each to a temporary sibling that is then renamed.
 * @param name of the scenario: [a-z0-9-]+, so it cannot lead elsewhere
 * @returns the folder
 * @throws InputError when the folder cannot be written to
 */
export async function writeResults(root: string, name: string, summary: Summary, provenance: Provenance) {
  const folder = join(root, name);
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(join(folder, 'summary.json'), toJson(summary));
    await writeWhole(join(folder, 'provenance.json'), toJson(provenance));
  } catch (error) {
    throw unwritable(folder, error);
  }
  return folder;
}

/** The text of a results file. */
export function toJson(value: Summary | Provenance): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function unwritable(folder: string, error: unknown): InputError {
  const why = error instanceof Error ? error.message : String(error);
  return new InputError([
    { file: folder, message: `results cannot be written here: ${why}`, advice: 'choose another folder with --out DIR' },
  ]);
}
