import { mean } from 'simple-statistics';
import { asNumbers, quantileOfSorted, sortedColumn } from '../statistics/index.js';
import { QUANTILE_SHARES } from './empirical-quantiles.js';
import { fitLognormalMixture } from './lognormal-mixture.js';

/** A distribution in the form of scenarios. */
export type DistributionForm = Readonly<Record<string, unknown>>;

/** How lengths are fitted: as what fits, or always as one of the two. */
export type LengthForm = 'auto' | 'mixture' | 'quantiles';

/** Distance from the lengths up to which a mixture is taken: no share of them is off by more. */
const NEAR = 0.02;

export interface LengthFit {
  readonly form: DistributionForm;
  /** What was taken and why, in words. */
  readonly reason: string;
}

/**
 * Fits the lengths of prompts or outputs: a mixture of lognormals where it is near enough, else their quantiles.
 * @param tokens whole numbers of at least 0
 */
export function fitLengths(tokens: ArrayLike<number>, wanted: LengthForm): LengthFit {
  const sorted = sortedColumn(tokens);
  if (sorted[0] === sorted[sorted.length - 1]) {
    return { form: { kind: 'constant', value: Math.max(1, sorted[0]) }, reason: 'all alike' };
  }
  const mixture = wanted === 'quantiles' ? undefined : fitLognormalMixture(tokens);
  if (mixture === undefined) return { form: quantileForm(sorted), reason: 'quantiles' };
  const distance = `a mixture of ${mixture.parts.length} lognormals is off by at most ${(100 * mixture.ksDistance).toFixed(1)} %`;
  if (wanted === 'auto' && mixture.ksDistance > NEAR) {
    return { form: quantileForm(sorted), reason: `quantiles: ${distance}` };
  }
  const parts = mixture.parts.map(({ weight, mu, sigma }) => ({
    weight: rounded(weight),
    median: rounded(Math.exp(mu)),
    sigma: rounded(sigma),
  }));
  const [min, max] = [Math.max(1, sorted[0]), sorted[sorted.length - 1]];
  return { form: { kind: 'lognormal_mixture', parts, min, max }, reason: distance };
}

/**
 * The quantiles of a sorted column as a distribution.
 * @param unit what follows each value, such as ms
 */
export function quantileForm(sorted: Float64Array, unit = ''): DistributionForm {
  return empiricalForm(
    QUANTILE_SHARES.map((share) => quantileOfSorted(sorted, share)),
    unit,
  );
}

/** A distribution through values at each of the 201 shares, without those that lie on the line of their neighbours. */
export function empiricalForm(quantiles: ArrayLike<number>, unit = ''): DistributionForm {
  const values = Array.from(quantiles, (value) => Math.max(LEAST, value));
  const write = (value: number) => (unit === '' ? rounded(value) : `${rounded(value)}${unit}`);
  if (values[0] === values[values.length - 1]) return { kind: 'constant', value: write(values[0]) };
  const kept = [0];
  while (kept[kept.length - 1] < values.length - 1) kept.push(lineEnd(values, kept[kept.length - 1]));
  return { kind: 'empirical', shares: kept.map((i) => QUANTILE_SHARES[i]), values: kept.map((i) => write(values[i])) };
}

/** Distributions are of values above 0. */
const LEAST = 0.001;

/** How far a value may lie from the line that stands for it, as a share of it. */
const LINE_TOLERANCE = 0.005;

/** The farthest point to which a straight line from `start` is near enough to all values between. */
function lineEnd(values: readonly number[], start: number): number {
  let end = start + 1;
  while (end + 1 < values.length && isLine(values, start, end + 1)) end++;
  return end;
}

function isLine(values: readonly number[], start: number, end: number): boolean {
  const slope = (values[end] - values[start]) / (QUANTILE_SHARES[end] - QUANTILE_SHARES[start]);
  for (let i = start + 1; i < end; i++) {
    const onLine = values[start] + slope * (QUANTILE_SHARES[i] - QUANTILE_SHARES[start]);
    if (Math.abs(onLine - values[i]) > LINE_TOLERANCE * values[i]) return false;
  }
  return true;
}

/** How often each whole number occurs, as a distribution; the rare large ones by their quantiles. */
export function countForm(counts: ArrayLike<number>): DistributionForm {
  const seen = new Map<number, number>();
  for (const count of Array.from(counts)) seen.set(count, (seen.get(count) ?? 0) + 1);
  if (seen.size > MOST_COUNTS) return quantileForm(sortedColumn(counts));
  const entries = [...seen].sort(([a], [b]) => a - b);
  if (entries.length === 1) return { kind: 'constant', value: entries[0][0] };
  return { kind: 'discrete', values: entries.map(([value]) => value), weights: entries.map(([, weight]) => weight) };
}

const MOST_COUNTS = 100;

/** Four significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

export function meanOf(values: ArrayLike<number>): number {
  return mean(asNumbers(Float64Array.from(values)));
}
