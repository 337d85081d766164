/**
 * How unevenly requests arrive: the index of dispersion of counts (IDC) over window lengths, the coefficient of variation
 * (cv) and autocorrelation of the gaps, and the peak of the counts. A Poisson process has IDC 1 and gap cv 1 everywhere;
 * a renewal process has an IDC near the squared cv of its gaps at every long window; an IDC that grows with the window
 * is a rate that changes.
 *
 * Windows follow each other from the first arrival; window j is [first + j w, first + (j + 1) w). The last one, which
 * the last arrival cuts short, is left out everywhere. Variances have the divisor n − 1. Cost: O(arrivals + windows).
 * Source: Gusella (1991), Characterizing the Variability of Arrival Processes with Indexes of Dispersion, IEEE JSAC 9(2).
 */
import { mean, sampleStandardDeviation, sampleVariance } from 'simple-statistics';
import { asNumbers } from '../statistics/index.js';

/** Window of the local cv and of the peak. */
export const MINUTE_MS = 60_000;

/** Fewest gaps of a window in the local cv: dividing n exponential gaps by their own mean takes 1 / n off the cv. */
export const MINIMUM_LOCAL_GAPS = 10;

/**
 * @param arrivalMs ascending
 * @param windowMs above 0
 * @returns number of whole windows between the first and the last arrival
 */
export function wholeWindows(arrivalMs: Float64Array, windowMs: number): number {
  if (!(windowMs > 0)) throw new RangeError(`a window must be longer than 0 ms, not ${windowMs}`);
  return arrivalMs.length === 0 ? 0 : Math.floor((arrivalMs[arrivalMs.length - 1] - arrivalMs[0]) / windowMs);
}

/**
 * @param arrivalMs ascending
 * @param windowMs above 0
 * @returns arrivals in each whole window, length `wholeWindows`
 */
export function windowCounts(arrivalMs: Float64Array, windowMs: number): Float64Array {
  const counts = new Float64Array(wholeWindows(arrivalMs, windowMs));
  for (let i = 0; i < arrivalMs.length; i++) {
    const window = Math.floor((arrivalMs[i] - arrivalMs[0]) / windowMs);
    if (window >= counts.length) break;
    counts[window]++;
  }
  return counts;
}

/** @returns variance / mean of the counts of windows of `windowMs`, NaN for fewer than two whole windows */
export function indexOfDispersion(arrivalMs: Float64Array, windowMs: number): number {
  const counts = asNumbers(windowCounts(arrivalMs, windowMs));
  return counts.length < 2 ? NaN : sampleVariance(counts) / mean(counts);
}

/** @returns the index of dispersion at each of `windowsMs`, NaN where fewer than two whole windows fit */
export function dispersionCurve(arrivalMs: Float64Array, windowsMs: Float64Array): Float64Array {
  return windowsMs.map((windowMs) => indexOfDispersion(arrivalMs, windowMs));
}

/** @returns the differences of consecutive arrivals, in ms, one fewer than there are arrivals; empty for none */
export function gapsBetween(arrivalMs: Float64Array): Float64Array {
  return arrivalMs.slice(1).map((ms, i) => ms - arrivalMs[i]);
}

/** @returns standard deviation / mean, NaN for fewer than two values or a mean of 0 */
export function coefficientOfVariation(values: Float64Array): number {
  return values.length < 2 ? NaN : sampleStandardDeviation(asNumbers(values)) / mean(asNumbers(values));
}

/**
 * Σ (x_i − x̄)(x_{i+1} − x̄) / Σ (x_i − x̄)²: how far a gap resembles the one before.
 * @returns NaN for fewer than two values or equal ones
 */
export function lag1Autocorrelation(values: Float64Array): number {
  if (values.length < 2) return NaN;
  const centre = mean(asNumbers(values));
  let products = 0;
  let squares = (values[0] - centre) ** 2;
  for (let i = 1; i < values.length; i++) {
    products += (values[i] - centre) * (values[i - 1] - centre);
    squares += (values[i] - centre) ** 2;
  }
  return products / squares;
}

/**
 * The cv of gaps after dividing each by the mean of its window: what is left when slow changes of the rate are taken out.
 * A gap belongs to the window in which it ends.
 * @returns NaN when no whole window has `MINIMUM_LOCAL_GAPS` gaps; windows with fewer, or with gaps of 0 alone, are left out
 */
export function localGapCv(arrivalMs: Float64Array, windowMs = MINUTE_MS): number {
  const gaps = gapsBetween(arrivalMs);
  const windowOf = (gap: number) => Math.floor((arrivalMs[gap + 1] - arrivalMs[0]) / windowMs);
  const windowCount = wholeWindows(arrivalMs, windowMs);
  const sums = new Float64Array(windowCount);
  const counts = new Float64Array(windowCount);
  for (let i = 0; i < gaps.length && windowOf(i) < windowCount; i++) {
    sums[windowOf(i)] += gaps[i];
    counts[windowOf(i)]++;
  }
  const isKept = (window: number) => window < windowCount && counts[window] >= MINIMUM_LOCAL_GAPS && sums[window] > 0;
  const relative = gaps.map((gap, i) => (gap * counts[windowOf(i)]) / sums[windowOf(i)]);
  return coefficientOfVariation(relative.filter((_, i) => isKept(windowOf(i))));
}

/** @returns largest / mean count of the whole windows (by default minutes), NaN when there is none */
export function peakToMean(arrivalMs: Float64Array, windowMs = MINUTE_MS): number {
  const counts = windowCounts(arrivalMs, windowMs);
  return counts.length === 0 ? NaN : counts.reduce((a, b) => Math.max(a, b)) / mean(asNumbers(counts));
}
