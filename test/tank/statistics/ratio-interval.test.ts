import { mean } from 'simple-statistics';
import { expect, test } from 'vitest';
import { pairedDifference, type ReplicatedMeasure } from '../../../src/tank/statistics/index.js';
import { coverage, exponentials, LEVEL, NOMINAL } from './coverage.js';

const measure = (replications: readonly number[]): ReplicatedMeasure => ({ pooled: mean(replications), replications });

test('by hand: X 2, 4 over Y 2, 2 is 1.5, and ln X − ln Y is off by −1/3 and 1/3', () => {
  const { ratio } = pairedDifference(measure([2, 4]), measure([2, 2]), LEVEL);
  const half = 12.7062 * Math.sqrt(2 / 9 / 2); // t with one degree of freedom
  expect(ratio?.low).toBeCloseTo(1.5 * Math.exp(-half), 4);
  expect(ratio?.high).toBeCloseTo(1.5 * Math.exp(half), 1);
});

test('a baseline that varies by far more than the strategy leaves both ends above 0', () => {
  const [strategy, baseline] = [measure([9, 10, 11, 10]), measure([20, 400, 90, 60])];
  const { difference, interval, ratio } = pairedDifference(strategy, baseline, LEVEL);
  expect((interval?.low ?? 0) / baseline.pooled).toBeLessThan(-1); // of the difference it says nothing sensible
  expect(difference).toBeLessThan(0);
  expect(ratio?.low).toBeGreaterThan(0);
  expect(ratio?.high).toBeGreaterThan(10 / 142.5);
});

test('swapping the strategies inverts it', () => {
  const [x, y] = [measure([5, 7, 6, 9]), measure([11, 12, 19, 13])];
  const [there, back] = [pairedDifference(x, y, LEVEL).ratio, pairedDifference(y, x, LEVEL).ratio];
  expect(there?.low).toBeCloseTo(1 / (back?.high ?? NaN), 12);
  expect(there?.high).toBeCloseTo(1 / (back?.low ?? NaN), 12);
});

test('none without an interval of the difference, and where a value is 0', () => {
  expect(pairedDifference(measure([15, 16, 18]), measure([10, 11, 13]), LEVEL)).not.toHaveProperty('ratio');
  expect(pairedDifference(measure([0, 0, 0]), measure([1, 2, 4]), LEVEL)).not.toHaveProperty('ratio');
});

test('of means on common traffic it covers the true ratio', () => {
  const { covered } = coverage('ratio', 0.16, (random) => {
    const pairs = Array.from({ length: 10 }, () => {
      const common = [...exponentials(random, 40)];
      return [mean(common.map((each) => 0.16 * each)) * (0.9 + 0.2 * random.uniform()), mean(common)] as const;
    });
    return pairedDifference(measure(pairs.map(([x]) => x)), measure(pairs.map(([, y]) => y)), LEVEL).ratio;
  });
  expect(covered).toBeGreaterThanOrEqual(NOMINAL.low);
  expect(covered).toBeLessThanOrEqual(NOMINAL.high);
});
