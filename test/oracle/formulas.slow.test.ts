import { expect, test } from 'vitest';
import { idleQueue, shortestDrawn, shortestQueue } from './sorted-queues.js';

/** Chains whose states are many: a second and more each. */

test('join-shortest-queue over 4 servers at load 0.8 has the published mean 1.953134', () => {
  expect(shortestQueue(4, 0.8).meanResponse).toBeCloseTo(1.953134, 5);
});

test('Join-Idle-Queue over 2 servers at load 0.9 has the published mean 6.785714', () => {
  expect(idleQueue(2, 0.9).meanResponse).toBeCloseTo(6.785714, 5);
});

test.each([
  { replacement: false, mean: 2.330158 },
  { replacement: true, mean: 2.53515 },
])('two choices of 4 at load 0.8, replacement $replacement: the published mean $mean', ({ replacement, mean }) => {
  expect(shortestDrawn(4, 0.8, 2, replacement).meanResponse).toBeCloseTo(mean, 5);
});
