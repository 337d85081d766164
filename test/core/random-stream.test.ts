import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random-stream.js';
import { runs } from '../support/runs.js';

const WORD = (1n << 32n) - 1n;
const rotated = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) & WORD;

/** xoshiro128** as its authors print it, in unsigned integers of any size. */
function* published(state: readonly number[]): Generator<number, never> {
  const s = state.map((word) => BigInt(word) & WORD);
  for (;;) {
    yield Number(BigInt.asIntN(32, rotated((s[1] * 5n) & WORD, 7n) * 9n));
    const t = (s[1] << 9n) & WORD;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotated(s[3], 11n);
  }
}

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const state = fc.tuple(word, word, word, word).filter((words) => words.some((w) => w !== 0));

test('the words are those of the published xoshiro128**, from any state', () => {
  fc.assert(
    fc.property(state, (words) => {
      const stream = new RandomStream(Int32Array.from(words));
      const reference = published(words);
      for (let i = 0; i < 50; i++) expect(stream.int32()).toBe(reference.next().value);
    }),
    runs(100),
  );
});

test('a uniform variate is made of 53 bits of two words', () => {
  fc.assert(
    fc.property(state, (words) => {
      const stream = new RandomStream(Int32Array.from(words));
      const reference = published(words);
      const high = BigInt.asUintN(32, BigInt(reference.next().value)) >> 5n;
      const low = BigInt.asUintN(32, BigInt(reference.next().value)) >> 6n;
      expect(stream.uniform()).toBe(Number((high << 26n) | low) / 2 ** 53);
    }),
    runs(200),
  );
});

test('an integer below n is never n and never negative, up to 2^31', () => {
  fc.assert(
    fc.property(state, fc.integer({ min: 1, max: 2 ** 31 }), (words, n) => {
      const stream = new RandomStream(Int32Array.from(words));
      for (let i = 0; i < 20; i++) {
        const value = stream.below(n);
        expect(Number.isInteger(value) && value >= 0 && value < n, `${value} of ${n}`).toBe(true);
      }
    }),
    runs(200),
  );
});

test('a stream keeps its own copy of the state', () => {
  const words = Int32Array.of(1, 2, 3, 4);
  const one = new RandomStream(words);
  const other = new RandomStream(words);
  one.int32();
  expect(words).toEqual(Int32Array.of(1, 2, 3, 4));
  expect(other.int32()).toBe(new RandomStream(words).int32());
});

test.each([{ words: [0, 0, 0, 0] }, { words: [1, 2, 3] }])('the state $words is refused', ({ words }) => {
  expect(() => new RandomStream(Int32Array.from(words))).toThrow(
    'a random stream needs four state words, not all zero',
  );
});
