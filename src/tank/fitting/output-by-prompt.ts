/**
 * Whether outputs depend on the length of the prompt, and if so, the outputs of each range of prompts.
 *
 * Prompts are cut where the outputs on both sides differ most: a tree grown by the Kolmogorov-Smirnov (KS) statistic,
 * √(n₁ n₂ / (n₁ + n₂)) × largest difference of the two distribution functions, always at the best cut of any range.
 * Candidate cuts are the 64-quantiles of the prompts, and outputs are told apart by their 64-quantiles. A cut is made
 * while its sides differ by `SMALLEST_DISTANCE` and its statistic reaches `SMALLEST_STATISTIC`, at most seven times.
 * Cost: two sorts, a table of 64 × 64 counts; then 64 × 64 steps a cut.
 * Sources: Smirnov (1948), Annals of Mathematical Statistics 19(2); Breiman et al. (1984), Classification and Regression
 * Trees, chapter 2 (the growing of the tree).
 */
import { lowerBound } from '../../core/index.js';
import { sortedColumn } from '../statistics/index.js';
import { empiricalQuantiles } from './empirical-quantiles.js';

export interface PromptBin {
  /** Longest prompt of the bin, in tokens; Infinity for the last one. */
  readonly upTo: number;
  readonly requestCount: number;
  /** KS distance between the outputs of the bin and all outputs. */
  readonly ksDistance: number;
  /** Outputs at each of `QUANTILE_SHARES`. */
  readonly outputQuantiles: Float64Array;
}

export const LARGEST_BIN_COUNT = 8;

/** Fewest requests of a bin. */
export const SMALLEST_BIN = 200;

/** KS distance from which a dependence is worth telling: in some range of lengths the shares differ by a tenth. */
export const SMALLEST_DISTANCE = 0.1;

/** Exceeded by chance once in 40,000 cuts, 2 exp(−2 × 2.3²), of which the best of some hundred is taken. */
export const SMALLEST_STATISTIC = 2.3;

/**
 * @param promptTokens by request
 * @param outputTokens by request, as long as `promptTokens`
 * @returns two to eight bins by prompt, shortest first; undefined when no bin's outputs lie 0.1 from those of all
 * requests, which includes fewer than 400 requests
 */
export function outputByPrompt(
  promptTokens: ArrayLike<number>,
  outputTokens: ArrayLike<number>,
): readonly PromptBin[] | undefined {
  const bins = growBins(countTable(promptTokens, outputTokens));
  const allOutputs = Float64Array.from(outputTokens);
  const sortedOutputs = sortedColumn(allOutputs);
  const described = bins.map(({ above, upTo }) => {
    const outputs = allOutputs.filter((_, i) => promptTokens[i] > above && promptTokens[i] <= upTo);
    const ksDistance = twoSampleDistance(outputs.sort(), sortedOutputs);
    return { upTo, requestCount: outputs.length, ksDistance, outputQuantiles: empiricalQuantiles(outputs) };
  });
  return described.some((bin) => bin.ksDistance >= SMALLEST_DISTANCE) ? described : undefined;
}

/** @returns the largest difference of the distribution functions of two sorted samples, 0 when one is empty */
export function twoSampleDistance(a: Float64Array, b: Float64Array): number {
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j]);
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

const CELLS = 64;

/** Requests by prompt cell and output cell. */
interface CountTable {
  /** Upper end of each prompt cell, ascending, the last Infinity. */
  readonly promptEdges: Float64Array;
  /** By prompt cell: requests whose output lies in a cell up to each. */
  readonly outputsUpTo: readonly Float64Array[];
}

function countTable(promptTokens: ArrayLike<number>, outputTokens: ArrayLike<number>): CountTable {
  const promptEdges = cellEdges(promptTokens);
  const outputEdges = cellEdges(outputTokens);
  const outputsUpTo = Array.from(promptEdges, () => new Float64Array(outputEdges.length));
  for (let i = 0; i < promptTokens.length; i++) {
    outputsUpTo[lowerBound(promptEdges, promptTokens[i])][lowerBound(outputEdges, outputTokens[i])]++;
  }
  for (const row of outputsUpTo) for (let cell = 1; cell < row.length; cell++) row[cell] += row[cell - 1];
  return { promptEdges, outputsUpTo };
}

/** Different values at the 64-quantiles, so that no value is in two cells, and Infinity. */
function cellEdges(values: ArrayLike<number>): Float64Array {
  const sorted = sortedColumn(values);
  const edges = new Set<number>();
  for (let i = 1; i < CELLS; i++) edges.add(sorted[Math.floor((i * sorted.length) / CELLS)]);
  return Float64Array.from([...edges].filter((edge) => edge < sorted[sorted.length - 1]).concat(Infinity));
}

type Range = { readonly above: number; readonly upTo: number };

function growBins(table: CountTable): Range[] {
  const { promptEdges } = table;
  const cuts = [0, promptEdges.length]; // bins are the cells from one cut to before the next
  while (cuts.length <= LARGEST_BIN_COUNT) {
    const best = cuts
      .slice(1)
      .map((to, i) => bestCut(table, cuts[i], to))
      .reduce((a, b) => (b.statistic > a.statistic ? b : a));
    if (best.statistic < SMALLEST_STATISTIC) break;
    cuts.push(best.cut);
    cuts.sort((a, b) => a - b);
  }
  return cuts.slice(1).map((to, i) => ({
    above: cuts[i] === 0 ? -Infinity : promptEdges[cuts[i] - 1],
    upTo: promptEdges[to - 1],
  }));
}

/** The cut of the cells `from` to before `to` with the largest statistic; statistic 0 when none may be made. */
function bestCut({ outputsUpTo }: CountTable, from: number, to: number): { cut: number; statistic: number } {
  const whole = new Float64Array(outputsUpTo[0].length);
  for (let row = from; row < to; row++) addTo(whole, outputsUpTo[row]);
  const left = new Float64Array(whole.length);
  let best = { cut: from, statistic: 0 };
  for (let cut = from + 1; cut < to; cut++) {
    addTo(left, outputsUpTo[cut - 1]);
    const n = left[left.length - 1];
    const m = whole[whole.length - 1] - n;
    if (n < SMALLEST_BIN || m < SMALLEST_BIN) continue;
    const distance = left.reduce((most, below, i) => Math.max(most, Math.abs(below / n - (whole[i] - below) / m)), 0);
    const statistic = Math.sqrt((n * m) / (n + m)) * distance;
    if (distance >= SMALLEST_DISTANCE && statistic > best.statistic) best = { cut, statistic };
  }
  return best;
}

function addTo(sum: Float64Array, row: Float64Array): void {
  for (let i = 0; i < row.length; i++) sum[i] += row[i];
}
