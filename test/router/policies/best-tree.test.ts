import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EndpointTable } from '../../../src/router/index.js';
import { BestTree } from '../../../src/router/policies/best-tree.js';
import { Streams } from '../../../src/core/streams.js';
import { runs } from '../../support/runs.js';

const change = fc.record({ endpoint: fc.nat(10), tier: fc.nat(4), score: fc.constantFrom(0, 1, 1, 2, 5, Infinity) });

test('the best is a least score of the lowest tier, whatever changed before', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 11 }),
      fc.array(change, { minLength: 1, maxLength: 80 }),
      (count, changes) => {
        const table = new EndpointTable();
        table.grow(count);
        const tree = new BestTree(table);
        tree.reset();
        tree.build();
        const random = new Streams('best', 0).named('ties');
        for (const { endpoint, tier, score } of changes) {
          const e = endpoint % count;
          table.tier[e] = tier;
          tree.score[e] = score;
          tree.update(e);
          const lowest = Math.min(...table.tier);
          if (lowest === 4) continue;
          const among = [...table.tier.keys()].filter((i) => table.tier[i] === lowest);
          const least = Math.min(...among.map((i) => tree.score[i]));
          expect(tree.isHopeless()).toBe(least === Infinity);
          expect(among.filter((i) => tree.score[i] === least)).toContain(tree.pick(random));
        }
      },
    ),
    runs(300),
  );
});

test('ties are drawn uniformly', () => {
  const table = new EndpointTable();
  table.grow(7);
  table.tier.fill(0);
  const tree = new BestTree(table);
  tree.reset();
  tree.score.set([1, 0, 0, 2, 0, 0, 3]);
  tree.build();
  const random = new Streams('ties', 0).named('ties');
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < 20_000; i++) counts[tree.pick(random)]++;
  expect([counts[0], counts[3], counts[6]]).toEqual([0, 0, 0]);
  for (const e of [1, 2, 4, 5]) expect(Math.abs(counts[e] - 5000)).toBeLessThan(3.5 * Math.sqrt(20_000 * 0.25 * 0.75));
});
