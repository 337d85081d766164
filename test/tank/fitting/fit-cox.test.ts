import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { fitCox, GAP_DISPERSION_BOUNDS } from '../../../src/tank/fitting/fit-cox.js';
import type { Distribution } from '../../../src/tank/traffic/distributions/distribution.js';
import { Gamma } from '../../../src/tank/traffic/distributions/gamma.js';
import { azureTrace, isMissing, reason } from '../../support/azure-trace.js';

type Rate = { ratePerS: number; rateCv: number; timeConstantMs: number };

/** Arrivals whose operational time is the integral of a Gauss-Markov rate, cut off at 0, in steps of 100 ms. */
function coxArrivals(name: string, { ratePerS, rateCv, timeConstantMs }: Rate, spanMs: number, gap: Distribution) {
  const streams = new Streams(name, 0);
  const [rates, gaps] = [streams.named('rate'), streams.named('sample')];
  const stepMs = 100;
  const keep = Math.exp(-stepMs / timeConstantMs);
  const arrivalMs: number[] = [];
  let z = rates.normal();
  let left = gap.sample(gaps); // operational time to the next arrival
  for (let fromMs = 0; fromMs < spanMs; fromMs += stepMs) {
    const perMs = (Math.max(0, 1 + rateCv * z) * ratePerS) / 1000;
    let atMs = fromMs;
    while (perMs > 0 && left <= perMs * (fromMs + stepMs - atMs)) {
      atMs += left / perMs;
      arrivalMs.push(atMs);
      left = gap.sample(gaps);
    }
    left -= perMs * (fromMs + stepMs - atMs);
    z = keep * z + Math.sqrt(1 - keep * keep) * rates.normal();
  }
  return Float64Array.from(arrivalMs);
}

function fitted(arrivalMs: Float64Array) {
  const fit = fitCox(arrivalMs);
  if (fit === undefined) throw new Error('the trace is long enough');
  return fit;
}

const DAY_MS = 86_400_000;

for (const [c, rateCv, timeConstantS] of [
  [1, 0.25, 20],
  [2, 0.25, 60],
  [0.5, 0.3, 10],
] as const)
  test(`gap dispersion ${c}, rate cv ${rateCv} and time constant ${timeConstantS} s are found again in a day`, () => {
    const rate = { ratePerS: 5, rateCv, timeConstantMs: timeConstantS * 1000 };
    const fit = fitted(coxArrivals(`cox ${c}`, rate, DAY_MS, new Gamma(1, Math.sqrt(c))));
    expect(fit.ratePerS / 5).toBeCloseTo(1, 1);
    // Over 1400 time constants a variance of the rate is known to about √(2 / 1400) = 4 %, its root to half of that.
    expect(Math.abs(fit.rateCv / rateCv - 1), `rate cv ${fit.rateCv}`).toBeLessThan(0.08);
    expect(Math.abs(fit.timeConstantMs / rate.timeConstantMs - 1), `tau ${fit.timeConstantMs}`).toBeLessThan(0.25);
    expect(Math.abs(fit.gapDispersion - c), `c ${fit.gapDispersion}`).toBeLessThan(0.1 * c);
    for (const [i, idc] of fit.predictedIdc.entries()) expect(Math.abs(idc / fit.measuredIdc[i] - 1)).toBeLessThan(0.1);
  });

test('Poisson arrivals need next to no change of rate', () => {
  const fit = fitted(coxArrivals('poisson', { ratePerS: 5, rateCv: 0, timeConstantMs: 1 }, DAY_MS, new Gamma(1, 1)));
  expect(Math.abs(fit.gapDispersion - 1)).toBeLessThan(0.1);
  expect(Math.abs(fit.predictedIdc[7] - 1)).toBeLessThan(0.3); // 288 windows of 300 s: 3.29 √(2 / 287)
});

test('the gap dispersion keeps to its bounds, and the rate then takes what it can of the rest', () => {
  const rate = { ratePerS: 5, rateCv: 0, timeConstantMs: 1 };
  const [low, high] = GAP_DISPERSION_BOUNDS;
  expect(fitted(coxArrivals('even', rate, 3_600_000, new Gamma(1, 0.1)))).toMatchObject({
    gapDispersion: low,
    rateCv: 0,
  });
  const bursty = fitted(coxArrivals('bursty', rate, DAY_MS, new Gamma(1, 3)));
  expect(bursty.gapDispersion).toBeLessThanOrEqual(high);
  expect(bursty.predictedIdc[7]).toBeGreaterThan(7); // the measured one is about 9
  const fixed = fitCox(coxArrivals('even', rate, 3_600_000, new Gamma(1, 0.5)), [1, 1]);
  expect(fixed).toMatchObject({ gapDispersion: 1, rateCv: 0 });
});

test('only scales with ten whole windows take part', () => {
  const rate = { ratePerS: 5, rateCv: 0, timeConstantMs: 1 };
  const arrivalMs = coxArrivals('short', rate, 60_000, new Gamma(1, 1));
  expect([...fitted(arrivalMs).windowsMs]).toEqual([1000, 2000, 5000]);
});

test('traces too short for three scales, or without variation, have no fit', () => {
  for (const [count, gapMs] of [
    [0, 1],
    [1, 1],
    [100, 300], // 30 s: two scales
    [10_000, 100], // all counts are equal
  ])
    expect(fitCox(Float64Array.from({ length: count }, (_, i) => i * gapMs))).toBeUndefined();
});

test.skipIf(isMissing)(
  `Azure: a Cox process meets the index of dispersion within 3 % at every scale${reason}`,
  async () => {
    const fit = fitted((await azureTrace()).arrivalMs);
    expect(fit.windowsMs.length).toBe(8);
    for (const [i, idc] of fit.predictedIdc.entries())
      expect(Math.abs(idc / fit.measuredIdc[i] - 1)).toBeLessThan(0.03);
    expect(fit.gapDispersion).toBeCloseTo(1.13, 2);
    expect(fit.rateCv).toBeCloseTo(0.224, 2); // the rate of 10 s windows varies by 0.23
    expect(fit.timeConstantMs / 1000).toBeGreaterThan(200);
    expect(fit.timeConstantMs / 1000).toBeLessThan(400);
  },
);
