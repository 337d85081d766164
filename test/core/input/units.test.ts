import { DURATION_UNITS, parseDuration, parseRate, RATE_UNITS } from '../../../src/core/input/units.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { runs } from '../../support/runs.js';

const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

test.each([
  ['45ms', 45],
  ['0.05 ms', 0.05],
  ['.5s', 500],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['0s', 0],
])('the duration %s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  '',
  '45',
  'ms',
  '-1s',
  '1e3ms',
  '1 week',
  '5M',
  '1.s',
  '1s ',
  ' 1s',
  '1  s',
  '1s2s',
  '1,5s',
  '9'.repeat(400),
])('%j is not a duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  ['120/s', 120],
  ['3.5 / m', 3.5 / 60],
  ['1/ms', 1000],
  ['7200/h', 2],
  ['86400/d', 1],
  ['0/s', 0],
])('the rate %s is %d per second', (text, perS) => {
  expect(parseRate(text)).toBe(perS);
});

test.each(['', '120', '/s', '-1/s', '120/', '120/w', '120/2s', '120s', '1e3/s', '120//s', '120/s '])(
  '%j is not a rate',
  (text) => {
    expect(parseRate(text)).toBeUndefined();
  },
);

test('every whole number of every unit is read as what it says', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.constantFrom(...DURATION_UNITS), (n, unit) => {
      expect(parseDuration(`${n}${unit}`)).toBe(n * MS[unit]);
    }),
    runs(200),
  );
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.constantFrom(...RATE_UNITS), (n, unit) => {
      expect(parseRate(`${n}/${unit}`)).toBe(n / (MS[unit] / 1000));
    }),
    runs(200),
  );
});
