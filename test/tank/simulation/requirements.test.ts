import { describe, expect, test } from 'vitest';
import { COMPLETED, FAILED } from '../../../src/tank/simulation/index.js';
import { simulated } from '../../support/simulations.js';

const models = [
  { id: 'plain', contextWindow: 1000, maxConcurrent: 10 },
  { id: 'vision', capabilities: ['vision'], region: 'eu', maxConcurrent: 10 },
];
const atOnce = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('requests of a trace get what they ask for', () => {
  test('a model, a capability, a region', () => {
    const wishes = [{ model: 'plain' }, { capabilities: ['vision'] }, { region: 'eu' }];
    const { outcomes } = simulated({ models, arrivalMs: atOnce(3), demandMs: [1, 1, 1], wishes });
    expect([...outcomes.endpoint]).toEqual([0, 1, 1]);
  });

  test('nothing, where no model can do what they ask', () => {
    const wishes = [{ capabilities: ['telepathy'] }, undefined];
    const { outcomes } = simulated({ models, arrivalMs: atOnce(2), demandMs: [1, 1], wishes });
    expect([...outcomes.status]).toEqual([FAILED, COMPLETED]);
  });

  test('a model whose context window their estimated length fits into', () => {
    const arrivalMs = atOnce(20);
    const outputTokens = arrivalMs.map(() => 1200);
    const { stations } = simulated({ models, arrivalMs, demandMs: arrivalMs.map(() => 1), outputTokens });
    expect([...stations.accepted]).toEqual([0, 20]);
  });
});

test('a quota is a limit: requests beyond it fail, and it fills again', () => {
  const arrivalMs = Array.from({ length: 300 }, (_, i) => i * 100); // 600 a minute for half a minute
  const { outcomes, stations } = simulated({
    models: [{ id: 'm', maxConcurrent: 10 }],
    quotas: { m: { requestsPerMinute: 60 } },
    arrivalMs,
    demandMs: arrivalMs.map(() => 1),
  });
  expect(stations.accepted[0]).toBeGreaterThanOrEqual(60 + 28); // the bucket, and about one a second
  expect(stations.accepted[0]).toBeLessThanOrEqual(60 + 30);
  expect(outcomes.counts[FAILED]).toBe(300 - stations.accepted[0]);
});

test('tokens are settled by what requests really used, in the end', () => {
  const arrivalMs = Array.from({ length: 100 }, (_, i) => i * 10);
  const { stations } = simulated({
    models: [{ id: 'm', maxConcurrent: 10 }],
    quotas: { m: { tokensPerMinute: 6000 } },
    arrivalMs,
    demandMs: arrivalMs.map(() => 1),
    outputTokens: arrivalMs.map((_, i) => (i % 2 === 0 ? 0 : 200)), // estimated at 100 each
  });
  expect(Math.abs(stations.accepted[0] - 60)).toBeLessThanOrEqual(3); // 6,000 at once, about 100 more in the second
});
