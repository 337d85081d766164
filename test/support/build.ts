import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeSha256 } from '../../src/tank/runs/code-sha256.js';

/**
 * The package as it is built, for tests that start it as a process: made before the first test, in a folder of its own,
 * where the sources have changed since. Types are not checked: `npm run check` does that.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, '.built');
const stamp = join(folder, 'of-sources');

export const BUILT_BIN = builtFile('cli/bin.js');

/** @param path of a module, from the root of the package */
export function builtFile(path: string): string {
  return join(folder, path);
}

export default async function build(): Promise<void> {
  const sources = codeSha256(join(root, 'src'));
  if ((await readFile(stamp, 'utf8').catch(() => '')) === sources) return;
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const incremental = ['--incremental', '--tsBuildInfoFile', join(folder, 'tsbuildinfo')];
  const options = ['--noCheck', '--declaration', 'false', '--outDir', folder, ...incremental];
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...options], { cwd: root });
  if (status !== 0) throw new Error(`the build for the tests failed:\n${stdout.toString()}`);
  await writeFile(stamp, sources);
}
