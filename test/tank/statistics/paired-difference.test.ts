import fc from 'fast-check';
import { mean, tTest } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import {
  NO_STRETCH,
  pairedDifference,
  type ReplicatedMeasure,
  stretchOfDifference,
} from '../../../src/tank/statistics/index.js';
import { tTwoSidedPValue } from '../../../src/tank/statistics/student-t.js';
import { runs } from '../../support/runs.js';
import { LEVEL } from './coverage.js';

const measure = (replications: readonly number[], pooled = mean(replications)): ReplicatedMeasure => ({
  pooled,
  replications,
});

describe('by hand', () => {
  test('differences 1, 3, 2, 2 about 2: t = 2 / (√(2/3) / 2) = 4.899 with 3 degrees of freedom', () => {
    const result = pairedDifference(measure([11, 14, 15, 16]), measure([10, 11, 13, 14]), LEVEL);
    expect(result.difference).toBe(2);
    expect(result.interval?.low).toBeCloseTo(2 - 1.299228, 5);
    expect(result.interval?.high).toBeCloseTo(2 + 1.299228, 5);
    expect(result.pValue).toBeCloseTo(0.016277, 6);
    // S_D² = 2/3, S_X² = 14/3, S_Y² = 10/3, covariance 11/3
    expect(result.varianceReduction).toBeCloseTo(1 - 2 / 24, 12);
  });

  test('the difference is that of the pooled values, and the spread is taken about it', () => {
    const result = pairedDifference(measure([11, 14, 15, 16], 21), measure([10, 11, 13, 14], 18), LEVEL);
    expect(result.difference).toBe(3);
    expect(result.interval?.high).toBeCloseTo(3 + 3.182446 * Math.sqrt((4 + 0 + 1 + 1) / 3 / 4), 5);
  });
});

test('for means over equal replications it is the one-sample t test of the differences', () => {
  const value = fc.integer({ min: 1, max: 1e4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 30 }), (pairs) => {
      const differences = pairs.map(([x, y]) => x - y);
      fc.pre(new Set(differences).size > 1);
      const result = pairedDifference(measure(pairs.map(([x]) => x)), measure(pairs.map(([, y]) => y)), LEVEL);
      // tTest divides by the population deviation; Student's t by that of the sample
      const freedom = pairs.length - 1;
      const t = tTest(differences, 0) * Math.sqrt(freedom / pairs.length);
      expect(result.difference).toBeCloseTo(mean(differences), 9);
      // a last digit of t may lead jstat's incomplete beta, good to 3e-7, down another way
      expect(result.pValue).toBeCloseTo(tTwoSidedPValue(t, freedom), 6);
    }),
    runs(300),
  );
});

test('the interval leaves 0 out exactly when p is below 1 − level, and swapping strategies mirrors it', () => {
  const pair = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 3, max: 12 }));
  const stretches = fc.constantFrom(NO_STRETCH, stretchOfDifference('mean', 30), stretchOfDifference('quantile', 12));
  fc.assert(
    fc.property(fc.array(pair, { minLength: 2, maxLength: 9 }), stretches, (pairs, stretch) => {
      const x = measure(pairs.map(([value]) => value));
      const y = measure(pairs.map(([, value]) => value));
      const { difference, interval, pValue } = pairedDifference(x, y, LEVEL, stretch);
      if (interval === undefined || pValue === undefined) return;
      expect(interval.low > 0 || interval.high < 0).toBe(pValue < 1 - LEVEL);
      const mirrored = { low: 0 - interval.high, high: 0 - interval.low };
      expect(pairedDifference(y, x, LEVEL, stretch)).toMatchObject({
        difference: 0 - difference,
        interval: mirrored,
        pValue,
      });
    }),
    runs(300),
  );
});

test('where few requests lie beyond a quantile both halves are longer, that away from zero the most', () => {
  const [x, y] = [measure([11, 14, 15, 16]), measure([10, 11, 13, 14])];
  const plain = pairedDifference(x, y, LEVEL).interval;
  const longer = pairedDifference(x, y, LEVEL, stretchOfDifference('quantile', 16)).interval;
  if (plain === undefined || longer === undefined) throw new Error('no interval');
  expect(longer.low).toBeCloseTo(2 - (2 - plain.low) * 1.25, 9);
  expect(longer.high).toBeCloseTo(2 + (plain.high - 2) * 1.5, 9);
});

test('equal strategies are told apart in 5 % of experiments, and common traffic takes 90 % of the variance', () => {
  const results = Array.from({ length: 1000 }, (_, experiment) => {
    const random = new Streams('null', experiment).named('data');
    const traffic = Array.from({ length: 10 }, () => 100 + 3 * random.normal());
    const [x, y] = [0, 1].map(() => measure(traffic.map((common) => common + random.normal())));
    return pairedDifference(x, y, LEVEL);
  });
  const significant = results.filter(({ pValue }) => (pValue ?? NaN) < 0.05).length;
  expect(significant).toBeGreaterThanOrEqual(28); // binomial(1000, 0.05): 99.9 % lie in 28 … 73
  expect(significant).toBeLessThanOrEqual(73);
  // correlation 9 / (9 + 1); the mean of 1000 ratios of 9 degrees of freedom lies a little below the limit 0.9
  const reduction = mean(results.map(({ varianceReduction }) => varianceReduction ?? NaN));
  expect(reduction).toBeGreaterThan(0.86);
  expect(reduction).toBeLessThan(0.9);
});

describe('where differences do not vary', () => {
  test('strategies that decide alike have no interval and p = 1', () => {
    const alike = measure([10, 11, 13]);
    const result = pairedDifference(alike, alike, LEVEL);
    expect(result).toEqual({
      difference: 0,
      pValue: 1,
      varianceReduction: 1,
    });
  });

  test('sums of the same work in another order decide alike, too', () => {
    const result = pairedDifference(measure([0.1 + 0.2, 0.7, 0.6]), measure([0.3, 0.1 + 0.6, 0.6]), LEVEL);
    expect(result).toMatchObject({ difference: 0, pValue: 1 });
    expect(result).not.toHaveProperty('interval');
  });

  test('equal differences other than 0 are no evidence: no interval, no p-value', () => {
    const result = pairedDifference(measure([15, 16, 18], 16), measure([10, 11, 13], 11), LEVEL);
    expect(result).toEqual({ difference: 5, varianceReduction: 1 });
  });

  test('a pooled difference that no replication shows is no evidence either', () => {
    const result = pairedDifference(measure([10, 11, 13], 12), measure([10, 11, 13], 11), LEVEL);
    expect(result.difference).toBe(1);
    expect(result).not.toHaveProperty('pValue');
  });

  test('variance reduction is told only where both strategies vary', () => {
    const result = pairedDifference(measure([5, 5, 5]), measure([1, 2, 3]), LEVEL);
    expect(Object.keys(result)).toEqual(['difference', 'interval', 'pValue', 'ratio']);
  });
});

describe('there is only the difference', () => {
  test('for a single replication', () => {
    expect(pairedDifference(measure([12]), measure([10]), LEVEL)).toEqual({ difference: 2 });
  });

  test('where a replication has no value', () => {
    expect(pairedDifference(measure([12, NaN], 12), measure([10, 9]), LEVEL)).toEqual({ difference: 2.5 });
    expect(pairedDifference(measure([], NaN), measure([], NaN), LEVEL)).toEqual({ difference: NaN });
  });
});

test('replications that cannot be paired are an impossible state', () => {
  expect(() => pairedDifference(measure([1, 2]), measure([1]), LEVEL)).toThrow(
    '2 replications cannot be paired with 1',
  );
});
