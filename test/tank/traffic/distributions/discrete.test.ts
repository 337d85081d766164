import jStat from 'jstat';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import { createDistribution, meanOf } from '../../../../src/tank/traffic/distributions/spec.js';
import { discreteCases } from '../../../oracle/traffic-cases.js';
import { DRAWS, expectMoments, sampleOf } from '../acceptance.js';

/** The distributions of single values against their probabilities. */

describe.each(discreteCases)('%j', (spec, shares) => {
  const moment = (power: number, about = 0) =>
    [...shares].reduce((sum, [value, share]) => sum + share * (value - about) ** power, 0);
  const mean = moment(1);

  test('gives every value its share, by chi-square, and no other value', () => {
    const random = new Streams('discrete', 0).named(JSON.stringify(spec));
    const distribution = createDistribution(spec);
    const sample = sampleOf(() => distribution.sample(random));
    const counts = new Map<number, number>();
    for (const value of sample) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect([...counts.keys()].filter((value) => !shares.has(value))).toEqual([]);
    const distance = [...shares].reduce(
      (sum, [value, share]) => sum + ((counts.get(value) ?? 0) - DRAWS * share) ** 2 / (DRAWS * share),
      0,
    );
    expect(jStat.gamma.cdf(distance, (shares.size - 1) / 2, 2)).toBeLessThan(0.999);
    const variance = moment(2, mean);
    expectMoments(sample, { mean, sd: Math.sqrt(variance), kurtosis: moment(4, mean) / variance ** 2 });
  });

  test('says its mean', () => {
    expect(meanOf(spec)).toBeCloseTo(mean, 9);
  });
});

test('a Zipf distribution of a million values keeps its tail', () => {
  const random = new Streams('discrete', 0).named('million');
  const distribution = createDistribution({ kind: 'zipf', count: 1_000_000, skew: 1 });
  const sample = sampleOf(() => distribution.sample(random));
  const harmonic = (n: number) => Math.log(n) + 0.5772156649015329 + 1 / (2 * n);
  const share = 1 - harmonic(1000) / harmonic(1_000_000);
  const found = sample.filter((value) => value > 1000).length / DRAWS;
  expect(Math.abs(found - share)).toBeLessThan(3.29 * Math.sqrt((share * (1 - share)) / DRAWS));
  expect(meanOf({ kind: 'zipf', count: 1_000_000, skew: 1 })).toBeCloseTo(1_000_000 / harmonic(1_000_000), 4);
});
