/**
 * `ensure-installed.js [FOLDER…]`: installs the dependencies of the project, or of folders in it, where they are missing or
 * older than the lock file, and says so: `npm start` and `npm test` work on a fresh clone. Plain JavaScript, because
 * nothing is installed yet.
 */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = process.argv.slice(2);

for (const folder of folders.length === 0 ? ['.'] : folders) {
  const installedMs = modifiedMs(`${folder}/node_modules/.package-lock.json`);
  if (installedMs >= modifiedMs(`${folder}/package-lock.json`)) continue;
  const state = installedMs === 0 ? 'not installed yet' : 'older than package-lock.json';
  const whose = folder === '.' ? '' : ` of ${folder}/`;
  console.error(`wavetank: the dependencies${whose} are ${state}: running npm ci (about half a minute)`);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: `${root}/${folder}`,
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
