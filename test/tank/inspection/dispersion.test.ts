import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import {
  coefficientOfVariation,
  dispersionCurve,
  gapsBetween,
  indexOfDispersion,
  lag1Autocorrelation,
  localGapCv,
  peakToMean,
  windowCounts,
} from '../../../src/tank/inspection/dispersion.js';
import { Gamma } from '../../../src/tank/traffic/distributions/gamma.js';
import { azureTrace, isMissing, reason } from '../../support/azure-trace.js';

/** Arrival times whose gaps are drawn by `gap`, which is told the time before the gap. */
function arrivals(count: number, gap: (ms: number) => number): Float64Array {
  let ms = 0;
  return Float64Array.from({ length: count }, () => (ms += gap(ms)));
}

test('windows start at the first arrival and the partial last one is left out', () => {
  const arrivalMs = Float64Array.of(1000, 1010, 1099.9, 1100, 1250, 1290, 1399);
  expect([...windowCounts(arrivalMs, 100)]).toEqual([3, 1, 2]); // the window of 1399 is not over
  expect(indexOfDispersion(arrivalMs, 100)).toBeCloseTo(1 / 2, 12); // variance 1, mean 2
  expect(peakToMean(arrivalMs, 100)).toBe(1.5);
});

test('Poisson arrivals: every measure is 1, and gaps are uncorrelated', () => {
  const random = new Streams('poisson', 0).named('sample');
  const n = 100_000;
  const arrivalMs = arrivals(n, () => 100 * random.exponential());
  const gaps = gapsBetween(arrivalMs);
  for (const windowMs of [100, 1000, 10_000]) {
    const windowCount = windowCounts(arrivalMs, windowMs).length;
    const idc = indexOfDispersion(arrivalMs, windowMs);
    const error = Math.sqrt((2 + 100 / windowMs) / windowCount); // Var of a Poisson sample variance: 2 m² + m
    expect(Math.abs(idc - 1), `window ${windowMs} ms: ${idc}`).toBeLessThan(3.29 * error);
  }
  expect(Math.abs(coefficientOfVariation(gaps) - 1)).toBeLessThan(3.29 / Math.sqrt(n));
  expect(Math.abs(localGapCv(arrivalMs) - 1)).toBeLessThan(3.29 / Math.sqrt(n) + 1 / 600);
  expect(Math.abs(lag1Autocorrelation(gaps))).toBeLessThan(3.29 / Math.sqrt(n));
});

test('renewal arrivals: over long windows the index of dispersion is the squared cv of the gaps', () => {
  const random = new Streams('renewal', 0).named('sample');
  const distribution = new Gamma(10, 2);
  const arrivalMs = arrivals(400_000, () => distribution.sample(random));
  expect(Math.abs(indexOfDispersion(arrivalMs, 2000) / 4 - 1)).toBeLessThan(3.29 * Math.sqrt(2 / 2000));
});

test('a rate that alternates every ten minutes raises the gap cv, not the local one', () => {
  const random = new Streams('alternating', 0).named('sample');
  const arrivalMs = arrivals(60_000, (ms) => (ms % 1_200_000 < 600_000 ? 100 : 1000) * random.exponential());
  expect(coefficientOfVariation(gapsBetween(arrivalMs))).toBeGreaterThan(1.3);
  expect(localGapCv(arrivalMs)).toBeGreaterThan(0.97);
  expect(localGapCv(arrivalMs)).toBeLessThan(1.1); // the minutes in which the rate changes raise it a little
});

test('evenly spaced arrivals disperse nowhere', () => {
  const arrivalMs = arrivals(1001, () => 100);
  expect([...dispersionCurve(arrivalMs, Float64Array.of(1000, 5000))]).toEqual([0, 0]);
  expect(coefficientOfVariation(gapsBetween(arrivalMs))).toBe(0);
  expect(localGapCv(arrivalMs)).toBeCloseTo(0, 12);
  expect(lag1Autocorrelation(gapsBetween(arrivalMs))).toBeNaN();
});

test('gaps that alternate between two lengths have lag-1 autocorrelation −(n − 1) / n', () => {
  expect(lag1Autocorrelation(Float64Array.of(1, 3, 1, 3, 1, 3))).toBeCloseTo(-5 / 6, 12);
});

test('too few arrivals have no figures', () => {
  for (const arrivalMs of [new Float64Array(0), Float64Array.of(5), Float64Array.of(5, 20)]) {
    expect(indexOfDispersion(arrivalMs, 10)).toBeNaN();
    expect(localGapCv(arrivalMs)).toBeNaN();
    expect(peakToMean(arrivalMs)).toBeNaN();
    expect(coefficientOfVariation(gapsBetween(arrivalMs))).toBeNaN();
    expect(lag1Autocorrelation(gapsBetween(arrivalMs))).toBeNaN();
  }
  expect(() => windowCounts(Float64Array.of(1, 2), 0)).toThrow('longer than 0 ms, not 0');
});

test.skipIf(isMissing)(`Azure: dispersion as published in the notes on the trace${reason}`, async () => {
  const { arrivalMs } = await azureTrace();
  const gaps = gapsBetween(arrivalMs);
  const [at1, at10, at60] = dispersionCurve(arrivalMs, Float64Array.of(1000, 10_000, 60_000));
  expect(coefficientOfVariation(gaps)).toBeCloseTo(1.094, 3);
  expect(localGapCv(arrivalMs)).toBeCloseTo(1.03, 2);
  expect(lag1Autocorrelation(gaps)).toBeCloseTo(0.06, 2);
  expect(at1).toBeCloseTo(1.39, 1);
  expect(at10).toBeCloseTo(3.87, 1);
  expect(Math.abs(at60 - 16.1)).toBeLessThan(0.4); // 16.1 with the divisor n, 16.4 with n − 1
  expect(peakToMean(arrivalMs)).toBeCloseTo(1.52, 2);
});
