import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { expectedBlocks } from '../../../src/tank/traffic/expected-blocks.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import type { SourceSpec, WorkloadSpec } from '../../../src/tank/traffic/workload-spec.js';

const constant = (value: number) => ({ kind: 'constant', value }) as const;
const source: SourceSpec = { arrivals: { kind: 'poisson', rate: 10 }, promptTokens: constant(1000) };
const workload = (changes: Partial<WorkloadSpec>): WorkloadSpec => ({
  sources: [source],
  blockTokens: 16,
  requests: 2000,
  durationMs: undefined,
  ...changes,
});

/** Traffic of each kind, with the blocks that it has: 62.5 a prompt of its own. */
const TRAFFIC: Readonly<Record<string, WorkloadSpec>> = {
  'prompts of their own': workload({}),
  'a duration': workload({ requests: undefined, durationMs: 200_000 }),
  'prefixes in common': workload({
    sources: [{ ...source, prefixes: { count: 10, skew: 0, tokens: constant(900) } }],
  }),
  'sessions that grow': workload({
    sources: [
      {
        ...source,
        outputTokens: constant(100),
        sessions: { turns: constant(5), thinkTime: constant(100), newTokens: constant(60) },
      },
    ],
  }),
  'several sources and classes': workload({
    classes: [
      { name: 'long', weight: 1, promptTokens: constant(4000), priority: 0 },
      { name: 'short', weight: 3, promptTokens: constant(16), priority: 0 },
    ],
    sources: [source, { ...source, arrivals: { kind: 'poisson', rate: 30 }, requestClass: 1 }],
  }),
};

test.each(Object.entries(TRAFFIC))('%s: a fifth off at most', (_, spec) => {
  const { blocks } = generateTrace(spec, new Streams('blocks', 0));
  const found = blocks?.parent.length ?? NaN;
  expect(expectedBlocks(spec) / found).toBeGreaterThan(0.8);
  expect(expectedBlocks(spec) / found).toBeLessThan(1.2);
});

test('prompts that are not cut have no blocks', () => {
  expect(expectedBlocks(workload({ blockTokens: undefined }))).toBe(0);
});
