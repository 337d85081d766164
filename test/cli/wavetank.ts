import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';

/** The command line as a user meets it: a process of its own, what it writes, and its exit code. */

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'src/cli/main.ts');
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** What a run without charts writes. */
export const RESULT_FILES = ['provenance.json', 'report.html', 'series.json', 'summary.json'];

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Setting {
  /** Default: the project. */
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sees the process and what it has written to stderr so far, each time that it writes. */
  readonly watch?: (process: ChildProcess, stderr: string) => void;
}

/** `wavetank ARGS`, to its end. */
export function wavetank(args: readonly string[], setting: Setting = {}): Promise<Outcome> {
  return nodeProcess(['--import', TSX, MAIN, ...args], setting);
}

/** `node ARGS`, to its end; colours only where the environment asks for them. */
export async function nodeProcess(args: readonly string[], { cwd = ROOT, env, watch }: Setting = {}): Promise<Outcome> {
  const { CI: _ci, FORCE_COLOR: _force, NO_COLOR: _no, NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...inherited, ...env },
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
