import { describe, expect, test } from 'vitest';
import { judgeMeasure } from '../../../../src/tank/verdicts/gate/judge-measure.js';
import type { Tolerance } from '../../../../src/tank/plan/index.js';
import type { ReplicatedMeasure } from '../../../../src/tank/statistics/index.js';

type Values = ReplicatedMeasure | undefined;
const BEFORE = { pooled: 100, replications: [90, 100, 110, 100] };
/** Every replication by so much higher, and a little more or less. */
const moved = (by: number, noise = [1, -1, 1, -1]) => ({
  pooled: 100 + by,
  replications: BEFORE.replications.map((value, r) => value + by + noise[r]),
});
const SHARE = { share: 0.02 };
const judge = (before: Values, now: Values, better: 'lower' | 'higher', tolerance: Tolerance) =>
  judgeMeasure(before, now, better, tolerance, 0.95);
/** t(0.975, 3) = 3.182446, published; differences by ±1 about their mean: s = √(4/3), half-width t s / √4. */
const HALF = (3.182446 * Math.sqrt(4 / 3)) / 2;

test('the same values are equal to the last digit, and one digit of one replication more is not', () => {
  expect(judge(BEFORE, moved(0, [0, 0, 0, 0]), 'lower', SHARE)).toMatchObject({ outcome: 'equal', worseBy: 0 });
  const digit = { ...BEFORE, replications: [90 + 2e-14, 100, 110, 100] };
  expect(judge(BEFORE, digit, 'lower', SHARE)).toMatchObject({ outcome: 'changed', worseBy: 0 });
});

test.each([
  ['worse: the lower end is above the tolerance', 2 + HALF + 0.01, 'worse'],
  ['worse than the tolerance, its lower end is not', 2 + HALF - 0.01, 'within_tolerance'],
  ['shown to be worse, and by less than the tolerance', HALF + 0.01, 'within_tolerance'],
  ['higher, and that may be chance', HALF - 0.01, 'changed'],
  ['lower, and that may be chance', -HALF + 0.01, 'changed'],
  ['better', -HALF - 0.01, 'better'],
])('%s', (_what, by, outcome) => {
  const judgement = judge(BEFORE, moved(by), 'lower', SHARE);
  expect(judgement).toMatchObject({ outcome, from: 100, to: 100 + by, limit: 2 });
  expect(judgement.worseBy).toBeCloseTo(by, 9);
  expect(judgement.interval?.low).toBeCloseTo(by - HALF, 5);
  expect(judgement.interval?.high).toBeCloseTo(by + HALF, 5);
});

test('where higher is better, the same numbers turned round are judged alike', () => {
  const fallen = judge(BEFORE, moved(-5), 'higher', SHARE);
  expect(fallen).toMatchObject({ outcome: 'worse', worseBy: 5 });
  expect(fallen.interval?.low).toBeCloseTo(5 - HALF, 5);
  expect(judge(BEFORE, moved(5), 'higher', SHARE)).toMatchObject({ outcome: 'better', worseBy: -5 });
});

test('an amount is a tolerance in the unit of the measure', () => {
  expect(judge(BEFORE, moved(5), 'lower', { amount: 3.2 })).toMatchObject({ outcome: 'within_tolerance' });
  expect(judge(BEFORE, moved(5), 'lower', { amount: 3.1 })).toMatchObject({ outcome: 'worse', limit: 3.1 });
});

test('a large difference between few, unlike replications is not shown', () => {
  expect(judge(BEFORE, moved(20, [60, -60, 60, -60]), 'lower', SHARE).outcome).toBe('changed');
});

test.each([
  [103, 'worse'],
  [102, 'within_tolerance'],
  [99, 'better'],
  [100, 'equal'],
])('one run: %d for 100 is judged by the tolerance alone', (to, outcome) => {
  const one = (value: number) => ({ pooled: value, replications: [value] });
  const judgement = judge(one(100), one(to), 'lower', SHARE);
  expect(judgement.outcome).toBe(outcome);
  expect(judgement).not.toHaveProperty('interval');
});

test('differences that do not vary have no interval, and are judged by the tolerance alone', () => {
  const same = [0, 0, 0, 0];
  expect(judge(BEFORE, moved(3, same), 'lower', SHARE)).toMatchObject({ outcome: 'worse', worseBy: 3 });
  expect(judge(BEFORE, moved(1, same), 'lower', SHARE)).not.toHaveProperty('interval');
});

test('a value that is lost has failed, and one that is new has not', () => {
  expect(judge(BEFORE, undefined, 'lower', SHARE)).toEqual({ outcome: 'worse', from: 100, limit: 2 });
  expect(judge(undefined, BEFORE, 'lower', SHARE)).toEqual({ outcome: 'changed', to: 100 });
});

describe('a quantile of replications too short to be compared one by one', () => {
  /** K of about 24: from 30 % below to 40 % above. */
  const whole = (pooled: number) => ({ pooled, replications: [], whole: { low: 0.7 * pooled, high: 1.4 * pooled } });
  const short = (pooled: number) => ({ pooled, replications: [], whole: 'too_short' as const });

  test('is judged by the intervals of both: a value that differs by their noise is changed, not worse', () => {
    for (const to of [90, 103, 150]) {
      expect(judge(whole(100), whole(to), 'lower', SHARE).outcome, String(to)).toBe('changed');
    }
    const { outcome, interval } = judge(whole(100), whole(200), 'lower', SHARE);
    expect(outcome).toBe('worse');
    expect(interval?.low).toBeCloseTo(100 - Math.hypot(60, 40), 9);
    expect(interval?.high).toBeCloseTo(100 + Math.hypot(80, 30), 9);
    expect(judge(whole(200), whole(100), 'lower', SHARE).outcome).toBe('better');
    expect(judge(whole(200), whole(100), 'higher', SHARE).outcome).toBe('worse');
  });

  test('without an interval of one of them is never worse, and equal where it is equal', () => {
    expect(judge(short(100), whole(1000), 'lower', SHARE)).toMatchObject({ outcome: 'changed', worseBy: 900 });
    expect(judge(whole(100), short(1000), 'lower', SHARE).outcome).toBe('changed');
    expect(judge(short(100), short(100), 'lower', SHARE).outcome).toBe('equal');
  });

  test('where more is judged together, its interval is wider', () => {
    const wider = judgeMeasure(whole(100), whole(200), 'lower', SHARE, 0.99);
    const t = 2.860935 / 2.093024; // t(0.995, 19) and t(0.975, 19), published
    expect(wider.interval?.low).toBeCloseTo(100 - Math.hypot(60, 40) * t, 4);
  });
});

test('a replication without a value leaves no interval, and what differs then may be chance', () => {
  const gap = { ...BEFORE, replications: [NaN, 100, 110, 100] };
  expect(judge(gap, moved(30), 'lower', SHARE)).toMatchObject({ outcome: 'changed', worseBy: 30 });
  expect(judge(moved(30), gap, 'higher', SHARE).outcome).toBe('changed');
});
