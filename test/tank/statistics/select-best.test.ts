import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import type { RandomStream } from '../../../src/core/random-stream.js';
import { Streams } from '../../../src/core/streams.js';
import { selectBest, type Selection } from '../../../src/tank/statistics/select-best.js';
import { LEVEL } from './coverage.js';

const EXPERIMENTS = 400;
/** Correct selections of 400 that a probability of 0.95 reaches but once in a thousand fails to: binomial. */
const LEAST_CORRECT = 365;

/** One replication: a normal value a strategy, of variance 1, `share` of it common to all. */
function replicate(random: RandomStream, means: readonly number[], share: number): number[] {
  const common = Math.sqrt(share) * random.normal();
  return means.map((m) => m + common + Math.sqrt(1 - share) * random.normal());
}

/** KN as an experiment drives it: replications of the survivors alone, `batch` at a time. */
function run(name: string, experiment: number, means: readonly number[], share: number, batch = 1): Selection {
  const random = new Streams(name, experiment).named('sample');
  const columns: number[][] = means.map(() => []);
  const extend = (survivors: readonly number[], count: number) => {
    for (let r = 0; r < count; r++) {
      const values = replicate(random, means, share);
      for (const i of survivors) columns[i].push(values[i]);
    }
  };
  extend(
    means.map((_, i) => i),
    10,
  );
  for (;;) {
    const selection = selectBest(columns, 0.5, LEVEL);
    if (selection.survivors.length === 1) return selection;
    extend(selection.survivors, batch);
  }
}

const SLIPPAGE = [0, 0, -0.5, 0, 0]; // the best leads all others by just δ: the hardest case that is promised

describe('KN', () => {
  for (const share of [0, 0.8]) {
    test(`in the slippage configuration selects the best as often as promised, ${100 * share} % of variance common`, () => {
      const results = Array.from({ length: EXPERIMENTS }, (_, e) => run(`slippage ${share}`, e, SLIPPAGE, share));
      const correct = results.filter(({ survivors }) => survivors[0] === 2).length;
      expect(correct).toBeGreaterThanOrEqual(LEAST_CORRECT);
      expect(results.every(({ replications, atMost }) => replications <= atMost)).toBe(true);
    });
  }

  test('common traffic makes it faster, and so do larger differences', () => {
    const replications = (name: string, means: readonly number[], share: number) =>
      mean(Array.from({ length: 100 }, (_, e) => run(name, e, means, share).replications));
    const independent = replications('independent', SLIPPAGE, 0);
    // S² of a difference is 2 (1 − share): a fifth of the replications, but for the 10 that come first
    expect(replications('common', SLIPPAGE, 0.8)).toBeLessThan(independent / 2.5);
    expect(replications('apart', [2, 2, 0, 2, 2], 0)).toBeLessThan(independent / 2.5);
  });

  test('by hand: n₀ = 3, α = 0.05, k = 2: η = ½ (0.1⁻¹ − 1) = 4.5, h² = 18', () => {
    // differences 1, 2, 3: S² = 1; δ = 2: W at r = 3 is 2/6 (18/4 − 3) = 0.5 < 2, so the larger mean leaves at once
    const at = (shift: number) =>
      selectBest(
        [
          [1 + shift, 2 + shift, 3 + shift],
          [0, 0, 0],
        ],
        2,
        LEVEL,
        3,
      );
    expect(at(0)).toEqual({ survivors: [1], droppedAfter: [3, undefined], replications: 3, atMost: 5 });
    expect(at(-1.51).survivors).toEqual([0, 1]); // means 0.49 apart
    expect(at(-1.49).survivors).toEqual([1]); // means 0.51 apart
    expect(at(-2.51).survivors).toEqual([0]);
  });

  test('how many replications are made between two looks changes nothing', () => {
    // Values of dropped strategies are drawn and thrown away in `run`, so every batch meets the same traffic.
    for (let e = 0; e < 50; e++) {
      const one = run('batches', e, SLIPPAGE, 0.5, 1);
      expect(run('batches', e, SLIPPAGE, 0.5, 7)).toEqual(one);
    }
  });

  test('strategies that decide alike tie, and the first stays', () => {
    const column = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(selectBest([column, column, column], 0.5, LEVEL)).toMatchObject({ survivors: [0], replications: 10 });
  });

  test('one strategy is the best of all', () => {
    expect(selectBest([[1, 2, 3]], 0.5, LEVEL, 3)).toMatchObject({ survivors: [0], replications: 3 });
  });
});

describe('impossible states', () => {
  test.each([
    ['no strategy', () => selectBest([], 1, LEVEL), 'at least one strategy'],
    ['too few replications', () => selectBest([[1, 2], [1]], 1, LEVEL, 2), 'needs 2 replications, not 1'],
    ['a value that is missing', () => selectBest([[1, NaN]], 1, LEVEL, 2), 'finite values'],
    ['an indifference zone of 0', () => selectBest([[1, 2]], 0, LEVEL, 2), 'positive, not 0'],
    ['one first replication', () => selectBest([[1, 2]], 1, LEVEL, 1), 'two first replications, not 1'],
  ])('%s', (_case, act, message) => {
    expect(act).toThrow(message);
  });
});
