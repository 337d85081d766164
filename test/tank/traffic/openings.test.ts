import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { createArrivalProcess } from '../../../src/tank/traffic/arrivals/spec.js';
import { createDistribution } from '../../../src/tank/traffic/distributions/spec.js';
import { suffixOf } from '../../../src/tank/traffic/generate.js';
import { drawOpenings, type Opening } from '../../../src/tank/traffic/openings.js';
import type { SourceSpec } from '../../../src/tank/traffic/workload-spec.js';
import { runs } from '../../support/runs.js';

const THINKS = [
  { kind: 'constant' as const, value: 0 },
  { kind: 'exponential' as const, mean: 500 },
];

const source: fc.Arbitrary<SourceSpec> = fc.oneof(
  fc.constantFrom(1, 5).map((rate) => ({ arrivals: { kind: 'poisson' as const, rate } })),
  fc.constantFrom(2, 4).map((rate) => ({ arrivals: { kind: 'deterministic' as const, rate } })), // at the same instants
  fc.record({ count: fc.integer({ min: 1, max: 8 }), think: fc.constantFrom(...THINKS) }).map(({ count, think }) => ({
    arrivals: { kind: 'users' as const, count, thinkTime: think },
  })),
);

/** As many of every source as there may be of all, put in order. */
function naive(sources: readonly SourceSpec[], requests: number, streams: Streams): Opening[] {
  const all = sources.flatMap(({ arrivals }, k) => {
    const random = streams.named(`arrivals${suffixOf(k)}`);
    if (arrivals.kind === 'users') {
      const think = createDistribution(arrivals.thinkTime);
      return Array.from({ length: arrivals.count }, () => ({ timeMs: think.sample(random), source: k, tenant: -1 }));
    }
    const process = createArrivalProcess(arrivals);
    let timeMs = 0;
    return Array.from({ length: requests }, () => {
      timeMs = process.nextMs(timeMs, random);
      return { timeMs, source: k, tenant: process.tenant ?? -1 };
    });
  });
  return all.sort((a, b) => a.timeMs - b.timeMs || a.source - b.source).slice(0, requests);
}

test('conversations begin in order of time, those of one instant in the order of their sources', () => {
  fc.assert(
    fc.property(
      fc.array(source, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      (sources, requests) => {
        const streams = new Streams('openings', 0);
        expect(drawOpenings(sources, requests, streams)).toEqual(naive(sources, requests, streams));
      },
    ),
    runs(1000),
  );
});

test('of many sources no more is drawn than there may be', () => {
  const sources = Array.from({ length: 1000 }, () => ({ arrivals: { kind: 'poisson' as const, rate: 1 } }));
  const drawn = drawOpenings(sources, 50_000, new Streams('many', 0)); // one by one from each it would be 50 million
  expect(drawn).toHaveLength(50_000);
  expect(drawn[49_999].timeMs / 1000).toBeCloseTo(50, 0);
});
