import { expect, test } from 'vitest';
import { responseQuantile } from './formulas.js';
import { capacity } from '../support/unchecked.js';

/**
 * The capacity of M/M/c is known: at the rate λ of a load of 0.8 the P95 of the response time is t, so with an SLO of 95 % within
 * t the highest rate is λ. In 1,000 experiments a valid interval covers in 92.7 to 97.3 % with probability 0.999
 * (docs/statistics.md).
 */
const SERVERS = 4;
const LOAD = 0.8;
const SERVICE_MS = 100;
const TRUE_RATE = (LOAD * SERVERS) / (SERVICE_MS / 1000);
const LIMIT_MS = SERVICE_MS * responseQuantile(SERVERS, LOAD * SERVERS, 0.95);
const EXPERIMENTS = 1000;
const RANGE = 'workload.arrivals.rate=20/s..44/s';

const scenario = (seed: string) => ({
  schema: 'wavetank.scenario/1',
  name: 'mmc',
  seed,
  fleet: { models: [{ id: 'servers', max_concurrent: SERVERS, max_queue: 'unlimited', backend: { kind: 'slots' } }] },
  workload: { arrivals: { kind: 'poisson', rate: '20/s' }, requests: 2000 },
  warm_up: '5s',
  replications: 10,
  service: { kind: 'exponential', mean: `${SERVICE_MS}ms` },
  strategies: [{ policy: 'random', max_load_threshold: 'off' }],
  slo: { response_time: `${LIMIT_MS}ms`, attainment: 0.95 },
});

test('the interval of the capacity of M/M/c holds the true rate as often as promised', async () => {
  let covered = 0;
  const answers: number[] = [];
  for (let i = 0; i < EXPERIMENTS; i++) {
    const { strategies } = await capacity(scenario(`experiment ${i}`), { vary: RANGE, workers: 1 });
    const [{ value, ci95 }] = strategies;
    const [low, high] = ci95 ?? [null, null];
    expect(value !== null && low !== null && high !== null, `experiment ${i} has an answer with both ends`).toBe(true);
    answers.push(value ?? NaN);
    if ((low ?? NaN) <= TRUE_RATE && TRUE_RATE <= (high ?? NaN)) covered++;
  }
  const mean = answers.reduce((sum, answer) => sum + answer, 0) / EXPERIMENTS;
  console.log(
    `capacity of M/M/4: ${TRUE_RATE}/s, mean answer ${mean.toFixed(2)}/s, covered ${covered} of ${EXPERIMENTS}`,
  );
  expect(covered / EXPERIMENTS).toBeGreaterThanOrEqual(0.927);
  expect(covered / EXPERIMENTS).toBeLessThanOrEqual(0.973);
  expect(Math.abs(mean / TRUE_RATE - 1)).toBeLessThan(0.01);
});
