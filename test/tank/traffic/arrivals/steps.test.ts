import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RandomStream } from '../../../../src/core/random-stream.js';
import { Streams } from '../../../../src/core/streams.js';
import { type RateStep, StepArrivals } from '../../../../src/tank/traffic/arrivals/steps.js';
import { expectSameDistribution } from '../../../support/acceptance.js';
import { runs } from '../../../support/runs.js';

const stream = (seed: string) => new Streams(seed, 0).named('arrivals');

function arrivalsOf(steps: readonly RateStep[], count: number, random: RandomStream): number[] {
  const process = new StepArrivals(steps);
  let ms = 0;
  return Array.from({ length: count }, () => (ms = process.nextMs(ms, random)));
}

/** By inversion, as the definition says: the first time by which the integral of the rate from 0 has grown to `wanted`. */
function timeOf(steps: readonly RateStep[], wanted: number): number {
  const lengths = steps.map(({ atMs }, i) => (steps.at(i + 1)?.atMs ?? Infinity) - atMs);
  const areas = steps.map(({ ratePerS }, i) => (ratePerS === 0 ? 0 : (ratePerS / 1000) * lengths[i]));
  const before = (i: number) => areas.slice(0, i).reduce((sum, area) => sum + area, 0);
  const i = areas.findIndex((area, k) => area > 0 && before(k) + area >= wanted);
  return steps[i].atMs + (wanted - before(i)) / (steps[i].ratePerS / 1000);
}

/** Some steps shorter than a gap, some without arrivals, some with many. */
const stepLists: fc.Arbitrary<RateStep[]> = fc
  .tuple(
    fc.array(
      fc.record({ lengthMs: fc.constantFrom(1, 7, 40, 500, 3000), ratePerS: fc.constantFrom(0, 0.5, 2, 30, 400) }),
      { maxLength: 12 },
    ),
    fc.constantFrom(0.5, 10, 300),
  )
  .map(([stretches, lastRate]) => {
    let atMs = 0;
    const steps = stretches.map(({ lengthMs, ratePerS }) => {
      const step = { atMs, ratePerS };
      atMs += lengthMs;
      return step;
    });
    return [...steps, { atMs, ratePerS: lastRate }];
  });

test('arrivals are where the integral of the rate has grown by the sum of the draws, however short the steps', () => {
  fc.assert(
    fc.property(stepLists, fc.string({ minLength: 1 }), (steps, seed) => {
      const draws = stream(seed);
      let sum = 0;
      const errors = arrivalsOf(steps, 60, stream(seed)).map((ms) => {
        sum += draws.exponential();
        const expected = timeOf(steps, sum);
        return Math.abs(ms - expected) / Math.max(1, expected);
      });
      expect(Math.max(...errors)).toBeLessThan(1e-7);
    }),
    runs(1000),
  );
});

/** By thinning (Lewis and Shedler 1979): arrivals at the highest rate, each kept with the share of the rate at its time. */
function thinned(steps: readonly RateStep[], count: number, random: RandomStream): number[] {
  const highest = Math.max(...steps.map(({ ratePerS }) => ratePerS));
  const kept: number[] = [];
  for (let ms = 0; kept.length < count;) {
    ms += random.exponential() / (highest / 1000);
    const rate = steps.findLast(({ atMs }) => atMs <= ms)?.ratePerS ?? 0;
    if (random.uniform() * highest < rate) kept.push(ms);
  }
  return kept;
}

describe('through steps shorter than the gaps', () => {
  const steps = [
    { atMs: 0, ratePerS: 1 },
    { atMs: 100, ratePerS: 5 },
    { atMs: 250, ratePerS: 0 },
    { atMs: 600, ratePerS: 2 },
    { atMs: 700, ratePerS: 0.5 },
    { atMs: 1500, ratePerS: 3 },
  ];
  const RUNS = 20_000;
  const edges = [100, 250, 700, 1500, 1800, Infinity];

  /** In which stretch of time the third arrivals of many runs lie. */
  function stretches(timesOf: typeof thinned): number[] {
    const random = stream(timesOf.name);
    const counts = edges.map(() => 0);
    for (let run = 0; run < RUNS; run++) {
      const [, , third] = timesOf(steps, 3, random);
      counts[edges.findIndex((end) => third <= end)]++;
    }
    return counts;
  }

  test('the third arrival falls as often into each as by thinning', () => {
    expectSameDistribution(stretches(arrivalsOf), stretches(thinned), 'third arrivals');
  });
});
