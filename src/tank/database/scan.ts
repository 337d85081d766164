import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { capacityFolder, readRunFile, type RunFolder, runFolders, sweepFolder } from '../results/index.js';

/** Files of a run that the database reads. */
const FILES = ['summary.json', 'replications.json', 'provenance.json'] as const;

/** Files that show that a folder without a summary should have one. */
const TRACES = ['replications.json', 'provenance.json', 'series.json'] as const;

/** A folder with a run in it, as the file system tells it. */
export interface FoundRun extends RunFolder {
  /** Times and sizes of its files: where they are as they were, nothing is read. */
  readonly fingerprint: string;
  /** Of summary.json, in ISO 8601. */
  readonly fileTime: string;
}

/**
 * The runs in a folder of results. Cost: looks at three files of each, and opens none.
 * @throws InputError when the folder cannot be read
 */
export async function scan(root: string): Promise<readonly FoundRun[]> {
  const found: FoundRun[] = [];
  for (const folder of await runFolders(root)) {
    const stats = await Promise.all(FILES.map((name) => statOf(join(folder.path, name))));
    const [summary] = stats;
    if (summary === undefined && (isOfStudy(folder.path) || !(await hasTraces(folder.path)))) continue;
    const fingerprint = stats.map((file) => (file === undefined ? '-' : `${file.mtimeNs}:${file.size}`)).join(' ');
    const fileTime = new Date(Number(summary?.mtimeMs ?? 0)).toISOString();
    found.push({ ...folder, fingerprint, fileTime });
  }
  return found;
}

/** A study of many runs is none itself. */
function isOfStudy(folder: string): boolean {
  const name = basename(folder);
  return [sweepFolder, capacityFolder].some((nameOf) => name === nameOf(basename(name, extname(name))));
}

async function hasTraces(folder: string): Promise<boolean> {
  const found = await Promise.all(TRACES.map((name) => statOf(join(folder, name))));
  return found.some((file) => file !== undefined);
}

function statOf(path: string) {
  return stat(path, { bigint: true }).catch(() => undefined);
}

/** What the files of a run hold. */
export interface RunFiles {
  readonly summary: Buffer | undefined;
  readonly replications: Buffer | undefined;
  readonly provenance: Buffer | undefined;
}

/** @throws Error when a file is too large, or cannot be read; one that is missing is undefined */
export async function readFiles(folder: string): Promise<RunFiles> {
  const [summary, replications, provenance] = await Promise.all(FILES.map((name) => readRunFile(join(folder, name))));
  return { summary, replications, provenance };
}

export function sha256Of(files: RunFiles): string {
  const hash = createHash('sha256');
  for (const bytes of Object.values(files) as (Buffer | undefined)[]) {
    hash.update(bytes === undefined ? '-' : `${bytes.length}:`).update(bytes ?? '');
  }
  return hash.digest('hex');
}

export function textHash(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
