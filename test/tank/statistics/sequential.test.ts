import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import type { RandomStream } from '../../../src/core/random-stream.js';
import { sectioningInterval } from '../../../src/tank/statistics/index.js';
import { nextReplications, type PrecisionTarget } from '../../../src/tank/statistics/sequential.js';
import { coverage, LEVEL, NOMINAL } from './coverage.js';

const target: PrecisionTarget = { relativeHalfWidth: 0.1, level: LEVEL };
const TEN = [9, 10, 11, 10, 9, 11, 10, 10, 9, 11];

describe('by hand', () => {
  test('mean 10, S² = 6/9, t(9) = 2.262157: the half-width 0.584087 is 0.0620 of what the mean may be', () => {
    const next = nextReplications(TEN, target, 10, 100);
    expect(next).toEqual({
      action: 'stop',
      reason: 'precise',
      reached: expect.closeTo(0.584087 / 9.415913, 6) as number,
    });
  });

  test('the bound is γ / (1 + γ) of the estimate', () => {
    const exact = 0.584087 / 9.415913;
    const decide = (relativeHalfWidth: number) =>
      nextReplications(TEN, { ...target, relativeHalfWidth }, 10, 100).action;
    expect(decide(exact * 1.00001)).toBe('stop');
    expect(decide(exact * 0.99999)).toBe('go_on');
  });

  test('negative estimates are as precise as positive ones', () => {
    const mirrored = nextReplications(
      TEN.map((x) => -x),
      target,
      10,
      100,
    );
    expect(mirrored).toEqual(nextReplications(TEN, target, 10, 100));
  });
});

describe('it goes on', () => {
  test('below 10 replications, however narrow the interval is', () => {
    const next = nextReplications([10, 10.01], target, 5, 100);
    expect(next).toMatchObject({ action: 'go_on', count: 5, reason: 'too_few' });
    expect(next.reached).toBeLessThan(0.1);
    expect(nextReplications([], target, 5, 100)).toEqual({ action: 'go_on', count: 5, reason: 'too_few' });
    expect(nextReplications([10, 10], target, 5, 100)).toEqual({ action: 'go_on', count: 5, reason: 'too_few' });
  });

  test('while the interval is too wide, with a last batch that ends at the limit', () => {
    const strict = { relativeHalfWidth: 0.01, level: LEVEL };
    expect(nextReplications(TEN, strict, 10, 100)).toMatchObject({ action: 'go_on', count: 10, reason: 'too_wide' });
    expect(nextReplications(TEN, strict, 10, 13)).toMatchObject({ action: 'go_on', count: 3, reason: 'too_wide' });
  });

  test('where the interval holds 0, which no relative width describes', () => {
    const next = nextReplications([...TEN, ...TEN.map((x) => -x)], target, 10, 100);
    expect(next).toEqual({ action: 'go_on', count: 10, reason: 'too_wide', reached: Infinity });
  });
});

describe('it stops short of the precision', () => {
  test('at the limit, and tells what was reached', () => {
    const next = nextReplications(TEN, { relativeHalfWidth: 0.01, level: LEVEL }, 10, 10);
    expect(next).toMatchObject({ action: 'stop', reason: 'limit' });
    expect(next.reached).toBeCloseTo(0.062, 3);
    expect(nextReplications([1], target, 10, 1)).toEqual({ action: 'stop', reason: 'limit' });
  });

  test('where replications are all equal', () => {
    expect(nextReplications(new Array(10).fill(3), target, 10, 100)).toEqual({ action: 'stop', reason: 'no_spread' });
  });

  test('where a replication has no value', () => {
    expect(nextReplications([NaN], target, 10, 100)).toEqual({ action: 'stop', reason: 'no_value' });
  });

  test('a batch of no replications is an impossible state', () => {
    expect(() => nextReplications(TEN, target, 0, 100)).toThrow('at least one replication, not 0');
  });
});

describe('the interval at the stop', () => {
  /** Batches of 5 until the target is met, as an experiment would. */
  function untilPrecise(draw: () => number, relativeHalfWidth: number): number[] {
    const estimates: number[] = [];
    for (;;) {
      const next = nextReplications(estimates, { relativeHalfWidth, level: LEVEL }, 5, 10_000);
      if (next.action === 'stop') return estimates;
      for (let i = 0; i < next.count; i++) estimates.push(draw());
    }
  }

  const normal = (random: RandomStream) => () => 10 + 3 * random.normal();

  test('covers as often as promised, for normal estimates with a deviation of 0.3', () => {
    const { covered } = coverage('sequential', 10, (random) => {
      const estimates = untilPrecise(normal(random), 0.05);
      return sectioningInterval(mean(estimates), estimates, LEVEL);
    });
    expect(covered).toBeGreaterThanOrEqual(NOMINAL.low); // 95.0 % of 3000
    expect(covered).toBeLessThanOrEqual(NOMINAL.high);
  });

  test('comes after about (1.96 · 0.3 · 1.05 / 0.05)² = 152 replications', () => {
    const counts: number[] = [];
    coverage('count', 10, (random) => {
      counts.push(untilPrecise(normal(random), 0.05).length);
      return undefined;
    });
    // half a batch of 5 and the t quantile add a few, quiet samples take some off; 300 experiments: ± 1 replication
    expect(mean(counts)).toBeGreaterThan(152 - 6);
    expect(mean(counts)).toBeLessThan(152 + 8);
  });
});
