import { mean, sampleCorrelation, sampleStandardDeviation } from 'simple-statistics';
import { asNumbers, quantileOfSorted, sortedColumn } from '../statistics/index.js';
import type { Trace } from '../trace/index.js';
import {
  coefficientOfVariation,
  gapsBetween,
  indexOfDispersion,
  lag1Autocorrelation,
  localGapCv,
  MINUTE_MS,
  peakToMean,
  wholeWindows,
} from './dispersion.js';
import { profilePrefixes } from './prefix-profile.js';
import { type ArrivalProfile, LENGTH_SHARES, type LengthProfile, type TraceProfile } from './profile.js';
import { profileSessions } from './session-profile.js';

/** Windows of the index of dispersion, in seconds, and the fewest of a length that say something. */
const WINDOWS_S = [1, 2, 5, 10, 20, 60, 120, 300];
const LEAST_WINDOWS = 10;

/** Parts of the course of the rate. */
const COURSE_BINS = 120;

/**
 * What a trace is like. Cost: a few sorts, and a pass over all blocks for each capacity.
 * @param trace of one request at least
 */
export function inspectTrace(trace: Trace): TraceProfile {
  const { requestCount, promptTokens, outputTokens, requestClass, tenant } = trace;
  if (requestCount === 0) throw new RangeError('the trace has no requests');
  const arrivalMs = trace.arrivalMs.subarray(0, requestCount);
  const hasLengths = promptTokens.length > 0 && outputTokens.length > 0;
  return {
    schema: 'wavetank.trace_profile/1',
    requests: requestCount,
    span_s: (arrivalMs[requestCount - 1] - arrivalMs[0]) / 1000,
    arrivals: profileArrivals(arrivalMs),
    ...(promptTokens.length > 0 && { prompt_tokens: profileLengths(promptTokens) }),
    ...(outputTokens.length > 0 && { output_tokens: profileLengths(outputTokens) }),
    ...(hasLengths && requestCount > 1 && { correlation: correlationOf(promptTokens, outputTokens) }),
    ...(trace.session && { sessions: profileSessions(trace, trace.session) }),
    ...(trace.blocks?.last.some((block) => block >= 0) && { prefixes: profilePrefixes(trace, trace.blocks) }),
    ...(requestClass && { classes: sharesOf(requestClass.names, requestClass.index) }),
    ...(tenant && { tenants: profileTenants(sharesOf(tenant.names, tenant.index)) }),
  };
}

function profileArrivals(arrivalMs: Float64Array): ArrivalProfile {
  const spanS = (arrivalMs[arrivalMs.length - 1] - arrivalMs[0]) / 1000;
  const gaps = gapsBetween(arrivalMs);
  const windows = WINDOWS_S.filter((window) => wholeWindows(arrivalMs, 1000 * window) >= LEAST_WINDOWS);
  return {
    ...known('mean_per_s', arrivalMs.length / spanS),
    ...known('peak_to_mean_minute', wholeWindows(arrivalMs, MINUTE_MS) > 1 ? peakToMean(arrivalMs) : NaN),
    ...known('gap_cv', coefficientOfVariation(gaps)),
    ...known('local_gap_cv', localGapCv(arrivalMs)),
    ...known('gap_autocorrelation', lag1Autocorrelation(gaps)),
    zero_gaps: gaps.length === 0 ? 0 : gaps.filter((gap) => gap === 0).length / gaps.length,
    dispersion: windows.map((window) => ({ window_s: window, value: indexOfDispersion(arrivalMs, 1000 * window) })),
    course: courseOf(arrivalMs, spanS / COURSE_BINS),
  };
}

function known<Name extends string>(name: Name, value: number): Partial<Record<Name, number>> {
  return Number.isFinite(value) ? ({ [name]: value } as Record<Name, number>) : {};
}

function courseOf(arrivalMs: Float64Array, binS: number): ArrivalProfile['course'] {
  const counts = new Float64Array(COURSE_BINS);
  for (const ms of arrivalMs) counts[Math.min(COURSE_BINS - 1, Math.floor((ms - arrivalMs[0]) / (1000 * binS)))]++;
  return { bin_s: binS, per_s: binS > 0 ? Array.from(counts, (count) => count / binS) : [] };
}

function profileLengths(tokens: Int32Array): LengthProfile {
  const sorted = sortedColumn(tokens);
  const average = mean(asNumbers(sorted));
  const deviation = sorted.length < 2 ? 0 : sampleStandardDeviation(asNumbers(sorted));
  return {
    mean: average,
    cv: average === 0 ? 0 : deviation / average,
    quantiles: LENGTH_SHARES.map((share) => quantileOfSorted(sorted, share)),
  };
}

/** Both are 0 where one of the two does not vary. */
function correlationOf(promptTokens: Int32Array, outputTokens: Int32Array) {
  const [prompts, outputs] = [Array.from(promptTokens), Array.from(outputTokens)];
  const varies = (values: readonly number[]) => values.some((value) => value !== values[0]);
  if (!varies(prompts) || !varies(outputs)) return { pearson: 0, spearman: 0 };
  return {
    pearson: sampleCorrelation(prompts, outputs),
    spearman: sampleCorrelation(midRanks(prompts), midRanks(outputs)),
  };
}

/** Ranks from 1; equal values share the mean of theirs. */
function midRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Array<number>(values.length);
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && values[order[end]] === values[order[first]]) end++;
    for (let i = first; i < end; i++) ranks[order[i]] = (first + 1 + end) / 2;
    first = end;
  }
  return ranks;
}

/** Names by share of the requests, the largest first; those of which there are none are left out. */
function sharesOf(names: readonly string[], index: ArrayLike<number>) {
  const counts = new Float64Array(names.length);
  for (let request = 0; request < index.length; request++) if (index[request] in counts) counts[index[request]]++;
  return names
    .map((name, i) => ({ name, share: counts[i] / index.length }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}

const TOP_TENANTS = [1, 5, 10, 20];

function profileTenants(shares: readonly { readonly share: number }[]): NonNullable<TraceProfile['tenants']> {
  const top = (count: number) => shares.slice(0, count).reduce((sum, { share }) => sum + share, 0);
  return { count: shares.length, top_share: TOP_TENANTS.map((count) => ({ tenants: count, share: top(count) })) };
}
