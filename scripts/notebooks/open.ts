/** `npm run notebook -- ARGUMENTS OF JUPYTER`: opens notebooks/, with the kernel "TypeScript (tslab)" ready. */
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findJupyter, howToInstall, NOTEBOOKS, withKernel } from './jupyter.js';

const path = process.env['PATH'] ?? '';
const jupyter = findJupyter(path);
if (jupyter === undefined) {
  console.error('wavetank: Jupyter is not on PATH. To have it, then type npm run notebook again:');
  console.error(`  ${howToInstall('jupyter', path)}`);
  process.exit(2);
}

run('../ensure-installed.js', 'notebooks');
run('../ensure-built.js');

const [file, ...args] = jupyter;
const yes = '-y'; // Ctrl-C ends it, without a question
const opened = spawn(file, [...args, yes, ...process.argv.slice(2)], {
  cwd: NOTEBOOKS,
  env: withKernel(process.env),
  stdio: 'inherit',
});
process.on('SIGINT', () => {}); // Jupyter hears it too, and ends
process.on('SIGTERM', () => opened.kill());
opened.on('exit', (status, signal) => {
  process.exitCode = status ?? 128 + constants.signals[signal ?? 'SIGTERM'];
});

function run(script: string, ...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
