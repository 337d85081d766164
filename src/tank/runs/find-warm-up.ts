import { plainMean } from '../../core/index.js';
import type { WarmUpSeries } from '../results/index.js';
import type { Plan } from '../plan/index.js';
import { warmUpCut } from '../statistics/index.js';
import type { JobResult } from '../measures/index.js';

/** Replications that the warm-up is looked for in, at most. */
export const PILOT_REPLICATIONS = 10;

export interface FoundWarmUp {
  /** The same for every strategy: the largest of their cuts. */
  readonly warmUpMs: number;
  /** Strategies, by index, the end of whose warm-up is not in sight. */
  readonly unsettled: readonly number[];
  /** What it was seen in, for a chart. */
  readonly series: WarmUpSeries;
}

/**
 * The warm-up by MSER-5, from runs without one: the series of each strategy is the response time by order of arrival,
 * averaged over its replications. The cut is a number of requests; the time is when so many have arrived on average.
 * Cost: O(requests).
 * @param results by strategy, of as many replications each
 */
export function findWarmUp(plan: Plan, results: readonly (readonly JobResult[])[]): FoundWarmUp {
  const means = results.map(meanByOrder);
  const cuts = means.map(warmUpCut);
  const requests = means[0].length;
  const windowMs = plainMean(results[0].map((result) => result.windowMs));
  const timeOf = (request: number) => (requests === 0 ? 0 : (request / requests) * windowMs);
  const warmUpMs = roundedUp(timeOf(Math.max(...cuts.map(({ cut }) => cut))));
  return {
    warmUpMs,
    unsettled: cuts.flatMap(({ isTooShort }, strategy) => (isTooShort ? [strategy] : [])),
    series: {
      cut_ms: warmUpMs,
      bin_ms: windowMs / binCount(requests),
      strategies: plan.strategies.map(({ name }, s) => ({ name, response_time_ms: binned(means[s]) })),
    },
  };
}

/** Mean of the replications, request by request as they arrived; of unserved requests the others' mean stands in. */
function meanByOrder(results: readonly JobResult[]): Float64Array {
  const columns = results.map(({ responsesInOrder }) => responsesInOrder ?? new Float64Array(0));
  const count = Math.min(...columns.map(({ length }) => length));
  let last = 0;
  return Float64Array.from({ length: count }, (_, request) => {
    const served = columns.map((column) => column[request]).filter((ms) => !Number.isNaN(ms));
    if (served.length > 0) last = plainMean(served);
    return last;
  });
}

/** Parts of the run in the chart. */
const BINS = 100;

function binCount(requests: number): number {
  return Math.max(1, Math.min(BINS, requests));
}

function binned(series: Float64Array): number[] {
  const count = binCount(series.length);
  const start = (bin: number) => Math.floor((bin * series.length) / count);
  if (series.length === 0) return [];
  return Array.from({ length: count }, (_, bin) => {
    const part = series.subarray(start(bin), start(bin + 1));
    return Number(plainMean(part).toPrecision(6));
  });
}

/** Two digits are enough of a time that is left out, and it is never less than was found. */
function roundedUp(ms: number): number {
  if (ms === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(ms)) - 1);
  return Number((Math.ceil(ms / unit) * unit).toPrecision(3));
}
