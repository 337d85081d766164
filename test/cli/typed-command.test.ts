import { expect, test } from 'vitest';
import { asTyped } from '../../src/cli/typed-command.js';
import { TINY, UNEQUAL } from '../tank/runs/tiny.js';
import { wavetank, workFolder } from './wavetank.js';

/** Hints say what can be typed where they are read: in a clone there is no `wavetank`. */

const folder = workFolder();
const clone = { WAVETANK_COMMAND: 'npm start --' };

test('commands alone are written as they are typed', () => {
  const text = 'to write one: wavetank init; wavetank is a wave tank; see wavetank --help; mywavetank run';
  expect(asTyped(text, {})).toBe(text);
  expect(asTyped(text, clone)).toBe(
    'to write one: npm start -- init; wavetank is a wave tank; see npm start -- --help; mywavetank run',
  );
});

test('messages, help and what to do next say so', async () => {
  const missing = await wavetank(['validate', 'missing.yaml'], { env: clone });
  expect(missing.stderr).toContain('npm start -- init');
  const { stdout } = await wavetank(['run', '--help'], { env: clone });
  expect(stdout).toContain('npm start -- run scenarios/quickstart.yaml\n');
  expect(stdout).not.toMatch(/wavetank run/);
  const file = await folder.write('tiny.yaml', TINY);
  const { stderr } = await wavetank([file, '--no-charts', '--out', folder.path('next')], { env: clone });
  expect(stderr).toContain('npm start -- init my-fleet starts your own scenario');
});

test('--quiet prints the verdict and the ranking, and nothing else', async () => {
  const file = await folder.write('tiny.yaml', TINY);
  const { code, stdout, stderr } = await wavetank([file, '--no-charts', '--quiet', '--out', folder.path('quiet')]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^tiny\n[^\n]*\n\nround_robin: P99 of response time is [\d.]+ ms/);
});

test('where some number of replications would tell, it is said how to get it', async () => {
  const strategies = ['round_robin', 'least_loaded'];
  const workload = { arrivals: { kind: 'poisson', rate: '20/s' }, requests: 200 };
  const compare = ['response_time_ms.mean'];
  const file = await folder.write('close.yaml', {
    ...UNEQUAL,
    name: 'close',
    strategies,
    workload,
    compare,
    replications: 4,
  });
  const { stdout, stderr } = await wavetank([file, '--no-charts', '--out', folder.path('close')]);
  const told = /About ([\d,]+) replications instead of/.exec(stdout)?.[1].replace(',', '');
  expect(told).toBeDefined();
  expect(stderr).toContain(
    `next:    wavetank run ${file} --replications ${told}, to decide which strategy is the best`,
  );
});
