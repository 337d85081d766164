/**
 * A two-state Markov-modulated Poisson process by moments. Its index of dispersion is that of the Cox fit with gap
 * dispersion 1, which gives the mean rate, the cv v of the rate and τ = 1 / (1 / L₁ + 1 / L₂) for states of mean length
 * L; the skewness γ of the rate, from the third factorial cumulant of counts, then tells which state is rarer:
 *
 *   share of the high state p = (1 − γ / √(4 + γ²)) / 2, rates mean × (1 + v √((1 − p) / p)) and mean × (1 − v √(p / (1 − p))).
 *
 * Where the low rate would fall below 0, p is lowered to 1 / (1 + v²) and the low rate is 0. Cost: that of the Cox fit.
 * Sources: Fischer and Meier-Hellstern (1993), Performance Evaluation 18(2); Gusella (1991), IEEE JSAC 9(2).
 */
import { mean, sampleVariance } from 'simple-statistics';
import { asNumbers } from '../statistics/index.js';
import { windowCounts } from '../inspection/index.js';
import { FIT_WINDOWS_MS, fitCox } from './fit-cox.js';

/** Low state first, as pairs for `ModulatedPoissonArrivals`. */
export interface ModulatedPoissonFit {
  readonly ratesPerS: readonly [number, number];
  /** Mean lengths of the states. */
  readonly lengthsMs: readonly [number, number];
  /** Scales of the fit, in ms, with the measured and the fitted index of dispersion at each. */
  readonly windowsMs: Float64Array;
  readonly measuredIdc: Float64Array;
  readonly predictedIdc: Float64Array;
}

/**
 * @param arrivalMs ascending
 * @returns undefined when `fitCox` has no fit, or sees no change of rate
 */
export function fitModulatedPoisson(arrivalMs: Float64Array): ModulatedPoissonFit | undefined {
  const cox = fitCox(arrivalMs, [1, 1]);
  if (cox === undefined || cox.rateCv === 0) return undefined;
  const { ratePerS, rateCv, timeConstantMs, windowsMs, measuredIdc, predictedIdc } = cox;
  const skewness = rateSkewness(arrivalMs, timeConstantMs);
  const share = Math.min((1 - skewness / Math.sqrt(4 + skewness * skewness)) / 2, 1 / (1 + rateCv * rateCv));
  const odds = share / (1 - share);
  const low = ratePerS * (1 - rateCv * Math.sqrt(odds));
  const high = ratePerS * (1 + rateCv / Math.sqrt(odds));
  return {
    ratesPerS: [low < NOISE * high ? 0 : low, high],
    lengthsMs: [timeConstantMs / share, timeConstantMs / (1 - share)],
    windowsMs,
    measuredIdc,
    predictedIdc,
  };
}

/** A low rate below this share of the high one is what rounding leaves of 0. */
const NOISE = 1e-9;

/**
 * Skewness of the rate from counts n of windows of some τ / 4, in which it hardly changes: the factorial cumulants
 * Var n − m and third moment − 3 Var n + 2 m are those of rate × window. 0 when these counts vary no more than Poisson's.
 */
function rateSkewness(arrivalMs: Float64Array, timeConstantMs: number): number {
  const counts = windowCounts(arrivalMs, Math.max(FIT_WINDOWS_MS[0], timeConstantMs / 4));
  const m = mean(asNumbers(counts));
  const variance = sampleVariance(asNumbers(counts));
  const third = counts.reduce((sum, n) => sum + (n - m) ** 3, 0) / counts.length;
  return variance > m ? (third - 3 * variance + 2 * m) / (variance - m) ** 1.5 : 0;
}
