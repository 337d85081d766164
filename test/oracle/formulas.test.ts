import { expect, test } from 'vitest';
import {
  deterministicArrivalsMean,
  limitedQueue,
  meanWaiting,
  repairman,
  responseQuantile,
  roundRobinMean,
  shortestDrawnLimit,
  twoRatesArrivalsMean,
  waitingProbability,
  waitingQuantile,
} from './formulas.js';
import {
  balancedTwoRates,
  constantServiceQuantile,
  meanWaitingOfService,
  twoRatesQuantile,
} from './general-service.js';
import { idleQueue, shortestDrawn, shortestQueue } from './sorted-queues.js';

test('M/M/c and M/M/c/K give the published values', () => {
  expect(responseQuantile(1, 0.5, 0.99)).toBeCloseTo(9.21034, 6);
  expect(responseQuantile(1, 0.8, 0.99)).toBeCloseTo(23.02585, 5);
  expect(waitingProbability(2, 1.6)).toBeCloseTo(0.7111111, 7);
  expect(1 + meanWaiting(2, 1.6)).toBeCloseTo(2.777778, 6);
  expect(waitingProbability(16, 14.4)).toBeCloseTo(0.5913434, 7);
  expect(meanWaiting(16, 14.4)).toBeCloseTo(0.3695896, 7);
  expect(waitingQuantile(16, 14.4, 0.95)).toBeCloseTo(1.543984, 6);
  expect(responseQuantile(16, 14.4, 0.99)).toBeCloseTo(5.269835, 6);
  expect(1 + meanWaiting(100, 95)).toBeCloseTo(1.101291, 6);
  expect(limitedQueue(1, 10, 0.9).blocked).toBeCloseTo(0.0508137, 7);
  expect(limitedQueue(1, 10, 0.9).meanResponse).toBeCloseTo(4.646601, 6);
  expect(limitedQueue(4, 20, 4.4).blocked).toBeCloseTo(0.1083224, 7);
  expect(limitedQueue(4, 20, 4.4).meanResponse).toBeCloseTo(3.483173, 6);
  expect(limitedQueue(16, 16, 14.4).blocked).toBeCloseTo(0.1264119, 7);
  expect(limitedQueue(16, 32, 14.4).meanResponse).toBeCloseTo(1.215096, 6);
});

test('the waiting quantile of a queue with ample room is that of one without limit', () => {
  expect(limitedQueue(2, 200, 1.6).p99Waiting).toBeCloseTo(waitingQuantile(2, 1.6, 0.99), 6);
});

test('E_n/M/1 and D/M/1 give the published values', () => {
  expect(roundRobinMean(2, 0.8)).toBeCloseTo(3.84398, 5);
  expect(roundRobinMean(2, 0.9)).toBeCloseTo(7.588284, 6);
  expect(roundRobinMean(16, 0.9)).toBeCloseTo(5.479644, 6);
  expect(deterministicArrivalsMean(0.8)).toBeCloseTo(2.692731, 6);
  expect(deterministicArrivalsMean(0.9)).toBeCloseTo(5.178659, 6);
});

test('H_2/M/1 gives the published value', () => {
  expect(twoRatesArrivalsMean(0.8, balancedTwoRates(4))).toBeCloseTo(10.81919, 5);
});

test('users in a closed loop: one alone never waits, and many keep the server busy', () => {
  expect(repairman(1, 2).throughput).toBeCloseTo(1 / 3, 12);
  expect(repairman(1, 2).response).toBeCloseTo(1, 12);
  expect(repairman(200, 10).throughput).toBeCloseTo(1, 9);
  expect(repairman(200, 10).response).toBeCloseTo(190, 6);
});

test('M/G/1 gives the published values', () => {
  expect(meanWaitingOfService(0.8, 0)).toBeCloseTo(2, 12);
  expect(meanWaitingOfService(0.9, 4)).toBeCloseTo(22.5, 12);
  expect(constantServiceQuantile(0.5, 0.99)).toBeCloseTo(3.336256, 6);
  expect(constantServiceQuantile(0.8, 0.5)).toBeCloseTo(1.27594, 6);
  expect(constantServiceQuantile(0.8, 0.99)).toBeCloseTo(10.35589, 5);
  expect(constantServiceQuantile(0.9, 0.99)).toBeCloseTo(21.89824, 5);
});

test('a service of two rates has the moments asked for, and with two equal rates the quantile of M/M/1', () => {
  const { share, rates } = balancedTwoRates(4);
  expect(share / rates[0] + (1 - share) / rates[1]).toBeCloseTo(1, 12);
  expect((2 * share) / rates[0] ** 2 + (2 * (1 - share)) / rates[1] ** 2).toBeCloseTo(5, 12);
  expect(twoRatesQuantile(0.8, { share: 0.3, rates: [1, 1] }, 0.99)).toBeCloseTo(waitingQuantile(1, 0.8, 0.99), 6);
});

test.each([
  { n: 1, rho: 0.8, mean: 5 },
  { n: 2, rho: 0.5, mean: 1.426321 },
  { n: 2, rho: 0.8, mean: 2.955737 },
  { n: 2, rho: 0.9, mean: 5.474913 },
  { n: 3, rho: 0.8, mean: 2.285548 },
])('join-shortest-queue over $n servers at load $rho has the published mean $mean', ({ n, rho, mean }) => {
  expect(shortestQueue(n, rho).meanResponse).toBeCloseTo(mean, 5);
});

test.each([{ n: 2, rho: 0.8, mean: 3.461538 }])(
  'Join-Idle-Queue over $n servers at load $rho has the published mean $mean',
  ({ n, rho, mean }) => {
    expect(idleQueue(n, rho).meanResponse).toBeCloseTo(mean, 5);
  },
);

test.each([
  { n: 2, replacement: false, mean: 2.955737 },
  { n: 3, replacement: false, mean: 2.51 },
  { n: 2, replacement: true, mean: 3.267946 },
  { n: 3, replacement: true, mean: 2.765698 },
])('two choices of $n at load 0.8, replacement $replacement: the published mean $mean', ({ n, replacement, mean }) => {
  expect(shortestDrawn(n, 0.8, 2, replacement).meanResponse).toBeCloseTo(mean, 5);
});

test('the shortest of d, as the number of servers grows without limit, has the published means', () => {
  expect(shortestDrawnLimit(0.5, 2)).toBeCloseTo(1.265686, 6);
  expect(shortestDrawnLimit(0.8, 2)).toBeCloseTo(1.947363, 6);
  expect(shortestDrawnLimit(0.9, 2)).toBeCloseTo(2.614057, 6);
  expect(shortestDrawnLimit(0.99, 2)).toBeCloseTo(5.431997, 6);
  expect(shortestDrawnLimit(0.9, 3)).toBeCloseTo(2.027856, 6);
  expect(shortestDrawnLimit(0.9, 5)).toBeCloseTo(1.632881, 6);
});
