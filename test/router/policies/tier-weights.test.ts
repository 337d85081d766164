import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { drawAmong, TierWeights } from '../../../src/router/policies/tier-weights.js';
import { runs } from '../../support/runs.js';

const weight = fc.constantFrom(0, 0, 0.1, 1, 3, 1e9, 1e-9);
const change = fc.record({ endpoint: fc.nat(8), tier: fc.nat(4), weight });

test('after any changes a tier draws its own endpoints of positive weight, or says that there is none', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(change, { maxLength: 60 }),
      fc.nat(),
      (count, changes, seed) => {
        const weights = new TierWeights();
        weights.reset(count);
        const random = new Streams('weights', seed).named('draws');
        const tiers = new Array<number>(count).fill(4);
        for (const { endpoint, tier, weight: w } of changes) {
          const e = endpoint % count;
          tiers[e] = tier;
          weights.weight[e] = w;
          weights.update(e, tier);
        }
        for (let tier = 0; tier < 4; tier++) {
          const open = [...tiers.keys()].filter((e) => tiers[e] === tier && weights.weight[e] > 0);
          for (let i = 0; i < 20; i++) {
            const drawn = weights.draw(tier, random);
            if (open.length === 0) expect(drawn).toBe(-1);
            else expect(open).toContain(drawn);
          }
        }
      },
    ),
    runs(300),
  );
});

test('endpoints are drawn in proportion to their weights, from the tree as from a list', () => {
  const shares = [1, 2, 3, 0, 4];
  const weights = new TierWeights();
  weights.reset(5);
  shares.forEach((share, e) => {
    weights.weight[e] = share;
    weights.update(e, 2);
  });
  const random = new Streams('proportion', 0).named('draws');
  const draws: Readonly<Record<string, () => number>> = {
    tree: () => weights.draw(2, random),
    list: () => drawAmong(weights.weight, Int32Array.of(4, 3, 2, 1, 0), 5, random),
  };
  for (const [how, draw] of Object.entries(draws)) {
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[draw()]++;
    shares.forEach((share, e) => {
      const p = share / 10;
      expect(Math.abs(counts[e] - 20_000 * p), `${how}, endpoint ${e}`).toBeLessThanOrEqual(
        3.5 * Math.sqrt(20_000 * p * (1 - p)),
      );
    });
  }
});
