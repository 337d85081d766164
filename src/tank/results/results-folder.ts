import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readFile, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError, VERSION } from '../../core/index.js';
import { writeAllWhole, writeWhole } from '../../core/input/index.js';
import { readRunFile } from './run-file.js';
import { RUN_FILES } from './run-files.js';
import type { Provenance } from './provenance.js';
import type { Replications } from './replications.js';
import type { RequestColumns } from './request-rows.js';
import type { Series } from './series.js';
import {
  capacityForm,
  provenanceForm,
  replicationsForm,
  seriesForm,
  summaryForm,
  sweepForm,
  writtenForm,
} from './stored-forms.js';
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
    for (const name of [...RUN_FILES, 'earlier']) await checkPlace(join(folder, name), isFolder(name));
  } catch (error) {
    throw unwritable(folder, error);
  }
}

function isFolder(name: string): boolean {
  return name === 'charts' || name === 'figures' || name === 'earlier';
}

/** @throws Error where a folder is in the place of a file, or a file in that of a folder */
async function checkPlace(path: string, asFolder: boolean): Promise<void> {
  const found = await lstat(path).catch(unlessMissing);
  if (found === undefined || found.isDirectory() === asFolder) return;
  if (asFolder) throw new Error(`${path} is not a folder`);
  if (found.isDirectory()) throw new Error(`${path} is a folder`);
}

async function nearestFolder(path: string): Promise<string> {
  for (let above = resolve(path); ; above = dirname(above)) {
    const found = await stat(above).catch(unlessMissing);
    if (found === undefined && (await lstat(above).catch(unlessMissing)) !== undefined)
      throw new Error(`${above} is a link to nothing`);
    if (found?.isDirectory() === true) return above;
    if (found !== undefined) throw new Error(`${above} is not a folder`);
  }
}

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** What a run gives. */
export interface RunResults {
  readonly summary: Summary;
  readonly series: Series;
  readonly replications: Replications;
  /** The scenario as it was written, with what was changed from outside: it can be run again. */
  readonly scenario: WrittenScenario;
  /** Every request; absent where they were not asked for. */
  readonly requests?: RequestColumns;
}

export type WrittenScenario = Readonly<Record<string, unknown>>;

/**
 * Writes `root/name/summary.json`, `series.json`, `replications.json`, `provenance.json` and
 * `scenario.json`, all whole or none.
 * @param name of the scenario: [a-z0-9-]+, so it cannot lead elsewhere
 * @returns the folder
 * @throws InputError when the folder cannot be written to
 */
export async function writeResults(
  root: string,
  name: string,
  { summary, series, replications, scenario }: RunResults,
  provenance: Provenance,
): Promise<string> {
  const folder = join(root, name);
  try {
    await mkdir(folder, { recursive: true });
    await writeAllWhole([
      [join(folder, 'series.json'), `${JSON.stringify(series)}\n`],
      [join(folder, 'replications.json'), `${JSON.stringify(replications)}\n`],
      [join(folder, 'provenance.json'), toJson(provenance)],
      [join(folder, 'scenario.json'), toJson(scenario)],
      [join(folder, 'summary.json'), toJson(summary)],
    ]);
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
 * @throws InputError where there are none, of another form, or damaged
 */
export async function readResults(folder: string): Promise<WrittenResults> {
  const read = (name: FileName) => readStored(folder, name);
  const results = {
    summary: (await read('summary')) as Summary,
    series: (await read('series')) as Series,
    replications: (await read('replications')) as Replications,
    scenario: (await read('scenario')) as WrittenScenario,
    provenance: await readProvenance(folder),
  };
  const strategies = namesOf(results.summary);
  for (const name of ['series', 'replications'] as const) {
    if (namesOf(results[name]) !== strategies) throw damaged(join(folder, `${name}.json`), DIFFERENT_STRATEGIES);
  }
  return results;
}

/** What is told of a run in numbers, as texts of its files. */
export interface RunTexts {
  readonly summary: string;
  readonly replications?: string | undefined;
  readonly provenance?: string | undefined;
  readonly scenario?: string | undefined;
}

/** The numbers of a run. What was published or copied may have its summary alone. */
export interface StoredRun {
  readonly summary: Summary;
  readonly replications: Replications | undefined;
  readonly provenance: Provenance | undefined;
  /** The scenario as it was written. */
  readonly scenario: WrittenScenario | undefined;
}

/**
 * The numbers of a run from the texts of its files.
 * @throws InputError where they are of another form, or damaged
 */
export function parseRun(folder: string, texts: RunTexts): StoredRun {
  const parsed = (name: keyof RunTexts) =>
    texts[name] === undefined ? undefined : parsedWhole(join(folder, `${name}.json`), texts[name], name);
  const summary = parsed('summary') as Summary;
  const replications = parsed('replications') as Replications | undefined;
  if (replications !== undefined && namesOf(replications) !== namesOf(summary))
    throw damaged(join(folder, 'replications.json'), DIFFERENT_STRATEGIES);
  return {
    summary,
    replications,
    provenance: parsed('provenance') as Provenance | undefined,
    scenario: parsed('scenario') as WrittenScenario | undefined,
  };
}

/**
 * The numbers of a run from its folder.
 * @throws InputError where there is no summary, or files cannot be read, are of another form, or damaged
 */
export async function readRun(folder: string): Promise<StoredRun> {
  const read = async (name: keyof RunTexts) => {
    const file = join(folder, `${name}.json`);
    const bytes = await readRunFile(file).catch((error: unknown) => {
      throw new InputError([{ file, message: error instanceof Error ? error.message : String(error), advice: ADVICE }]);
    });
    return bytes?.toString();
  };
  const summary = await read('summary');
  if (summary === undefined) throw noRun(folder);
  const [replications, provenance, scenario] = [
    await read('replications'),
    await read('provenance'),
    await read('scenario'),
  ];
  return parseRun(folder, { summary, replications, provenance, scenario });
}

function noRun(folder: string): InputError {
  const study = ['sweep', 'capacity'].find((name) => existsSync(join(folder, `${name}.json`)));
  if (study === undefined)
    return new InputError([{ file: folder, message: 'there is no summary.json here', advice: ADVICE }]);
  const advice = 'expected the folder of one run; wavetank sweep --pages writes those of its points to points/1, …';
  return new InputError([{ file: folder, message: `this is a study of many runs (wavetank ${study})`, advice }]);
}

const DIFFERENT_STRATEGIES = 'strategies: they differ from those of summary.json';

/** What a folder of results holds, with the schema that each file states. */
const FILES = {
  summary: { schema: 'wavetank.summary/2', form: summaryForm },
  series: { schema: 'wavetank.series/1', form: seriesForm },
  replications: { schema: 'wavetank.replications/1', form: replicationsForm },
  provenance: { schema: 'wavetank.provenance/1', form: provenanceForm },
  scenario: { schema: 'wavetank.scenario/1', form: writtenForm },
  sweep: { schema: 'wavetank.sweep/1', form: sweepForm },
  capacity: { schema: 'wavetank.capacity/1', form: capacityForm },
} as const;

type FileName = keyof typeof FILES;

function namesOf({ strategies }: { readonly strategies: readonly { readonly name: string }[] }): string {
  return JSON.stringify(strategies.map(({ name }) => name));
}

const ADVICE = 'expected a folder below results/, as wavetank run, sweep or capacity writes it';

/** Absent where it was removed. */
export async function readProvenance(folder: string): Promise<Provenance | undefined> {
  if (!existsSync(join(folder, 'provenance.json'))) return undefined;
  return (await readStored(folder, 'provenance')) as Provenance;
}

/**
 * What a file of a folder of results holds.
 * @throws InputError where it is missing, of another form, or damaged
 */
export async function readStored(folder: string, name: FileName): Promise<unknown> {
  const file = join(folder, `${name}.json`);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError([{ file, message: error instanceof Error ? error.message : '', advice: ADVICE }]);
  });
  return parsedWhole(file, text, name);
}

function parsedWhole(file: string, text: string, name: FileName): unknown {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new InputError([{ file, message: 'this is not JSON', advice: ADVICE }]);
  }
  return checked(file, found, name);
}

/**
 * A summary that stands in another document, as in a baseline.
 * @throws InputError where it is of another form, or damaged
 */
export function checkedSummary(file: string, found: unknown): Summary {
  return checked(file, found, 'summary') as Summary;
}

function checked(file: string, found: unknown, name: FileName): unknown {
  const { schema, form } = FILES[name];
  const advice = ADVICE;
  const has = typeof found === 'object' && found !== null && 'schema' in found ? found.schema : undefined;
  if (has !== schema) {
    const message = `its schema is ${has === undefined ? 'missing' : JSON.stringify(has)}, not "${schema}"`;
    throw new InputError([{ file, message, advice }]);
  }
  const { error } = form.safeParse(found);
  if (error === undefined) return found;
  const [{ path, message }] = error.issues;
  throw damaged(file, `${path.join('.')}: ${message}`);
}

function damaged(file: string, why: string): InputError {
  const advice = 'restore the folder, or run the scenario again';
  const message = `these results are damaged, or of another build of wavetank than this ${VERSION}: ${why}`;
  return new InputError([{ file, message, advice }]);
}

/** The text of a results file. */
export function toJson(value: Summary | Provenance | WrittenScenario): string {
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
    const found = await stat(path).catch(unlessMissing);
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
