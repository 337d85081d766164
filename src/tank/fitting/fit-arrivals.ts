import { plainMean, Streams } from '../../core/index.js';
import { coefficientOfVariation, dispersionCurve, gapsBetween } from '../inspection/index.js';
import { type ArrivalSpec, createArrivalProcess } from '../traffic/index.js';
import { refusalOf } from './arrival-form.js';
import { FIT_WINDOWS_MS, fitCox, MINIMUM_WINDOWS } from './fit-cox.js';
import { fitModulatedPoisson } from './fit-modulated-poisson.js';
import { fitGapFamilies } from './gap-families.js';

/** A family of arrival processes, fitted. */
export interface ArrivalFit {
  readonly spec: ArrivalSpec;
  /** Mean log-likelihood of a gap in seconds, of families whose gaps are independent. */
  readonly logLikelihood?: number;
  /** Index of dispersion of made arrivals at each of the windows. */
  readonly dispersion: readonly number[];
  /** Root mean square of ln(made / recorded) over the windows; NaN where there is none. */
  readonly dispersionError: number;
}

export interface ArrivalFits {
  readonly windowsMs: readonly number[];
  /** Recorded index of dispersion at each window. */
  readonly dispersion: readonly number[];
  /** From the simplest family to the one with most parameters. */
  readonly fits: readonly ArrivalFit[];
  readonly chosen: ArrivalFit;
  /** Families with parameters that no scenario accepts, and why. */
  readonly leftOut: readonly { readonly kind: ArrivalSpec['kind']; readonly reason: string }[];
}

/** Made traces that the dispersion of a family is taken from. */
const MADE_TRACES = 10;
/** Arrivals of all made traces of a family together, at most. */
const MADE_LIMIT = 2_000_000;
/** A simpler family is taken while its error is no larger than the least by this at least: a tenth in every dispersion. */
const TOLERANCE = 0.1;

/**
 * Fits the arrival families and chooses one: of those whose dispersion is about as near to the recorded as that of the
 * nearest, the simplest; of gamma and Weibull gaps the likelier, of the two with a changing rate the nearer. (Likelihood
 * alone sees gaps, not that their mean changes; dispersion alone does not tell short gaps apart.) Where the trace is too
 * short for a dispersion, likelihood alone decides, by the Bayesian information criterion. Only what a scenario accepts
 * can be chosen.
 * Cost: that of drawing up to 2 million arrivals for each family.
 * @param arrivalMs ascending, not all at once
 * @param rateScale what the scenario multiplies the rate by
 * @throws RangeError when no scenario accepts the rate
 */
export function fitArrivals(arrivalMs: Float64Array, rateScale = 1): ArrivalFits {
  const windowsMs = windowsOf(arrivalMs);
  const dispersion = dispersionCurve(arrivalMs, Float64Array.from(windowsMs));
  const tried = candidates(arrivalMs);
  const leftOut = tried.flatMap(({ spec }) => {
    const reason = refusalOf(spec, rateScale);
    return reason === undefined ? [] : [{ kind: spec.kind, reason }];
  });
  const isLeftOut = ({ spec }: Candidate) => leftOut.some(({ kind }) => kind === spec.kind);
  if (isLeftOut(tried[0])) throw new RangeError(`no scenario has such arrivals: ${leftOut[0].reason}`);
  const fits = tried.flatMap((candidate): ArrivalFit[] => {
    if (isLeftOut(candidate)) return [];
    const { spec, logLikelihood } = candidate;
    const made = madeDispersion(spec, arrivalMs, windowsMs);
    const error = errorOf(made, dispersion);
    return [{ spec, ...(logLikelihood !== undefined && { logLikelihood }), dispersion: made, dispersionError: error }];
  });
  return { windowsMs, dispersion: [...dispersion], fits, chosen: choose(fits, arrivalMs), leftOut };
}

/** Windows whose counts never vary in the trace say nothing of it: no family here is as even. */
function errorOf(made: readonly number[], recorded: Float64Array): number {
  const squares = made.map((value, i) => Math.log(value / recorded[i]) ** 2).filter((_, i) => recorded[i] > 0);
  return squares.some(Number.isNaN) ? Infinity : Math.sqrt(plainMean(squares));
}

function choose(fits: readonly ArrivalFit[], arrivalMs: Float64Array): ArrivalFit {
  const poisson = fits[0];
  const renewal = fits.filter(({ spec }) => RENEWAL.includes(spec.kind)).sort(byLikelihood);
  const changing = fits.filter(({ spec }) => CHANGING.includes(spec.kind)).sort(byError);
  if (Number.isNaN(poisson.dispersionError)) {
    const gain = (renewal.at(0)?.logLikelihood ?? -Infinity) - (poisson.logLikelihood ?? 0);
    return 2 * gain * arrivalMs.length > Math.log(arrivalMs.length) ? renewal[0] : poisson;
  }
  const least = Math.min(...fits.map(({ dispersionError }) => dispersionError));
  const near = [poisson, ...renewal, ...changing].filter(
    ({ dispersionError }) => dispersionError <= least + toleranceOf(arrivalMs),
  );
  return near[0];
}

/** At least what chance does to the dispersion of the trace: that of n windows is known to √(2 / (n − 1)) of it. */
function toleranceOf(arrivalMs: Float64Array): number {
  const squares = windowsOf(arrivalMs).map((windowMs) => 2 / (Math.floor(spanOf(arrivalMs) / windowMs) - 1));
  return Math.max(TOLERANCE, Math.sqrt(plainMean(squares)));
}

function windowsOf(arrivalMs: Float64Array): number[] {
  return FIT_WINDOWS_MS.filter((windowMs) => spanOf(arrivalMs) / windowMs >= MINIMUM_WINDOWS);
}

/** Families of two parameters, whose gaps are independent; and of four, whose rate changes. */
const RENEWAL: readonly string[] = ['gamma', 'weibull'];
const CHANGING: readonly string[] = ['modulated_poisson', 'cox'];

function byLikelihood(a: ArrivalFit, b: ArrivalFit): number {
  return (b.logLikelihood ?? -Infinity) - (a.logLikelihood ?? -Infinity);
}

function byError(a: ArrivalFit, b: ArrivalFit): number {
  return a.dispersionError - b.dispersionError;
}

interface Candidate {
  readonly spec: ArrivalSpec;
  readonly logLikelihood?: number;
}

/** Each family with its parameters, the simplest first. */
function candidates(arrivalMs: Float64Array): Candidate[] {
  const rate = (1000 * (arrivalMs.length - 1)) / spanOf(arrivalMs);
  if (coefficientOfVariation(gapsBetween(arrivalMs)) < EVEN_CV) return [{ spec: { kind: 'deterministic', rate } }];
  const gaps = fitGapFamilies(gapsBetween(arrivalMs), LEAST_GAP_MS);
  const found: Candidate[] = [
    { spec: { kind: 'poisson', rate }, ...(gaps && { logLikelihood: gaps.exponential.logLikelihood }) },
  ];
  if (gaps !== undefined) {
    const { gamma, weibull } = gaps;
    found.push({ spec: { kind: 'gamma', rate, cv: 1 / Math.sqrt(gamma.shape) }, logLikelihood: gamma.logLikelihood });
    found.push({ spec: { kind: 'weibull', rate, shape: weibull.shape }, logLikelihood: weibull.logLikelihood });
  }
  const modulated = fitModulatedPoisson(arrivalMs);
  if (modulated !== undefined) {
    const [lull, burst] = [0, 1].map((s) => ({ rate: modulated.ratesPerS[s], length: modulated.lengthsMs[s] }));
    found.push({ spec: { kind: 'modulated_poisson', burst, lull } });
  }
  const cox = fitCox(arrivalMs);
  if (cox !== undefined && cox.rateCv > 0) {
    const { rateCv: rate_cv, timeConstantMs: time_constant, gapDispersion } = cox;
    found.push({ spec: { kind: 'cox', rate, rate_cv, time_constant, gap_cv: Math.sqrt(gapDispersion) } });
  }
  return found;
}

/** Gaps of a smaller cv are all alike. */
const EVEN_CV = 0.01;

/** Gaps of 0 count as so many ms. */
const LEAST_GAP_MS = 0.01;

/** Mean index of dispersion of made traces as long as the recorded one. */
function madeDispersion(spec: ArrivalSpec, arrivalMs: Float64Array, windowsMs: readonly number[]): number[] {
  const spanMs = spanOf(arrivalMs);
  const traces = Math.max(1, Math.min(MADE_TRACES, Math.floor(MADE_LIMIT / arrivalMs.length)));
  const sums = new Float64Array(windowsMs.length);
  for (let made = 0; made < traces; made++) {
    const curve = dispersionCurve(drawn(spec, spanMs, made), Float64Array.from(windowsMs));
    curve.forEach((value, i) => (sums[i] += value / traces));
  }
  return [...sums];
}

function drawn(spec: ArrivalSpec, spanMs: number, made: number): Float64Array {
  const process = createArrivalProcess(spec);
  const random = new Streams('fit', made).named('arrivals');
  const times: number[] = [];
  for (let ms = process.nextMs(0, random); ms <= spanMs; ms = process.nextMs(ms, random)) times.push(ms);
  return Float64Array.from(times);
}

function spanOf(arrivalMs: Float64Array): number {
  return arrivalMs[arrivalMs.length - 1] - arrivalMs[0];
}
