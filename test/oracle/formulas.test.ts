import { expect, test } from 'vitest';
import {
  limitedQueue,
  meanWaiting,
  responseQuantile,
  roundRobinMean,
  waitingProbability,
  waitingQuantile,
} from './formulas.js';

test('the formulas give the published values', () => {
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
  expect(roundRobinMean(2, 0.8)).toBeCloseTo(3.84398, 5);
  expect(roundRobinMean(2, 0.9)).toBeCloseTo(7.588284, 6);
  expect(roundRobinMean(16, 0.9)).toBeCloseTo(5.479644, 6);
});
