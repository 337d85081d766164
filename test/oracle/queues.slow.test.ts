import { expect, test } from 'vitest';
import { expectTruth } from '../support/acceptance.js';
import { meanWaiting, responseQuantile, roundRobinMean, waitingQuantile } from './formulas.js';
import { Replicated } from './replicated.js';

/** Higher loads and larger fleets against queueing theory; mean service 1 ms. */

const single = (c: number) => [{ id: 'm', maxConcurrent: c, maxQueue: Infinity }];
const servers = (n: number) => [{ id: 'm', replicas: n, maxConcurrent: 1, maxQueue: Infinity }];

test('M/M/16 at load 0.9: Erlang C', () => {
  const [c, a] = [16, 14.4];
  const queue = new Replicated('M/M/16', { requests: 900_000, ratePerMs: a, models: single(c), warmUpMs: 1000 });
  expectTruth(queue.meanResponse, 1 + meanWaiting(c, a), 0.01);
  expectTruth(queue.meanWaiting, meanWaiting(c, a), 0.02);
  expectTruth(queue.quantileOfWaiting(0.95), waitingQuantile(c, a, 0.95), 0.05);
  expectTruth(queue.quantileOfResponse(0.99), responseQuantile(c, a, 0.99), 0.05);
});

test('M/M/1 at load 0.9: mean 10, P99 46.05', () => {
  const queue = new Replicated('M/M/1', { requests: 500_000, ratePerMs: 0.9, models: single(1), warmUpMs: 5000 });
  expectTruth(queue.meanResponse, 10, 0.02);
  expectTruth(queue.quantileOfResponse(0.99), responseQuantile(1, 0.9, 0.99), 0.05);
});

test('M/G/1 with processor sharing is insensitive: lognormal service of squared variation 4', () => {
  const sigma = Math.sqrt(Math.log(5)); // cs² = e^{σ²} − 1, mean e^{μ + σ²/2} = 1
  const queue = new Replicated('M/G/1-PS', {
    requests: 400_000,
    ratePerMs: 0.8,
    demand: (random) => Math.exp(sigma * random.normal() - sigma ** 2 / 2),
    models: [{ id: 'm', maxConcurrent: 10_000, maxQueue: 0 }],
    backends: [{ kind: 'processor_sharing', speed: 1 }],
    warmUpMs: 2000,
  });
  expectTruth(queue.meanResponse, 5, 0.02);
});

test.each([
  { n: 2, rho: 0.9, mean: 5.474913, requests: 400_000 },
  { n: 3, rho: 0.8, mean: 2.285548, requests: 200_000 },
  { n: 4, rho: 0.8, mean: 1.953134, requests: 200_000 },
])('least_loaded over $n servers at load $rho: mean $mean, from the Markov chain', ({ n, rho, mean, requests }) => {
  const setup = { requests, ratePerMs: n * rho, models: servers(n), policy: 'least_loaded' as const, warmUpMs: 2000 };
  expectTruth(new Replicated(`JSQ(${n})`, setup).meanResponse, mean, 0.02);
});

test('least_loaded over 16 servers at load 0.9: between M/M/16 and a random split, 1.5788 as long runs have it', () => {
  const setup = { requests: 500_000, ratePerMs: 14.4, models: servers(16), warmUpMs: 1000 };
  const { value, halfWidth } = new Replicated('JSQ(16)', { ...setup, policy: 'least_loaded' }).meanResponse;
  expect(value).toBeGreaterThan(1 + meanWaiting(16, 14.4));
  expect(value).toBeLessThan(10);
  expect(Math.abs(value - 1.5788)).toBeLessThanOrEqual(halfWidth + 0.003); // the reference has an interval, too
  expect(halfWidth / value).toBeLessThan(0.01);
});

test('round robin over 16 servers at load 0.9: E_16/M/1', () => {
  const setup = { requests: 600_000, ratePerMs: 14.4, models: servers(16), warmUpMs: 2000 };
  const queue = new Replicated('round robin over 16', { ...setup, policy: 'round_robin' });
  expectTruth(queue.meanResponse, roundRobinMean(16, 0.9), 0.02);
  expectTruth(queue.quantileOfResponse(0.99), roundRobinMean(16, 0.9) * Math.log(100), 0.05);
});
