import { expect, test } from 'vitest';
import { type Allocation, ALLOCATION_FLAGS } from '../../../bench/allocation.js';
import { inProcessOfItsOwn } from '../../../bench/child.js';

const measured = () =>
  inProcessOfItsOwn('test/support/measure-tracker.ts', [], ALLOCATION_FLAGS) as Promise<Allocation>;

test('a tracker allocates nothing for an attempt of a model and an agent that it knows', async () => {
  let { bytesPerDecision, collections } = await measured();
  // which functions the compiler inlines depends on its timing, as in test/router/allocation.test.ts
  if (bytesPerDecision >= 0.5) ({ bytesPerDecision, collections } = await measured());
  expect(bytesPerDecision).toBeLessThan(0.5);
  expect(collections).toBe(0);
}, 120_000);
