import fc from 'fast-check';
import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import type { RandomStream } from '../../../src/core/random-stream.js';
import { asNumbers } from '../../../src/tank/statistics/column.js';
import { quantileOfSorted, sectioningInterval, sortedColumn } from '../../../src/tank/statistics/index.js';
import { runs } from '../../support/runs.js';
import { coverage, exponentials, LEVEL, NOMINAL } from './coverage.js';

describe('by hand', () => {
  test('about the mean of its sections it is the t interval of the mean', () => {
    // S² = (1 + 1 + 0 + 0) / 3, t(3) = 3.182446, half-width 3.182446 · √(2/3) / 2 = 1.299228
    const interval = sectioningInterval(5, [4, 6, 5, 5], LEVEL);
    expect(interval?.low).toBeCloseTo(3.700772, 5);
    expect(interval?.high).toBeCloseTo(6.299228, 5);
  });

  test('about another pooled value the spread is taken from there', () => {
    // S² = (4 + 0 + 1 + 1) / 3 = 2, half-width 3.182446 · √2 / 2 = 2.250329
    const interval = sectioningInterval(6, [4, 6, 5, 5], LEVEL);
    expect(interval?.low).toBeCloseTo(3.749671, 5);
    expect(interval?.high).toBeCloseTo(8.250329, 5);
  });
});

describe('there is no interval', () => {
  test('for one replication, or none', () => {
    expect(sectioningInterval(5, [5], LEVEL)).toBeUndefined();
    expect(sectioningInterval(NaN, [], LEVEL)).toBeUndefined();
  });

  test('where replications do not vary, even when their pooled value is another', () => {
    expect(sectioningInterval(5, [5, 5, 5], LEVEL)).toBeUndefined();
    expect(sectioningInterval(0.3, [0.3, 0.1 + 0.2], LEVEL)).toBeUndefined();
    expect(sectioningInterval(5, [4, 4, 4], LEVEL)).toBeUndefined();
  });

  test('where a replication has no value', () => {
    expect(sectioningInterval(5, [4, NaN, 6], LEVEL)).toBeUndefined();
    expect(sectioningInterval(NaN, [4, 5, 6], LEVEL)).toBeUndefined();
  });
});

test('doubling every duration doubles the interval exactly, and a higher level widens it', () => {
  const durations = fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(durations, (sections) => {
      const pooled = mean(sections);
      const interval = sectioningInterval(pooled, sections, 0.9);
      if (interval === undefined) return;
      const doubled = sectioningInterval(
        2 * pooled,
        sections.map((x) => 2 * x),
        0.9,
      );
      expect(doubled).toEqual({ low: 2 * interval.low, high: 2 * interval.high });
      const wider = sectioningInterval(pooled, sections, 0.99);
      expect(wider?.high).toBeGreaterThan(interval.high);
    }),
    runs(300),
  );
});

describe('coverage over 10 replications of 10 000 exponential response times', () => {
  const REPLICATIONS = 10;
  const REQUESTS = 10_000;

  test('the mean is covered as often as promised', () => {
    const { covered } = coverage('sectioning mean', 1, (random) => {
      const sections = replications(random).map((column) => mean(asNumbers(column)));
      return sectioningInterval(mean(sections), sections, LEVEL);
    });
    expect(covered).toBeGreaterThanOrEqual(NOMINAL.low);
    expect(covered).toBeLessThanOrEqual(NOMINAL.high);
  });

  test('P99 is covered as often as promised', { timeout: 60_000 }, () => {
    const { covered } = coverage('sectioning p99', Math.log(100), (random) => {
      const columns = replications(random).map(sortedColumn);
      const pooled = new Float64Array(REPLICATIONS * REQUESTS);
      columns.forEach((column, r) => {
        pooled.set(column, r * REQUESTS);
      });
      const sections = columns.map((column) => quantileOfSorted(column, 0.99));
      return sectioningInterval(quantileOfSorted(pooled.sort(), 0.99), sections, LEVEL);
    });
    expect(covered).toBeGreaterThanOrEqual(NOMINAL.low);
    expect(covered).toBeLessThanOrEqual(NOMINAL.high);
  });

  function replications(random: RandomStream): Float64Array[] {
    return Array.from({ length: REPLICATIONS }, () => exponentials(random, REQUESTS));
  }
});
