import { beforeAll, describe, expect, test } from 'vitest';
import { expectTruth } from '../support/acceptance.js';
import {
  limitedQueue,
  meanWaiting,
  responseQuantile,
  roundRobinMean,
  waitingProbability,
  waitingQuantile,
} from './formulas.js';
import { Replicated } from './replicated.js';

/** The simulator with the real router in it against queueing theory; mean service 1 ms, exponential unless said. */

const single = (c: number) => [{ id: 'm', maxConcurrent: c, maxQueue: Infinity }];
const servers = (n: number) => [{ id: 'm', replicas: n, maxConcurrent: 1, maxQueue: Infinity }];

describe.each([
  { c: 1, rho: 0.5, requests: 26_000 },
  { c: 1, rho: 0.8, requests: 110_000 },
  { c: 2, rho: 0.5, requests: 70_000 },
  { c: 2, rho: 0.8, requests: 90_000 },
])('M/M/$c at load $rho', ({ c, rho, requests }) => {
  const a = c * rho;
  let queue: Replicated;

  beforeAll(() => {
    queue = new Replicated(`M/M/${c}/${rho}`, { requests, ratePerMs: a, models: single(c), warmUpMs: 500 });
  });

  test('mean response: 1 + C / (c − a)', () => {
    expectTruth(queue.meanResponse, 1 + meanWaiting(c, a), 0.02);
  });

  test('mean waiting: C / (c − a)', () => {
    expectTruth(queue.meanWaiting, meanWaiting(c, a), 0.02);
  });

  test('P99 of the response: where the tail falls to 1 %', () => {
    expectTruth(queue.quantileOfResponse(0.99), responseQuantile(c, a, 0.99), 0.05);
  });

  test('P99 of the waiting: ln(100 C) / (c − a)', () => {
    expect(waitingProbability(c, a)).toBeGreaterThan(0.01);
    expectTruth(queue.quantileOfWaiting(0.99), waitingQuantile(c, a, 0.99), 0.05);
  });
});

test('M/D/1: mean waiting ρ / (2 (1 − ρ))', () => {
  const constant = { requests: 55_000, ratePerMs: 0.8, demand: () => 1, models: single(1), warmUpMs: 500 };
  expectTruth(new Replicated('M/D/1', constant).meanWaiting, 2, 0.02);
});

describe('M/G/1 with processor sharing at load 0.8: mean response 1 / (1 − ρ), whatever the law of service', () => {
  const models = [{ id: 'm', maxConcurrent: 10_000, maxQueue: 0 }];
  const sharing = {
    ratePerMs: 0.8,
    models,
    backends: [{ kind: 'processor_sharing', speed: 1 } as const],
    warmUpMs: 500,
  };

  test('exponential service; requests of demand above 2, 3 on average, take 3 / (1 − ρ)', () => {
    const queue = new Replicated('M/M/1-PS', { ...sharing, requests: 120_000, largeMs: 2 });
    expectTruth(queue.meanResponse, 5, 0.02);
    expectTruth(queue.meanLargeResponse, 15, 0.02);
  });

  test('deterministic service', () => {
    const queue = new Replicated('M/D/1-PS', { ...sharing, requests: 60_000, demand: () => 1 });
    expectTruth(queue.meanResponse, 5, 0.02);
  });
});

describe('M/M/c/K: a share p_K is blocked', () => {
  test.each([
    { c: 4, k: 20, a: 4.4, requests: 100_000 },
    { c: 1, k: 10, a: 0.9, requests: 110_000 },
    { c: 16, k: 16, a: 14.4, requests: 30_000 },
  ])('c = $c, K = $k, offered $a: known to the router', ({ c, k, a, requests }) => {
    const models = [{ id: 'm', maxConcurrent: c, maxQueue: k - c }];
    const queue = new Replicated(`M/M/${c}/${k}`, { requests, ratePerMs: a, models, warmUpMs: 200 });
    const truth = limitedQueue(c, k, a);
    expectTruth(queue.blocked, truth.blocked, 0.02);
    expectTruth(queue.meanResponse, truth.meanResponse, 0.02);
  });

  test('c = 4, K = 20, offered 4.4: refused by an endpoint that the router believes to have room', () => {
    const backends = [{ kind: 'slots', speed: 1, queue: 16 } as const];
    const setup = { requests: 70_000, ratePerMs: 4.4, models: single(4), backends, warmUpMs: 200 };
    const { blocked } = new Replicated('refused', setup);
    expectTruth(blocked, 0.1083224, 0.02);
  });
});

describe('two single-slot servers at load 0.8', () => {
  const setup = { requests: 60_000, ratePerMs: 1.6, models: servers(2), warmUpMs: 500 };

  test('round robin makes each an E_2/M/1: T is exponential with mean 1 / (1 − σ)', () => {
    const queue = new Replicated('round robin', { ...setup, policy: 'round_robin' });
    const mean = roundRobinMean(2, 0.8);
    expectTruth(queue.meanResponse, mean, 0.02);
    expectTruth(queue.quantileOfResponse(0.99), mean * Math.log(100), 0.05);
  });

  test('a random split makes each an M/M/1: mean 1 / (1 − ρ)', () => {
    const queue = new Replicated('random split', { ...setup, requests: 80_000, policy: 'random' });
    expectTruth(queue.meanResponse, 5, 0.02);
  });

  test('least_loaded is join-shortest-queue: mean 2.955737, from the Markov chain of sorted queue lengths', () => {
    const queue = new Replicated('JSQ', { ...setup, policy: 'least_loaded' });
    expectTruth(queue.meanResponse, 2.955737, 0.02);
  });
});
