import { expect, test } from 'vitest';
import { Constant } from '../../../../src/tank/traffic/distributions/constant.js';

test('a constant is always its value', () => {
  const constant = new Constant(12.5);
  expect([constant.sample(), constant.sample()]).toEqual([12.5, 12.5]);
});

test('a constant below 0 is refused', () => {
  expect(() => new Constant(-1)).toThrow('a constant must be at least 0, not -1');
  expect(() => new Constant(NaN)).toThrow(RangeError);
});
