import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AdaptiveFeedback, type AdaptiveFeedbackOptions } from '../../../src/router/monitoring/index.js';
import { runs } from '../../support/runs.js';
import { monitored } from './monitored.js';

const MODELS = ['a', 'b', 'c', 'd'];

/** What an agent met at a model. */
interface Observed {
  readonly good: number;
  readonly bad: number;
  readonly latencyMs: number;
}
const observed = fc.record({ good: fc.nat(30), bad: fc.nat(30), latencyMs: fc.nat(20_000) });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const options = fc.record({
  maxAdjustment: share,
  halfConfidenceAt: fc.double({ min: 0.1, max: 100, noNaN: true }),
  successWeight: fc.double({ min: 0.01, max: 1, noNaN: true }),
  latencyWeight: share,
});

/** An agent `x` that met so much at models a, b, … */
function feedbackOn(met: readonly Observed[], given: Partial<AdaptiveFeedbackOptions> = {}) {
  const made = monitored(MODELS.map((id) => ({ id })));
  const meet = (model: string, { good, bad, latencyMs }: Observed) => {
    made.complete(good, { agent: 'x', model, latencyMs });
    made.fail(bad, { agent: 'x', model, latencyMs: 0 });
  };
  met.forEach((each, m) => {
    meet(MODELS[m], each);
  });
  const feedback = new AdaptiveFeedback(made.tracker, given);
  return { ...made, meet, feedback, of: (model: string, score = 50) => feedback.adjusted('x', model, score) };
}

test('the worked example of the documentation', () => {
  const { complete, fail, tracker } = monitored();
  complete(57, { agent: 'coder', model: 'large', latencyMs: 1000 });
  fail(3, { agent: 'coder', model: 'large' });
  complete(12, { agent: 'coder', model: 'small', latencyMs: 2000 });
  fail(8, { agent: 'coder', model: 'small' });
  const feedback = new AdaptiveFeedback(tracker);
  expect(feedback.adjusted('coder', 'large', 80)).toBeCloseTo(82.46, 2);
  expect(feedback.adjusted('coder', 'small', 80)).toBeCloseTo(77.07, 2);
});

describe('a score stays as it is', () => {
  test('without attempts of that agent at that model', () => {
    const { of, feedback } = feedbackOn([{ good: 50, bad: 50, latencyMs: 10 }]);
    for (const score of [0, 0.1, 73, 100]) {
      expect(of('b', score)).toBe(score);
      expect(feedback.adjusted('y', 'a', score)).toBe(score);
      expect(feedback.adjusted('', 'a', score)).toBe(score);
      expect(feedback.adjusted('x', 'no such model', score)).toBe(score);
    }
  });

  test('where all models are alike', () => {
    const { of } = feedbackOn(MODELS.map(() => ({ good: 40, bad: 0, latencyMs: 700 })));
    for (const model of MODELS) expect(of(model)).toBeCloseTo(50, 9);
  });

  test('where an agent uses one model that always succeeds, however fast it is', () => {
    expect(feedbackOn([{ good: 40, bad: 0, latencyMs: 9000 }]).of('a')).toBe(50);
    expect(feedbackOn([{ good: 40, bad: 0, latencyMs: 0 }]).of('a')).toBe(50);
  });
});

test('failures on its only model lower a score, towards maxAdjustment · successWeight of it', () => {
  const { of } = feedbackOn([{ good: 0, bad: 20, latencyMs: 0 }]);
  expect(of('a')).toBeCloseTo(50 * (1 - 0.2 * 0.5 * 0.7), 9);
  expect(feedbackOn([{ good: 0, bad: 20_000, latencyMs: 0 }]).of('a')).toBeCloseTo(50 * (1 - 0.2 * 0.7), 1);
});

test('a score is changed by at most maxAdjustment of itself, and stays within 0 and 100', () => {
  fc.assert(
    fc.property(fc.array(observed, { maxLength: 4 }), options, share, (met, given, part) => {
      const { of } = feedbackOn(met, given);
      for (const model of MODELS) {
        const adjusted = of(model, 100 * part);
        expect(Math.abs(adjusted - 100 * part)).toBeLessThanOrEqual(given.maxAdjustment * 100 * part + 1e-9);
        expect(adjusted).toBeGreaterThanOrEqual(0);
        expect(adjusted).toBeLessThanOrEqual(100);
      }
    }),
    runs(100),
  );
});

test('more attempts of the same kind move a score on in the same direction', () => {
  fc.assert(
    fc.property(fc.array(observed, { minLength: 1, maxLength: 4 }), options, (met, given) => {
      const [own] = met;
      fc.pre(own.good + own.bad > 0);
      const { of, meet } = feedbackOn(met, given);
      let before = 50;
      let direction = 0;
      for (let i = 0; i < 4; i++) {
        const now = of('a');
        if (direction === 0) direction = Math.sign(now - 50);
        expect(direction * (now - before)).toBeGreaterThanOrEqual(-1e-9);
        before = now;
        meet('a', own);
      }
    }),
    runs(60),
  );
});

test('of two pairs with as many attempts the one that succeeds more and is faster never gets the smaller factor', () => {
  const even = fc.record({ good: fc.nat(20), latencyMs: fc.nat(20_000) });
  fc.assert(
    fc.property(fc.array(even, { minLength: 2, maxLength: 4 }), options, (met, given) => {
      const all = met.map((each) => ({ ...each, bad: 20 - each.good }));
      const { of } = feedbackOn(all, given);
      all.forEach((one, i) => {
        all.forEach((other, j) => {
          const isFaster = other.good === 0 || (one.good > 0 && one.latencyMs <= other.latencyMs);
          if (one.good >= other.good && isFaster) {
            expect(of(MODELS[i])).toBeGreaterThanOrEqual(of(MODELS[j]) - 1e-9);
          }
        });
      });
    }),
    runs(100),
  );
});

test('time without attempts brings a score back, ever nearer', () => {
  fc.assert(
    fc.property(fc.array(observed, { minLength: 1, maxLength: 4 }), (met) => {
      const { of, waitUntil } = feedbackOn(met);
      for (const model of MODELS) expect(Math.abs(of(model) - 50)).toBeLessThanOrEqual(10);
      waitUntil(600_000 * 20);
      for (const model of MODELS) expect(of(model)).toBeCloseTo(50, 5);
      waitUntil(600_000 * 100);
      for (const model of MODELS) expect(of(model)).toBeCloseTo(50, 9);
    }),
    runs(60),
  );
  const { of, waitUntil } = feedbackOn([{ good: 0, bad: 100, latencyMs: 0 }]);
  let before = of('a');
  for (let minute = 1; minute < 120; minute++) {
    waitUntil(60_000 * minute);
    expect(of('a')).toBeGreaterThan(before);
    before = of('a');
  }
});

test('arguments that cannot be are refused, by name', () => {
  const { tracker, of } = feedbackOn([]);
  const refused = (given: object) => () => new AdaptiveFeedback(tracker, given);
  expect(() => new AdaptiveFeedback({} as never)).toThrow(
    'tracker is an object: expected new PerformanceTracker(fleet)',
  );
  expect(refused({ maxAdjustment: 2 })).toThrow('maxAdjustment is 2: expected a number from 0 to 1');
  expect(refused({ max_adjustment: 1 })).toThrow('did you mean "maxAdjustment"?');
  expect(refused({ successWeight: 0, latencyWeight: 0 })).toThrow('successWeight and latencyWeight are both 0');
  for (const score of [-1, 101, NaN, '50' as never]) expect(() => of('a', score)).toThrow(/^score is .*: expected/);
});
