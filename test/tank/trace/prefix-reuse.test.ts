import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTrace } from '../../../src/tank/recorded/formats/read-trace.js';
import { prefixHitRates } from '../../../src/tank/trace/prefix-reuse.js';
import { BlockCacheReference, promptBlocks, prompts } from '../../support/prompt-blocks.js';
import { runs } from '../../support/runs.js';
import { recorded } from '../../support/recorded-data.js';

test('blocks and tokens are found as in a list of the blocks used last, for every capacity', () => {
  fc.assert(
    fc.property(prompts, ({ blockTokens, paths, promptTokens }) => {
      const capacities = [1, 2, 3, 5, 8, 13, Infinity];
      const expected = capacities.map((capacity) => {
        const cache = new BlockCacheReference(capacity);
        const held = paths.map((prompt) => {
          const count = cache.match(prompt);
          cache.use(prompt);
          return count;
        });
        const saved = held.map((count, i) => (count === 0 ? 0 : Math.min(count * blockTokens, promptTokens[i] - 1)));
        const length = sum(paths.map((prompt) => prompt.length));
        return { capacity, blocks: sum(held) / length, tokens: sum(saved) / sum(promptTokens) };
      });
      const blocks = promptBlocks(paths, blockTokens);
      expect(prefixHitRates(blocks, Int32Array.from(promptTokens), capacities)).toEqual(expected);
    }),
    runs(300),
  );
});

test('prompts without blocks are left out', () => {
  const blocks = { blockTokens: 10, last: Int32Array.of(-1, 0, 0), parent: Int32Array.of(-1) };
  const [rate] = prefixHitRates(blocks, Int32Array.of(500, 10, 10), [1]);
  expect(rate).toEqual({ capacity: 1, blocks: 1 / 2, tokens: 9 / 20 });
});

const { file, isMissing, reason } = recorded('mooncake_conversation.jsonl.gz');

test.skipIf(isMissing)(`the Mooncake conversation trace has its hit rates by capacity${reason}`, async () => {
  const { trace } = await readTrace(file, { format: undefined, skipBadRows: false });
  if (trace.blocks === undefined) throw new Error('the trace has no blocks');
  const capacities = [1000, 2000, 5000, 10_000, 20_000, 50_000, Infinity];
  const rates = prefixHitRates(trace.blocks, trace.promptTokens, capacities);
  expect(rates.map(({ blocks }) => blocks.toFixed(3))).toEqual(
    ['0.045', '0.054', '0.112', '0.212', '0.288', '0.355', '0.366'], // by a program of its own, in Python
  );
  expect(rates[6].tokens.toFixed(3)).toBe('0.374');
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
