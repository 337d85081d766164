import { z } from 'zod';
import type { RandomStream } from '../../core/random-stream.js';
import { plainNumber, wholeNumber } from './quantities.js';

/** Prompts that begin alike: a session, or a request without one, has one of `count` prefixes. */
export interface PrefixSpec {
  readonly count: number;
  /** The k-th prefix is used in proportion to 1 / k^skew; 0 = all alike. */
  readonly skew: number;
}

/** Most prefixes. */
const PREFIX_LIMIT = 1_000_000;

export function prefixesSchema() {
  return z.strictObject({
    count: wholeNumber(1, PREFIX_LIMIT).meta({ description: 'number of different prefixes' }),
    skew: plainNumber()
      .default(0)
      .meta({ description: 'the k-th prefix is used in proportion to 1 / k^skew (Zipf); default 0, all alike' }),
  });
}

/**
 * The prefix of each request: the same for all of a session. Cost: O(log count) per draw.
 * @param session column of the trace, undefined where it has none
 */
export function drawPrefixes(
  { count, skew }: PrefixSpec,
  requestCount: number,
  session: Int32Array | undefined,
  random: RandomStream,
): Int32Array {
  const cumulative = new Float64Array(count);
  let total = 0;
  for (let k = 0; k < count; k++) {
    total += (k + 1) ** -skew;
    cumulative[k] = total;
  }
  const prefix = new Int32Array(requestCount);
  const ofSession = new Map<number, number>();
  for (let request = 0; request < requestCount; request++) {
    const s = session?.[request] ?? -1;
    const known = s < 0 ? undefined : ofSession.get(s);
    prefix[request] = known ?? firstAbove(cumulative, random.uniform() * total);
    if (s >= 0 && known === undefined) ofSession.set(s, prefix[request]);
  }
  return prefix;
}

/** Index of the first element above a value. */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
