import fc from 'fast-check';
import { sampleCorrelation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../src/core/streams.js';
import { expectShares } from '../support/acceptance.js';
import { runs } from '../support/runs.js';

/** A stream that is put at the start of a sequence by two keys. */

const KEYS = 10_000;
const CELLS = 100;
const streamOf = (seed: string) => new Streams(seed, 0).named('restart');
const key = fc.nat(2 ** 31 - 1);

/** So many draws after a restart with two keys. */
function drawsAt(seed: string, a: number, b: number, count = 8): number[] {
  const stream = streamOf(seed);
  stream.restart(a, b);
  return Array.from({ length: count }, () => stream.int32());
}

/** Ways to go through keys one by one. */
const WALKS: readonly (readonly [string, (i: number) => readonly [number, number]])[] = [
  ['in the first key', (i) => [i, 0]],
  ['in the second key', (i) => [0, i]],
  ['in both keys', (i) => [i, i]],
  ['in steps of 65,536', (i) => [i * 65_536, 7]],
  ['over a square', (i) => [i % 100, Math.floor(i / 100)]],
];

/** A draw of each key of a walk: the first, or one of those that follow. */
function uniforms(walk: (i: number) => readonly [number, number], before: number): number[] {
  const stream = streamOf('walk');
  return Array.from({ length: KEYS }, (_, i) => {
    stream.restart(...walk(i));
    for (let k = 0; k < before; k++) stream.uniform();
    return stream.uniform();
  });
}

describe('a stream that is restarted', () => {
  test('draws the same for equal keys, whatever it drew before', () => {
    fc.assert(
      fc.property(key, key, fc.nat(20), (a, b, before) => {
        const stream = streamOf('seed');
        for (let i = 0; i < before; i++) stream.int32();
        stream.restart(b, a);
        stream.restart(a, b);
        expect(Array.from({ length: 8 }, () => stream.int32())).toEqual(drawsAt('seed', a, b));
      }),
      runs(200),
    );
  });

  test('draws otherwise for other keys, also exchanged, and from another first state', () => {
    fc.assert(
      fc.property(key, key, key, key, (a, b, c, d) => {
        const draws = drawsAt('seed', a, b);
        if (a !== c || b !== d) expect(drawsAt('seed', c, d)).not.toEqual(draws);
        if (a !== b) expect(drawsAt('seed', b, a)).not.toEqual(draws);
        expect(drawsAt('another', a, b)).not.toEqual(draws);
      }),
      runs(500),
    );
  });

  test('is not the sequence of a neighbouring key, a few draws further on', () => {
    const draws = new Map<string, string>();
    for (let a = 0; a < 40; a++) {
      for (let b = 0; b < 40; b++) {
        const sequence = drawsAt('seed', a, b, 10);
        for (let i = 0; i + 1 < sequence.length; i++) {
          const pair = `${sequence[i]} ${sequence[i + 1]}`;
          expect(draws.get(pair), `keys ${a}, ${b}`).toBeUndefined();
          draws.set(pair, `${a}, ${b}`);
        }
      }
    }
  });
});

describe.each(WALKS)('keys that go up %s', (_way, walk) => {
  test.each([0, 1, 5])('have draws that are uniform, after %i others', (before) => {
    const counts = new Array<number>(CELLS).fill(0);
    for (const value of uniforms(walk, before)) counts[Math.floor(value * CELLS)]++;
    expectShares(counts, new Array<number>(CELLS).fill(1 / CELLS), 'draws by hundredths');
  });

  test('have pairs of first draws that fill the square evenly', () => {
    const values = uniforms(walk, 0);
    const counts = new Array<number>(CELLS).fill(0);
    for (let i = 0; i < KEYS; i += 2) counts[10 * Math.floor(values[i] * 10) + Math.floor(values[i + 1] * 10)]++;
    expectShares(counts, new Array<number>(CELLS).fill(1 / CELLS), 'pairs of neighbours by tenths');
  });

  test.each([1, 2, 10])('have first draws without correlation at a distance of %i', (lag) => {
    const values = uniforms(walk, 0);
    const correlation = sampleCorrelation(values.slice(lag), values.slice(0, -lag));
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(KEYS)); // 4 standard deviations
  });
});
