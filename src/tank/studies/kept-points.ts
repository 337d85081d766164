import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../core/input/index.js';
import type { Plan } from '../plan/index.js';
import type { SweepPoint } from '../results/index.js';
import { jobsKey, loadRecorded } from '../runs/index.js';

const FOLDER = '.points';
const FORM = 'wavetank.point/1';

/**
 * Finished points of a sweep that goes on, one file each in `FOLDER/.points/`, so that a killed process loses none of them. A
 * file has a line with its form, its key and the SHA-256 of what follows; one in which any does not match is not used.
 */
export class KeptPoints {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @param folder of the results of the sweep; it need not exist
   * @param resume whether points of an earlier run are used; otherwise they are removed
   */
  static async open(folder: string, resume: boolean): Promise<KeptPoints> {
    const home = join(folder, FOLDER);
    if (!resume) await removeFolder(home);
    return new KeptPoints(home);
  }

  async read(plan: Plan): Promise<SweepPoint | undefined> {
    const key = await keyOf(plan);
    const text = await readFile(join(this.#folder, `${key}.json`), 'utf8').catch(() => '');
    const end = text.indexOf('\n') + 1;
    return end > 0 && text.slice(0, end) === head(key, text.slice(end))
      ? (JSON.parse(text.slice(end)) as SweepPoint)
      : undefined;
  }

  async write(plan: Plan, point: SweepPoint): Promise<void> {
    const key = await keyOf(plan);
    const text = JSON.stringify(point);
    await mkdir(this.#folder, { recursive: true });
    await writeWhole(join(this.#folder, `${key}.json`), head(key, text) + text);
  }

  /** The sweep is whole: its files are no longer needed. */
  async remove(): Promise<void> {
    await removeFolder(this.#folder);
  }
}

function head(key: string, text: string): string {
  return `${FORM} ${key} ${createHash('sha256').update(text).digest('hex')}\n`;
}

/** Stands for all that determines a point: its jobs, and how many replications there are. */
async function keyOf(plan: Plan): Promise<string> {
  const parts = [jobsKey(plan, await loadRecorded(plan)), plan.sha256, plan.baseline, plan.compare];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Removes a folder of ours; a link is left alone, which could lead elsewhere. */
async function removeFolder(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory() === true) await rm(path, { recursive: true });
}
