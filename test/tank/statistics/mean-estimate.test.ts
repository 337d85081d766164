import { describe, expect, test } from 'vitest';
import type { RandomStream } from '../../../src/core/random-stream.js';
import { Streams } from '../../../src/core/streams.js';
import { batchedColumn } from '../../../src/core/index.js';
import { meanEstimate, WIDE_SHARE } from '../../../src/tank/statistics/mean-estimate.js';
import { Sample } from '../../../src/tank/statistics/sample.js';
import { autoregressive, coverage, exponentials, LEVEL, NOMINAL, waitingTimes } from './coverage.js';

const estimate = (columns: readonly Float64Array[], isTerminating = false) =>
  meanEstimate(
    new Sample(
      columns.map((column) => batchedColumn(column.slice())),
      isTerminating,
    ),
    LEVEL,
  );

const intervalOf = (columns: readonly Float64Array[]) => {
  const { interval } = estimate(columns);
  return typeof interval === 'string' ? undefined : interval;
};

test('its upper half is longer, by a factor that falls as more requests carry the variance', () => {
  const random = new Streams('halves', 0).named('data');
  const columns = Array.from({ length: 10 }, () => exponentials(random, 4000));
  const { value, effective, interval } = estimate(columns);
  if (typeof interval === 'string') throw new Error(interval);
  expect((interval.high - value) / (value - interval.low)).toBeCloseTo(1 + 2 / Math.sqrt(effective), 9);
  const one = estimate(columns.slice(0, 1));
  if (typeof one.interval === 'string') throw new Error(one.interval);
  expect((one.interval.high - one.value) / (one.value - one.interval.low)).toBeCloseTo(
    1 + 3 / Math.sqrt(one.effective),
    9,
  );
});

test('the requests that make half of the variance are counted: of exponential values those from 2.989 on, 5 %', () => {
  const level = 2.98931; // ∫ from x of (t − 1)² e^-t is (x² + 1) e^-x
  expect((level ** 2 + 1) * Math.exp(-level)).toBeCloseTo(0.5, 5);
  const random = new Streams('half', 0).named('data');
  const { effective } = estimate(Array.from({ length: 10 }, () => exponentials(random, 10_000)));
  const independent = 1e5 * Math.exp(-level);
  expect(effective / independent).toBeGreaterThan(0.5); // its variance is known from 199 batches to a tenth, and clusters of none
  expect(effective / independent).toBeLessThan(2);
});

test('the largest hundredth of exponential values makes 22 % of their squares, of lognormal ones with cv 3 half and more', () => {
  const level = -Math.log(0.01);
  const random = new Streams('wide', 0).named('data');
  const exponential = estimate([exponentials(random, 100_000)]).largestShare;
  expect(exponential).toBeCloseTo((level ** 2 + 1) * 0.01, 1);
  expect(exponential).toBeLessThan(WIDE_SHARE);
  const sigma = Math.sqrt(Math.log(10));
  const lognormal = Float64Array.from({ length: 100_000 }, () => Math.exp(sigma * random.normal()));
  expect(estimate([lognormal]).largestShare).toBeGreaterThan(0.5);
});

test('one large value alone carries the variance: one effective request', () => {
  const column = new Float64Array(4000).fill(1);
  column[1234] = 1e6;
  expect(estimate([column]).effective).toBeCloseTo(1, 0);
});

test('without spread, and in runs too short for batches, there is none', () => {
  expect(estimate([new Float64Array(100).fill(0.1)])).toMatchObject({ interval: 'no_spread' });
  expect(estimate([Float64Array.of(1, 2, 3)])).toMatchObject({ value: 2, interval: 'too_short' });
});

describe('nominal 95 % intervals hold the truth', () => {
  test.each([
    ['one run of autocorrelated values', 0, (random: RandomStream) => [autoregressive(random, 0.8, 4000)]],
    ['one run of waits at load 0.8', 4, (random: RandomStream) => [waitingTimes(random, 0.8, 20_000)]],
    [
      'ten replications of waits at load 0.8',
      4,
      (random: RandomStream) => Array.from({ length: 10 }, () => waitingTimes(random, 0.8, 2000)),
    ],
  ])('%s', (name, truth, make) => {
    const { covered, refused } = coverage(name, truth, (random) => intervalOf(make(random)));
    expect(refused).toBe(0);
    expect(covered).toBeGreaterThanOrEqual(NOMINAL.low);
  });
});

describe('what lies in the rest that batches leave out', () => {
  /** A rest of 19 values, then 20 batches of 4. */
  const withRest = (rest: (i: number) => number, batches: (i: number) => number) =>
    Float64Array.from({ length: 99 }, (_, i) => (i < 19 ? rest(i) : batches(i)));

  test('counts as one request, where it makes most of the variance: the upper half is three times the lower', () => {
    const columns = [0, 1].map((r) =>
      withRest(
        (i) => (i === 3 ? 9000 + r : 1),
        (i) => 1 + ((i * 7 + r) % 11),
      ),
    );
    const { value, effective, interval } = estimate(columns);
    if (typeof interval === 'string') throw new Error(interval);
    expect(effective).toBe(1);
    expect((interval.high - value) / (value - interval.low)).toBeCloseTo(3, 9);
  });

  test('is too short to tell, where nothing else varies', () => {
    expect(
      estimate(
        [0, 1].map(() =>
          withRest(
            (i) => i,
            () => 7,
          ),
        ),
      ),
    ).toMatchObject({ effective: 0, interval: 'too_short' });
    expect(
      estimate(
        [0, 1].map(() =>
          withRest(
            () => 7,
            () => 7,
          ),
        ),
      ),
    ).toMatchObject({ effective: Infinity, interval: 'no_spread' });
  });
});
