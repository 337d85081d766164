import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockCacheReference, promptBlocks, prompts } from '../../support/prompt-blocks.js';
import { runs } from '../../support/runs.js';
import { simulated } from '../../support/simulations.js';

/** 2 ms and 1 ms for each token of the prompt. */
const service = { kind: 'tokens', baseMs: 2, perPromptTokenMs: 1, perOutputTokenMs: 0, noiseCv: 0 } as const;
const apart = (count: number) => Array.from({ length: count }, (_, i) => 100 * i);

/** Requests one after the other; a prompt is a word, each letter of which is a block of 10 tokens. */
function run(words: readonly string[], { blocks = 100, replicas = 1, noise = 1, promptTokens = lengths(words) } = {}) {
  const paths = words.map((word) => Array.from(word, (_, i) => word.slice(0, i + 1)));
  return simulated({
    models: [{ id: 'm', replicas, maxConcurrent: 1, maxQueue: Infinity }],
    caches: [{ blocks }],
    service,
    arrivalMs: apart(words.length),
    demandMs: promptTokens.map((tokens) => noise * (2 + tokens)),
    promptTokens,
    blocks: promptBlocks(paths, 10),
  });
}

function lengths(words: readonly string[]): number[] {
  return words.map((word) => 10 * word.length);
}

const responses = (...args: Parameters<typeof run>) => [...run(...args).outcomes.responseMs];

describe('a cache of blocks', () => {
  test('saves the prefill of the blocks that the prompt begins with', () => {
    expect(responses(['abc', 'abd', 'xbc', 'ab'])).toEqual([32, 12, 32, 3]);
  });

  test('saves the share that they have in the service, whatever its noise', () => {
    expect(responses(['abc', 'abd'], { noise: 0.5 })).toEqual([16, 6]);
  });

  test('leaves a token of the prompt to compute, and knows partial blocks', () => {
    expect(responses(['abc', 'abc'], { promptTokens: [23, 23] })).toEqual([25, 3]);
  });

  test('lets the ends of prompts go before what they follow', () => {
    expect(responses(['abc', 'x', 'abc'], { blocks: 3 })).toEqual([32, 12, 12]);
    expect(responses(['abcd', 'ab', 'abc'], { blocks: 2 })).toEqual([42, 3, 12]);
  });

  test('is of one endpoint', () => {
    expect(responses(['ab', 'ab', 'ab'], { replicas: 2 })).toEqual([22, 22, 3]);
  });

  test('is not used by prompts without blocks', () => {
    const { cacheHits, outcomes } = run(['', '', 'a'], { promptTokens: [5, 5, 10] });
    expect([...outcomes.responseMs]).toEqual([7, 7, 12]);
    expect([cacheHits?.prefixHit(0), cacheHits?.looked(0), cacheHits?.hit(0)]).toEqual([-1, 0, 0]);
    expect([cacheHits?.prefixHit(2), cacheHits?.looked(2), cacheHits?.hit(2)]).toEqual([0, 10, 0]);
  });

  test('tells the share of the tokens that were hit, of which the routers learn the mean', () => {
    const { cacheHits, routers } = run(['abcd', 'abxy', 'abcd']);
    expect([0, 1, 2].map((request) => cacheHits?.prefixHit(request))).toEqual([0, 0.5, 39 / 40]);
    expect([0, 1, 2].map((request) => cacheHits?.sessionHit(request))).toEqual([-1, -1, -1]);
    expect(routers[0].fleet.endpoints.hitRate[0]).toBeCloseTo((0 + 0.5 + 39 / 40) / 3, 2); // a little for their age
  });
});

test('requests take what a list of the blocks used last at each endpoint leaves of them', () => {
  fc.assert(
    fc.property(prompts, fc.integer({ min: 1, max: 12 }), ({ blockTokens, paths, promptTokens }, capacity) => {
      const reference = [new BlockCacheReference(capacity), new BlockCacheReference(capacity)];
      const expected = paths.map((prompt, request) => {
        const cache = reference[request % 2];
        const held = cache.match(prompt);
        cache.use(prompt);
        return 2 + promptTokens[request] - (held === 0 ? 0 : Math.min(held * blockTokens, promptTokens[request] - 1));
      });
      const { outcomes } = simulated({
        models: [{ id: 'm', replicas: 2, maxConcurrent: 1 }],
        caches: [{ blocks: capacity }],
        policy: 'round_robin',
        service,
        arrivalMs: apart(paths.length),
        demandMs: promptTokens.map((tokens) => 2 + tokens),
        promptTokens,
        blocks: promptBlocks(paths, blockTokens),
      });
      expected.forEach((ms, request) => {
        expect(outcomes.responseMs[request]).toBeCloseTo(ms, 9);
      });
    }),
    runs(300),
  );
});

test('a refused request does not enter, and one model may have entries beside another with blocks', () => {
  const { cacheHits, outcomes } = simulated({
    models: [
      { id: 'blocks', maxConcurrent: 1 },
      { id: 'entries', maxConcurrent: 1 },
    ],
    backends: [
      { kind: 'slots', speed: 1, queue: 0 },
      { kind: 'slots', speed: 1, queue: 0 },
    ],
    caches: [{ blocks: 10 }, { entries: 10, hitFactor: 0.5 }],
    service,
    router: { maxRetries: 0 },
    arrivalMs: [0, 1, 2, 100, 200, 300],
    demandMs: [22, 22, 22, 22, 22, 22],
    promptTokens: [20, 20, 20, 20, 20, 20],
    blocks: promptBlocks([['a', 'ab'], ['c'], ['x', 'xy'], ['c'], ['x', 'xy'], ['c']], 10),
    prefix: [0, 0, 0, 0, 0, 0],
  });
  expect([...outcomes.responseMs]).toEqual([22, 22, 0, 11, 22, 11]);
  expect([0, 1, 3, 5].map((request) => cacheHits?.looked(request))).toEqual([20, 1, 1, 1]);
  expect([0, 1, 3, 5].map((request) => cacheHits?.hit(request))).toEqual([0, 0, 1, 1]);
});

test('without a service by tokens there is nothing that a block could save', () => {
  const setup = { models: [{ id: 'm' }], caches: [{ blocks: 1 }], arrivalMs: [0], demandMs: [1] };
  expect(() => simulated(setup)).toThrow('caches of blocks need a service by tokens');
});
