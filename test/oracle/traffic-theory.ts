import jStat from 'jstat';
import { errorFunction } from 'simple-statistics';
import type { ArrivalSpec } from '../../src/tank/traffic/arrivals/spec.js';

/** What theory says of every distribution and arrival process; nothing here is taken from their code. */

/** A distribution: its moments, and the probability up to and below each value. */
export interface Theory {
  readonly mean: number;
  readonly sd: number;
  /** Fourth central moment / variance². */
  readonly kurtosis: number;
  /** P(X <= x). */
  readonly cdf: (x: number) => number;
  /** P(X < x), where some value has a probability of its own; absent = as `cdf`. */
  readonly below?: (x: number) => number;
}

/** The standard normal distribution function, to 1e-7. */
export function normalCdf(x: number): number {
  return (1 + errorFunction(x / Math.SQRT2)) / 2;
}

/** @param moment E[X^k] */
function ofMoments(moment: (k: number) => number, cdf: (x: number) => number, below = cdf): Theory {
  const [mean, second, third, fourth] = [1, 2, 3, 4].map(moment);
  const variance = Math.max(0, second - mean ** 2);
  const central = fourth - 4 * third * mean + 6 * second * mean ** 2 - 3 * mean ** 4;
  return { mean, sd: Math.sqrt(variance), kurtosis: central / variance ** 2, cdf, below };
}

/** Values and their probabilities, which add up to 1. */
export function single(shares: ReadonlyMap<number, number>): Theory {
  const sum = (term: (value: number) => number) =>
    [...shares].reduce((total, [value, share]) => total + share * term(value), 0);
  const mean = sum((value) => value);
  const variance = sum((value) => (value - mean) ** 2);
  return {
    mean,
    sd: Math.sqrt(variance),
    kurtosis: variance === 0 ? 1 : sum((value) => (value - mean) ** 4) / variance ** 2,
    cdf: (x) => sum((value) => (value <= x ? 1 : 0)),
    below: (x) => sum((value) => (value < x ? 1 : 0)),
  };
}

export function zipfShares(count: number, skew: number): ReadonlyMap<number, number> {
  const weights = Array.from({ length: count }, (_, i) => 1 / (i + 1) ** skew);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return new Map(weights.map((weight, i) => [i + 1, weight / sum]));
}

export function gamma(mean: number, cv: number): Theory {
  const shape = 1 / (cv * cv);
  return { mean, sd: mean * cv, kurtosis: 3 + 6 / shape, cdf: (x) => jStat.gamma.cdf(x, shape, mean / shape) };
}

export function exponential(mean: number): Theory {
  return { mean, sd: mean, kurtosis: 9, cdf: (x) => -Math.expm1(-x / mean) };
}

export function weibull(mean: number, shape: number): Theory {
  const scale = mean / jStat.gammafn(1 + 1 / shape);
  return ofMoments(
    (k) => scale ** k * jStat.gammafn(1 + k / shape),
    (x) => -Math.expm1(-((x / scale) ** shape)),
  );
}

/** Two exponentials with balanced means: each has half of the mean. */
export function hyperexponential(mean: number, cv: number): Theory {
  const p = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2;
  const parts = [p, 1 - p].map((share) => ({ share, mean: mean / (2 * share) }));
  return ofMoments(
    (k) => parts.reduce((sum, part) => sum + part.share * jStat.gammafn(k + 1) * part.mean ** k, 0),
    (x) => parts.reduce((sum, part) => sum - part.share * Math.expm1(-x / part.mean), 0),
  );
}

/** Density in proportion to x^(−shape − 1) from min to max. */
export function pareto(shape: number, min: number, max: number): Theory {
  const whole = 1 - (min / max) ** shape;
  const area = (power: number) => (power === 0 ? Math.log(max / min) : ((max / min) ** power - 1) / power);
  return ofMoments(
    (k) => (shape * min ** k * area(k - shape)) / whole,
    (x) => Math.min(1, Math.max(0, (1 - (min / x) ** shape) / whole)),
  );
}

/** Straight lines between the quantiles `values` at `shares`. */
export function straight(values: readonly number[], shares: readonly number[]): Theory {
  const pieces = values.slice(1).map((to, i) => ({ from: values[i], to, share: shares[i + 1] - shares[i] }));
  return ofMoments(
    (k) =>
      pieces.reduce(
        (sum, { from, to, share }) => sum + (share * (to ** (k + 1) - from ** (k + 1))) / ((k + 1) * (to - from)),
        0,
      ),
    (x) =>
      pieces.reduce((sum, { from, to, share }) => sum + share * Math.min(1, Math.max(0, (x - from) / (to - from))), 0),
  );
}

export function lognormal(mean: number, cv: number): Theory {
  const sigma = Math.sqrt(Math.log1p(cv * cv));
  return lognormalMixture([[1, mean / Math.sqrt(1 + cv * cv), sigma]]);
}

/**
 * Parts as weight (they add up to 1), median and sigma, clipped: between the ends E[X^k] is median^k × exp(k²σ²/2) times the
 * probability of a normal variate that is moved by kσ.
 */
export function lognormalMixture(
  parts: readonly (readonly [weight: number, median: number, sigma: number])[],
  min = 0,
  max = Infinity,
): Theory {
  const inside = (x: number) => parts.reduce((sum, [w, m, s]) => sum + w * normalCdf(Math.log(x / m) / s), 0);
  const moment = (k: number) =>
    parts.reduce((sum, [w, m, s]) => {
      const [a, b] = [min, max].map((end) => Math.log(end / m) / s);
      const between = normalCdf(b - k * s) - normalCdf(a - k * s);
      const above = max === Infinity ? 0 : max ** k * normalCdf(-b);
      return sum + w * (min ** k * normalCdf(a) + m ** k * Math.exp((k * s) ** 2 / 2) * between + above);
    }, 0);
  return ofMoments(
    moment,
    (x) => (x < min ? 0 : x >= max ? 1 : inside(x)),
    (x) => (x <= min ? 0 : x > max ? 1 : inside(x)),
  );
}

type Spec<Kind extends ArrivalSpec['kind']> = Extract<ArrivalSpec, { kind: Kind }>;

/**
 * Var N(w) / E N(w) of a stationary renewal process, up to terms that vanish where a window holds many gaps: cv² of the
 * gaps, and a constant by their third central moment over mean³.
 * Source: Cox (1962), Renewal Theory, §4.5.
 */
export function renewalDispersion(cv: number, third: number, meanCount: number): number {
  return cv ** 2 + (1 / 6 + cv ** 4 / 2 - third / 3) / meanCount;
}

/** Of gamma gaps: their third central moment is 2 cv⁴. */
export function gammaDispersion(cv: number, meanCount: number): number {
  return renewalDispersion(cv, 2 * cv ** 4, meanCount);
}

export function weibullDispersion(shape: number, meanCount: number): number {
  const [first, second, third] = [1, 2, 3].map((k) => jStat.gammafn(1 + k / shape) / jStat.gammafn(1 + 1 / shape) ** k);
  return renewalDispersion(Math.sqrt(second - 1), third - 3 * second + 2 * first, meanCount);
}

/** P(time from 0 to the first arrival <= x): the integral of P(gap > t) to x, over the mean gap. Cox (1962), §5.2. */
export function firstGammaCdf(ratePerS: number, cv: number): (ms: number) => number {
  const [shape, scale] = [1 / cv ** 2, (1000 / ratePerS) * cv ** 2];
  return (ms) =>
    jStat.gamma.cdf(ms, shape + 1, scale) + (ms / (shape * scale)) * (1 - jStat.gamma.cdf(ms, shape, scale));
}

export function firstWeibullCdf(ratePerS: number, shape: number): (ms: number) => number {
  const scale = 1000 / ratePerS / jStat.gammafn(1 + 1 / shape);
  return (ms) => jStat.gamma.cdf((ms / scale) ** shape, 1 / shape, 1);
}

/** Equal gaps: a window holds one of two neighbouring whole numbers. */
export function equalGapsDispersion(meanCount: number): number {
  const part = meanCount - Math.floor(meanCount);
  return (part * (1 - part)) / meanCount;
}

/** Rates per ms, and the rates of leaving the states. */
function statesOf({ burst, lull }: Spec<'modulated_poisson'>) {
  return { l1: burst.rate / 1000, l2: lull.rate / 1000, r1: 1 / burst.length, r2: 1 / lull.length };
}

/** Fischer and Meier-Hellstern (1993), §2.3. */
export function modulatedDispersion(spec: Spec<'modulated_poisson'>, windowMs: number): number {
  const { l1, l2, r1, r2 } = statesOf(spec);
  const r = r1 + r2;
  const factor = (2 * (l1 - l2) ** 2 * r1 * r2) / (r ** 2 * (l1 * r2 + l2 * r1));
  return 1 + factor - (factor / (r * windowMs)) * -Math.expm1(-r * windowMs);
}

/** Of the gaps between arrivals: Fischer and Meier-Hellstern (1993), §2.2. */
export function modulatedGapCv(spec: Spec<'modulated_poisson'>): number {
  const { l1, l2, r1, r2 } = statesOf(spec);
  return Math.sqrt(1 + (2 * r1 * r2 * (l1 - l2) ** 2) / ((r1 + r2) ** 2 * (l1 * l2 + l1 * r2 + l2 * r1)));
}

/**
 * Given the rate, N is a stationary gamma renewal count of mean Λ, the integral of the rate, whose covariance at the lag t
 * is rate² (exp(σ² exp(−t / τ)) − 1) for a lognormal rate.
 */
export function coxDispersion({ rate, rate_cv, time_constant, gap_cv }: Spec<'cox'>, windowMs: number): number {
  const perMs = rate / 1000;
  const variance = Math.log1p(rate_cv ** 2);
  const steps = 10_000;
  const step = windowMs / steps;
  let integral = 0; // Var Λ = 2 ∫ (w − t) covariance(t) dt, by the midpoint rule
  for (let t = step / 2; t < windowMs; t += step) {
    integral += 2 * step * (windowMs - t) * perMs ** 2 * Math.expm1(variance * Math.exp(-t / time_constant));
  }
  return gammaDispersion(gap_cv, perMs * windowMs) + integral / (perMs * windowMs);
}

/** The variances of the tenants add up, each that of a gamma renewal process. */
export function tenantDispersion({ rate, count, gap_cv }: Spec<'tenants'>, windowMs: number): number {
  return gammaDispersion(gap_cv, ((rate / 1000) * windowMs) / count);
}

/** Rate per ms at a time of the run: that of the last step. */
export function stepRate({ steps }: Spec<'steps'>, timeMs: number): number {
  return (steps.findLast(({ at }) => at <= timeMs)?.rate ?? 0) / 1000;
}

/** Rate per ms at a time of the run: a straight line between two constants. */
export function rampRate({ from, to, over, at }: Spec<'ramp'>, timeMs: number): number {
  return (from + (to - from) * Math.min(1, Math.max(0, (timeMs - at) / over))) / 1000;
}

/** Rate per ms at a time of the run: straight lines between the middles of the parts, around the day. */
export function dayRate({ rate, hours, day, start }: Spec<'time_of_day'>, timeMs: number): number {
  const mean = hours.reduce((sum, weight) => sum + weight, 0) / hours.length;
  const place = ((timeMs + start) / day) * hours.length - 0.5 + hours.length;
  const before = Math.floor(place);
  const [a, b] = [hours[before % hours.length], hours[(before + 1) % hours.length]];
  return ((rate / 1000) * (a + (b - a) * (place - before))) / mean;
}
