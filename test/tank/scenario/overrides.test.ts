import { expect, test } from 'vitest';
import type { Overrides } from '../../../src/tank/scenario/index.js';
import { changed, messagesOf, plan, SCENARIO } from './fixture.js';
import { goldenMessagesOf } from './golden-messages.js';

const recorded = changed(
  [/ {2}arrivals[^]*20000\n/, '  trace: { path: day.csv }\n'],
  ['replications: 10\n', ''],
  [/precision[^]*select.*\n/, ''],
);

test('seed and replications take the place of those in the file', () => {
  expect(plan(SCENARIO, { seed: 'second', replications: 3 })).toMatchObject({ seed: 'second', replications: 3 });
});

test('strategies are selected from the scenario, and policies are added', () => {
  const { strategies, baseline } = plan(SCENARIO, { strategies: ['tuned', 'random', 'round_robin', 'tuned'] });
  expect(strategies.map(({ name, policy }) => [name, policy])).toEqual([
    ['tuned', 'least_loaded'],
    ['random', 'random'],
    ['round_robin', 'round_robin'],
  ]);
  expect(strategies[0].router.maxLoadThreshold).toBe('off');
  expect(baseline).toBe('round_robin');
});

test('the first selected strategy is the baseline where that of the file is not among them', () => {
  expect(plan(SCENARIO, { strategies: ['random', 'tuned'] }).baseline).toBe('random');
});

test('a trace takes the place of a made workload and runs once', () => {
  const { workload, replications, warnings } = plan(SCENARIO, { trace: { path: '/t/day.csv', format: 'azure_llm' } });
  expect(workload).toMatchObject({ kind: 'recorded', path: '/t/day.csv', format: 'azure_llm', skipBadRows: false });
  expect(replications).toBe(1);
  expect(warnings).toEqual([
    'precision is ignored: a recorded trace runs once',
    'select is ignored: a recorded trace runs once',
    'replications: 10 requested, 1 run: a recorded trace runs once',
  ]);
});

test('replications that the command line asks of a recorded trace are a warning', () => {
  const { replications, warnings } = plan(recorded, { replications: 4, trace: { path: '/t/other.csv' } });
  expect(replications).toBe(1);
  expect(warnings).toEqual(['replications: 4 requested, 1 run: a recorded trace runs once']);
  expect(plan(recorded).warnings).toEqual([]);
});

test('bad rows can be left out of the trace of the file, or of that of the command line', () => {
  const skipped = { kind: 'recorded', skipBadRows: true };
  expect(plan(recorded, { skipBadRows: true }).workload).toMatchObject({ ...skipped, path: '/data/scenarios/day.csv' });
  expect(plan(SCENARIO, { trace: { path: '/t/x.csv' }, skipBadRows: true }).workload).toMatchObject(skipped);
  expect(plan(SCENARIO, { trace: { path: '/t/x.csv', skipBadRows: true } }).workload).toMatchObject(skipped);
  const read = { kind: 'recorded', sort: true, formatOptions: { timeUnit: 's' } };
  expect(plan(recorded, { sort: true, timeUnit: 's' }).workload).toMatchObject(read);
  expect(plan(SCENARIO, { trace: { path: '/t/x.csv' }, sort: true, timeUnit: 's' }).workload).toMatchObject(read);
  expect(plan(SCENARIO, { sort: true, timeUnit: 's' }).warnings).toEqual([
    '--sort has no effect: the workload is not a recorded trace',
    '--time-unit has no effect: the workload is not a recorded trace',
  ]);
  expect(plan(SCENARIO, { skipBadRows: true }).warnings).toEqual([
    '--skip-bad-rows has no effect: the workload is not a recorded trace',
  ]);
});

test('fewer replications make a large scenario possible', () => {
  const large = changed(['requests: 20000', 'requests: 20000000']);
  expect(messagesOf(large)).toContain('20000000 requests × 10 replications');
  expect(plan(large, { replications: 2 }).replications).toBe(2);
});

const MISTAKES: readonly (readonly [flag: string, overrides: Overrides])[] = [
  ['--seed', { seed: '' }],
  ['--replications', { replications: 0 }],
  ['--replications', { replications: 2.5 }],
  ['--replications', { replications: Number.NaN }],
  ['--replications', { replications: 6000 }],
  ['--strategies', { strategies: [] }],
  ['--strategies', { strategies: ['tunde'] }],
  ['--strategies', { strategies: ['leastloaded', 'toString'] }],
  ['--trace', { trace: { path: '' } }],
  ['--trace-format', { trace: { path: '/t/x.csv', format: 'azure' as 'azure_llm' } }],
];

test('a mistake in an override names its flag', async () => {
  const messages = MISTAKES.map(([flag, overrides]) => {
    const message = goldenMessagesOf(SCENARIO, overrides);
    expect(message).toContain(flag);
    return `# ${JSON.stringify(overrides)}\n\n${message}\n`;
  });
  await expect(messages.join('\n')).toMatchFileSnapshot('golden/overrides.txt');
});

test('mistakes of the file and of the command line are told together', () => {
  const message = messagesOf(changed(['seed: first', 'seed: 1.5']), { strategies: ['nothing'] });
  expect(message).toContain('seed cannot be 1.5');
  expect(message).toContain('unknown strategy "nothing"');
});

test('the hash is of what determines the results', () => {
  const { sha256 } = plan();
  const renamedTrace = recorded.replace('day.csv', '../night.csv.gz');
  expect(plan(changed([/question.*\n/, 'expected: tuned\n'])).sha256).toBe(sha256);
  expect(plan(changed([/tolerance.*\n/, 'tolerance: { default: 9% }\n'])).sha256).toBe(sha256);
  expect(
    plan(changed(['service: { base: 20ms, ', 'service: # time\n  { "base": 20ms, ']), { seed: 'first' }).sha256,
  ).toBe(sha256);
  expect(plan(renamedTrace).sha256).toBe(plan(recorded).sha256);
  expect(plan(SCENARIO, { trace: { path: '/a.csv' } }).sha256).toBe(
    plan(SCENARIO, { trace: { path: '/b.csv' } }).sha256,
  );

  const others = [
    plan(SCENARIO, { seed: 'second' }),
    plan(SCENARIO, { replications: 9 }),
    plan(SCENARIO, { strategies: ['round_robin'] }),
    plan(SCENARIO, { trace: { path: '/a.csv' } }),
    plan(changed(['rate: 40/s', 'rate: 41/s'])),
    plan(recorded),
  ].map((other) => other.sha256);
  expect(new Set([...others, sha256])).toHaveLength(7);
});
