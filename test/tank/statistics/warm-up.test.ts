import { describe, expect, test } from 'vitest';
import { mean, sumNthPowerDeviations } from 'simple-statistics';
import { Streams } from '../../../src/core/streams.js';
import { warmUpCut } from '../../../src/tank/statistics/warm-up.js';
import { autoregressive } from './coverage.js';

const RUNS = Array.from({ length: 100 }, (_, run) => run);

/** A stationary series with standard deviation 1 plus `transient(i)`. */
function series(name: string, run: number, phi: number, n: number, transient: (i: number) => number): Float64Array {
  const noise = autoregressive(new Streams(name, run).named('sample'), phi, n);
  return noise.map((x, i) => 50 + x + transient(i));
}

test('by hand: the cut is the one of the first half that minimises the defining sum', () => {
  for (const run of RUNS) {
    const x = series('by hand', run, 0.5, 203, (i) => 2 * Math.exp(-i / 20));
    const y = Array.from({ length: 40 }, (_, j) => mean([...x.subarray(5 * j, 5 * j + 5)]));
    const errors = y.slice(0, 36).map((_, d) => sumNthPowerDeviations(y.slice(d), 2) / (40 - d) ** 2);
    const best = errors.indexOf(Math.min(...errors.slice(0, 21)));
    const isTooShort = best >= 18 || Math.min(...errors.slice(21)) < errors[best];
    expect(warmUpCut(x)).toEqual({ cut: 5 * best, isTooShort });
  }
});

describe('an initial transient is cut', () => {
  test('a start at another level, up to the batch in which it ends', () => {
    for (const run of RUNS) {
      const { cut, isTooShort } = warmUpCut(series('level', run, 0, 5000, (i) => (i < 500 ? 10 : 0)));
      expect(cut).toBeGreaterThanOrEqual(500);
      expect(cut).toBeLessThanOrEqual(500 + 100); // a quiet stretch after it may lower the error by a trifle
      expect(isTooShort).toBe(false);
    }
  });

  test('an exponential start, up to where it has sunk into the noise of a batch', () => {
    // Leaving out one batch more pays while its squared distance from the mean exceeds twice the variance of a batch:
    // on average while 10 e^(−i/200) > 0.667, the deviation of the mean of 5 of AR(1) with 0.5, so to i = 541.
    const cuts = RUNS.map((run) => warmUpCut(series('exponential', run, 0.5, 20_000, (i) => 10 * Math.exp(-i / 200))));
    expect(mean(cuts.map(({ cut }) => cut)) / 541).toBeCloseTo(1, 1);
    for (const { cut, isTooShort } of cuts) {
      expect(cut).toBeGreaterThan(541 - 200); // a quiet batch ends it early, a loud one late
      expect(cut).toBeLessThan(541 + 400);
      expect(isTooShort).toBe(false);
    }
  });
});

test('a stationary series loses next to nothing', () => {
  const cuts = RUNS.map((run) => warmUpCut(series('stationary', run, 0, 5000, () => 0)));
  expect(mean(cuts.map(({ cut }) => cut))).toBeLessThan(100); // 2 %
  expect(cuts.filter(({ isTooShort }) => isTooShort)).toHaveLength(0);
});

describe('a run is too short', () => {
  test('when it drifts all along', () => {
    for (const run of RUNS) expect(warmUpCut(series('ramp', run, 0, 5000, (i) => i / 100)).isTooShort).toBe(true);
  });

  test('when the transient ends in the second half', () => {
    const cuts = RUNS.map((run) => warmUpCut(series('late', run, 0, 5000, (i) => (i < 3000 ? 10 : 0))));
    expect(cuts.every(({ isTooShort }) => isTooShort)).toBe(true);
  });

  test('below 100 observations', () => {
    expect(warmUpCut(new Float64Array(99).fill(1))).toEqual({ cut: 0, isTooShort: true });
    expect(warmUpCut(new Float64Array(0))).toEqual({ cut: 0, isTooShort: true });
  });
});

test('equal observations need no cut, and neither do those that differ by rounding', () => {
  expect(warmUpCut(new Float64Array(1000).fill(0.1))).toEqual({ cut: 0, isTooShort: false });
  const rounding = Float64Array.from({ length: 1000 }, (_, i) => (i < 100 ? 0.3 : 0.1 + 0.2));
  expect(warmUpCut(rounding)).toEqual({ cut: 0, isTooShort: false });
});

test('the example: 200 observations at another level are cut', () => {
  const x = Float64Array.from({ length: 1000 }, (_, i) => (i < 200 ? 9 : i % 2));
  expect(warmUpCut(x)).toEqual({ cut: 200, isTooShort: false });
});

test('an observation that is no number is an impossible state', () => {
  expect(() => warmUpCut(new Float64Array(1000).fill(NaN))).toThrow('finite');
});
