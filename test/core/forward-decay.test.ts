import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../src/core/clock.js';
import { ForwardDecay } from '../../src/core/forward-decay.js';
import { runs } from '../support/runs.js';

const TIME_CONSTANT_MS = 1000;
/** Ages are counted in steps of 1/1024 of the time constant: no weight is further off than by one. */
const STEP = Math.exp(1 / 1024) - 1;

/** The mean of samples by forward decay, as a manager keeps it. */
class Mean {
  readonly weight = Float64Array.of(0);
  readonly #clock = new ManualClock();
  readonly #decay = new ForwardDecay(this.#clock, TIME_CONSTANT_MS, () => [this.weight]);
  value = 0;

  learn(sample: number, nowMs: number): void {
    this.#clock.cell[0] = nowMs;
    this.#decay.advance();
    this.weight[0] += this.#decay.weight[0];
    this.value += ((sample - this.value) * this.#decay.weight[0]) / this.weight[0];
  }
}

test('a mean is the one of weights exp(−age / time constant), whatever the gaps', () => {
  const gap = fc.oneof(fc.double({ min: 0, max: 3000, noNaN: true }), fc.constantFrom(0, 1e-3, 45_000, 1e6, 1e9));
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, fc.nat(100)), { minLength: 1, maxLength: 60 }), (samples) => {
      const mean = new Mean();
      let nowMs = 12_345;
      const seen: { readonly atMs: number; readonly sample: number }[] = [];
      for (const [gapMs, sample] of samples) {
        nowMs += gapMs;
        mean.learn(sample, nowMs);
        seen.push({ atMs: nowMs, sample });
        const weights = seen.map(({ atMs }) => Math.exp((atMs - nowMs) / TIME_CONSTANT_MS));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const expected = seen.reduce((sum, each, i) => sum + weights[i] * each.sample, 0) / total;
        expect(Math.abs(mean.value - expected)).toBeLessThanOrEqual(100 * 2 * STEP);
        expect(mean.weight[0]).toBeGreaterThan(0);
      }
    }),
    runs(300),
  );
});

test('a clock that moves back takes the landmark with it: what comes weighs as much as what came last', () => {
  const mean = new Mean();
  mean.learn(10, 5000);
  mean.learn(20, 4000);
  expect(mean.value).toBe(15);
  mean.learn(30, -1e9);
  expect(mean.value).toBe(20);
  mean.learn(60, -1e9 + 10_000); // from there on ages count as ever
  expect(mean.value).toBeCloseTo((60 + 60 / Math.E ** 10) / (1 + 3 / Math.E ** 10), 1);
  mean.learn(30, 1e9);
  expect(mean.value).toBeCloseTo(30, 9);
});

test('however a clock moves back, no sample weighs less than the one before it, but for a step', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e8, max: 20_000 }), { minLength: 1, maxLength: 60 }), (moves) => {
      const clock = new ManualClock();
      const sum = Float64Array.of(0);
      const decay = new ForwardDecay(clock, TIME_CONSTANT_MS, () => [sum]);
      decay.advance();
      for (const moveMs of moves) {
        sum[0] = decay.weight[0]; // of the last sample; scaled as sums are
        clock.cell[0] += moveMs;
        decay.advance();
        const age = Math.log(decay.weight[0] / sum[0]) * TIME_CONSTANT_MS;
        expect(Math.abs(age - Math.max(0, moveMs))).toBeLessThanOrEqual(TIME_CONSTANT_MS / 1024 + 1e-3);
      }
    }),
    runs(300),
  );
});

test('of a first sample the mean is that sample, however late', () => {
  const mean = new Mean();
  mean.learn(7, 1e12);
  expect(mean.value).toBe(7);
});
