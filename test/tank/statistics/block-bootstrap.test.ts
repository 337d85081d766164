import { mean, sampleVariance } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import type { RandomStream } from '../../../src/core/random-stream.js';
import { Streams } from '../../../src/core/streams.js';
import { bootstrapDifference } from '../../../src/tank/statistics/bootstrap-difference.js';
import { advisedMeanRun, bootstrapInterval, resampledBlocks } from '../../../src/tank/statistics/block-bootstrap.js';
import { autoregressive, coverage, LEVEL, NOMINAL } from './coverage.js';

const sample = (name: string, run = 0) => new Streams(name, run).named('sample');

/** Means of replications of a trace whose blocks are single observations. */
function bootstrapMeans(trace: Float64Array, meanRun: number, count: number, random: RandomStream): Float64Array {
  return Float64Array.from({ length: count }, () => {
    let sum = 0;
    for (const block of resampledBlocks(trace.length, meanRun, random)) sum += trace[block];
    return sum / trace.length;
  });
}

/** Lemma 1 of Politis and Romano: (1/n) [C₀ + 2 Σ (1 − i/n) (1 − 1/L)^i C_i], C circular autocovariances of the trace. */
function theoreticalVariance(trace: Float64Array, meanRun: number): number {
  const n = trace.length;
  const centre = mean([...trace]);
  const covariance = (lag: number) =>
    trace.reduce((sum, x, t) => sum + (x - centre) * (trace[(t + lag) % n] - centre), 0) / n;
  let total = covariance(0);
  for (let i = 1; i < n; i++) total += 2 * (1 - i / n) * (1 - 1 / meanRun) ** i * covariance(i);
  return total / n;
}

describe('blocks', () => {
  test('each is equally likely, and the next one follows in all but 1 of mean run cases', () => {
    const n = 50;
    const blocks = resampledBlocks(n, 5, sample('blocks'), 200_000);
    const counts = new Float64Array(n);
    let followed = 0;
    blocks.forEach((block, i) => {
      counts[block]++;
      if (i > 0 && block === (blocks[i - 1] + 1) % n) followed++;
    });
    // a count of 4000 has a deviation of about √(4000 (1 + 4/5) / (1 − 4/5)) at most: ± 5 of them
    for (const count of counts) expect(Math.abs(count - 4000)).toBeLessThan(5 * Math.sqrt(4000 * 9));
    // a new run starts behind its predecessor by chance, too: 4/5 + 1/5 · 1/50, ± 4 √(0.8 · 0.2 / 200 000)
    expect(Math.abs(followed / 199_999 - 0.804)).toBeLessThan(0.0036);
  });

  test('a mean run of one draws them independently', () => {
    const blocks = resampledBlocks(10, 1, sample('independent'), 100_000);
    const followed = blocks.filter((block, i) => i > 0 && block === (blocks[i - 1] + 1) % 10).length;
    expect(Math.abs(followed / 99_999 - 0.1)).toBeLessThan(0.004); // 4 √(0.1 · 0.9 / 100 000)
  });

  test('the same stream gives the same replication, of any length, and a longer one continues a shorter', () => {
    const long = resampledBlocks(20, 3, sample('same'), 30);
    expect(resampledBlocks(20, 3, sample('same'), 30)).toEqual(long);
    expect(resampledBlocks(20, 3, sample('same'))).toEqual(long.subarray(0, 20));
    expect(resampledBlocks(1, 3, sample('one'), 4)).toEqual(Int32Array.of(0, 0, 0, 0));
  });

  test('n^(1/3) is the mean run advised: 7 for a day of 288 blocks of 5 minutes', () => {
    expect([1, 2, 288, 1000].map(advisedMeanRun)).toEqual([1, 1, 7, 10]);
  });

  test('a trace or a run without blocks is an impossible state', () => {
    expect(() => resampledBlocks(0, 3, sample('none'))).toThrow('at least one block, not 0');
    expect(() => resampledBlocks(5, 0.5, sample('none'))).toThrow('at least one, not 0.5');
  });
});

describe('the variance of the mean of AR(1) with coefficient 0.5', () => {
  test('over replications of one trace is that of theory', () => {
    const trace = autoregressive(sample('trace'), 0.5, 300);
    for (const meanRun of [1, 7, 30]) {
      const means = bootstrapMeans(trace, meanRun, 4000, sample('lemma', meanRun));
      const ratio = sampleVariance([...means]) / theoreticalVariance(trace, meanRun);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.08); // 3.3 √(2/4000) = 0.074: 99.9 %
    }
  });

  test('over many traces is 3/n, less what runs of 25 cut off; independent blocks see a third of it', () => {
    const n = 2000;
    const average = (meanRun: number) =>
      mean(
        Array.from({ length: 100 }, (_, e) => {
          const trace = autoregressive(sample('traces', e), 0.5, n);
          return n * sampleVariance([...bootstrapMeans(trace, meanRun, 100, sample('resample', e))]);
        }),
      );
    // 0.5 · 24/25 = 0.48 for the coefficient: (1 + 0.48) / (1 − 0.48) = 2.846, less 2 · 25 / 2000 for the mean
    // taken from the trace. One value has a deviation of √(2/99 + 2 · 25 / 2000) = 21 %: the mean of 100 is within 7 %.
    const ratio = average(25) / (2.846 * 0.975);
    expect(ratio).toBeGreaterThan(0.93);
    expect(ratio).toBeLessThan(1.07);
    expect(Math.abs(average(1) - 1)).toBeLessThan(0.07);
  });
});

describe('intervals', () => {
  const values = Float64Array.from({ length: 401 }, (_, i) => ((i * 7) % 401) / 100); // 0 … 4, shuffled

  test('by hand: of 0, 0.01, … 4 quantiles 0.025 and 0.975 with many runs, Φ(−√(4/3) 3.182446) = 0.0001190 with four', () => {
    const many = bootstrapInterval(values, LEVEL, 1e7);
    expect(many?.low).toBeCloseTo(0.1, 5);
    expect(many?.high).toBeCloseTo(3.9, 5);
    const four = bootstrapInterval(values, LEVEL, 4);
    expect(four?.low).toBeCloseTo(4 * 0.000119, 6);
    expect(four?.high).toBeCloseTo(4 * (1 - 0.000119), 6);
  });

  test('are absent for few values, equal ones, and one that is none', () => {
    expect(bootstrapInterval(values.subarray(0, 199), LEVEL, 9)).toBeUndefined();
    expect(bootstrapInterval(new Float64Array(400).fill(1), LEVEL, 9)).toBeUndefined();
    expect(bootstrapInterval(Float64Array.of(NaN, ...values), LEVEL, 9)).toBeUndefined();
  });

  test.each([
    ['400 observations, drawn one by one', 400, 1],
    ['24 blocks in runs of 3', 24, 3],
    ['12 blocks in runs of 2', 12, 2],
    ['8 blocks in runs of 2', 8, 2],
  ])('cover the mean of %s as promised', (name, count, meanRun) => {
    const { covered } = coverage(`bootstrap ${name}`, 0, (random) => {
      const trace = Float64Array.from({ length: count }, () => random.normal());
      return bootstrapInterval(bootstrapMeans(trace, meanRun, 400, random), LEVEL, count / meanRun);
    });
    expect(covered).toBeGreaterThanOrEqual(NOMINAL.low);
    expect(covered).toBeLessThanOrEqual(NOMINAL.high);
  });
});

describe('differences', () => {
  const of = (pooled: number, replications: readonly number[]) => ({ pooled, replications });
  const zeros = Array.from({ length: 200 }, () => 0);

  test('by hand: spread 1 of 200 differences about 3, nine runs: 3 ± 2.306004 · √(9/8)', () => {
    const spread = Math.sqrt(199 / 200); // that of 100 values of each sign, over n − 1
    const differences = zeros.map((_, r) => (r % 2 === 0 ? spread : -spread));
    const { difference, interval, pValue } = bootstrapDifference(of(3, differences), of(0, zeros), LEVEL, 9);
    expect(difference).toBe(3);
    expect(interval?.low).toBeCloseTo(3 - 2.306004 * Math.sqrt(9 / 8), 5);
    expect(interval?.high).toBeCloseTo(3 + 2.306004 * Math.sqrt(9 / 8), 5);
    expect(pValue).toBeCloseTo(0.02217, 4); // of t(8) at 3 / √(9/8) = 2.828427
  });

  test('of twins have p = 1; fewer than 200, and one without a value, have none', () => {
    expect(bootstrapDifference(of(1, zeros), of(1, zeros), LEVEL, 9)).toEqual({ difference: 0, pValue: 1 });
    const few = Array.from({ length: 199 }, (_, r) => r);
    expect(bootstrapDifference(of(1, few), of(0, zeros.slice(1)), LEVEL, 9)).toEqual({ difference: 1 });
    expect(bootstrapDifference(of(1, [NaN, ...few]), of(0, zeros), LEVEL, 9)).toEqual({ difference: 1 });
  });

  test('cover that of two means as promised', () => {
    const { covered } = coverage('bootstrap difference', 0, (random) => {
      const [x, y] = Array.from({ length: 2 }, () => Float64Array.from({ length: 24 }, () => random.normal()));
      const orders = Array.from({ length: 200 }, () => resampledBlocks(24, 3, random));
      const measured = (column: Float64Array) =>
        of(
          mean([...column]),
          orders.map((order) => mean([...order].map((block) => column[block]))),
        );
      return bootstrapDifference(measured(x), measured(y), LEVEL, 8).interval;
    });
    expect(covered).toBeGreaterThanOrEqual(NOMINAL.low);
    expect(covered).toBeLessThanOrEqual(NOMINAL.high);
  });
});
