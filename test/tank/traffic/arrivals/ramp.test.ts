import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import { RampArrivals } from '../../../../src/tank/traffic/arrivals/ramp.js';
import { arrivalSchema, type ArrivalSpec, meanRatePerS } from '../../../../src/tank/traffic/arrivals/spec.js';
import { timesOf } from '../../../oracle/traffic-measures.js';
import { runs } from '../../../support/runs.js';

type RampSpec = Extract<ArrivalSpec, { kind: 'ramp' }>;

/** Mean number of arrivals from 0 until a time: the area under the line, by its corners. */
function expected({ from, to, over, at }: RampSpec, timeMs: number): number {
  const inside = Math.min(over, Math.max(0, timeMs - at));
  const after = Math.max(0, timeMs - at - over);
  const there = from + ((to - from) * inside) / over;
  return (from * Math.min(at, timeMs) + ((from + there) / 2) * inside + to * after) / 1000;
}

const ramps = fc.record({
  kind: fc.constant('ramp' as const),
  from: fc.constantFrom(0, 0.5, 5, 300),
  to: fc.constantFrom(0.2, 5, 50, 1000),
  over: fc.constantFrom(1, 40, 3000, 100_000),
  at: fc.constantFrom(0, 0, 7, 500, 20_000),
});

test('arrivals are where the integral of the rate has grown by the sum of the draws, however short the slope', () => {
  fc.assert(
    fc.property(ramps, fc.string({ minLength: 1 }), (spec, seed) => {
      const stream = () => new Streams(seed, 0).named('arrivals');
      const [draws, random] = [stream(), stream()];
      const process = new RampArrivals(spec.from, spec.to, spec.over, spec.at);
      let [ms, sum] = [0, 0];
      for (let i = 0; i < 60; i++) {
        ms = process.nextMs(ms, random);
        sum += draws.exponential();
        expect(Math.abs(expected(spec, ms) - sum) / Math.max(1, sum)).toBeLessThan(1e-7);
      }
    }),
    runs(1000),
  );
});

test('its mean over a run is the area under the line', () => {
  fc.assert(
    fc.property(ramps, fc.constantFrom(1, 50, 2000, 1e6), (spec, durationMs) => {
      expect(meanRatePerS(spec, durationMs) * (durationMs / 1000)).toBeCloseTo(expected(spec, durationMs), 6);
    }),
    runs(300),
  );
  const up: RampSpec = { kind: 'ramp', from: 5, to: 50, over: 600_000, at: 0 };
  expect([meanRatePerS(up, 0), meanRatePerS(up, 600_000), meanRatePerS(up, Infinity)]).toEqual([5, 27.5, 50]);
});

describe('counts in intervals are Poisson about the integral of the rate', () => {
  test.each<Omit<RampSpec, 'kind'>>([
    { from: 5, to: 50, over: 600_000, at: 0 },
    { from: 80, to: 1, over: 200_000, at: 100_000 },
    { from: 0, to: 30, over: 400_000, at: 0 },
    { from: 20, to: 20, over: 1000, at: 0 },
  ])('from $from/s to $to/s over $over ms at $at ms', (shape) => {
    const spec: RampSpec = { kind: 'ramp', ...shape };
    const edges = Array.from({ length: 15 }, (_, i) => 50_000 * i);
    const times = [0, 1, 2, 3].map((seed) => timesOf(spec, 700_000, seed));
    let distance = 0; // a chi-square of 14 degrees of freedom
    for (let i = 0; i < 14; i++) {
      const fair = 4 * (expected(spec, edges[i + 1]) - expected(spec, edges[i]));
      const count = times.flat().filter((ms) => ms > edges[i] && ms <= edges[i + 1]).length;
      distance += (count - fair) ** 2 / fair;
    }
    expect(distance).toBeLessThan(36.123); // 99.9 % (published table)
    expect(distance).toBeGreaterThan(3.041); // 0.1 %
  });
});

test('what a scenario writes', () => {
  const parse = (input: object) => arrivalSchema().safeParse({ kind: 'ramp', ...input });
  expect(parse({ from: '5/s', to: '50/s', over: '10m' }).data).toEqual({
    ...{ kind: 'ramp', from: 5, to: 50, over: 600_000, at: 0 },
  });
  const message = (input: object) => parse(input).error?.issues.map((issue) => issue.message);
  expect(message({ from: '5/s', to: '0/s', over: '10m' })).toEqual([expect.stringContaining('a rate above 0')]);
  expect(message({ from: '5/s', to: '5/s', over: 0 })).toEqual([expect.stringContaining('a duration above 0')]);
});
