import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeBatch } from '../../../../../src/tank/simulation/backends/llm/decode-batch.js';
import { runs } from '../../../../support/runs.js';

test('size, tokens in the cache and blocks wanted are those of a loop over the sequences', () => {
  const action = fc.record({ context: fc.integer({ min: 1, max: 60 }), leaver: fc.nat(9), steps: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const batch = new DecodeBatch(16);
      const contexts: number[] = []; // before the iteration
      let iteration = 0;
      for (const { context, leaver, steps } of actions) {
        batch.join(iteration - context);
        contexts.push(context);
        if (leaver < contexts.length) batch.leave(iteration - contexts.splice(leaver, 1)[0]);
        iteration += steps;
        contexts.forEach((before, n) => (contexts[n] = before + steps));
        expect(batch.size).toBe(contexts.length);
        expect(batch.kvTokens(iteration)).toBe(contexts.reduce((sum, before) => sum + before, 0));
        expect(batch.demand(iteration)).toBe(contexts.filter((before) => before % 16 === 0).length);
        for (const before of contexts) expect(batch.isInDemand(iteration - before, iteration)).toBe(before % 16 === 0);
      }
    }),
    runs(300),
  );
});

test('a change is told once', () => {
  const batch = new DecodeBatch(16);
  expect(batch.takeChanged()).toBe(false);
  batch.join(3);
  expect(batch.takeChanged()).toBe(true);
  expect(batch.takeChanged()).toBe(false);
  batch.leave(3);
  expect(batch.takeChanged()).toBe(true);
});
