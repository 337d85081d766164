import { expect, test } from 'vitest';
import { explainRequest } from '../../../src/tank/runs/explain-request.js';
import { JobRunner } from '../../../src/tank/runs/job.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { TINY } from './tiny.js';

const crowded = planFromObject({
  ...TINY,
  fleet: { models: [{ id: 'a', replicas: 2, max_concurrent: 1, max_queue: 1 }] },
  workload: { arrivals: { kind: 'poisson', rate: '40/s' }, requests: 200 },
  service: { kind: 'exponential', mean: '60ms' },
  router: { max_retries: 2, retry_delay_ms: 5 },
  strategies: ['least_loaded', 'random'],
  replications: 1,
});
const ids = ['a/0', 'a/1'];

test.each([0, 1])(
  'every attempt of a request is explained, and what is explained is what happened (%d)',
  (strategy) => {
    const outcomes = new JobRunner(crowded).simulation(strategy, 0).run().outcomes;
    let retried = 0;
    for (let request = 0; request < 200; request++) {
      const { decisions } = explainRequest(crowded, { strategy, replication: 0, request });
      expect(decisions).toHaveLength(outcomes.attempts[request]);
      expect(decisions.at(-1)?.endpoint).toBe(outcomes.endpoint[request] < 0 ? null : ids[outcomes.endpoint[request]]);
      if (decisions.length > 1) retried++;
    }
    expect(retried).toBeGreaterThan(5);
  },
);

test('a decision lists every endpoint, and the policy takes the best candidate', () => {
  for (let request = 0; request < 200; request++) {
    const { decisions } = explainRequest(crowded, { strategy: 0, replication: 0, request });
    for (const { endpoint, explanation } of decisions) {
      expect(explanation.endpoints.map(({ id }) => id)).toEqual(ids);
      const candidates = explanation.endpoints.filter(({ isCandidate }) => isCandidate);
      const least = Math.min(...candidates.map(({ score }) => score));
      const best = candidates.filter(({ score }) => score === least).map(({ id }) => id);
      if (endpoint === null) expect(candidates).toEqual([]);
      else expect(best).toContain(endpoint);
    }
  }
});

test('a request that is not there is refused', () => {
  const ask = () => explainRequest(crowded, { strategy: 0, replication: 0, request: 200 });
  expect(ask).toThrow(new RangeError('the replication has 200 requests, 0 to 199'));
});
