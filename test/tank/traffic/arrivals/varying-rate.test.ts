import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { arrivalSchema, type ArrivalSpec, meanRatePerS } from '../../../../src/tank/traffic/arrivals/spec.js';
import { countsOf, timesOf } from '../../../oracle/traffic-measures.js';
import { modulatedDispersion } from '../../../oracle/traffic-theory.js';

function dispersion(counts: number[]): number {
  const m = mean(counts);
  return mean(counts.map((count) => (count - m) ** 2)) / m;
}

describe('a rate in steps', () => {
  const steps: ArrivalSpec = {
    kind: 'steps',
    steps: [
      { at: 0, rate: 20 },
      { at: 100_000, rate: 0 },
      { at: 150_000, rate: 200 },
      { at: 200_000, rate: 50 },
    ],
  };

  test('gives each stretch of time a Poisson number of arrivals at its own rate', () => {
    const times = timesOf(steps, 400_000);
    const between = (from: number, to: number) => times.filter((ms) => ms > from && ms <= to).length;
    expect(between(100_000, 150_000)).toBe(0);
    for (const [from, to, expected] of [
      [0, 100_000, 2000],
      [150_000, 200_000, 10_000],
      [200_000, 400_000, 10_000],
    ]) {
      expect(Math.abs(between(from, to) - expected)).toBeLessThan(3.29 * Math.sqrt(expected));
    }
    const calm = countsOf(
      times.filter((ms) => ms > 200_000).map((ms) => ms - 200_000),
      500,
      200_000,
    );
    expect(Math.abs(dispersion(calm) - 1)).toBeLessThan(3.29 * Math.sqrt(2 / calm.length)); // Poisson
  });

  test('knows its mean over a run', () => {
    expect(meanRatePerS(steps, 200_000)).toBe((2000 + 10_000) / 200);
    expect(meanRatePerS(steps, 50_000)).toBe(20);
  });

  test.each([
    [[{ at: '1s', rate: '1/s' }], 'expected the first step at 0s'],
    [
      [
        { at: 0, rate: '1/s' },
        { at: 0, rate: '2/s' },
      ],
      'expected steps in ascending order of time',
    ],
    [
      [
        { at: 0, rate: '1/s' },
        { at: '1s', rate: '0/s' },
      ],
      'expected a last rate above 0',
    ],
    [[], 'expected at least one step'],
  ])('%j is refused', (list, message) => {
    const { error } = arrivalSchema().safeParse({ kind: 'steps', steps: list });
    expect(error?.issues.map((issue) => issue.message)).toContain(message);
  });
});

describe('a modulated Poisson process', () => {
  const bursts = {
    kind: 'modulated_poisson',
    burst: { rate: 100, length: 1000 },
    lull: { rate: 10, length: 4000 },
  } as const;
  const ratePerMs = 0.028; // (100 × 1 + 10 × 4) / 5 per second

  test('has the mean rate of its states, weighted by their lengths', () => {
    expect(meanRatePerS(bursts, 1)).toBeCloseTo(28, 12);
    const endMs = 4_000_000;
    // variance of the count: see the dispersion below
    const sd = Math.sqrt(ratePerMs * endMs * modulatedDispersion(bursts, endMs));
    expect(Math.abs(timesOf(bursts, endMs).length - ratePerMs * endMs)).toBeLessThan(3.29 * sd);
  });

  test('starts in either state, as often as it is in it', () => {
    const counts = Array.from({ length: 400 }, (_, seed) => timesOf(bursts, 200, seed).length);
    const variance = 200 * ratePerMs * modulatedDispersion(bursts, 200);
    expect(Math.abs(mean(counts) - 200 * ratePerMs)).toBeLessThan(3.29 * Math.sqrt(variance / counts.length));
  });

  test.each([200, 1000, 10_000])('counts of %d ms disperse as theory says', (windowMs) => {
    const runs = Array.from({ length: 40 }, (_, seed) =>
      dispersion(countsOf(timesOf(bursts, 2_000_000, seed), windowMs, 2_000_000)),
    );
    const sd = Math.sqrt(mean(runs.map((x) => (x - mean(runs)) ** 2)) / 39);
    expect(Math.abs(mean(runs) - modulatedDispersion(bursts, windowMs))).toBeLessThan(3.56 * sd); // Student t, 39 degrees, 99.9 %
  });
});
