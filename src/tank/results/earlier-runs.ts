import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unwritable } from './results-folder.js';
import { RUN_FILES } from './run-files.js';
import type { Summary } from './summary.js';

/** Folder of earlier runs, in that of the scenario: a folder for each, named by its time. */
export const EARLIER = 'earlier';

/** Time of a run as the name of a folder; on Windows it can have no ":". */
const FORM = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)(?:-(\d{3}))?Z(?:-\d+)?$/;

/** The time in the name of a folder of an earlier run, in ISO 8601; undefined of another name. */
export function timeOfName(name: string): string | undefined {
  const match: readonly (string | undefined)[] | null = FORM.exec(name);
  if (match === null) return undefined;
  const [, hour, minute, second, ms = '000'] = match;
  return `${hour}:${minute}:${second}.${ms}Z`;
}

const OUR_FORM = /^wavetank\.summary\/\d+$/;

/**
 * Makes place for a run: what is in the folder of its scenario moves to `earlier/TIME/`, of which the latest are kept. A
 * run of the same scenario, seed and version is replaced: it has the same numbers. What has the name of our files and is no
 * run of ours moves there too, apart from the runs, and is never removed.
 * @param keep earlier runs that are kept; 0 replaces any
 * @returns what became of the run that was there, in words; undefined where there was none
 * @throws InputError when it cannot be moved
 */
export async function setAside(folder: string, next: Summary, keep: number): Promise<string | undefined> {
  try {
    const before = await runIn(folder);
    if (before === undefined) return undefined;
    const { summary, date } = before;
    const isReplaced = summary !== undefined && (keep === 0 || identity(summary) === identity(next));
    if (isReplaced) return `replaced the run of ${date}`;
    const name = date.replace(/[:.]/g, '-');
    const home = await freshFolder(join(folder, EARLIER), summary === undefined ? `${name}-no-run` : name);
    for (const file of RUN_FILES) await rename(join(folder, file), join(home, file)).catch(unlessMissing);
    if (summary === undefined) return `the folder held files that are not a run of wavetank; they are kept in ${home}`;
    await removeOldest(join(folder, EARLIER), keep);
    return `the run of ${date} is kept in ${home}`;
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** What two runs have in common that give the same numbers. */
function identity({ version, scenario }: Pick<Summary, 'version' | 'scenario'>): string {
  return JSON.stringify([version, scenario.sha256, scenario.seed]);
}

/** What is in a folder in the place of a run, with its time in ISO 8601; without a summary where it is none of ours, or damaged. */
async function runIn(folder: string): Promise<{ summary: Summary | undefined; date: string } | undefined> {
  const found = await Promise.all(RUN_FILES.map((file) => stat(join(folder, file)).catch(unlessMissing)));
  const latest = Math.max(...found.flatMap((file) => file?.mtimeMs ?? []));
  if (latest === -Infinity) return undefined;
  const summary = await contentOf(join(folder, 'summary.json'));
  const provenance = await contentOf(join(folder, 'provenance.json'));
  const stated = new Date(typeof provenance?.['date'] === 'string' ? provenance['date'] : latest);
  const date = Number.isNaN(stated.getTime()) ? new Date(latest) : stated;
  const isOurs = typeof summary?.['schema'] === 'string' && OUR_FORM.test(summary['schema']);
  return {
    summary: isOurs ? ({ scenario: {}, ...summary } as unknown as Summary) : undefined,
    date: date.toISOString(),
  };
}

async function contentOf(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const content = JSON.parse(await readFile(file, 'utf8')) as unknown;
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // damaged or gone: it is moved all the same
  }
}

async function freshFolder(parent: string, name: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (let copy = 1; ; copy++) {
    const path = join(parent, copy === 1 ? name : `${name}-${copy}`);
    try {
      await mkdir(path);
      return path;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

async function removeOldest(parent: string, keep: number): Promise<void> {
  const runs = (await readdir(parent)).filter((name) => FORM.test(name)).sort();
  for (const name of runs.slice(0, Math.max(0, runs.length - keep))) await rm(join(parent, name), { recursive: true });
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
