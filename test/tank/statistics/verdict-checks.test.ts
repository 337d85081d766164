import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import type { RandomStream } from '../../../src/core/random-stream.js';
import { growsWithoutBound, queueTrend, tailIndex } from '../../../src/tank/statistics/verdict-checks.js';
import { exponentials } from './coverage.js';

const sample = (name: string, run: number) => new Streams(name, run).named('sample');
const RUNS = Array.from({ length: 100 }, (_, run) => run);

describe('tail index', () => {
  /** Pareto by inversion: the α-th root of an exponential in the logarithm. */
  const pareto = (random: RandomStream, alpha: number, n: number) =>
    exponentials(random, n)
      .map((x) => Math.exp(x / alpha))
      .sort();

  test('by hand: of 1024 observations the 32 largest are e times the one before them, so 1/α = 1', () => {
    const sorted = Float64Array.from({ length: 1024 }, (_, i) => (i < 992 ? 2 : 2 * Math.E));
    const tail = tailIndex(sorted);
    expect(tail?.index).toBeCloseTo(1, 12);
    expect(tail?.standardError).toBeCloseTo(1 / Math.sqrt(32), 12);
    expect(tail?.exceedances).toBe(32);
  });

  test.each([1.5, 2.5, 5])('of a Pareto distribution with index %f is found within its error', (alpha) => {
    const errors = RUNS.map((run) => {
      const tail = tailIndex(pareto(sample(`pareto ${alpha}`, run), alpha, 10_000));
      return ((tail?.index ?? NaN) - alpha) / (tail?.standardError ?? NaN);
    });
    // kα/α̂ is a sum of k = 100 exponentials: (α̂ − α) / error = √k − sum/√k has mean 0, variance 1, and is nearly normal
    const squares = errors.reduce((sum, z) => sum + z * z, 0);
    expect(squares / 100).toBeGreaterThan(0.58); // χ²(100): 99.8 % lie within 61.9 … 149.4; 6 % more
    expect(squares / 100).toBeLessThan(1.6);
  });

  test('of exponential times is beyond 3, of Pareto 2 below', () => {
    const below = (draw: (run: number) => Float64Array) =>
      RUNS.filter((run) => Number(tailIndex(draw(run))?.index) < 3).length;
    expect(below((run) => pareto(sample('warned', run), 2, 10_000))).toBe(100); // 3 is five errors away
    expect(below((run) => exponentials(sample('exponential', run), 10_000).sort())).toBe(0);
  });

  test('of capped times, whose largest are equal, is infinite', () => {
    const capped = exponentials(sample('capped', 0), 10_000)
      .map((x) => Math.min(x, 2))
      .sort();
    expect(tailIndex(capped)?.index).toBe(Infinity);
  });

  test('is not told for few observations, nor where the largest are not positive', () => {
    expect(tailIndex(pareto(sample('few', 0), 2, 999))).toBeUndefined();
    expect(tailIndex(new Float64Array(2000))).toBeUndefined();
  });
});

describe('a queue grows without bound', () => {
  /** Mean count in the system of M/M/1 with mean service 1, from empty, in `count` bins over the horizon. */
  function queueLengths(random: RandomStream, load: number, horizon: number, count: number): Float64Array {
    const areas = new Float64Array(count);
    const width = horizon / count;
    let inSystem = 0;
    let next = 0; // time of the next event
    let now = 0;
    for (let bin = 0; bin < count;) {
      const end = (bin + 1) * width;
      areas[bin] += inSystem * (Math.min(next, end) - now);
      now = Math.min(next, end);
      if (now === end) {
        bin++;
        continue;
      }
      const rate = load + (inSystem > 0 ? 1 : 0);
      if (now > 0) inSystem += random.uniform() * rate < load ? 1 : -1;
      next = now + random.exponential() / (load + (inSystem > 0 ? 1 : 0));
    }
    return areas.map((area) => area / width);
  }

  const told = (load: number, horizon: number) =>
    RUNS.filter((run) => growsWithoutBound(queueLengths(sample(`queue ${load}`, run), load, horizon, 100))).length;

  test('the made queue is that of theory: λ / (μ − λ)', () => {
    const bins = queueLengths(sample('theory', 0), 0.5, 200_000, 100);
    const mean = bins.reduce((sum, x) => sum + x, 0) / 100;
    // variance constant of the count at load 0.5: 2ρ(1 + ρ)/(1 − ρ)⁴ = 24, so ± 3.3 √(24 / 200 000) = 0.036
    expect(Math.abs(mean - 1)).toBeLessThan(0.036);
  });

  test.each([0.5, 0.8, 0.9, 0.95])('never at load %f over 20 000 service times', (load) => {
    expect(told(load, 20_000)).toBeLessThanOrEqual(1); // one correlation time at 0.95 is about 800
  });

  test('always in overload: at load 1.1 over 10 000 service times, at 1.5 over 1000', () => {
    expect(told(1.1, 10_000)).toBeGreaterThanOrEqual(99);
    expect(told(1.5, 1000)).toBeGreaterThanOrEqual(99);
  });

  test('also where the start of an overloaded run is left out as warm-up', () => {
    const half = (run: number) => queueLengths(sample('half', run), 1.2, 10_000, 200).subarray(100);
    expect(RUNS.filter((run) => growsWithoutBound(half(run))).length).toBeGreaterThanOrEqual(99);
  });

  test('by hand: of 30 bins that rise, τ = 1; that fall, −1; of equal ones, 0', () => {
    const ramp = Float64Array.from({ length: 30 }, (_, i) => i / 2);
    expect(queueTrend(ramp)).toBe(1);
    expect(growsWithoutBound(ramp)).toBe(true);
    expect(queueTrend(ramp.slice().reverse())).toBe(-1);
    expect(queueTrend(new Float64Array(30))).toBe(0);
  });

  test('a rise by less than one request is no warning', () => {
    expect(growsWithoutBound(Float64Array.from({ length: 30 }, (_, i) => i / 21))).toBe(false);
    expect(growsWithoutBound(Float64Array.from({ length: 30 }, (_, i) => i / 19))).toBe(true);
  });

  test('of 95 bins 90 are joined by threes, the last ones; below 30 there is no verdict', () => {
    const bins = Float64Array.from({ length: 95 }, (_, i) => (i < 5 ? 1000 : i));
    expect(queueTrend(bins)).toBe(1);
    expect(queueTrend(new Float64Array(29))).toBeNaN();
    expect(growsWithoutBound(Float64Array.from({ length: 29 }, (_, i) => i))).toBe(false);
  });
});
