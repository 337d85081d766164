import { describe, expect, test } from 'vitest';
import { COMPLETED, FAILED, OVERLOAD_FAILED } from '../../../src/tank/simulation/index.js';
import { simulated } from '../../support/simulations.js';

const models = [
  { id: 'plain', contextWindow: 1000, maxConcurrent: 10 },
  { id: 'vision', capabilities: ['vision'], region: 'eu', maxConcurrent: 10 },
];
const atOnce = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('requests of a trace get what they ask for', () => {
  test('a model, a capability, a region', () => {
    const wishes = [
      { preferredModel: 'plain' },
      { capabilities: ['vision'] },
      { region: 'eu' },
      { requiredModel: 'plain' },
    ];
    const { outcomes } = simulated({ models, arrivalMs: atOnce(4), demandMs: [1, 1, 1, 1], wishes });
    expect([...outcomes.endpoint]).toEqual([0, 1, 1, 0]);
  });

  test('each what it asks for, whatever the one before it asked for', () => {
    const wishes = [
      { requiredModel: 'vision', region: 'eu', capabilities: ['vision'] },
      undefined,
      { requiredModel: 'plain' },
    ];
    const arrivalMs = atOnce(300);
    const { outcomes } = simulated({
      models,
      policy: 'random',
      arrivalMs,
      demandMs: arrivalMs.map(() => 0.1),
      wishes: arrivalMs.map((i) => wishes[i % 3]),
    });
    const served = (of: number) => new Set(outcomes.endpoint.filter((_, request) => request % 3 === of));
    expect([0, 1, 2].map((of) => served(of))).toEqual([new Set([1]), new Set([0, 1]), new Set([0])]);
  });

  test('a required model or no service, a preferred one or another', () => {
    const full = models.map((model) => ({ ...model, maxConcurrent: 1, maxQueue: 0 }));
    const demandMs = [1000, 1, 1, 1, 1];
    const wishes = [
      { requiredModel: 'vision' },
      { requiredModel: 'vision' },
      { preferredModel: 'vision' },
      { requiredModel: 'gpt-9' },
      { preferredModel: 'gpt-9' },
    ];
    const { outcomes } = simulated({
      models: full,
      arrivalMs: [0, 10, 20, 30, 40],
      demandMs,
      wishes,
      router: { maxRetries: 0 },
    });
    expect([...outcomes.status]).toEqual([COMPLETED, OVERLOAD_FAILED, COMPLETED, FAILED, COMPLETED]);
    expect([...outcomes.endpoint]).toEqual([1, -1, 0, -1, 0]);
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
