import { mean } from 'simple-statistics';
import { expect } from 'vitest';
import type { ArrivalSpec } from '../../../../src/tank/traffic/arrivals/spec.js';
import { countsOf, timesOf } from '../../../oracle/traffic-measures.js';
import { repetitions } from '../../../support/runs.js';

/** Runs of independent seeds for a mean, and how far a Student t interval at 99.9 % reaches, in standard deviations. */
const RUNS = repetitions(30, 100);
const REACH = RUNS === 100 ? 0.339 : 0.668; // 3.39 / √100 at 99 degrees of freedom, 3.66 / √30 at 29

/**
 * Mean number and index of dispersion of the counts in windows of 1 s, 10 s and 60 s agree with theory. The dispersion is
 * about the mean of theory, so that its estimate has no bias however long the arrivals are correlated; the interval comes
 * from independent runs.
 * @param within the interval must be narrower than this share of the theory, so that the comparison says something; in
 * the quick run twice as wide
 */
export function expectCounts(
  spec: ArrivalSpec,
  endMs: number,
  ratePerMs: number,
  indexOfDispersion: (windowMs: number) => number,
  within: number,
): void {
  const runs = Array.from({ length: RUNS }, (_, seed) => timesOf(spec, endMs, seed));
  expectMean(
    runs.map(({ length }) => length / endMs),
    ratePerMs,
    within,
  );
  for (const windowMs of [1000, 10_000, 60_000]) {
    const expected = ratePerMs * windowMs;
    const found = runs.map(
      (times) => mean(countsOf(times, windowMs, endMs).map((count) => (count - expected) ** 2)) / expected,
    );
    expectMean(found, indexOfDispersion(windowMs), within);
  }
}

function expectMean(found: number[], theory: number, within: number): void {
  const average = mean(found);
  const sd = Math.sqrt(found.reduce((sum, x) => sum + (x - average) ** 2, 0) / (found.length - 1));
  const tolerance = REACH * sd;
  expect(tolerance).toBeLessThan((within * theory * REACH) / 0.339);
  expect(Math.abs(average - theory)).toBeLessThan(tolerance);
}
