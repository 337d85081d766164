import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import { Prefixes, type PrefixSpec } from '../../../src/tank/traffic/prefixes.js';

const REQUESTS = 60_000;
const random = () => new Streams('prefixes', 0).named('prefixes');

function countsOf(prefix: Int32Array, count: number): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const p of prefix) counts[p]++;
  return counts;
}

function drawn(spec: PrefixSpec, count: number): Int32Array {
  const stream = random();
  const prefixes = new Prefixes(spec, new Streams('prefixes', 0).named('prefix_tokens'));
  return Int32Array.from({ length: count }, () => prefixes.draw(stream));
}

/** 99.9 % of binomial counts lie within this of their mean. */
const within = (share: number) => 3.5 * Math.sqrt(REQUESTS * share * (1 - share));

test.each([0, 1, 2])('with skew %d the k-th prefix is drawn in proportion to 1 / k^skew', (skew) => {
  const counts = countsOf(drawn({ count: 5, skew }, REQUESTS), 5);
  const weights = counts.map((_, k) => (k + 1) ** -skew);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  counts.forEach((count, k) => {
    const share = weights[k] / total;
    expect(Math.abs(count - REQUESTS * share), `prefix ${k}: ${count}`).toBeLessThan(within(share));
  });
});

test('all requests of a session have one prefix, requests without one each their own', () => {
  const sessions = {
    turns: { kind: 'constant', value: 4 },
    thinkTime: { kind: 'exponential', mean: 1000 },
  } as const;
  const source = { arrivals: { kind: 'poisson', rate: 10 }, prefixes: { count: 1000, skew: 0 } } as const;
  const trace = (sources: [Parameters<typeof generateTrace>[0]['sources'][0]]) =>
    generateTrace({ sources, requests: 4000, durationMs: undefined }, new Streams('prefixes', 0));
  const { session = [], prefix = [] } = trace([{ ...source, sessions }]);
  const ofSession = new Map<number, Set<number>>();
  session.forEach((s: number, request: number) => {
    ofSession.set(s, (ofSession.get(s) ?? new Set()).add(prefix[request]));
  });
  expect(ofSession.size).toBeGreaterThan(900);
  for (const prefixes of ofSession.values()) expect(prefixes.size).toBe(1);
  expect(new Set(trace([source]).prefix).size).toBeGreaterThan(900);
});

test('one prefix is that of all', () => {
  expect(new Set(drawn({ count: 1, skew: 3 }, 100))).toEqual(new Set([0]));
});
