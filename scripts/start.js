/**
 * `npm start`: the quickstart. `npm start -- SCENARIO… [options]` runs other scenarios, and `npm start -- COMMAND …` is
 * the command line of wavetank, from source.
 */
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const COMMANDS = ['run', 'init', 'validate', 'list', 'explain', 'plan', 'report', 'check', 'trace', 'help'];
const given = process.argv.slice(2);
const asked = given.length === 0 ? ['scenarios/quickstart.yaml'] : given;
const isCommand = COMMANDS.includes(asked[0]) || asked[0].startsWith('-');

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const args = ['--import', import.meta.resolve('tsx'), main, ...(isCommand ? asked : ['run', '--png', ...asked])];
process.on('SIGINT', () => {}); // the child hears it too, and decides
const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exit(status ?? 128 + (constants.signals[signal] ?? 0));
