import { mkdir, mkdtemp, readFile, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../../core/index.js';
import { writeWhole } from '../../core/input/index.js';
import type { Provenance } from './provenance.js';
import type { Replications } from './replications.js';
import type { Series } from './series.js';
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

/** What a run gives. */
export interface RunResults {
  readonly summary: Summary;
  readonly series: Series;
  readonly replications: Replications;
}

/**
 * Writes `root/name/summary.json`, `series.json`, `replications.json` and `provenance.json`, each whole or not
 * at all.
 * @param name of the scenario: [a-z0-9-]+, so it cannot lead elsewhere
 * @returns the folder
 * @throws InputError when the folder cannot be written to
 */
export async function writeResults(
  root: string,
  name: string,
  { summary, series, replications }: RunResults,
  provenance: Provenance,
): Promise<string> {
  const folder = join(root, name);
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(join(folder, 'summary.json'), toJson(summary));
    await writeWhole(join(folder, 'series.json'), `${JSON.stringify(series)}\n`);
    await writeWhole(join(folder, 'replications.json'), `${JSON.stringify(replications)}\n`);
    await writeWhole(join(folder, 'provenance.json'), toJson(provenance));
  } catch (error) {
    throw unwritable(folder, error);
  }
  return folder;
}

/** What `writeResults` wrote. */
export interface WrittenResults extends RunResults {
  /** Absent where it was removed. */
  readonly provenance: Provenance | undefined;
}

/**
 * Reads a folder of results.
 * @throws InputError where there are none, or of another form
 */
export async function readResults(folder: string): Promise<WrittenResults> {
  return {
    summary: (await readWhole(join(folder, 'summary.json'), 'wavetank.summary/2')) as Summary,
    series: (await readWhole(join(folder, 'series.json'), 'wavetank.series/1')) as Series,
    replications: (await readWhole(join(folder, 'replications.json'), 'wavetank.replications/1')) as Replications,
    provenance: (await readWhole(join(folder, 'provenance.json'), 'wavetank.provenance/1').catch(() => undefined)) as
      Provenance | undefined,
  };
}

async function readWhole(file: string, schema: string): Promise<unknown> {
  const advice = 'expected the folder of a scenario below results/, as wavetank run writes it';
  let found: unknown;
  try {
    found = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const message = error instanceof SyntaxError ? 'this is no JSON' : error instanceof Error ? error.message : '';
    throw new InputError([{ file, message, advice }]);
  }
  const has = typeof found === 'object' && found !== null && 'schema' in found ? found.schema : undefined;
  if (has === schema) return found;
  throw new InputError([
    { file, message: `its schema is ${has === undefined ? 'missing' : JSON.stringify(has)}, not "${schema}"`, advice },
  ]);
}

/** The text of a results file. */
export function toJson(value: Summary | Provenance): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Results cannot be written there, and why. */
export function unwritable(
  folder: string,
  error: unknown,
  advice = 'choose another folder with --out DIR',
): InputError {
  const why = error instanceof Error ? error.message : String(error);
  return new InputError([{ file: folder, message: `results cannot be written here: ${why}`, advice }]);
}

/**
 * Makes sure, before any work, that a page or scenario can be written to a path.
 * @throws InputError when it cannot
 */
export async function checkWritable(path: string): Promise<void> {
  try {
    const found = await stat(path).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    if (found?.isDirectory() === true) throw new Error('this is a folder');
    await rmdir(await mkdtemp(join(dirname(resolve(path)), '.wavetank-')));
  } catch (error) {
    throw unwritableFile(path, error);
  }
}

/** @throws InputError when it cannot be written */
export async function writeDocument(path: string, text: string): Promise<void> {
  await writeWhole(path, text).catch((error: unknown) => {
    throw unwritableFile(path, error);
  });
}

export function unwritableFile(path: string, error: unknown): InputError {
  const why = error instanceof Error ? error.message : String(error);
  return new InputError([
    {
      file: path,
      message: `this file cannot be written: ${why}`,
      advice: 'choose another path, in a folder that exists',
    },
  ]);
}
