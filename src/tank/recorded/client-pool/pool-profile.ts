import { plainSum } from '../../../core/index.js';
import { cumulative, placeOf } from '../../traffic/index.js';
import { type ClientPool, type LengthTables, requestsByLengths, requestsOf, WINDOW_S } from './client-pool.js';

export const TOP_CLIENTS = [1, 5, 10, 20] as const;
export const CV_LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
export const LENGTH_LEVELS = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999] as const;

/** What a pool is like, in figures. */
export interface PoolProfile {
  /** From the start of the first window to the end of the last. */
  readonly spanS: number;
  /** Requests per second over the span, its empty windows included. */
  readonly meanRatePerS: number;
  /** The greatest rate of all clients in one window over the mean rate. */
  readonly peakToMean: number;
  /** Share of the requests of the 1, 5, 10, 20 clients that send most. */
  readonly topShares: readonly number[];
  /** Quantiles of the cv of gaps over the windows in which a client sends, each counted once; by CV_LEVELS. */
  readonly gapCv: readonly number[];
  /** By hour of the day, of which the pool's time 0 is the first: requests over a 24th of all. */
  readonly hours: readonly number[];
  /** Over all requests of clients with lengths; undefined where there are none. */
  readonly promptTokens: LengthProfile | undefined;
  readonly outputTokens: LengthProfile | undefined;
  readonly clientsWithoutLengths: number;
  /** Share of the requests. */
  readonly shareWithoutLengths: number;
}

export interface LengthProfile {
  readonly mean: number;
  /** By LENGTH_LEVELS: the least length that at least this share of the requests do not exceed. */
  readonly quantiles: readonly number[];
}

/**
 * Figures of a pool as it would be drawn at its own rates, without drawing. Lengths are the mixture of those of all
 * clients, weighted by the requests that they hold for.
 * Cost: O(n log n) in the windows and lengths of the pool.
 */
export function profilePool(pool: ClientPool): PoolProfile {
  const byClient = pool.clients.map(requestsOf);
  const total = plainSum(byClient);
  const rates = ratesByWindow(pool);
  const starts = [...rates.keys()];
  const spanS = greatest(starts) + WINDOW_S - starts.reduce((least, start) => Math.min(least, start), Infinity);
  const without = pool.clients.map(({ lengths }) => lengths.startS.length === 0);
  const weights = pool.clients.map(requestsByLengths);
  return {
    spanS,
    meanRatePerS: total / spanS,
    peakToMean: (greatest([...rates.values()]) * spanS) / total,
    topShares: topShares(byClient, total),
    gapCv: gapCvOf(pool),
    hours: hoursOf(rates, total),
    promptTokens: profileOf(
      pool.clients.map(({ lengths }) => lengths.promptTokens),
      weights,
    ),
    outputTokens: profileOf(
      pool.clients.map(({ lengths }) => lengths.outputTokens),
      weights,
    ),
    clientsWithoutLengths: without.filter(Boolean).length,
    shareWithoutLengths: plainSum(byClient.filter((_, k) => without[k])) / total,
  };
}

/** Rate of all clients by the start of a window, of those that a client may send in. */
function ratesByWindow({ clients }: ClientPool): Map<number, number> {
  const rates = new Map<number, number>();
  for (const { windows } of clients) {
    windows.startS.forEach((startS, i) => rates.set(startS, (rates.get(startS) ?? 0) + windows.ratePerS[i]));
  }
  return rates;
}

function topShares(requests: readonly number[], total: number): number[] {
  const sorted = [...requests].sort((a, b) => b - a);
  return TOP_CLIENTS.map((count) => plainSum(sorted.slice(0, count)) / total);
}

function gapCvOf({ clients }: ClientPool): number[] {
  const count = clients.reduce((sum, { windows }) => sum + windows.gapCv.length, 0);
  const sorted = new Float64Array(count);
  let end = 0;
  for (const { windows } of clients) {
    for (let i = 0; i < windows.gapCv.length; i++) if (windows.ratePerS[i] > 0) sorted[end++] = windows.gapCv[i];
  }
  const cvs = sorted.subarray(0, end).sort();
  return CV_LEVELS.map((level) => cvs[Math.max(0, Math.ceil(level * end) - 1)]);
}

function hoursOf(rates: ReadonlyMap<number, number>, total: number): number[] {
  const hours = new Array<number>(24).fill(0);
  for (const [startS, rate] of rates) hours[Math.floor(startS / 3600) % 24] += (rate * WINDOW_S * 24) / total;
  return hours;
}

/** @param weights of each distribution of each client */
function profileOf(tables: readonly LengthTables[], weights: readonly Float64Array[]): LengthProfile | undefined {
  const weightOf = new Map<number, number>(); // by length
  tables.forEach(({ first, tokens, sum }, client) => {
    weights[client].forEach((weight, table) => {
      for (let i = first[table]; i < first[table + 1]; i++) {
        const share = sum[i] - (i === first[table] ? 0 : sum[i - 1]);
        weightOf.set(tokens[i], (weightOf.get(tokens[i]) ?? 0) + weight * share);
      }
    });
  });
  const lengths = Float64Array.from(weightOf.keys()).sort();
  const sums = cumulative(lengths.length, (place) => weightOf.get(lengths[place]) ?? 0);
  const total = sums.at(-1) ?? 0;
  if (!(total > 0)) return undefined;
  return {
    mean: lengths.reduce((mean, length) => mean + (length * (weightOf.get(length) ?? 0)) / total, 0),
    quantiles: LENGTH_LEVELS.map((level) => lengths[placeOf(sums, level * total)]),
  };
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
