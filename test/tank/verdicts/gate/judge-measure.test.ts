import { expect, test } from 'vitest';
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
