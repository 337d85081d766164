/** Builds dist/ where it is missing or older than src/, and says so: notebooks import what is built. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const builtMs = modifiedMs('dist/index.js');
const changedMs = Math.max(
  ...['', ...readdirSync(`${root}/src`, { recursive: true })].map((at) => modifiedMs(`src/${at}`)),
);
if (builtMs < changedMs) {
  console.error(
    `wavetank: dist/ is ${builtMs === 0 ? 'not there yet' : 'older than src/'}: building (about 20 seconds)`,
  );
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('wavetank: npm run build failed: see the message above');
    process.exit(1);
  }
}

function modifiedMs(path) {
  return statSync(`${root}/${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
