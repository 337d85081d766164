import { describe, expect, test } from 'vitest';
import { policyNames } from '../../../src/router/index.js';
import { FAILURES, measure } from './study.js';

/** Within so long of its recovery an endpoint has its share again, whatever failed, whatever the policy. */
const PROMISED_S = 60;

describe.each(FAILURES)('$name, with a health monitor', (failure) => {
  test.each(policyNames)('%s', (policy) => {
    const { before, during, after, backS, neverBack, lost } = measure(failure, policy, true, 6);
    expect([backS <= PROMISED_S, neverBack]).toEqual([true, 0]);
    expect(Math.abs(after.mean - before.mean)).toBeLessThan(before.halfWidth + after.halfWidth + 1);
    expect(during.mean).toBeLessThan(0.4 * before.mean);
    expect(lost.mean).toBeLessThan(0.2);
  });
});

test('without one, what fails at once draws more than its share wherever load decides', () => {
  const failFast = FAILURES[1];
  for (const policy of ['least_loaded', 'jiq', 'latency_based'] as const) {
    const { before, during } = measure(failFast, policy, false, 4);
    expect(during.mean, policy).toBeGreaterThan(1.5 * before.mean);
  }
  const { before, during } = measure(failFast, 'round_robin', false, 4);
  expect(Math.abs(during.mean - before.mean)).toBeLessThan(1);
});
