import { expect, test } from 'vitest';
import { UNEQUAL } from '../tank/runs/tiny.js';
import { expectMistake, wavetank, workFolder } from './wavetank.js';

const folder = workFolder();

test('plan says how many replications a precision takes, as a table and as JSON', async () => {
  const file = await folder.write('unequal.yaml', UNEQUAL);
  const table = await wavetank(['plan', file, '--relative', '5%']);
  expect(table.code).toBe(0);
  expect(table.stdout).toMatch(/least_loaded +│ difference in response_time_ms.p99/);
  expect(table.stdout).toMatch(/For all estimates: replications: \d+ of 1,000 requests, about/);
  const { code, stdout } = await wavetank(['plan', file, '--relative', '0.05', '--format', 'json']);
  const document = JSON.parse(stdout) as { replications: number; needs: readonly object[] };
  expect(code).toBe(0);
  expect(document).toMatchObject({ schema: 'wavetank.precision_plan/1', scenario: 'unequal', pilot_replications: 10 });
  expect(document.needs).toHaveLength(3);
  expect(table.stdout).toContain(`replications: ${document.replications} of`);
});

test('a precision that is no share is a mistake', async () => {
  const file = await folder.write('unequal.yaml', UNEQUAL);
  expectMistake(await wavetank(['plan', file, '--relative', '5']), 'Expected a share above 0 and below 1');
});

test('an overloaded scenario is told to be one, in place of a number', async () => {
  const workload = { ...UNEQUAL.workload, arrivals: { kind: 'poisson', rate: '80/s' } };
  const fleet = { models: UNEQUAL.fleet.models.map((model) => ({ ...model, max_queue: 'unlimited' })) };
  const file = await folder.write('overloaded.yaml', { ...UNEQUAL, fleet, workload });
  const { code, stdout } = await wavetank(['plan', file]);
  expect(code).toBe(0);
  expect(stdout).toContain('round_robin, least_loaded: queues grow without bound');
  expect(stdout).toMatch(/round_robin +│ response_time_ms.p99 +│ +– │ +– │ +– │/);
  expect(stdout).not.toContain('All of it');
});
