import { expect, test } from 'vitest';
import {
  fraction,
  share,
  duration,
  plainNumber,
  type QuantitySchema,
  rate,
  wholeNumber,
} from '../../../src/core/input/quantities.js';

const message = (schema: QuantitySchema, input: unknown) => schema.safeParse(input).error?.issues[0].message;

test.each([
  ['45ms', 45],
  ['0.05 ms', 0.05],
  ['5m', 300_000],
  ['1.5h', 5_400_000],
  [0, 0],
])('the duration %j is %d ms', (text, expected) => {
  expect(duration().parse(text)).toBe(expected);
});

test.each(['45', 45, '-1ms', '1e3ms', '5 minutes', '', null, '1e13ms', '999999999999999d'])(
  'the duration %j is refused',
  (input) => {
    expect(message(duration(), input)).toBe('expected a duration with a unit (ms, s, m, h, d), such as 45ms or 5m');
  },
);

test('a duration above 0 refuses 0 in either form', () => {
  expect(message(duration({ positive: true }), 0)).toContain('above 0');
  expect(message(duration({ positive: true }), '0s')).toContain('above 0');
});

test.each([
  ['120/s', 120],
  ['3 / m', 0.05],
  ['2/ms', 2000],
])('the rate %j is %d per second', (text, expected) => {
  expect(rate().parse(text)).toBe(expected);
});

test.each(['120', 120, '0/s', '/s', '1e3/s'])('the rate %j is refused', (input) => {
  expect(message(rate(), input)).toContain('expected a rate above 0 with a unit');
});

test('numbers are kept within their range', () => {
  expect(plainNumber().parse(0)).toBe(0);
  expect(message(plainNumber({ positive: true }), 0)).toBe('expected a number from 1e-9 to 1e+12');
  expect(plainNumber({ positive: true }).safeParse(1e-320).success).toBe(false);
  expect(message(plainNumber(), Infinity)).toContain('expected a number');
  expect(message(wholeNumber(1, 10), 1.5)).toBe('expected a whole number from 1 to 10');
  expect(message(wholeNumber(1, 10), 11)).toBe('expected a whole number from 1 to 10');
});

test.each([
  [0.2, 0.2],
  ['20%', 0.2],
  ['2.5 %', 0.025],
  ['100%', 1],
])('a share may be given as %j', (given, value) => {
  expect(share().parse(given)).toBe(value);
  expect(fraction().parse(given)).toBe(value);
});

test('a share above 1, below 0 or without a sign is refused, and 0 is a fraction alone', () => {
  for (const given of [1.1, '101%', -0.1, '-1%', '20', '%', NaN, true]) {
    expect(share().safeParse(given).success, String(given)).toBe(false);
    expect(fraction().safeParse(given).success, String(given)).toBe(false);
  }
  expect([share().safeParse('0%').success, fraction().parse('0%')]).toEqual([false, 0]);
});
