import { expect, test } from 'vitest';
import { type ArrivalFits, fitArrivals } from '../../../src/tank/fitting/fit-arrivals.js';
import type { ArrivalSpec } from '../../../src/tank/traffic/arrivals/spec.js';
import { repetitions } from '../../support/runs.js';
import { arrivalsOf } from '../../support/traces.js';

const HOUR_MS = 3_600_000;
const SEEDS = Array.from({ length: repetitions(3, 10) }, (_, i) => `seed-${i}`);

/** Of the traces of which there are as many as seeds. */
const SPAN_MS = repetitions(HOUR_MS / 3, HOUR_MS);

function fitsOf(spec: ArrivalSpec): readonly ArrivalFits[] {
  return SEEDS.map((seed) => fitArrivals(arrivalsOf(spec, SPAN_MS, seed)));
}

/** How often each family is chosen. */
function chosenIn(fits: readonly ArrivalFits[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { chosen } of fits) counts[chosen.spec.kind] = (counts[chosen.spec.kind] ?? 0) + 1;
  return counts;
}

test('Poisson traffic is fitted as Poisson with its rate', () => {
  expect(chosenIn(fitsOf({ kind: 'poisson', rate: 5 }))['poisson']).toBeGreaterThanOrEqual(SEEDS.length - 1);
  const { chosen } = fitArrivals(arrivalsOf({ kind: 'poisson', rate: 5 }, HOUR_MS, 'rate'));
  expect(chosen.spec.kind).toBe('poisson');
  // 18,000 arrivals: the rate is known to 1 / √18,000 = 0.75 %, of which we allow 3.29.
  expect(Math.abs((chosen.spec as { rate: number }).rate / 5 - 1)).toBeLessThan(3.29 / Math.sqrt(18_000));
});

test('gamma gaps of cv 2 are fitted as gamma or Weibull gaps, and as gamma ones with their cv', () => {
  const spec = { kind: 'gamma', rate: 5, cv: 2 } as const;
  const { gamma = 0, weibull = 0 } = chosenIn(fitsOf(spec));
  expect(gamma + weibull).toBeGreaterThanOrEqual(SEEDS.length - 1);
  expect(gamma).toBeGreaterThan(weibull);
  const { fits } = fitArrivals(arrivalsOf(spec, HOUR_MS, 'cv'));
  const fitted = fits.find((fit) => fit.spec.kind === 'gamma')?.spec as { cv: number };
  expect(Math.abs(fitted.cv / 2 - 1)).toBeLessThan(0.03); // shape 1/4 to 1 % over 18,000 gaps, 3.29 of them
});

test('a rate that wanders is fitted as a rate that changes, with its spread and pace', () => {
  const spec = { kind: 'cox', rate: 5, rate_cv: 0.3, time_constant: 60_000, gap_cv: 1 } as const;
  const { cox = 0, modulated_poisson = 0 } = chosenIn(fitsOf(spec));
  expect(cox + modulated_poisson).toBe(SEEDS.length); // their dispersion is the same curve
  const hours = repetitions(3, 6);
  const wider = Math.sqrt(6 / hours);
  const { fits } = fitArrivals(arrivalsOf(spec, hours * HOUR_MS, 'cox'));
  const fitted = fits.find((fit) => fit.spec.kind === 'cox')?.spec as { rate_cv: number; time_constant: number };
  // 360 time constants in 6 hours: a variance of the rate is known to √(2 / 360) = 7 %, its root to half of that; the pace to
  // some 25 % (see fit-cox.ts): 3.29 of the first, twice the second.
  expect(Math.abs(fitted.rate_cv / 0.3 - 1), `rate cv ${fitted.rate_cv}`).toBeLessThan(0.12 * wider);
  expect(Math.abs(Math.log(fitted.time_constant / 60_000)), `tau ${fitted.time_constant}`).toBeLessThan(0.5 * wider);
});

test('two rates in turn are fitted as a rate that changes', () => {
  const burst = { rate: 15, length: 20_000 };
  const lull = { rate: 3, length: 60_000 };
  const { cox = 0, modulated_poisson = 0 } = chosenIn(fitsOf({ kind: 'modulated_poisson', burst, lull }));
  expect(cox + modulated_poisson).toBe(SEEDS.length);
  expect(modulated_poisson).toBeGreaterThan(cox);
});

test('traffic that is on and off is fitted as bursts and silent lulls', () => {
  const spec = {
    kind: 'modulated_poisson',
    burst: { rate: 10, length: 20_000 },
    lull: { rate: 0, length: 40_000 },
  } as const;
  const all = fitsOf(spec);
  expect(chosenIn(all)['modulated_poisson']).toBe(SEEDS.length);
  const lulls = all.map(({ fits }) => {
    return fits.map(({ spec }) => spec).find((found) => found.kind === 'modulated_poisson')?.lull.rate ?? NaN;
  });
  // by the skewness of the counts a low rate is found, or, of every other trace, at its bound of 0: nothing is left of rounding
  expect(lulls.filter((rate) => rate === 0).length).toBeGreaterThanOrEqual(SEEDS.length / 4);
  for (const rate of lulls.filter((rate) => rate !== 0)) expect(rate).toBeGreaterThan(1e-3);
});

test('a family beyond what a scenario accepts is left out, and the reason is told', () => {
  const burst = { rate: 100, length: 1000 };
  const arrivalMs = arrivalsOf({ kind: 'modulated_poisson', burst, lull: { rate: 0, length: 1e6 } }, 2e8, 'rare');
  const { fits, chosen, leftOut } = fitArrivals(arrivalMs);
  expect(leftOut).toEqual([
    { kind: 'cox', reason: expect.stringMatching(/^its rate_cv cannot be [23]\d\.\d+, /) as string },
  ]);
  expect(fits.map(({ spec }) => spec.kind)).toEqual(['poisson', 'gamma', 'weibull', 'modulated_poisson']);
  expect(chosen.spec.kind).toBe('modulated_poisson');
});

test('arrivals too close together for any scenario are refused', () => {
  const arrivalMs = Float64Array.from({ length: 1000 }, (_, i) => i * 1e-13 * (1 + (i % 3))).sort();
  expect(() => fitArrivals(arrivalMs)).toThrow('no scenario has such arrivals: its rate cannot be "');
});

test('the dispersion of the chosen family is near that recorded, at every window', () => {
  const { dispersion, chosen, windowsMs } = fitArrivals(
    arrivalsOf({ kind: 'gamma', rate: 10, cv: 2 }, HOUR_MS, 'near'),
  );
  expect(windowsMs).toEqual([1, 2, 5, 10, 20, 60, 120, 300].map((s) => 1000 * s));
  chosen.dispersion.forEach((made, i) => {
    const windows = HOUR_MS / windowsMs[i]; // known to √(2 / windows) of it, the made one better
    expect(Math.abs(made / dispersion[i] - 1)).toBeLessThan(0.05 + 3.29 * Math.sqrt(2 / windows));
  });
});

test('too short for a dispersion, likelihood alone decides, and for the simpler family where it hardly gains', () => {
  const { windowsMs, chosen } = fitArrivals(arrivalsOf({ kind: 'poisson', rate: 100 }, 9000, 'short'));
  expect(windowsMs).toEqual([]);
  expect(chosen.spec.kind).toBe('poisson');
  expect(chosen.dispersionError).toBeNaN();
  expect(['gamma', 'weibull']).toContain(
    fitArrivals(arrivalsOf({ kind: 'gamma', rate: 100, cv: 2 }, 9000, 'short')).chosen.spec.kind,
  );
});

test.each([
  ['equal', 100, 10],
  ['all but equal', 0.1 + 0.2, 1000 / (0.1 + 0.2)],
])('%s gaps are fitted as such', (_what, gapMs, rate) => {
  const { fits, chosen } = fitArrivals(Float64Array.from({ length: 5000 }, (_, i) => i * gapMs));
  expect(fits).toHaveLength(1);
  expect(chosen.spec.kind).toBe('deterministic');
  expect((chosen.spec as { rate: number }).rate).toBeCloseTo(rate, 6);
});

test('arrivals in batches, and one long pause, have a fit', () => {
  const batches = Float64Array.from({ length: 3000 }, (_, i) => 2000 * Math.floor(i / 10));
  const pause = Float64Array.from({ length: 500 }, (_, i) => (i < 250 ? 0 : 60_000));
  const two = Float64Array.of(0, 1000);
  for (const arrivalMs of [batches, pause, two]) expect(fitArrivals(arrivalMs).chosen).toBeDefined();
});
