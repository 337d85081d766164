/**
 * A Cox process fitted to the index of dispersion of counts (IDC): arrivals whose rate varies around its mean with
 * coefficient of variation v and autocorrelation exp(−t / τ), and whose gaps, in time warped by the rate, add c:
 *
 *   IDC(w) = c + rate v² g(w),   g(w) = 2 τ² / w (w / τ − 1 + exp(−w / τ)).
 *
 * Found by least squares of relative errors. For a given τ the curve is linear in c and rate v², solved exactly within
 * their bounds; τ is searched on a logarithmic grid. What one trace tells of a slow rate is little: of 60 made hours at
 * 5.5 requests/s with v = 0.25 and τ = 400 s, 80 % gave v between 0.16 and 0.29 and τ between 150 and 1260 s; with
 * τ = 20 s, v between 0.21 and 0.30 and τ between 8 and 38 s.
 * Cost: the counts at each scale, O(arrivals); the fit itself takes microseconds.
 * Source: Cox and Isham (1980), Point Processes, section 3.3; the same curve with c = 1 belongs to the two-state
 * modulated Poisson process, Fischer and Meier-Hellstern (1993), Performance Evaluation 18(2).
 */
import { dispersionCurve, wholeWindows } from '../inspection/index.js';

/** Windows at which the IDC is fitted, where at least `MINIMUM_WINDOWS` whole ones fit into the trace. */
export const FIT_WINDOWS_MS: readonly number[] = [1, 2, 5, 10, 20, 60, 120, 300].map((s) => s * 1000);

/** Fewest whole windows of a scale: the relative error of a variance of ten counts is about a half. */
export const MINIMUM_WINDOWS = 10;

/** Bounds of c: gaps of a cv between 0.55 and 2, so that slow variation is not taken for burstiness of the gaps. */
export const GAP_DISPERSION_BOUNDS: readonly [number, number] = [0.3, 4];

export interface CoxFit {
  readonly ratePerS: number;
  /** c: the IDC that remains at a constant rate; 1 for Poisson, 1 / shape for gamma gaps. */
  readonly gapDispersion: number;
  /** v: standard deviation / mean of the rate; 0 when the IDC does not grow with the window. */
  readonly rateCv: number;
  /** τ, from half the shortest scale to four times the longest; at either end, or with v = 0, the data do not tell it. */
  readonly timeConstantMs: number;
  /** Scales of the fit, in ms, with the measured and the fitted IDC at each. */
  readonly windowsMs: Float64Array;
  readonly measuredIdc: Float64Array;
  readonly predictedIdc: Float64Array;
}

/**
 * @param arrivalMs ascending
 * @param bounds lowest and highest c, equal to fix it
 * @returns undefined when fewer than three scales have enough windows and arrivals that vary: three unknowns
 */
export function fitCox(arrivalMs: Float64Array, bounds = GAP_DISPERSION_BOUNDS): CoxFit | undefined {
  const enough = FIT_WINDOWS_MS.filter((windowMs) => wholeWindows(arrivalMs, windowMs) >= MINIMUM_WINDOWS);
  const curve = dispersionCurve(arrivalMs, Float64Array.from(enough));
  const windowsMs = Float64Array.from(enough.filter((_, i) => curve[i] > 0));
  const measuredIdc = curve.filter((idc) => idc > 0);
  if (windowsMs.length < 3) return undefined;

  const ratePerS = (1000 * (arrivalMs.length - 1)) / (arrivalMs[arrivalMs.length - 1] - arrivalMs[0]);
  const fits = timeConstants(windowsMs).map((tauMs) => {
    const growth = windowsMs.map((windowMs) => rateGrowth(windowMs, tauMs));
    return { tauMs, growth, ...fitLine(growth, measuredIdc, bounds) };
  });
  const best = fits.reduce((a, b) => (b.error < a.error ? b : a));
  return {
    ratePerS,
    gapDispersion: best.intercept,
    rateCv: Math.sqrt((best.slope * 1000) / ratePerS),
    timeConstantMs: best.tauMs,
    windowsMs,
    measuredIdc,
    predictedIdc: best.growth.map((g) => best.intercept + best.slope * g),
  };
}

/** g(w) in ms, near w for windows far below τ and near 2 τ far above. */
function rateGrowth(windowMs: number, tauMs: number): number {
  const x = windowMs / tauMs;
  return ((2 * tauMs) / x) * (x + Math.expm1(-x));
}

const STEPS_PER_DECADE = 50;

/** A logarithmic grid from half the shortest window to four times the longest, 4.7 % apart. */
function timeConstants(windowsMs: Float64Array): number[] {
  const from = windowsMs[0] / 2;
  const steps = Math.ceil(STEPS_PER_DECADE * Math.log10((4 * windowsMs[windowsMs.length - 1]) / from));
  return Array.from({ length: steps + 1 }, (_, i) => from * 10 ** (i / STEPS_PER_DECADE));
}

/**
 * The line intercept + slope g of least squared relative errors, low ≤ intercept ≤ high and slope ≥ 0. The sum of squares
 * is convex: where its minimum is out of bounds, the bounded one lies on an edge, each of which has a closed form.
 */
function fitLine(growth: Float64Array, idc: Float64Array, [low, high]: readonly [number, number]) {
  let [ii, is, ss, i1, s1] = [0, 0, 0, 0, 0]; // sums of products of 1 / idc (i), g / idc (s) and the target, 1
  for (let k = 0; k < idc.length; k++) {
    const i = 1 / idc[k];
    const s = growth[k] / idc[k];
    ii += i * i;
    is += i * s;
    ss += s * s;
    i1 += i;
    s1 += s;
  }
  const clamp = (intercept: number) => Math.min(Math.max(intercept, low), high);
  const at = (intercept: number, slope: number) => ({
    intercept,
    slope,
    error: idc.reduce((sum, y, k) => sum + ((intercept + slope * growth[k]) / y - 1) ** 2, 0),
  });
  const free = at((i1 * ss - s1 * is) / (ii * ss - is * is), (s1 * ii - i1 * is) / (ii * ss - is * is));
  if (free.slope >= 0 && free.intercept === clamp(free.intercept)) return free;
  const onEdge = (intercept: number) => at(intercept, Math.max(0, (s1 - intercept * is) / ss));
  return [onEdge(low), onEdge(high), at(clamp(i1 / ii), 0)].reduce((a, b) => (b.error < a.error ? b : a));
}
