import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { drawPrefixes } from '../../../src/tank/workload/prefixes.js';

const REQUESTS = 60_000;
const random = () => new Streams('prefixes', 0).named('prefixes');

function countsOf(prefix: Int32Array, count: number): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const p of prefix) counts[p]++;
  return counts;
}

/** 99.9 % of binomial counts lie within this of their mean. */
const within = (share: number) => 3.5 * Math.sqrt(REQUESTS * share * (1 - share));

test.each([0, 1, 2])('with skew %d the k-th prefix is drawn in proportion to 1 / k^skew', (skew) => {
  const counts = countsOf(drawPrefixes({ count: 5, skew }, REQUESTS, undefined, random()), 5);
  const weights = counts.map((_, k) => (k + 1) ** -skew);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  counts.forEach((count, k) => {
    const share = weights[k] / total;
    expect(Math.abs(count - REQUESTS * share), `prefix ${k}: ${count}`).toBeLessThan(within(share));
  });
});

test('all requests of a session have one prefix, requests without one each their own', () => {
  const session = Int32Array.from({ length: 4000 }, (_, request) => (request % 4 === 3 ? -1 : request % 40));
  const prefix = drawPrefixes({ count: 1000, skew: 0 }, 4000, session, random());
  const ofSession = new Map<number, Set<number>>();
  session.forEach((s, request) => {
    ofSession.set(s, (ofSession.get(s) ?? new Set()).add(prefix[request]));
  });
  for (const [s, prefixes] of ofSession) {
    if (s >= 0) expect(prefixes.size).toBe(1);
    else expect(prefixes.size).toBeGreaterThan(500);
  }
});

test('one prefix is that of all', () => {
  expect(new Set(drawPrefixes({ count: 1, skew: 3 }, 100, undefined, random()))).toEqual(new Set([0]));
});
