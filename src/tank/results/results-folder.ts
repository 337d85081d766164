import { access, constants, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../../core/diagnostic.js';
import type { Provenance } from './provenance.js';
import type { Summary } from './summary.js';

/**
 * Makes sure, before hours of work, that results can be written below `root`; writes nothing.
 * @throws InputError when `root`, or the nearest folder above that exists, is not a folder that can be written to
 */
export async function checkResultsFolder(root: string): Promise<void> {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found === undefined && dirname(folder) !== folder) continue;
    const usable = found?.isDirectory() === true && (await access(folder, constants.W_OK).then(...YES_OR_NO));
    if (usable) return;
    const why = found?.isDirectory() === true ? 'is a folder that cannot be written to' : 'is not a folder';
    throw unwritable(root, `${folder} ${why}`);
  }
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
    throw unwritable(folder, error instanceof Error ? error.message : String(error));
  }
  return folder;
}

/** The text of a results file. */
export function toJson(value: Summary | Provenance): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const YES_OR_NO = [() => true, () => false] as const;

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}

function unwritable(folder: string, why: string): InputError {
  return new InputError([
    { file: folder, message: `results cannot be written here: ${why}`, advice: 'choose another folder with --out DIR' },
  ]);
}
