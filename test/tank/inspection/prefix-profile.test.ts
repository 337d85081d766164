import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspectTrace } from '../../../src/tank/inspection/inspect-trace.js';
import { profilePrefixes } from '../../../src/tank/inspection/prefix-profile.js';
import { promptBlocks, prompts } from '../../support/prompt-blocks.js';
import { runs } from '../../support/runs.js';
import { traceOf } from '../../support/traces.js';

test('three prompts on paper: ab, abc, ad', () => {
  const blocks = promptBlocks(
    [
      ['a', 'b'],
      ['a', 'b', 'c'],
      ['a', 'd'],
    ],
    10,
  );
  const trace = traceOf([0, 2000, 10_000], { promptTokens: Int32Array.of(20, 25, 20), blocks });
  const profile = profilePrefixes(trace, blocks);
  expect(profile).toMatchObject({ block_tokens: 10, references: 7, distinct: 4 });
  expect(profile.hit_rates).toHaveLength(7);
  expect(profile.hit_rates[0]).toEqual({ blocks: 1000, block_hit_rate: 3 / 7, token_hit_rate: 30 / 65 });
  expect(profile.hit_rates[6]).toEqual({ block_hit_rate: 3 / 7, token_hit_rate: 30 / 65 });
  expect(profile.request_hit_share).toMatchObject({ p50: 1 / 2 }); // of 0, 2 / 3 and 1 / 2
  expect(profile.reuse_s?.p50).toBe(2); // a and b after 2 s, a again after 8 s
  expect(profile.reuse_s?.p90).toBeCloseTo(6.8, 12);
});

test('prompts that share nothing have no time to the next use', () => {
  const blocks = promptBlocks([['a'], ['b']], 10);
  const profile = profilePrefixes(traceOf([0, 1], { promptTokens: Int32Array.of(10, 10), blocks }), blocks);
  expect(profile.reuse_s).toBeUndefined();
  expect(profile.hit_rates[6]).toEqual({ block_hit_rate: 0, token_hit_rate: 0 });
});

test('without lengths of prompts the hit rate of tokens is not known, that of blocks is', () => {
  const blocks = promptBlocks([['a'], ['a']], 10);
  for (const promptTokens of [new Int32Array(0), new Int32Array(2)]) {
    const { hit_rates } = profilePrefixes(traceOf([0, 1], { promptTokens, blocks }), blocks);
    expect(hit_rates[6]).toEqual({ block_hit_rate: 1 / 2 });
  }
});

test('a trace whose prompts have no blocks has no such figures', () => {
  const blocks = promptBlocks([[], []], 10);
  expect(inspectTrace(traceOf([0, 1], { promptTokens: Int32Array.of(1, 2), blocks })).prefixes).toBeUndefined();
});

test('any prompts: every use of a block but the first is a use again, and hits those of a cache without end', () => {
  fc.assert(
    fc.property(prompts, ({ blockTokens, paths, promptTokens }) => {
      const blocks = promptBlocks(paths, blockTokens);
      const times = paths.map((_, i) => 1000 * i);
      const profile = profilePrefixes(traceOf(times, { promptTokens: Int32Array.from(promptTokens), blocks }), blocks);
      expect(profile.references).toBe(paths.reduce((sum, path) => sum + path.length, 0));
      expect(profile.distinct).toBe(new Set(paths.flat()).size);
      expect(profile.reuse_s === undefined).toBe(profile.references === profile.distinct);
      expect(profile.request_hit_share.p90).toBeLessThanOrEqual(1);
    }),
    runs(200),
  );
});
