import { expect, test } from 'vitest';
import { tinySummary } from './tiny.js';

/** A queue at half load, ten times. */
const QUEUE = {
  workload: { arrivals: { kind: 'poisson', rate: '10/s' }, requests: 4000 },
  service: { kind: 'exponential', mean: '50ms' },
  router: { max_load_threshold: 'off' },
  warm_up: '10s',
  replications: 10,
};
const WIDE = /^round_robin: the slowest 1 % of the requests make (\d+) % of the variance of response times/;

test('a law of which few requests make much of the variance is told, an exponential one is not', async () => {
  const { warnings } = await tinySummary(QUEUE);
  expect(warnings.filter((text) => WIDE.test(text))).toEqual([]);
  const wide = await tinySummary({ ...QUEUE, service: { kind: 'lognormal', mean: '50ms', cv: 3 } });
  const [found = ''] = wide.warnings.filter((text) => WIDE.test(text));
  expect(Number(WIDE.exec(found)?.[1])).toBeGreaterThan(33);
});

test('of several strategies one warning has all', async () => {
  const service = { kind: 'lognormal', mean: '50ms', cv: 3 };
  const { warnings } = await tinySummary({ ...QUEUE, service, strategies: ['round_robin', 'random'] });
  const wide = warnings.filter((text) => text.includes('the slowest 1 %'));
  expect(wide).toHaveLength(1);
  expect(wide[0]).toMatch(/^all strategies: /);
});

test('a mean that one burst makes says that the upper end of its interval is a guess', async () => {
  const { warnings } = await tinySummary({
    ...QUEUE,
    service: { kind: 'pareto', min: '10ms', max: '10s', shape: 1.5 },
    replications: 1,
  });
  expect(warnings.join('\n')).toMatch(/its mean response time rests on about .* bursts?, and the upper end/);
});
