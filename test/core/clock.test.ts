import { expect, test } from 'vitest';
import { ManualClock } from '../../src/core/clock.js';

test('a manual clock starts at 0 and shows the time that its owner wrote', () => {
  const clock = new ManualClock();
  expect(clock.nowMs()).toBe(0);
  clock.cell[0] = 1234.5;
  expect(clock.nowMs()).toBe(1234.5);
});
