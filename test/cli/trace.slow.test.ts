import { expect, test } from 'vitest';
import type { TraceProfile } from '../../src/tank/inspection/profile.js';
import { wavetank, workFolder } from './wavetank.js';

const folder = workFolder();
const trace = (...args: readonly string[]) => wavetank(['trace', ...args]);

test('a fit of 200,000 requests, and of the traffic that its scenario makes', async () => {
  const scenario = await folder.write('long.yaml', {
    schema: 'wavetank.scenario/1',
    name: 'long',
    fleet: { models: [{ id: 'only' }] },
    workload: {
      arrivals: { kind: 'cox', rate: '20/s', rate_cv: 0.3, time_constant: '2m' },
      prompt_tokens: { kind: 'lognormal', mean: 900, cv: 1 },
      output_tokens: { kind: 'lognormal', mean: 200, cv: 0.6 },
      requests: 200_000,
    },
    service: { kind: 'constant', value: '10ms' },
    strategies: ['random'],
  });
  const [recorded, again] = [folder.path('long.csv.gz'), folder.path('again.parquet')];
  const [first, second] = [folder.path('first.yaml'), folder.path('second.yaml')];
  for (const args of [
    ['generate', scenario, '--out', recorded],
    ['fit', recorded, '--out', first],
    ['generate', first, '--out', again],
    ['fit', again, '--out', second],
  ]) {
    expect((await trace(...args)).code, args.join(' ')).toBe(0);
  }
  const { stdout } = await trace('inspect', recorded, again, '--format', 'json');
  const [a, b] = JSON.parse(stdout) as TraceProfile[];
  // 83 time constants of a rate of cv 0.3: its mean is known to 0.3 √(2 / 83) = 4.7 %
  expect(Math.abs((b.arrivals.mean_per_s ?? NaN) / (a.arrivals.mean_per_s ?? NaN) - 1)).toBeLessThan(0.15);
  expect(Math.abs((b.prompt_tokens?.mean ?? NaN) / (a.prompt_tokens?.mean ?? NaN) - 1)).toBeLessThan(0.03);
});
