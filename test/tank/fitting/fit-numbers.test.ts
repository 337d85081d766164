import { expect, test } from 'vitest';
import { FitNumbers } from '../../../src/tank/fitting/fit-numbers.js';
import { traceOf } from '../../support/traces.js';
import { TRACES } from './fitted-traces.js';

const even = traceOf(Array.from({ length: 1000 }, (_, i) => 137 * i + 90 * Math.sin(i)));

test('a number that no made trace comes near to is off, with both numbers', () => {
  const numbers = new FitNumbers(TRACES['gamma']); // gaps of cv 3
  numbers.add(TRACES['poisson']);
  numbers.add(even);
  const all = new Map(numbers.all().map((number) => [number.name, number]));
  const cv = all.get('gaps: cv');
  expect(cv?.isOff).toBe(true);
  expect(cv?.recorded).toBeGreaterThan(2);
  expect(cv?.most).toBeLessThan(1.1);
  expect(cv?.made).toBeCloseTo(((cv?.least ?? NaN) + (cv?.most ?? NaN)) / 2, 10);
  expect(all.get('prompts: mean')?.isOff).toBe(false); // the second has none
});

test('what some made trace has, or is within a quarter, is not off', () => {
  const numbers = new FitNumbers(TRACES['poisson']);
  for (const made of [TRACES['gamma'], TRACES['poisson'], TRACES['deterministic']]) numbers.add(made);
  expect(numbers.all().filter(({ isOff }) => isOff)).toEqual([]);
  const same = new FitNumbers(even);
  same.add(even);
  expect(same.all().map(({ name }) => name)).toEqual(expect.arrayContaining(['mean rate, /s', 'gaps: cv']));
  expect(same.all().some(({ isOff }) => isOff)).toBe(false);
});
