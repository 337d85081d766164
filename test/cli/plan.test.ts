import { expect, test } from 'vitest';
import { UNEQUAL } from '../tank/runs/tiny.js';
import { expectMistake, wavetank, workFolder } from './wavetank.js';

const folder = workFolder();

test('plan says how many replications a precision takes, as a table and as JSON', async () => {
  const file = await folder.write('unequal.yaml', UNEQUAL);
  const table = await wavetank(['plan', file, '--relative', '5%']);
  expect(table.code).toBe(0);
  expect(table.stdout).toMatch(/least_loaded +│ difference in response_time_ms.p99/);
  expect(table.stdout).toMatch(/All of it: replications: \d+ of 1,000 requests, about/);
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
