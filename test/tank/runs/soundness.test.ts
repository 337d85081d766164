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
  expect(Number(WIDE.exec(found)?.[1])).toBeGreaterThanOrEqual(40);
});

test('of several strategies one warning has all: their names, of many the number', async () => {
  const service = { kind: 'lognormal', mean: '50ms', cv: 3 };
  const { warnings } = await tinySummary({ ...QUEUE, service, strategies: ['round_robin', 'random'] });
  const wide = warnings.filter((text) => text.includes('the slowest 1 %'));
  expect(wide).toHaveLength(1);
  expect(wide[0]).toMatch(/^round_robin, random: /);
  const four = ['round_robin', 'random', 'jiq', 'power_of_d'];
  const many = await tinySummary({ ...QUEUE, service, strategies: four });
  expect(many.warnings.join('\n')).toMatch(/^4 of 4 strategies: the slowest 1 %/m);
});

test('a mean that one burst makes says that the upper end of its interval is a guess', async () => {
  const { warnings } = await tinySummary({
    ...QUEUE,
    service: { kind: 'pareto', min: '10ms', max: '10s', shape: 1.5 },
    replications: 1,
  });
  expect(warnings.join('\n')).toMatch(/its mean response time rests on about .* bursts?, and the upper end/);
});
