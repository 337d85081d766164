import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { writeWhole } from '../../core/input/index.js';
import { unwritable } from '../results/index.js';

export interface JobFilesOptions {
  /** Files of an earlier run of the same key are used; otherwise those of every earlier run are removed. */
  readonly resume: boolean;
  /** Hears of a file that is ignored or cannot be written. */
  readonly onNotice: (notice: string) => void;
}

const FORM = 'wavetank.job/2';
const FOLDER = /^\.jobs-[0-9a-f]{16}$/;
const FILE = /^\d+-\d+\.job$/;
const TEMPORARY = /\.tmp$/; // of a process that was killed while it wrote

/**
 * Finished jobs of a run that goes on, one file each in `FOLDER/.jobs-KEY/`, so that a killed process loses none of them.
 * A file has a line with form, key, name and SHA-256, then the job as v8 serialises it; one in which any of these does not
 * match is never deserialised. Files are written one after another while the run goes on; each costs the bytes of its
 * job (16 a request, 24 with classes) once more while it is written.
 */
export class JobFiles {
  readonly #folder: string;
  readonly #key: string;
  readonly #onNotice: JobFilesOptions['onNotice'];
  readonly #names: Set<string>;
  #written: Promise<void> = Promise.resolve();
  #failed = false;

  private constructor(folder: string, key: string, names: readonly string[], { onNotice }: JobFilesOptions) {
    this.#folder = join(folder, `.jobs-${key}`);
    this.#key = key;
    this.#onNotice = onNotice;
    this.#names = new Set(names.filter((name) => FILE.test(name)));
    for (const name of names) {
      if (!FILE.test(name) && !TEMPORARY.test(name)) this.#ignored(name, 'it is not a job file');
    }
  }

  /**
   * @param folder of the results of the scenario; it need not exist
   * @param key 16 hexadecimal digits that stand for all that determines a job
   * @throws InputError when the folder cannot be read or written
   */
  static async open(folder: string, key: string, options: JobFilesOptions): Promise<JobFiles> {
    try {
      const names = options.resume ? await ownNames(join(folder, `.jobs-${key}`)) : await removeAll(folder);
      return new JobFiles(folder, key, names, options);
    } catch (error) {
      throw unwritable(folder, error);
    }
  }

  /** Jobs that can be resumed. */
  get count(): number {
    return this.#names.size;
  }

  /** @returns what was written under the name; undefined where there is nothing, or nothing that can be used */
  async read(name: string): Promise<unknown> {
    const file = `${name}.job`;
    if (!this.#names.has(file)) return undefined;
    const content = await readFile(join(this.#folder, file)).catch((error: unknown) => reason(error));
    const found = typeof content === 'string' ? content : this.#payload(name, content);
    if (typeof found !== 'string') return deserialize(found);
    this.#names.delete(file);
    this.#ignored(file, found);
    return undefined;
  }

  /** Writes a value that is not changed any more; when it is on disk, `flush` tells. */
  write(name: string, value: unknown): void {
    this.#written = this.#written.then(() => this.#write(name, value));
  }

  /** Waits until everything is written. */
  async flush(): Promise<void> {
    await this.#written;
  }

  /** The run is whole: its files are no longer needed. */
  async remove(): Promise<void> {
    await this.flush();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #write(name: string, value: unknown): Promise<void> {
    if (this.#failed) return;
    try {
      await mkdir(this.#folder, { recursive: true });
      if (!(await isFolder(this.#folder))) throw new Error('it is not a folder'); // a link could lead elsewhere
      const payload = serialize(value);
      await writeWhole(join(this.#folder, `${name}.job`), Buffer.concat([this.#head(name, payload), payload]));
      this.#names.add(`${name}.job`);
    } catch (error) {
      this.#failed = true;
      this.#onNotice(`finished jobs cannot be kept in ${this.#folder}: ${reason(error)}; a killed run would lose them`);
    }
  }

  /** @returns the bytes of the job, or why there are none */
  #payload(name: string, content: Buffer): Buffer | string {
    const end = content.indexOf('\n') + 1;
    const payload = content.subarray(end);
    if (end > 0 && content.subarray(0, end).equals(this.#head(name, payload))) return payload;
    const [form, key, job] = content.subarray(0, Math.max(0, end)).toString('latin1').split(' ');
    if (form !== FORM) return 'it is not a job file';
    if (key !== this.#key) return 'it belongs to another run';
    return job === name ? 'it is damaged' : 'it belongs to another job';
  }

  #head(name: string, payload: Buffer): Buffer {
    return Buffer.from(`${FORM} ${this.#key} ${name} ${createHash('sha256').update(payload).digest('hex')}\n`);
  }

  #ignored(file: string, why: string): void {
    this.#onNotice(`${join(this.#folder, file)}: ignored: ${why}`);
  }
}

/** Names in the folder of a run; none where it does not exist or is a link. */
async function ownNames(folder: string): Promise<readonly string[]> {
  return (await isFolder(folder)) ? await readdir(folder) : [];
}

async function removeAll(folder: string): Promise<readonly never[]> {
  for (const name of await readdir(folder).catch(() => []))
    if (FOLDER.test(name)) await rm(join(folder, name), { recursive: true });
  return [];
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() === true;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
