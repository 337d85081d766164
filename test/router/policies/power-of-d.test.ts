import { describe, expect, test } from 'vitest';
import { Fleet, LoadTracker, policies, type Policy, RequestView } from '../../../src/router/index.js';
import { PowerOfD, type PowerOfDOptions } from '../../../src/router/policies/power-of-d.js';
import { ManualClock } from '../../../src/core/clock.js';
import { expectShares } from '../../support/acceptance.js';
import { ScriptedStream } from '../../support/routers.js';
import { countingStream } from '../../../src/router/conformance/random-state.js';
import { countsOf } from '../counts-of.js';

/** Endpoints with so many in flight, and all of them as a list. */
function fleetWith(inFlight: readonly number[], maxConcurrent: readonly number[] = inFlight.map(() => 10)) {
  const models = maxConcurrent.map((max, m) => ({ id: `m${m}`, maxConcurrent: max, maxQueue: Infinity }));
  const fleet = new Fleet({ models, clock: new ManualClock() });
  const loadTracker = new LoadTracker(fleet);
  inFlight.forEach((count, e) => {
    loadTracker.add(e, count);
  });
  return { table: fleet.endpoints, list: Int32Array.from(inFlight.keys()) };
}

/** How often each of equal endpoints is chosen in 20,000 picks. */
function countsAt(options: PowerOfDOptions, inFlight: readonly number[]): number[] {
  const { table, list } = fleetWith(inFlight);
  const policy: Policy = new PowerOfD(options, countingStream('picks', options.d));
  const picks = Array.from({ length: 20_000 }, () => policy.pickAmong(new RequestView(), table, list, list.length));
  return countsOf(picks, inFlight.length);
}

describe('the shares of four endpoints with 0, 1, 2 and 3 in flight', () => {
  test.each([
    { d: 1, replacement: false, shares: [1 / 4, 1 / 4, 1 / 4, 1 / 4] },
    { d: 2, replacement: false, shares: [3 / 6, 2 / 6, 1 / 6, 0] },
    { d: 3, replacement: false, shares: [3 / 4, 1 / 4, 0, 0] },
    { d: 4, replacement: false, shares: [1, 0, 0, 0] },
    { d: 16, replacement: false, shares: [1, 0, 0, 0] },
    { d: 1, replacement: true, shares: [1 / 4, 1 / 4, 1 / 4, 1 / 4] },
    { d: 2, replacement: true, shares: [7 / 16, 5 / 16, 3 / 16, 1 / 16] },
    { d: 3, replacement: true, shares: [37 / 64, 19 / 64, 7 / 64, 1 / 64] },
  ])('d = $d, replacement $replacement: $shares', ({ shares, ...options }) => {
    expectShares(countsAt(options, [0, 1, 2, 3]), shares, 'four endpoints');
    expectShares(countsAt(options, [3, 1, 2, 0]), [shares[3], shares[1], shares[2], shares[0]], 'in another order');
  });
});

test.each([false, true])('the tied are as likely as each other, replacement %s', (replacement) => {
  for (let d = 1; d <= 16; d++) {
    const counts = countsAt({ d, replacement }, [2, 2, 2, 2, 2]);
    expectShares(counts, [0.2, 0.2, 0.2, 0.2, 0.2], `d = ${d}`);
  }
});

test('distinct candidates: each draw is among the places that are left, and a tie goes to the first drawn', () => {
  const { table, list } = fleetWith([1, 1, 1, 1, 0]);
  for (const [script, chosen] of [
    [[1, 0, 0], 1], // places 1, 0, 2
    [[0, 0, 0], 0], // places 0, 1, 2
    [[3, 1, 1], 3], // places 3, 1, 2
    [[0, 3, 0], 4], // places 0, 4, 1
    [[2, 2, 2], 4], // places 2, 3, 4
  ] as const) {
    let draw = 0;
    const random = new ScriptedStream(() => script[draw++]);
    const policy = new PowerOfD({ d: 3, replacement: false }, random);
    expect(policy.pickAmong(new RequestView(), table, list, 5), script.join()).toBe(chosen);
    expect(random.asked).toEqual([5, 4, 3]);
  }
});

test('with replacement a draw may be that of before', () => {
  const { table, list } = fleetWith([1, 0]);
  const random = new ScriptedStream(() => 0);
  const policy = new PowerOfD({ d: 3, replacement: true }, random);
  expect(policy.pickAmong(new RequestView(), table, list, 2)).toBe(0);
  expect(random.asked).toEqual([2, 2, 2]);
});

test('of fewer candidates than d all are drawn, and a single one without a draw', () => {
  const { table, list } = fleetWith([2, 0, 1]);
  const random = countingStream('few', 0);
  const policy = new PowerOfD({ d: 16, replacement: false }, random);
  for (let i = 0; i < 50; i++) expect(policy.pickAmong(new RequestView(), table, list, 3)).toBe(1);
  random.draws = 0;
  expect(policy.pickAmong(new RequestView(), table, list, 1)).toBe(0);
  expect(random.draws).toBe(0);
});

test('loads are compared as shares of max_concurrent', () => {
  const { table, list } = fleetWith([4, 2, 7], [8, 3, 16]);
  const policy = new PowerOfD({ d: 3, replacement: false }, countingStream('shares', 0));
  for (let i = 0; i < 50; i++) expect(policy.pickAmong(new RequestView(), table, list, 3)).toBe(2);
});

test('d is a whole number from 1 to 16, by default 2 distinct ones', () => {
  const { options } = policies.power_of_d;
  expect(options.parse({})).toEqual({ d: 2, replacement: false });
  for (const d of [0, 17, 1.5, '2']) expect(options.safeParse({ d }).success, String(d)).toBe(false);
});
