import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LoadLevels } from '../../../src/router/policies/load-levels.js';
import { runs } from '../../support/runs.js';

test('whatever is raised and lowered, the members stay in order of level and the least are counted', () => {
  const step = fc.record({ nth: fc.nat(30), up: fc.boolean(), times: fc.integer({ min: 1, max: 25 }) });
  fc.assert(
    fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 12 }), fc.array(step), (levels, steps) => {
      const level = Int32Array.from(levels);
      const members = [...levels.keys()].filter((e) => e % 3 !== 2 || levels.length < 3); // not every endpoint is in
      const index = new LoadLevels(members, level, new Int32Array(levels.length));
      const expected = [...levels];
      for (const { nth, up, times } of steps) {
        const endpoint = members[nth % members.length];
        for (let i = 0; i < times; i++) {
          if (up) {
            index.raise(endpoint);
            expected[endpoint]++;
          } else if (expected[endpoint] > 0) {
            index.lower(endpoint);
            expected[endpoint]--;
          }
        }
        expect([...level]).toEqual(expected);
        expect([...index.order].sort((a, b) => a - b)).toEqual(members);
        const inOrder = [...index.order].map((e) => expected[e]);
        expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
        expect(index.leastCount()).toBe(inOrder.filter((l) => l === inOrder[0]).length);
      }
    }),
    runs(200),
  );
});
