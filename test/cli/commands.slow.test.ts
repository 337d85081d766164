import { expect, test } from 'vitest';
import { wavetank, workFolder } from './wavetank.js';

const folder = workFolder();

test.each(['run', 'init', 'validate', 'list'])(
  '%s --help has an example of every use, in at most 110 columns',
  async (command) => {
    const { code, stdout, stderr } = await wavetank([command, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: wavetank ${command}[^]*\\nExamples?:\\n  wavetank ${command}`));
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
  },
);

test('validate ends with 0 where every file is good', async () => {
  const { code, stdout } = await wavetank([
    'validate',
    'scenarios/quickstart.yaml',
    'scenarios/azure-conversation.yaml',
  ]);
  expect([code, stdout]).toEqual([0, 'scenarios/quickstart.yaml: ok\nscenarios/azure-conversation.yaml: ok\n']);
});

test.each([
  ['policies', 'least_loaded'],
  ['arrivals', 'poisson'],
  ['distributions', 'lognormal'],
  ['backends', 'processor_sharing'],
  ['formats', 'azure_llm'],
])('list %s shows %s', async (kind, name) => {
  const { code, stdout } = await wavetank(['list', kind]);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`│ ${kind} +│ what it is`));
  expect(stdout).toMatch(new RegExp(`│ ${name} +│ \\S+`));
});

test('the tables of the quickstart fit into 120 columns', async () => {
  const { code, stdout } = await wavetank(['run', 'scenarios/quickstart.yaml', '--out', folder.path()]);
  expect(code).toBe(0);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
});
