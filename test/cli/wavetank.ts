import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { main } from '../../src/cli/main.js';
import { BUILT_BIN } from '../support/build.js';
import { isFullRun } from '../support/runs.js';

/** The command line: called as a function, or as a user meets it, a process of its own. */

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What a run without charts writes. */
export const RESULT_FILES = [
  'provenance.json',
  'replications.json',
  'report.html',
  'scenario.json',
  'series.json',
  'summary.json',
];

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  /** Default: the project. */
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Setting extends Place {
  /** Interrupts when this has been written to stderr. */
  readonly interruptAt?: string;
}

/** `wavetank ARGS`, to its end, in this process. */
export async function wavetank(args: readonly string[], setting: Setting = {}): Promise<Outcome> {
  const { cwd = ROOT, env, interruptAt } = setting;
  const interrupt = new AbortController();
  const [stdout, stderr] = [new Collected(), new Collected()];
  if (interruptAt !== undefined) {
    stderr.watch = (text) => {
      if (text.includes(interruptAt)) interrupt.abort();
    };
  }
  const interruptSignal = () => interrupt.signal;
  const code = await main(args, { stdout, stderr, env: { ...plainEnv(), ...env }, cwd, interruptSignal });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** A stream that keeps what is written to it. */
export class Collected extends Writable {
  text = '';
  watch?: (text: string) => void;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    this.watch?.(this.text);
    done();
  }
}

/** The environment without what chooses colours and options of node. */
function plainEnv(): NodeJS.ProcessEnv {
  const { CI: _ci, FORCE_COLOR: _force, NO_COLOR: _no, NODE_OPTIONS: _options, ...rest } = process.env;
  return rest;
}

export interface ProcessSetting extends Place {
  /** Sees the process and what it has written to stderr so far, each time that it writes. */
  readonly watch?: (process: ChildProcess, stderr: string) => void;
}

/** `wavetank ARGS`, to its end, as a process of the package as it is built. */
export function wavetankProcess(args: readonly string[], setting: ProcessSetting = {}): Promise<Outcome> {
  return nodeProcess([BUILT_BIN, ...args], setting);
}

/**
 * `wavetank ARGS` where Node itself loads the code of modules: this process where `src` is taken from the build, as in the
 * quick run; in the full one, where vitest loads it, a process.
 */
export function wavetankOfNode(args: readonly string[], setting: Place = {}): Promise<Outcome> {
  return isFullRun() ? wavetankProcess(args, setting) : wavetank(args, setting);
}

/** `node ARGS`, to its end; colours only where the environment asks for them. */
export async function nodeProcess(
  args: readonly string[],
  { cwd = ROOT, env, watch }: ProcessSetting = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...plainEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    watch?.(child, stderr);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** The input was wrong: exit code 2, every text told, no stack trace, nothing on stdout. */
export function expectMistake({ code, stdout, stderr }: Outcome, ...told: readonly (string | RegExp)[]): void {
  for (const text of told) expect(stderr).toMatch(text);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toContain('fault in wavetank');
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

/** A folder for one test file, removed at its end. */
export function workFolder() {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'wavetank-cli-'));
  });
  afterAll(async () => {
    await rm(root, { recursive: true });
  });
  return {
    /** @returns the path of a file that need not exist */
    path: (...names: readonly string[]) => join(root, ...names),
    /** Writes a file, a scenario where the content is an object. @returns its path */
    write: async (name: string, content: string | Uint8Array | object) => {
      const file = join(root, name);
      await mkdir(dirname(file), { recursive: true });
      const plain = typeof content === 'string' || content instanceof Uint8Array;
      await writeFile(file, plain ? content : JSON.stringify(content, null, 2));
      return file;
    },
    /** Names of all files below a folder, sorted; none where it does not exist. */
    files: async (...names: readonly string[]) => {
      const entries = await readdir(join(root, ...names), { recursive: true, withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort();
    },
  };
}
