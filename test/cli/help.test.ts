import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.js';
import { commands as traceCommands } from '../../src/cli/trace/index.js';
import { VERSION } from '../../src/index.js';
import { expectMistake, wavetank } from './wavetank.js';

/** What the command line says of itself. */

test('--help shows the commands, examples and exit codes, and --version the version', async () => {
  const { code, stdout } = await wavetank(['--help']);
  expect(code).toBe(0);
  for (const shown of ['run [options] <scenario...>', 'Examples:\n  wavetank run', 'Exit codes: 0 done']) {
    expect(stdout).toContain(shown);
  }
  expect(await wavetank(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
});

/** A row for each command: an example of its help. */
const ROWS = {
  run: 'wavetank run scenarios/azure-conversation.yaml --trace AzureLLMInferenceTrace_conv.csv.gz',
  sweep: 'wavetank sweep scenarios/quickstart.yaml --set workload.arrivals.rate=6/s..12/s:4',
  capacity: 'wavetank capacity my.yaml --vary fleet.models.large.replicas',
  init: 'wavetank init my-fleet && wavetank run my-fleet.yaml',
  validate: 'wavetank validate scenarios/*.yaml',
  list: 'wavetank list policies',
  explain: 'wavetank explain scenarios/quickstart.yaml --request 1000',
  plan: 'wavetank plan scenarios/quickstart.yaml --relative 5%',
  report: 'wavetank report results/quickstart',
  query: 'wavetank query --schema',
  history: 'wavetank history quickstart --measure slo_attainment --format csv',
  check: 'wavetank check --update scenarios/quickstart.yaml',
  compare: 'wavetank compare results/baselines/quickstart.json results/quickstart',
  'trace inspect': 'wavetank trace inspect recorded.csv stand-in.csv --page compared.html',
  'trace import': '--skip-bad-rows --from 24h --to 48h --out day-2.csv.gz',
  'trace generate': 'wavetank trace generate scenarios/tenants.yaml --out tenants.csv.gz',
  'trace fit': 'wavetank trace fit AzureLLMInferenceTrace_conv.csv.gz --out azure-stand-in.yaml',
};

const { trace: _group, ...single } = commands;
const all = new Map([
  ...Object.entries(single),
  ...Object.entries(traceCommands).map(([name, entry]) => [`trace ${name}`, entry] as const),
]);

test('every command has a row', () => {
  expect(Object.keys(ROWS)).toEqual([...all.keys()]);
});

test.each(Object.entries(ROWS))('%s --help has examples, in at most 110 columns', async (name, example) => {
  const { code, stdout, stderr } = await wavetank([...name.split(' '), '--help']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(new RegExp(`\\nExamples?:\\n  wavetank ${name}\\b`));
  expect(stdout).toContain(example);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
});

test.each([...all])('%s takes what the list of commands says', async (name, { usage }) => {
  const { stdout } = await wavetank([...name.split(' '), '--help']);
  expect(stdout.split('\n')[0]).toBe(`Usage: wavetank ${name} [options] ${usage.replace('[options] ', '')}`.trimEnd());
  const options = stdout.split('\nOptions:\n')[1].match(/^ {2}-/gm);
  expect(usage.startsWith('[options]')).toBe((options?.length ?? 0) > 1); // besides --help
});

test('trace --help shows its commands', async () => {
  const { code, stdout } = await wavetank(['trace', '--help']);
  expect(code).toBe(0);
  for (const [name, { usage, summary }] of Object.entries(traceCommands)) {
    expect(stdout).toMatch(new RegExp(`^  ${name} ${usage.replace(/[[\].]/g, '\\$&')} +${summary}$`, 'm'));
  }
});

test('help COMMAND is COMMAND --help', async () => {
  expect(await wavetank(['help', 'trace', 'fit'])).toEqual(await wavetank(['trace', 'fit', '--help']));
  expect(await wavetank(['help'])).toEqual(await wavetank(['--help']));
  expectMistake(await wavetank(['help', 'rnu']), 'Usage: wavetank');
});
