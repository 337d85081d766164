import { mean } from 'simple-statistics';
import { Streams } from '../../src/core/streams.js';
import { type ArrivalSpec, createArrivalProcess, meanRatePerS } from '../../src/tank/traffic/arrivals/spec.js';
import { createDistribution } from '../../src/tank/traffic/distributions/spec.js';
import { type ArrivalCase, arrivalCases, distributionCases, startCases } from './traffic-cases.js';
import type { Theory } from './traffic-theory.js';

/** Arrival times up to an end. */
export function timesOf(spec: ArrivalSpec, endMs: number, seed = 0): number[] {
  const random = new Streams('varying', seed).named('arrivals');
  const process = createArrivalProcess(spec);
  const times: number[] = [];
  for (let ms = process.nextMs(0, random); ms <= endMs; ms = process.nextMs(ms, random)) times.push(ms);
  return times;
}

/** Numbers of arrivals in windows of equal length, as many as end before `endMs`. */
export function countsOf(times: readonly number[], windowMs: number, endMs: number): number[] {
  const counts = new Array<number>(Math.floor(endMs / windowMs)).fill(0);
  for (const ms of times) if (ms < counts.length * windowMs) counts[Math.floor(ms / windowMs)]++;
  return counts;
}

export function gapsOf(times: readonly number[]): number[] {
  return times.slice(1).map((ms, i) => ms - times[i]);
}

/** Kolmogorov-Smirnov: the largest distance of the empirical distribution function, at and just below every value. */
export function distanceFrom(sample: ArrayLike<number>, { cdf, below = cdf }: Pick<Theory, 'cdf' | 'below'>): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  for (let from = 0; from < n;) {
    const x = sorted[from];
    let to = from + 1;
    while (to < n && sorted[to] === x) to++;
    distance = Math.max(distance, Math.abs(below(x) - from / n), Math.abs(to / n - cdf(x)));
    from = to;
  }
  return distance;
}

/** A measure beside its theory: it holds when the two are no further apart than the bound. */
export interface TrafficRow {
  readonly subject: string;
  readonly measure: string;
  readonly theory: number;
  readonly measured: number;
  readonly bound: number;
}

/** How much is drawn. */
export interface TrafficSize {
  readonly draws: number;
  readonly runs: number;
  /** Two-sided 99.9 % quantile of Student's t with runs − 1 degrees of freedom (published table). */
  readonly t: number;
  readonly runMs: number;
}

export const FULL: TrafficSize = { draws: 100_000, runs: 100, t: 3.3915, runMs: 1_200_000 };
export const REDUCED: TrafficSize = { draws: 20_000, runs: 20, t: 3.8834, runMs: 300_000 };

const Z_999 = 3.2905; // two-sided normal quantile at 99.9 %
const KS_999 = 1.95; // over sqrt(n); an upper bound where values have probabilities of their own

export function holds({ theory, measured, bound }: TrafficRow): boolean {
  return Math.abs(measured - theory) <= bound;
}

/** Mean, coefficient of variation (the deviation of the draws over the mean of theory) and distance of every distribution. */
export function distributionRows({ draws }: TrafficSize): TrafficRow[] {
  return distributionCases.flatMap(([spec, theory]) => {
    const random = new Streams('traffic theory', 0).named(JSON.stringify(spec));
    const distribution = createDistribution(spec);
    const sample = Float64Array.from({ length: draws }, () => distribution.sample(random));
    const average = sample.reduce((sum, x) => sum + x, 0) / draws;
    const variance = sample.reduce((sum, x) => sum + (x - average) ** 2, 0) / (draws - 1);
    const { mean, sd, kurtosis } = theory;
    const spread = sd === 0 ? 0 : sd * Math.sqrt((kurtosis - 1) / (4 * draws));
    const subject = describeSpec(spec);
    return [
      { subject, measure: 'mean', theory: mean, measured: average, bound: (Z_999 * sd) / Math.sqrt(draws) },
      {
        subject,
        measure: 'cv',
        theory: sd / mean,
        measured: Math.sqrt(variance) / mean,
        bound: (Z_999 * spread) / mean,
      },
      {
        subject,
        measure: 'KS',
        theory: 0,
        measured: distanceFrom(sample, theory),
        bound: KS_999 / Math.sqrt(draws),
      },
    ];
  });
}

const WINDOWS_S = [1, 10, 60];

/** Rate, cv of the gaps, dispersion of counts and distance of the gaps of every arrival process. */
export function arrivalRows(size: TrafficSize): TrafficRow[] {
  return arrivalCases.flatMap((one) => rowsOf(one, size));
}

function rowsOf(one: ArrivalCase, size: TrafficSize): TrafficRow[] {
  const { spec, gapCv, dispersion, gaps, runs = 1 } = one;
  const endMs = size.runMs * runs;
  const expected = integral(one.ratePerMs, endMs);
  const times = Array.from({ length: size.runs }, (_, seed) => timesOf(spec, endMs, seed));
  const subject = describeSpec(spec);
  const row = (measure: string, theory: number, found: readonly number[]): TrafficRow => {
    const measured = mean([...found]);
    const bound = one.tolerance ?? size.t * standardError(found, measured);
    return { subject, measure, theory, measured, bound };
  };
  const perS = 1000 / endMs;
  const rows = [
    row(
      'rate per s',
      expected(endMs) * perS,
      times.map(({ length }) => length * perS),
    ),
  ];
  if (gapCv !== undefined) {
    rows.push(
      row(
        'cv of gaps',
        gapCv,
        times.map((run) => cvOf(gapsOf(run))),
      ),
    );
  }
  for (const seconds of WINDOWS_S) {
    const windowMs = 1000 * seconds;
    const means = Array.from(
      { length: Math.floor(endMs / windowMs) },
      (_, i) => expected((i + 1) * windowMs) - expected(i * windowMs),
    );
    const sum = means.reduce((total, m) => total + m, 0);
    const found = times.map(
      (run) => countsOf(run, windowMs, endMs).reduce((total, count, i) => total + (count - means[i]) ** 2, 0) / sum,
    );
    rows.push(row(`IDC ${seconds} s`, dispersion(windowMs), found));
  }
  if (gaps !== undefined) {
    const clock = gaps.time === 'operational' ? expected : (ms: number) => ms;
    const places = times.map((run) => (gaps.between === 'batches' ? [...new Set(run)] : run).map(clock));
    const sample = places.flatMap(gapsOf).slice(0, size.draws);
    const distance = distanceFrom(sample, gaps.law);
    const what = gaps.time === 'operational' ? 'operational gaps' : `gaps of ${gaps.between}`;
    rows.push({
      subject,
      measure: `KS, ${what}`,
      theory: 0,
      measured: distance,
      bound: KS_999 / Math.sqrt(sample.length),
    });
  }
  return rows;
}

const MINUTE_MS = 60_000;

/** Number of arrivals in times from 0 on, and distance of the time to the first; many runs, for each has few arrivals. */
export function startRows({ runs, runMs, t }: TrafficSize): TrafficRow[] {
  const count = (runs * runMs) / MINUTE_MS;
  return startCases.flatMap(([spec, firstCdf]) => {
    const subject = describeSpec(spec);
    const times = Array.from({ length: count }, (_, seed) => timesOf(spec, MINUTE_MS, seed));
    const rows = [10, 60].map((seconds): TrafficRow => {
      const found = times.map((run) => run.filter((ms) => ms <= 1000 * seconds).length);
      const measured = mean(found);
      const bound = t * standardError(found, measured);
      return { subject, measure: `arrivals in ${seconds} s`, theory: seconds * meanRatePerS(spec, 0), measured, bound };
    });
    const measured = distanceFrom(
      times.map(([first = Infinity]) => first),
      { cdf: (ms) => (ms === Infinity ? 1 : firstCdf(ms)), below: (ms) => firstCdf(Math.min(ms, MINUTE_MS)) },
    );
    return [
      ...rows,
      { subject, measure: 'KS, time to the first', theory: 0, measured, bound: KS_999 / Math.sqrt(count) },
    ];
  });
}

function standardError(found: readonly number[], average: number): number {
  const squares = found.reduce((sum, x) => sum + (x - average) ** 2, 0);
  return Math.sqrt(squares / (found.length - 1) / found.length);
}

function cvOf(gaps: readonly number[]): number {
  const average = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - average) ** 2, 0) / (gaps.length - 1)) / average;
}

const CELL_MS = 10;

/** The integral of a rate from 0 on, by the midpoint rule. */
function integral(ratePerMs: (timeMs: number) => number, endMs: number): (timeMs: number) => number {
  const sums = new Float64Array(endMs / CELL_MS + 2);
  for (let cell = 1; cell < sums.length; cell++) {
    sums[cell] = sums[cell - 1] + CELL_MS * ratePerMs((cell - 0.5) * CELL_MS);
  }
  return (timeMs) => {
    const cell = Math.floor(timeMs / CELL_MS);
    return sums[cell] + (timeMs / CELL_MS - cell) * (sums[cell + 1] - sums[cell]);
  };
}

/** Such as `gamma: mean 100, cv 0.3`. */
function describeSpec({ kind, ...options }: { readonly kind: string }): string {
  const parts = Object.entries(options).map(([name, value]) => `${name} ${describeValue(value)}`);
  return `${kind}: ${parts.join(', ')}`;
}

function describeValue(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(5)));
  return JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ' ');
}
