import { expect, test } from 'vitest';
import { InputError } from '../../../src/core/index.js';
import { pointsOf } from '../../../src/tank/studies/index.js';
import { expandValues } from '../../../src/tank/studies/values.js';

test.each([
  ['1,2,3', [1, 2, 3]],
  ['2..5', [2, 3, 4, 5]],
  ['20/s..60/s:5', ['20/s', '30/s', '40/s', '50/s', '60/s']],
  ['20..60/s:3', ['20/s', '40/s', '60/s']],
  ['1..100:3 log', [1, 10, 100]],
  ['60ms..20ms:3', ['60ms', '40ms', '20ms']],
  ['0.1..0.3:3', [0.1, 0.2, 0.3]],
  ['off, 0.5..0.9:3', ['off', 0.5, 0.7, 0.9]],
  [
    '{ kind: poisson, rate: 3/s }, { kind: deterministic, rate: 3/s }',
    [
      { kind: 'poisson', rate: '3/s' },
      { kind: 'deterministic', rate: '3/s' },
    ],
  ],
  ['[1, 2], [3]', [[1, 2], [3]]],
  ['"a,b", c', ['a,b', 'c']],
  ['./trace..old.csv', ['./trace..old.csv']],
])('%s', (text, values) => {
  expect(expandValues(text, 'a.b')).toEqual(values);
});

test.each(['5..1', '1.5..3', '1..3:1', '0..3:4 log', '1/s..3/m:3', '1..5000', '1..3:2000', '{ a: 1', '1,,2x: ['])(
  '%s is refused',
  (text) => {
    expect(() => expandValues(text, 'a.b')).toThrow(InputError);
  },
);

test('a grid is every combination, the last factor varying fastest', () => {
  const { factors, points } = pointsOf({ grid: { a: '1..2', b: ['x', 'y'] } });
  expect(factors).toEqual([
    { path: 'a', values: [1, 2] },
    { path: 'b', values: ['x', 'y'] },
  ]);
  expect(points.map((point) => point.map(({ value }) => value))).toEqual([
    [1, 'x'],
    [1, 'y'],
    [2, 'x'],
    [2, 'y'],
  ]);
});

test('a list is its points, each with the same paths', () => {
  const { factors, points } = pointsOf({
    list: [
      { a: 1, b: 2 },
      { b: 5, a: 1 },
    ],
  });
  expect(factors).toEqual([
    { path: 'a', values: [1] },
    { path: 'b', values: [2, 5] },
  ]);
  expect(points).toHaveLength(2);
  expect(() => pointsOf({ list: [{ a: 1 }, { b: 1 }] })).toThrow('other paths');
});

test('nothing, and too many points, are refused', () => {
  expect(() => pointsOf({})).toThrow('nothing is varied');
  expect(() => pointsOf({ grid: { a: '1..1000', b: '1..1000' } })).toThrow('1000000 points');
});

test.each([
  [undefined, 'nothing is varied'],
  [{}, 'nothing is varied'],
  [{ grid: { seed: 5 } }, 'the values of seed are 5'],
  [{ grid: { seed: [] } }, 'the values of seed are []'],
  [{ grid: { seed: ['a'] }, replications: 2 }, 'what is varied has no key "replications"'],
])('%j is refused: %s', (variation, message) => {
  expect(() => pointsOf(variation as never)).toThrow(InputError);
  expect(() => pointsOf(variation as never)).toThrow(message);
});
