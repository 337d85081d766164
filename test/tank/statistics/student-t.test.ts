import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tQuantile, tTwoSidedPValue } from '../../../src/tank/statistics/student-t.js';
import { runs } from '../../support/runs.js';

describe('quantiles of t agree with the published table to its last digit', () => {
  const table = [
    { freedom: 1, t: [12.706, 63.657, 636.619] },
    { freedom: 2, t: [4.303, 9.925, 31.599] },
    { freedom: 9, t: [2.262, 3.25, 4.781] },
    { freedom: 29, t: [2.045, 2.756, 3.659] },
    { freedom: 1000, t: [1.962, 2.581, 3.3] },
  ];
  test.each(table)('$freedom degrees of freedom at 0.975, 0.995 and 0.9995', ({ freedom, t }) => {
    const rounded = [0.975, 0.995, 0.9995].map((p) => Number(tQuantile(p, freedom).toFixed(3)));
    expect(rounded).toEqual(t);
  });
});

describe('closed forms', () => {
  const close = (actual: number, exact: number): void => {
    expect(Math.abs(actual / exact - 1), `${actual} for ${exact}`).toBeLessThan(1e-7);
  };

  test.each([0.6, 0.9, 0.975, 0.995, 0.9995, 0.99999])('quantiles at %s with 1 and 2 degrees of freedom', (p) => {
    close(tQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)));
    close(tQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)));
  });

  test.each([0.1, 1, 2.5, 30, 1e4])('p-values of t = %s with 1 and 2 degrees of freedom', (t) => {
    close(tTwoSidedPValue(t, 1), (2 * Math.atan(1 / t)) / Math.PI);
    close(tTwoSidedPValue(-t, 2), 2 / (2 + t * t + t * Math.sqrt(2 + t * t)));
  });

  test('the p-value is 1 at t = 0 and 0 at infinity', () => {
    expect([0, Infinity, -Infinity].map((t) => tTwoSidedPValue(t, 9))).toEqual([1, 0, 0]);
  });
});

describe('with very many degrees of freedom', () => {
  test.each([1e6, 1e9, 1e15])('%d of them give the quantiles of the normal distribution', (freedom) => {
    const z = [0.2533471031358, 1.959963984540054, 3.290526731491895]; // published to 15 digits
    const t = [0.6, 0.975, 0.9995].map((p) => tQuantile(p, freedom));
    // by the first term of the expansion, (z³ + z) / 4ν
    const expected = z.map((quantile) => quantile + (quantile ** 3 + quantile) / (4 * freedom));
    expect(t).toEqual(expected.map((quantile) => expect.closeTo(quantile, 9) as number));
  });

  test('quantiles fall without a step to where another formula takes over', () => {
    const t = [99_000, 99_999, 100_000, 101_000].map((freedom) => tQuantile(0.975, freedom));
    expect(Math.max(...t) - Math.min(...t)).toBeLessThan(1e-6);
  });

  test.each([1e6, 1e9, 1e15])('%d of them give the p-values of the normal distribution', (freedom) => {
    expect(tTwoSidedPValue(1.959963984540054, freedom)).toBeCloseTo(0.05, 6);
    expect(tTwoSidedPValue(3.290526731491895, freedom)).toBeCloseTo(0.001, 7);
  });
});

test('the p-value of a quantile is twice the probability beyond it', () => {
  const cases = fc.record({
    p: fc.double({ min: 0.5001, max: 0.9999, noNaN: true }),
    freedom: fc.integer({ min: 1, max: 1000 }),
  });
  fc.assert(
    fc.property(cases, ({ p, freedom }) => {
      expect(tTwoSidedPValue(tQuantile(p, freedom), freedom)).toBeCloseTo(2 * (1 - p), 6);
    }),
    runs(500),
  );
});

test('the quantile is symmetric about its median 0', () => {
  expect(tQuantile(0.5, 7)).toBe(0);
  expect(tQuantile(0.025, 7)).toBeCloseTo(-tQuantile(0.975, 7), 10);
});

test('probabilities outside (0, 1) and missing degrees of freedom are impossible states', () => {
  expect(() => tQuantile(95, 9)).toThrow('a t quantile needs a probability between 0 and 1, not 95');
  expect(() => tQuantile(0.975, 0)).toThrow("Student's t needs at least one degree of freedom, not 0");
  expect(() => tTwoSidedPValue(2, NaN)).toThrow("Student's t needs at least one degree of freedom, not NaN");
});
