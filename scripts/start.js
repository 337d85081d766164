/**
 * `npm start`: the quickstart. `npm start -- SCENARIO… [options]` runs other scenarios, with charts as pictures too, and
 * `npm start -- COMMAND …` is the command line of wavetank, from source.
 */
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const given = process.argv.slice(2);
const asked = given.length === 0 ? ['scenarios/quickstart.yaml'] : given;
const isScenario = /\.(ya?ml|json)$/.test(asked[0]); // all else is for the command line to know

const bin = fileURLToPath(new URL('../src/cli/bin.ts', import.meta.url));
const args = ['--import', import.meta.resolve('tsx/esm'), bin, ...(isScenario ? ['run', '--png', ...asked] : asked)];
process.on('SIGINT', () => {}); // the child hears it too, and decides
const env = { ...process.env, WAVETANK_COMMAND: 'npm start --' }; // what hints tell to type
const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit', env });
process.exit(status ?? 128 + (constants.signals[signal] ?? 0));
