import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Translates modules alone: where tsx loads what is required too, a simulation takes a fifth longer (docs/performance.md). */
const FROM_SOURCE = ['--import', 'tsx/esm'];

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a script of this repository in a process of its own, where nothing has trained the compiler for other work.
 * @param flags of Node
 * @returns what the script printed, as JSON
 */
export async function inProcessOfItsOwn(
  script: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<unknown> {
  const command = [...flags, ...FROM_SOURCE, script, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT, maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as unknown;
}
