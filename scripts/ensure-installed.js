/**
 * Installs the dependencies where they are missing or older than the lock file, and says so: `npm start` and `npm test`
 * work on a fresh clone. Plain JavaScript, because nothing is installed yet.
 */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const installedMs = modifiedMs('node_modules/.package-lock.json');
if (installedMs < modifiedMs('package-lock.json')) {
  const state = installedMs === 0 ? 'not installed yet' : 'older than package-lock.json';
  console.error(`wavetank: the dependencies are ${state}: running npm ci (about half a minute)`);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('wavetank: npm ci failed: see the message above, then run it by hand');
    process.exit(1);
  }
}

function modifiedMs(path) {
  return statSync(`${root}/${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
