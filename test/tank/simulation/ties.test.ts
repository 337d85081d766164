import { expect, test } from 'vitest';
import { COMPLETED } from '../../../src/tank/simulation/index.js';
import { simulated } from '../../support/simulations.js';

/** D/D/1 at exactly its capacity: the k-th arrival comes at the instant of the completion before it. */
const arrivalMs = Array.from({ length: 100 }, (_, k) => 1000 * (k + 1));
const demandMs = arrivalMs.map(() => 1000);

test('an arrival comes before the completion of its instant: a server without a queue loses every other request', () => {
  const models = [{ id: 'm', maxConcurrent: 1, maxQueue: 0 }];
  const { outcomes } = simulated({ models, arrivalMs, demandMs, router: { maxRetries: 0 } });
  expect([...outcomes.status].map((status) => status === COMPLETED)).toEqual(arrivalMs.map((_, k) => k % 2 === 0));
});

test('with one place to wait nobody waits, and nobody is lost', () => {
  const models = [{ id: 'm', maxConcurrent: 1, maxQueue: 1 }];
  const { outcomes } = simulated({ models, arrivalMs, demandMs, router: { maxRetries: 0 } });
  expect([...outcomes.responseMs]).toEqual(demandMs);
});
