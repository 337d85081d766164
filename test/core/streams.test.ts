import { expect, test } from 'vitest';
import { Streams } from '../../src/core/streams.js';

function words(seed: string, replication: number, name: string): number[] {
  const stream = new Streams(seed, replication).named(name);
  return Array.from({ length: 4 }, () => stream.int32());
}

test('the same seed, replication and name give the same sequence, however often it is asked for', () => {
  const streams = new Streams('quickstart', 3);
  const first = streams.named('arrivals');
  const again = streams.named('arrivals');
  expect(Array.from({ length: 100 }, () => again.int32())).toEqual(Array.from({ length: 100 }, () => first.int32()));
});

test('seed, replication and name each lead to another sequence', () => {
  const base = words('quickstart', 0, 'arrivals');
  const others = [
    words('quickstart', 0, 'router'),
    words('quickstart', 1, 'arrivals'),
    words('quickstarT', 0, 'arrivals'),
    words('quickstart/0', 0, 'arrivals'),
    words('quickstart', 10, 'arrivals'),
  ];
  expect(new Set([base, ...others].map(String)).size).toBe(others.length + 1);
});

test('drawing from one stream leaves the others where they are', () => {
  const streams = new Streams('quickstart', 0);
  const arrivals = streams.named('arrivals');
  for (let i = 0; i < 1000; i++) streams.named('router').int32();
  expect(Array.from({ length: 4 }, () => arrivals.int32())).toEqual(words('quickstart', 0, 'arrivals'));
});

test('streams of different names are uncorrelated', () => {
  const n = 100_000;
  const a = new Streams('quickstart', 0).named('arrivals');
  const b = new Streams('quickstart', 0).named('router');
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5);
  const correlation = (12 * sum) / n; // of uniform variates: covariance / (1/12), spread 1 / sqrt(n)
  expect(Math.abs(correlation)).toBeLessThan(3.29 / Math.sqrt(n));
});

test('a seed gives the numbers that it always gave', () => {
  expect(words('quickstart', 0, 'arrivals')).toEqual([446118028, 1783970137, -1617741088, -1229672877]);
});

test('an empty seed is refused', () => {
  expect(() => new Streams('', 0)).toThrow('the seed is empty: give the scenario a seed of at least one character');
});

test('every text is a seed of its own, beyond ASCII too', () => {
  const first = (seed: string) => new Streams(seed, 0).named('arrivals').int32();
  const seeds = ['a', 'š', 'ŝ', 'š', 'ａ', 'á', 'Ā', '一', '丁', '😀', '😁'];
  expect(new Set(seeds.map(first)).size).toBe(new Set(seeds).size);
});
