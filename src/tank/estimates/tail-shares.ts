import { ascendingRuns, type BatchedColumn, upperBound } from '../../core/index.js';
import type { GroupedValues } from '../measures/index.js';
import { pooledQuantile } from '../statistics/index.js';

/** The tail: what took longer than this share of the completed requests. */
const TAIL_FROM = 0.99;

/**
 * Who makes the tail: of the slowest hundredth of a strategy's completed requests, the share that fell to each part.
 * @param responses of all, each column smallest first
 * @param values the parts in each replication
 * @param count of parts
 * @returns undefined for fewer than two parts, and where all requests took equally long
 */
export function tailShares(
  responses: readonly Float64Array[],
  values: readonly (GroupedValues | undefined)[],
  count: number,
): readonly number[] | undefined {
  if (count < 2) return undefined;
  const cut = pooledQuantile(responses, TAIL_FROM);
  const beyond = Array.from({ length: count }, (_, part) =>
    values.reduce((sum, each) => sum + countBeyond(each?.columns['response_time_ms']?.[part], cut), 0),
  );
  const all = beyond.reduce((sum, each) => sum + each, 0);
  return all === 0 ? undefined : beyond.map((each) => each / all);
}

function countBeyond(column: BatchedColumn | undefined, cut: number): number {
  if (column === undefined) return 0;
  return ascendingRuns(column).reduce((sum, run) => sum + run.length - upperBound(run, cut), 0);
}
