import jStat from 'jstat';
import { describe, expect, test } from 'vitest';
import { type ArrivalSpec, meanRatePerS } from '../../../../src/tank/traffic/arrivals/spec.js';
import { countsOf, timesOf } from '../../../oracle/traffic-measures.js';
import { dayRate } from '../../../oracle/traffic-theory.js';

type DaySpec = Extract<ArrivalSpec, { kind: 'time_of_day' }>;

/** Mean number of arrivals between two times, by the midpoint rule. */
function expected(spec: DaySpec, fromMs: number, toMs: number, steps = 10_000): number {
  const step = (toMs - fromMs) / steps;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += step * dayRate(spec, fromMs + (i + 0.5) * step);
  return sum;
}

const uneven: DaySpec = { kind: 'time_of_day', rate: 20, hours: [1, 0, 0, 4, 3, 0.5], day: 100_000, start: 37_000 };

describe('a rate by the time of day', () => {
  const days = 100;
  const times = timesOf(uneven, days * uneven.day);

  test('gives every part of the day its integral of the rate, by chi-square', () => {
    const bins = 50;
    const binMs = uneven.day / bins;
    const counts = new Array<number>(bins).fill(0);
    for (const ms of times) counts[Math.min(bins - 1, Math.floor((ms % uneven.day) / binMs))]++;
    const means = counts.map((_, bin) => days * expected(uneven, bin * binMs, (bin + 1) * binMs));
    expect(means.filter((mean) => mean === 0)).not.toEqual([]);
    counts.forEach((count, bin) => {
      if (means[bin] === 0) expect(count).toBe(0);
    });
    const busy = means.map((_, bin) => bin).filter((bin) => means[bin] > 0);
    const distance = busy.reduce((sum, bin) => sum + (counts[bin] - means[bin]) ** 2 / means[bin], 0);
    expect(jStat.gamma.cdf(distance, busy.length / 2, 2)).toBeLessThan(0.999);
  });

  test('is Poisson: counts in windows have a variance equal to their mean', () => {
    for (const windowMs of [1000, 10_000, 60_000]) {
      const counts = countsOf(times, windowMs, days * uneven.day);
      const parts = counts
        .map((count, i) => [count, expected(uneven, i * windowMs, (i + 1) * windowMs, 200)])
        .filter(([, mean]) => mean > 1);
      const ratio = parts.reduce((sum, [count, mean]) => sum + (count - mean) ** 2 / mean, 0) / parts.length;
      const spread = Math.sqrt(parts.reduce((sum, [, mean]) => sum + 2 + 1 / mean, 0)) / parts.length;
      expect(Math.abs(ratio - 1)).toBeLessThan(3.29 * spread);
    }
  });

  test('keeps its mean rate where arrivals are days apart', () => {
    const rare: DaySpec = { ...uneven, rate: 0.001, day: 10_000 };
    const found = timesOf(rare, 2e9);
    expect(Math.abs(found.length - 2000)).toBeLessThan(3.29 * Math.sqrt(2000));
    expect(found.every((ms) => dayRate(rare, ms) > 0)).toBe(true);
  });
});

describe('the mean rate over a run', () => {
  const day: DaySpec = { kind: 'time_of_day', rate: 2, hours: [1, 3], day: 4000, start: 0 };

  test.each([
    [0, 4000, 2],
    [0, 40_000, 2],
    [0, 1000, 1.5], // from 2 down to 1
    [1000, 1000, 1.5], // from 1 up to 2
    [1000, 2000, 2],
    [2000, 1000, 2.5],
    [4000, 1000, 1.5],
    [0, 5000, 9.5 / 5],
    [0, 0, 0],
  ])('from %d over %d ms is %d per second', (start, durationMs, rate) => {
    expect(meanRatePerS({ ...day, start }, durationMs)).toBeCloseTo(rate, 12);
  });

  test('agrees with the integral of the rate', () => {
    for (const durationMs of [12_345, 70_000, 234_567]) {
      const mean = (expected(uneven, 0, durationMs) / durationMs) * 1000;
      expect(meanRatePerS(uneven, durationMs)).toBeCloseTo(mean, 5);
    }
  });
});
