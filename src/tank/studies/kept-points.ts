import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../core/input/index.js';
import type { Plan } from '../plan/index.js';
import type { SweepPoint } from '../results/index.js';
import { jobsKey, loadRecorded, type RecordedTrace } from '../runs/index.js';

const FOLDER = '.points';
const FORM = 'wavetank.point/1';

/**
 * Finished points of a sweep that goes on, one file each in `FOLDER/.points/`, so that a killed process loses none of them. A
 * file has a line with its form, its key and the SHA-256 of what follows; one in which any does not match is not used. Where
 * whole results are wanted, they are in a folder with the same name, written before the file.
 */
export class KeptPoints {
  readonly #folder: string;
  readonly #areWhole: boolean;
  readonly #keys = new Map<Plan, string>();

  private constructor(folder: string, areWhole: boolean) {
    this.#folder = folder;
    this.#areWhole = areWhole;
  }

  /**
   * @param folder of the results of the sweep; it need not exist
   * @param resume whether points of an earlier run are used; otherwise they are removed
   * @param areWhole whether only points with their whole results are used
   */
  static async open(folder: string, resume: boolean, areWhole = false): Promise<KeptPoints> {
    const home = join(folder, FOLDER);
    if (!resume) await removeFolder(home);
    return new KeptPoints(home, areWhole);
  }

  /** @param recorded its trace, where it has one and it was read before */
  async read(plan: Plan, recorded?: RecordedTrace): Promise<SweepPoint | undefined> {
    const key = await this.#keyOf(plan, recorded);
    if (this.#areWhole && !existsSync(join(this.#folder, key))) return undefined;
    const text = await readFile(join(this.#folder, `${key}.json`), 'utf8').catch(() => '');
    const end = text.indexOf('\n') + 1;
    return end > 0 && text.slice(0, end) === head(key, text.slice(end))
      ? (JSON.parse(text.slice(end)) as SweepPoint)
      : undefined;
  }

  async write(plan: Plan, point: SweepPoint): Promise<void> {
    const key = await this.#keyOf(plan);
    const text = JSON.stringify(point);
    await mkdir(this.#folder, { recursive: true });
    await writeWhole(join(this.#folder, `${key}.json`), head(key, text) + text);
  }

  /** Where the whole results of a point belong: a folder, and its name in it. */
  async placeOf(plan: Plan): Promise<readonly [folder: string, name: string]> {
    return [this.#folder, await this.#keyOf(plan)];
  }

  /** Copies the whole results of each point to `home/1`, `home/2`, …, in place of what is there. */
  async copyResults(points: readonly { readonly plan: Plan }[], home: string): Promise<void> {
    await rm(home, { recursive: true, force: true });
    for (const [p, { plan }] of points.entries())
      await cp(join(...(await this.placeOf(plan))), join(home, String(p + 1)), { recursive: true });
  }

  /** Stands for all that determines a point: its jobs, and how many replications there are. */
  async #keyOf(plan: Plan, recorded?: RecordedTrace): Promise<string> {
    const found = this.#keys.get(plan);
    if (found !== undefined) return found;
    const parts = [jobsKey(plan, recorded ?? (await loadRecorded(plan))), plan.sha256, plan.baseline, plan.compare];
    const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
    this.#keys.set(plan, key);
    return key;
  }

  /** The sweep is whole: its files are no longer needed. */
  async remove(): Promise<void> {
    await removeFolder(this.#folder);
  }
}

function head(key: string, text: string): string {
  return `${FORM} ${key} ${createHash('sha256').update(text).digest('hex')}\n`;
}

/** Removes a folder of ours; a link is left alone, which could lead elsewhere. */
async function removeFolder(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory() === true) await rm(path, { recursive: true });
}
