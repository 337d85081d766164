import { describe, expect, test } from 'vitest';
import type { RandomStream } from '../../../src/core/random-stream.js';
import { batchedColumn } from '../../../src/core/index.js';
import { LEAST_EFFECTIVE, quantileEstimate } from '../../../src/tank/statistics/quantile-estimate.js';
import { quantileOfSorted, sortedColumn } from '../../../src/tank/statistics/quantile.js';
import { Streams } from '../../../src/core/streams.js';
import { Sample } from '../../../src/tank/statistics/sample.js';
import { coverage, exponentials, LEVEL, NOMINAL, waitingTimes } from './coverage.js';

const draw = (name: string, make: (random: RandomStream) => Float64Array, replications: number) =>
  Array.from({ length: replications }, (_, r) => make(new Streams(name, r).named('data')));

const estimate = (columns: readonly Float64Array[], p: number, isTerminating = false) =>
  quantileEstimate(
    new Sample(
      columns.map((column) => batchedColumn(column.slice())),
      isTerminating,
    ),
    p,
    LEVEL,
  );

describe('the effective number of values beyond the quantile', () => {
  test('is about their number where values are independent', () => {
    const columns = draw('independent', (random) => exponentials(random, 20_000), 10);
    const { effective } = estimate(columns, 0.99);
    expect(effective).toBeGreaterThan(0.35 * 2000); // the largest clusters of four levels, each known to a quarter
    expect(effective).toBeLessThan(1.3 * 2000);
  });

  test('is a fraction of it where they come in bursts', () => {
    const columns = draw('bursts', (random) => waitingTimes(random, 0.9, 20_000), 10);
    const { effective } = estimate(columns, 0.99);
    expect(effective).toBeLessThan(0.02 * 2000);
    expect(effective).toBeGreaterThan(3);
  });

  test('each value eight times over has an eighth of it', () => {
    const columns = draw('once', (random) => exponentials(random, 4000), 10);
    const eightfold = columns.map((column) => Float64Array.from({ length: 8 * 4000 }, (_, i) => column[i >> 3]));
    const once = estimate(columns, 0.95).effective;
    expect(estimate(eightfold, 0.95).effective / once).toBeCloseTo(1, 1);
  });
});

describe('the interval', () => {
  test('is read on the sample, at shares of (1 − p)(1 ± h) beyond', () => {
    const columns = draw('ends', (random) => exponentials(random, 20_000), 10);
    const { value, interval, effective } = estimate(columns, 0.9);
    const sorted = sortedColumn(columns.flatMap((column) => [...column]));
    const h = 2.048407 / Math.sqrt(effective); // t(28)
    expect(value).toBe(quantileOfSorted(sorted, 0.9));
    expect(interval).toEqual({
      low: expect.closeTo(quantileOfSorted(sorted, 1 - 0.1 * (1 + h)), 6) as number,
      high: expect.closeTo(quantileOfSorted(sorted, 1 - 0.1 * (1 - h - 1 / effective)), 6) as number,
    });
  });

  test('of a low quantile is that of the high one of the mirrored values', () => {
    const columns = draw('mirror', (random) => exponentials(random, 5000), 10);
    const high = estimate(columns, 0.7);
    const low = estimate(
      columns.map((column) => column.map((x) => -x)),
      0.3,
    );
    expect(low.effective).toBeCloseTo(high.effective, 6);
    if (typeof high.interval === 'string' || typeof low.interval === 'string') throw new Error('both have intervals');
    expect(low.interval.low).toBeCloseTo(-high.interval.high, 9);
    expect(low.interval.high).toBeCloseTo(-high.interval.low, 9);
  });

  test('is refused below 12', () => {
    const columns = draw('few', (random) => exponentials(random, 100), 10);
    const { effective, interval } = estimate(columns, 0.99);
    expect(effective).toBeLessThan(LEAST_EFFECTIVE);
    expect(interval).toBe('too_short');
  });

  test('is refused where replications are too short for batches and too few', () => {
    expect(
      estimate(
        draw('tiny', (random) => exponentials(random, 39), 29),
        0.5,
      ),
    ).toMatchObject({
      effective: 0,
      interval: 'too_short',
    });
    expect(
      estimate(
        draw('tiny', (random) => exponentials(random, 39), 30),
        0.5,
      ).interval,
    ).toBeTypeOf('object');
  });

  test('has no width where all values beyond are equal: a cap', () => {
    const capped = draw('cap', (random) => exponentials(random, 4000).map((x) => Math.min(x, 1)), 10);
    expect(estimate(capped, 0.9).interval).toBe('no_spread'); // e^-1 of them are 1
    expect(estimate([new Float64Array(100).fill(3)], 0.5)).toEqual({
      value: 3,
      effective: Infinity,
      interval: 'no_spread',
    });
  });

  test('is refused where all that lies beyond is in the rest that batches leave out', () => {
    const withRest = Float64Array.from({ length: 99 }, (_, i) => (i < 19 ? 1000 + i : i)); // then 20 batches of 4
    for (const p of [0.9, 0.99])
      expect(estimate([withRest, withRest], p)).toMatchObject({ effective: 0, interval: 'too_short' });
    const mirrored = withRest.map((x) => -x);
    for (const p of [0.1, 0.01])
      expect(estimate([mirrored, mirrored], p)).toMatchObject({ effective: 0, interval: 'too_short' });
  });

  test('of values that are mostly 0 ends at 0 or above', () => {
    const idle = draw('idle', (random) => exponentials(random, 4000).map((x) => Math.max(0, x - 0.7)), 10);
    const { value, interval } = estimate(idle, 0.5034); // 50.3 % of them are 0
    if (typeof interval === 'string') throw new Error(interval);
    expect(interval.low).toBe(0);
    expect(interval.high).toBeGreaterThan(0);
    expect(interval.high).toBeGreaterThanOrEqual(value);
  });
});

describe('nominal 95 % intervals hold the truth', () => {
  const p99 = -Math.log(0.01);

  test('of ten replications of independent values', () => {
    const { covered, refused } = coverage('ten', p99, (random) => {
      const { interval } = estimate(
        Array.from({ length: 10 }, () => exponentials(random, 2000)),
        0.99,
      );
      return typeof interval === 'string' ? undefined : interval;
    });
    expect(refused).toBeLessThan(0.05);
    expect(covered).toBeGreaterThanOrEqual(NOMINAL.low);
  });

  test('of the waits of M/M/1 at load 0.8', () => {
    const p90 = Math.log(0.8 / 0.1) / 0.2; // P(W > t) = ρ e^-(1 - ρ) t
    const { covered, refused } = coverage('waits', p90, (random) => {
      const { interval } = estimate(
        Array.from({ length: 10 }, () => waitingTimes(random, 0.8, 4000)),
        0.9,
      );
      return typeof interval === 'string' ? undefined : interval;
    });
    expect(refused).toBeLessThan(0.05);
    expect(covered).toBeGreaterThanOrEqual(NOMINAL.low);
  });
});
