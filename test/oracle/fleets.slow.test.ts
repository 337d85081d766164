import { expect, test } from 'vitest';
import { fleets, isSlow } from './cases.js';
import { meanWaiting } from './formulas.js';
import { holdAgainstTheory } from './hold-against-theory.js';
import { measured, type OracleCase } from './replicated.js';

holdAgainstTheory(fleets.filter(isSlow));

function found(name: string, atLoad: number): OracleCase {
  const oracle = fleets.find(({ model, load }) => model === name && load === atLoad);
  if (oracle === undefined) throw new Error(`there is no ${name} at load ${atLoad}`);
  return oracle;
}

test('least_loaded over 16 servers at load 0.9 lies between M/M/16 and a random split, to within 1 %', () => {
  const [mean] = measured(found('least_loaded, 16 servers', 0.9));
  expect(mean.value).toBeGreaterThan(1 + meanWaiting(16, 14.4));
  expect(mean.value).toBeLessThan(10);
  expect(mean.halfWidth / mean.value).toBeLessThan(0.01);
});

test('Join-Idle-Queue over 4 servers at load 0.8 has the published mean', () => {
  expect(found('jiq, 4 servers', 0.8).theory.mean_response).toBeCloseTo(2.3334, 4);
});
