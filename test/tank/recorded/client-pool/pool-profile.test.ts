import { describe, expect, test } from 'vitest';
import { type PoolProfile, profilePool } from '../../../../src/tank/recorded/client-pool/pool-profile.js';
import { readPool } from '../../../../src/tank/recorded/client-pool/read-pool.js';
import { traceDirectory } from '../formats/trace-files.js';
import { gammaWindow, lengths, poolOf } from './pools.js';
import { recorded } from '../../../support/recorded-data.js';

const files = traceDirectory();

test('the figures of a small pool are those by hand', async () => {
  const pool = await poolOf(files, [
    {
      client: 'a',
      windows: [gammaWindow(3600, 3), gammaWindow(4200, 1, 0.25), gammaWindow(21_600, 2)],
      datasets: [
        lengths(
          0,
          [
            [10, 0.5],
            [20, 0.5],
          ],
          [[1, 1]],
        ),
        lengths(21_600, [[10, 1]], [[4, 1]]),
      ],
    },
    { client: 'b', windows: [gammaWindow(4200, 4, 4), gammaWindow(90_000, 0)], datasets: [] },
  ]);
  const profile = profilePool(pool);
  expect(profile).toMatchObject({ spanS: 87_000, clientsWithoutLengths: 1, shareWithoutLengths: 0.4 });
  expect(profile.meanRatePerS).toBeCloseTo(6000 / 87_000, 12);
  expect(profile.peakToMean).toBeCloseTo((5 * 87_000) / 6000, 12);
  expect(profile.topShares).toEqual([0.6, 1, 1, 1]);
  expect(profile.gapCv).toEqual([0.5, 0.5, 1, 1, 2]);
  expect(profile.hours.map((share) => share / 24)).toEqual(
    Array.from({ length: 24 }, (_, hour): unknown => expect.closeTo(hour === 1 ? 0.8 : hour === 6 ? 0.2 : 0, 12)),
  );
  expect(profile.promptTokens?.mean).toBeCloseTo((4 * 15 + 2 * 10) / 6, 12);
  expect(profile.promptTokens?.quantiles).toEqual([10, 10, 10, 10, 10, 20, 20, 20, 20, 20]);
  expect(profile.outputTokens?.mean).toBeCloseTo(2, 12);
  expect(profile.outputTokens?.quantiles).toEqual([1, 1, 1, 1, 1, 4, 4, 4, 4, 4]);
});

test('a pool without lengths has no figures of them', async () => {
  const pool = await poolOf(files, [{ client: 0, windows: [gammaWindow(0, 1)], datasets: [] }]);
  expect(profilePool(pool)).toMatchObject({ promptTokens: undefined, outputTokens: undefined, shareWithoutLengths: 1 });
});

/**
 * Figures measured on the source. The file has probabilities to 6 decimals, which takes up to 6 % off the weight of single
 * requests of a client with 235,000: its longest lengths come out up to 0.2 % shorter than the source's. Lengths are the
 * mean, then quantiles by LENGTH_LEVELS; P10 was not measured.
 */
interface Measured {
  readonly profile: Partial<Record<keyof PoolProfile, number>>;
  readonly topShares: readonly number[];
  readonly gapCv: readonly (readonly [value: number, digits: number])[];
  readonly hours?: string;
  readonly promptTokens: readonly number[];
  readonly outputTokens: readonly number[];
}

const MEASURED: readonly (readonly [string, Measured])[] = [
  [
    'm-small',
    {
      profile: { spanS: 14 * 86_400, meanRatePerS: 1174, peakToMean: 3.3, clientsWithoutLengths: 5 },
      topShares: [0.3, 0.77, 0.93, 0.99],
      gapCv: [
        [0.93, 2],
        [1.06, 2],
        [1.21, 2],
        [2.47, 2],
        [9.1, 1],
      ],
      hours:
        '0.84 0.71 0.73 0.68 0.71 0.66 0.68 0.85 1.02 1.05 1.13 1.09 1.06 1.07 1.06 1.05 1.09 1.08 1.01 1.23 1.46 1.40 1.27 1.06',
      promptTokens: [120, 18, 19, NaN, 20, 40, 53, 322, 573, 1478, 2998],
      outputTokens: [15, 1, 1, NaN, 2, 3, 10, 44, 71, 142, 269],
    },
  ],
  [
    'deepseek-r1',
    {
      profile: { spanS: 86_400, meanRatePerS: 16, peakToMean: 2.7, clientsWithoutLengths: 0 },
      topShares: [0.29, 0.53, 0.68, 0.86],
      gapCv: [
        [0.72, 2],
        [0.92, 2],
        [1.03, 2],
        [1.66, 2],
        [5.8, 1],
      ],
      promptTokens: [1268, 9, 13, NaN, 41, 208, 482, 2092, 6714, 23_423, 33_783],
      outputTokens: [1527, 141, 225, NaN, 427, 792, 1499, 3432, 5701, 12_607, 20_833],
    },
  ],
];

describe.each(MEASURED)('ServeGen %s', (name, measured) => {
  const { file, isMissing, reason } = recorded(`servegen_${name}.jsonl.gz`);

  test.skipIf(isMissing)(`has the figures that were measured on its source${reason}`, async () => {
    const profile = profilePool(await readPool(file));
    expect(profile.spanS).toBe(measured.profile.spanS);
    expect(Math.round(profile.meanRatePerS)).toBe(measured.profile.meanRatePerS);
    expect(profile.peakToMean.toFixed(1)).toBe(measured.profile.peakToMean?.toFixed(1));
    expect(profile.clientsWithoutLengths).toBe(measured.profile.clientsWithoutLengths);
    measured.topShares.forEach((share, i) => {
      expect(Math.abs(profile.topShares[i] - share)).toBeLessThan(0.01);
    });
    measured.gapCv.forEach(([cv, digits], i) => {
      expect(profile.gapCv[i].toFixed(digits)).toBe(cv.toFixed(digits));
    });
    if (measured.hours !== undefined) {
      expect(profile.hours.map((share) => share.toFixed(2)).join(' ')).toBe(measured.hours);
    }
    for (const key of ['promptTokens', 'outputTokens'] as const) {
      const { mean, quantiles } = profile[key] ?? { mean: NaN, quantiles: [] };
      [Math.round(mean), ...quantiles].forEach((length, i) => {
        const wanted = measured[key][i];
        if (!Number.isNaN(wanted)) expect(Math.abs(length - wanted)).toBeLessThanOrEqual(Math.max(1, 0.0025 * wanted));
      });
    }
  });
});
