import fc from 'fast-check';
import { expect, test } from 'vitest';
import { empiricalQuantiles, QUANTILE_SHARES } from '../../../src/tank/fitting/empirical-quantiles.js';
import { azureTrace, isMissing, reason } from '../../support/azure-trace.js';
import { runs } from '../../support/runs.js';

const at = (quantiles: Float64Array, share: number) => quantiles[QUANTILE_SHARES.indexOf(share)];

test('there are 201 shares, ascending and symmetric, denser in the tails', () => {
  expect(QUANTILE_SHARES.length).toBe(201);
  for (const [i, share] of QUANTILE_SHARES.entries()) {
    expect(share + QUANTILE_SHARES[200 - i]).toBeCloseTo(1, 12);
    if (i > 0) expect(share).toBeGreaterThan(QUANTILE_SHARES[i - 1]);
  }
  const wanted = [0, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.5, 0.99, 0.995, 0.9975, 0.999, 0.9995, 1];
  expect(wanted.filter((share) => !QUANTILE_SHARES.includes(share))).toEqual([]);
});

test('of the numbers 0 to 1000 in any order, the quantile at a share is 1000 times the share', () => {
  const quantiles = empiricalQuantiles(Array.from({ length: 1001 }, (_, i) => (i * 8) % 1001));
  for (const [i, share] of QUANTILE_SHARES.entries()) expect(quantiles[i]).toBeCloseTo(1000 * share, 9);
});

test('quantiles ascend from the smallest to the largest value', () => {
  const columns = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(columns, (values) => {
      const quantiles = empiricalQuantiles(values);
      expect(quantiles[0]).toBe(Math.min(...values));
      expect(quantiles[200]).toBe(Math.max(...values));
      expect([...quantiles]).toEqual([...quantiles].sort((a, b) => a - b));
    }),
    runs(200),
  );
});

test('an empty column has no quantiles', () => {
  expect(empiricalQuantiles([]).every(Number.isNaN)).toBe(true);
});

test.skipIf(isMissing)(`Azure: quantiles of the prompts as in the notes on the trace${reason}`, async () => {
  const quantiles = empiricalQuantiles((await azureTrace()).promptTokens);
  const shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];
  expect(shares.map((share) => Math.floor(at(quantiles, share)))).toEqual([
    29, 181, 207, 396, 1020, 1189, 2734, 4083, 4142, 6179, 14_050,
  ]);
});
