import { expect, test } from 'vitest';
import { tTwoSidedPValue } from '../../../src/tank/statistics/student-t.js';
import { timesToTell } from '../../../src/tank/statistics/times-to-tell.js';

const times = (t: number, observations: number, tests = 1) =>
  timesToTell(tTwoSidedPValue(t, observations - 1), observations, tests, 0.95);

test('a statistic of 1.96 + 0.84 has the power of four in five already; half of it needs four times as many', () => {
  expect(times(1.959964 + 0.841621, 1000)).toBeCloseTo(1, 2);
  expect(times((1.959964 + 0.841621) / 2, 1000)).toBeCloseTo(4, 1);
  expect(times(2.39398 + 0.841621, 1000, 3)).toBeCloseTo(1, 2); // z(1 − 0.05 / 6)
});

test('no difference is shown by no number; one beyond doubt by next to none', () => {
  expect(timesToTell(1, 10, 1, 0.95)).toBe(Infinity);
  expect(timesToTell(0, 10, 1, 0.95)).toBeLessThan(0.1);
});
