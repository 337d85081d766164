import { quantileOfSorted, sortedColumn } from '../statistics/index.js';
import { pathTo, prefixHitRates, type PromptBlocks, type Trace } from '../trace/index.js';
import type { PrefixProfile } from './profile.js';

/** Capacities of the shared cache, in blocks. */
const CAPACITIES = [1000, 2000, 5000, 10_000, 20_000, 50_000, Infinity];

/**
 * How much of the prompts occurred in earlier prompts. Cost: O(blocks of all prompts) for each capacity.
 * @param blocks one at least of some prompt
 */
export function profilePrefixes({ requestCount, arrivalMs, promptTokens }: Trace, blocks: PromptBlocks): PrefixProfile {
  const { parent, last } = blocks;
  const usedMs = new Float64Array(parent.length).fill(NaN); // when each block was used last
  const hitShares: number[] = [];
  const reuseS: number[] = [];
  const path: number[] = [];
  let references = 0;
  let distinct = 0;
  for (let request = 0; request < requestCount; request++) {
    const count = pathTo(last[request], parent, path);
    let hits = 0;
    for (let i = 0; i < count; i++) {
      const isKnown = !Number.isNaN(usedMs[path[i]]);
      if (isKnown) reuseS.push((arrivalMs[request] - usedMs[path[i]]) / 1000);
      else distinct++;
      if (isKnown) hits++;
      usedMs[path[i]] = arrivalMs[request];
    }
    references += count;
    if (count > 0) hitShares.push(hits / count);
  }
  const rates = prefixHitRates(blocks, promptTokens, CAPACITIES);
  return {
    block_tokens: blocks.blockTokens,
    references,
    distinct,
    hit_rates: CAPACITIES.map((capacity, i) => ({
      ...(capacity !== Infinity && { blocks: capacity }),
      block_hit_rate: rates[i].blocks,
      ...(Number.isFinite(rates[i].tokens) && { token_hit_rate: rates[i].tokens }),
    })),
    request_hit_share: quantilesOf(hitShares, { p10: 0.1, p50: 0.5, p75: 0.75, p90: 0.9 }),
    ...(reuseS.length > 0 && {
      reuse_s: quantilesOf(reuseS, { p10: 0.1, p25: 0.25, p50: 0.5, p75: 0.75, p90: 0.9 }),
    }),
  };
}

function quantilesOf<Name extends string>(
  values: readonly number[],
  shares: Record<Name, number>,
): Record<Name, number> {
  const sorted = sortedColumn(values);
  const entries = Object.entries<number>(shares).map(([name, share]) => [name, quantileOfSorted(sorted, share)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
