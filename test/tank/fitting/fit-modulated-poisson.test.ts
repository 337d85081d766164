import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { fitModulatedPoisson } from '../../../src/tank/fitting/fit-modulated-poisson.js';
import { ModulatedPoissonArrivals } from '../../../src/tank/traffic/arrivals/modulated-poisson.js';
import { azureTrace, isMissing, reason } from '../../support/azure-trace.js';

type Pair = readonly [number, number];

function drawn(name: string, ratesPerS: Pair, lengthsMs: Pair, count: number): Float64Array {
  const process = new ModulatedPoissonArrivals(ratesPerS, lengthsMs);
  const random = new Streams(name, 0).named('sample');
  let ms = 0;
  return Float64Array.from({ length: count }, () => (ms = process.nextMs(ms, random)));
}

for (const [ratesPerS, lengthsMs] of [
  [
    [4, 20],
    [60_000, 20_000],
  ],
  [
    [2, 8],
    [20_000, 20_000],
  ],
  [
    [0, 10],
    [30_000, 60_000],
  ],
  [
    [1, 40],
    [100_000, 10_000],
  ],
] as const)
  test(`rates of ${ratesPerS.join(' and ')}/s for ${lengthsMs.join(' and ')} ms are found again`, () => {
    const fit = fitModulatedPoisson(drawn(ratesPerS.join(), ratesPerS, lengthsMs, 400_000));
    if (fit === undefined) throw new Error('the rate changes');
    const scale = ratesPerS[1];
    for (const state of [0, 1]) {
      expect(Math.abs(fit.ratesPerS[state] - ratesPerS[state]) / scale, fit.ratesPerS.join()).toBeLessThan(0.1);
      expect(Math.abs(fit.lengthsMs[state] / lengthsMs[state] - 1), fit.lengthsMs.join()).toBeLessThan(0.25);
    }
  });

test('the fitted process has the mean rate of the arrivals, and a low rate of at least 0', () => {
  const arrivalMs = drawn('sparse', [0, 30], [200_000, 5000], 20_000);
  const fit = fitModulatedPoisson(arrivalMs);
  if (fit === undefined) throw new Error('the rate changes');
  const [low, high] = fit.ratesPerS;
  const [lowMs, highMs] = fit.lengthsMs;
  const ratePerS = (1000 * (arrivalMs.length - 1)) / (arrivalMs[arrivalMs.length - 1] - arrivalMs[0]);
  expect((low * lowMs + high * highMs) / (lowMs + highMs)).toBeCloseTo(ratePerS, 6);
  expect(low).toBeGreaterThanOrEqual(0);
});

test('even or too few arrivals have no fit', () => {
  for (const [count, gapMs] of [
    [50_000, 100],
    [0, 1],
  ])
    expect(fitModulatedPoisson(Float64Array.from({ length: count }, (_, i) => i * gapMs))).toBeUndefined();
});

test.skipIf(isMissing)(
  `Azure: two rates around the mean meet the index of dispersion within 8 %${reason}`,
  async () => {
    const fit = fitModulatedPoisson((await azureTrace()).arrivalMs);
    if (fit === undefined) throw new Error('the rate changes');
    for (const [i, idc] of fit.predictedIdc.entries())
      expect(Math.abs(idc / fit.measuredIdc[i] - 1)).toBeLessThan(0.08);
    expect(fit.ratesPerS[0]).toBeLessThan(5.53);
    expect(fit.ratesPerS[1]).toBeGreaterThan(5.53);
  },
);
