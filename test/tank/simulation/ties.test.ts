import { expect, test } from 'vitest';
import { COMPLETED } from '../../../src/tank/simulation/index.js';
import { simulated } from '../../support/simulations.js';
import { runScenario } from '../../support/unchecked.js';

/** D/D/1 at exactly its capacity: the k-th arrival comes at the instant of the completion before it. */
const arrivalMs = Array.from({ length: 100 }, (_, k) => 1000 * (k + 1));
const demandMs = arrivalMs.map(() => 1000);

test('an arrival comes before the completion of its instant: a server without a queue loses every other request', () => {
  const models = [{ id: 'm', maxConcurrent: 1, maxQueue: 0 }];
  const { outcomes, calendar } = simulated({ models, arrivalMs, demandMs, router: { maxRetries: 0 } });
  expect(calendar.tiedCount).toBe(50); // every other arrival, at the end of the one before it
  expect([...outcomes.status].map((status) => status === COMPLETED)).toEqual(arrivalMs.map((_, k) => k % 2 === 0));
});

test('with one place to wait nobody waits, and nobody is lost', () => {
  const models = [{ id: 'm', maxConcurrent: 1, maxQueue: 1 }];
  const { outcomes, calendar } = simulated({ models, arrivalMs, demandMs, router: { maxRetries: 0 } });
  expect(calendar.tiedCount).toBe(99);
  expect([...outcomes.responseMs]).toEqual(demandMs);
});

test('ties are counted in the summary, also where rarer events are near; without any nothing is said', async () => {
  const scenario = (rate: string) => ({
    schema: 'wavetank.scenario/1',
    name: 'ties',
    fleet: { models: [{ id: 'm', max_concurrent: 1, max_queue: 1 }] },
    workload: { arrivals: { kind: 'deterministic', rate }, requests: 100 },
    service: { kind: 'constant', value: '1s' },
    client: { timeout: '10s' },
    strategies: ['round_robin'],
  });
  const tiesAt = async (rate: string) => (await runScenario(scenario(rate))).strategies[0].requests.ties;
  expect(await tiesAt('1/s')).toBe(99);
  expect(await tiesAt('0.9/s')).toBeUndefined();
});
