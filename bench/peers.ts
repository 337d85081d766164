import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Another program that runs the same two models. */
export interface Peer {
  /** @returns milliseconds of its loop */
  run(model: string, requests: number, seed: number): number;
  remove(): void;
}

/** Why a peer cannot be used here, in words for a reader of the table. */
export interface Missing {
  readonly missing: string;
}

/** The C++ loop over a binary heap, compiled for this machine. */
export function cppPeer(): Peer | Missing {
  const folder = mkdtempSync(join(tmpdir(), 'wavetank-bench-'));
  const binary = join(folder, 'queue_loop');
  const remove = () => {
    rmSync(folder, { recursive: true });
  };
  try {
    execFileSync('g++', ['-O3', '-march=native', '-std=c++17', '-o', binary, source('queue_loop.cpp')], {
      stdio: 'pipe',
    });
  } catch (error) {
    remove();
    return { missing: `rows against C++: g++ cannot be used (${firstLine(error)})` };
  }
  return { run: (model, requests, seed) => loopMs(binary, [model, String(requests), String(seed)]), remove };
}

/** The program in SimPy 4, where python3 has it. */
export function simpyPeer(): Peer | Missing {
  const program = source('queue_simpy.py');
  const run: Peer['run'] = (model, requests, seed) =>
    loopMs('python3', [program, model, String(requests), String(seed)]);
  try {
    run('mm1', 10, 0);
  } catch (error) {
    return { missing: `rows against SimPy: python3 with SimPy 4 cannot be used (${lastLine(error)})` };
  }
  return { run, remove: () => undefined };
}

function source(name: string): string {
  return fileURLToPath(new URL(`peers/${name}`, import.meta.url));
}

/** A peer prints the mean response time, and the seconds of its loop. */
function loopMs(program: string, args: readonly string[]): number {
  const [, seconds] = execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' }).split(' ');
  return 1000 * Number(seconds);
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0];
}

function lastLine(error: unknown): string {
  return (error as Error).message.trim().split('\n').at(-1) ?? '';
}
