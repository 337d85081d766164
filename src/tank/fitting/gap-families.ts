/**
 * Maximum likelihood fits of four families to the gaps between arrivals. Log-likelihoods are means per gap, of densities
 * over gaps in SECONDS (over milliseconds they are ln 1000 lower), so that families and traces can be compared.
 *
 * - exponential: the mean.
 * - gamma: ln k − ψ(k) = ln mean − mean of ln; the left side lies between 1/(2k) and 1/k, so bisection has its bracket.
 * - Weibull: mean of ln weighted by x^k − 1/k = mean of ln, by Newton steps from the moments of ln x.
 * - lognormal: mean and standard deviation (divisor n) of ln x.
 *
 * Cost: two passes over the gaps, and one more for each of some six Newton steps of the Weibull fit.
 * Sources: Minka (2002), Estimating a Gamma distribution; Menon (1963), Estimation of the Shape and Scale Parameters of
 * the Weibull Distribution, Technometrics 5(2); Alzer (1997), Mathematics of Computation 66 (the bounds of ψ).
 */
import { bisect, gammaln } from 'simple-statistics';
import { plainMean } from '../../core/index.js';

export interface GapFits {
  /** Gaps that the fits rest on. */
  readonly gapCount: number;
  readonly exponential: { readonly meanMs: number; readonly logLikelihood: number };
  /** Coefficient of variation 1 / √shape. */
  readonly gamma: { readonly meanMs: number; readonly shape: number; readonly logLikelihood: number };
  /** P(gap > x) = exp(−(x / scale)^shape). */
  readonly weibull: { readonly scaleMs: number; readonly shape: number; readonly logLikelihood: number };
  /** Mean and standard deviation of ln(gap / 1 ms). */
  readonly lognormal: { readonly mu: number; readonly sigma: number; readonly logLikelihood: number };
}

/**
 * @param gapsMs finite, at least 0
 * @param resolutionMs what a gap of 0 counts as: the step of the trace's clock, above 0; without it such gaps are left
 * out, for the densities of gamma, Weibull and lognormal are 0 or infinite there
 * @returns undefined when fewer than two different gaps remain: nothing then bounds the likelihood
 */
export function fitGapFamilies(gapsMs: Float64Array, resolutionMs?: number): GapFits | undefined {
  const gaps = positiveGaps(gapsMs, resolutionMs);
  if (gaps.every((gap) => gap === gaps[0])) return undefined;
  const logs = gaps.map(Math.log);
  const meanMs = plainMean(gaps);
  const mu = plainMean(logs);
  const sigma = Math.sqrt(plainMean(logs.map((log) => (log - mu) ** 2)));
  const gammaShape = fitGammaShape(Math.log(meanMs) - mu);
  const weibull = fitWeibull(logs, mu, sigma);
  return {
    gapCount: gaps.length,
    exponential: { meanMs, logLikelihood: gammaLogLikelihood(1, meanMs, mu) },
    gamma: { meanMs, shape: gammaShape, logLikelihood: gammaLogLikelihood(gammaShape, meanMs, mu) },
    weibull: {
      ...weibull,
      logLikelihood: LN_1000 - 1 - mu + Math.log(weibull.shape) + weibull.shape * (mu - Math.log(weibull.scaleMs)),
    },
    lognormal: { mu, sigma, logLikelihood: LN_1000 - mu - 0.5 * (1 + Math.log(2 * Math.PI * sigma * sigma)) },
  };
}

/**
 * ψ(x) = d ln Γ(x) / dx: raised to x ≥ 10 by ψ(x) = ψ(x + 1) − 1/x, then the asymptotic series; error below 1e-12.
 * Source: Abramowitz and Stegun (1964), 6.3.5 and 6.3.18.
 * @param x above 0
 * @example digamma(1) // -0.5772156649 (minus Euler's constant)
 */
export function digamma(x: number): number {
  let shift = 0;
  while (x < 10) shift -= 1 / x++;
  const s = 1 / (x * x);
  return shift + Math.log(x) - 0.5 / x - s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s / 132))));
}

const LN_1000 = Math.log(1000);

function positiveGaps(gapsMs: Float64Array, resolutionMs: number | undefined): Float64Array {
  if (resolutionMs === undefined) return gapsMs.filter((gap) => gap > 0);
  if (!(resolutionMs > 0)) throw new RangeError(`the resolution of gaps must be above 0 ms, not ${resolutionMs}`);
  return gapsMs.map((gap) => (gap > 0 ? gap : resolutionMs));
}

/** @param excess ln mean − mean of ln, above 0 */
function fitGammaShape(excess: number): number {
  const distance = (shape: number) => Math.log(shape) - digamma(shape) - excess;
  return bisect(distance, 0.5 / excess, 1 / excess, 200, 1e-10 / excess);
}

/** Mean log-likelihood at the fitted scale mean / shape, where the data's mean is that of the distribution. */
function gammaLogLikelihood(shape: number, meanMs: number, meanOfLogs: number): number {
  const scale = meanMs / shape;
  return LN_1000 + (shape - 1) * meanOfLogs - shape - shape * Math.log(scale) - gammaln(shape);
}

/** Powers are taken relative to the largest gap, so that none overflows; a step changes the shape by half at most. */
function fitWeibull(logs: Float64Array, meanOfLogs: number, sdOfLogs: number): { shape: number; scaleMs: number } {
  const top = logs.reduce((a, b) => Math.max(a, b));
  let shape = Math.PI / Math.sqrt(6) / sdOfLogs; // ln of a Weibull variate has standard deviation π / (k √6)
  for (let step = 0; step < 100; step++) {
    const { mean, variance } = weightedMoments(logs, shape, top);
    const error = mean - 1 / shape - meanOfLogs;
    const next = shape - error / (variance + 1 / (shape * shape));
    const previous = shape;
    shape = Math.min(Math.max(next, shape / 2), shape * 1.5);
    if (Math.abs(shape - previous) < 1e-10 * shape) break;
  }
  const { weight } = weightedMoments(logs, shape, top);
  return { shape, scaleMs: Math.exp(top + Math.log(weight / logs.length) / shape) };
}

/** Mean and variance of ln x weighted by (x / largest)^power, and the sum of these weights. */
function weightedMoments(logs: Float64Array, power: number, top: number) {
  let weight = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < logs.length; i++) {
    const below = logs[i] - top;
    const w = Math.exp(power * below);
    weight += w;
    sum += w * below;
    squares += w * below * below;
  }
  const mean = sum / weight;
  return { weight, mean: top + mean, variance: squares / weight - mean * mean };
}
