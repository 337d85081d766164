import { describe, expect, test } from 'vitest';
import { Attempt, MAX_RETRIES_LIMIT, QuotaManager, UNDER_WAY } from '../../src/router/index.js';
import { attempt, request, routerOf } from '../support/routers.js';

const abTest = { abTestEnabled: true, abTestModelA: 'm', abTestModelB: 'n' };

/** An attempt with a past: tried twice, in vain, then under way with its first token. */
function used() {
  const made = routerOf([{ id: 'm' }, { id: 'n' }], 'least_loaded', abTest);
  made.router.setQuotaManager(new QuotaManager(made.fleet, { m: { tokensPerMinute: 1000 } }));
  const sent = attempt({ estimatedTokens: 70 });
  made.clock.cell[0] = 40;
  for (let i = 0; i < 2; i++) {
    made.router.started(made.router.decide(sent), sent);
    sent.retryAfterMs = 9;
    made.router.refused(sent);
    made.router.next(sent);
  }
  made.clock.cell[0] = 50;
  made.router.started(0, sent);
  made.router.firstToken(sent);
  return { ...made, sent };
}

test('notes where the attempt is, since when, and what was reserved for it', () => {
  const { sent } = used();
  expect(sent).toMatchObject({ endpoint: 0, isUnderWay: true, outcome: UNDER_WAY, startedMs: 50, firstTokenMs: 50 });
  expect(sent).toMatchObject({ reservedTokens: 70, failedAttempts: 2, triedCount: 2 });
  expect([0, 1]).toContain(sent.abSide);
});

test('what was learnt of an attempt is unknown again at the start of the next', () => {
  const { router, sent } = used();
  Object.assign(sent, { usedTokens: 9, sessionHit: 1, prefixHit: 0.5 });
  router.refused(sent);
  router.started(1, sent);
  expect(sent).toMatchObject({ usedTokens: -1, sessionHit: -1, prefixHit: -1, retryAfterMs: 0, firstTokenMs: -1 });
  expect(sent.failedAttempts).toBe(2); // what is known of the request stays
});

test('used again for another request, it decides and learns like a fresh one', () => {
  const { router, sent } = used();
  Object.assign(sent, { usedTokens: 9, sessionHit: 1, prefixHit: 0.5 });
  router.completed(sent);
  const other = request();
  sent.reset(other);
  const fresh = new Attempt(other);
  const plain = (of: Attempt) => Object.entries(of).filter(([, value]) => typeof value === 'number');
  router.started(1, sent);
  router.started(1, fresh);
  expect(plain(sent)).toEqual(plain(fresh));
  expect(sent.request).toBe(other);
  router.completed(sent);
  sent.reset(other);
  expect(router.next(sent)).toBe(100);
});

describe('endpoints that were tried', () => {
  test('are known by place and generation, as far as they are asked for', () => {
    const sent = attempt();
    const table = { generation: Int32Array.of(0, 0, 0, 0, 0, 2), modelIndex: new Int32Array(6) };
    sent.noteTried(3, table);
    sent.noteTried(5, table);
    expect([sent.hasTried(2, 3, 0), sent.hasTried(2, 3, 1), sent.hasTried(2, 5, 2)]).toEqual([true, false, true]);
    expect([sent.hasTried(1, 5, 2), sent.hasTried(0, 3, 0)]).toEqual([false, false]);
  });

  test('are remembered up to the limit of attempts', () => {
    const sent = attempt({ tried: Array.from({ length: MAX_RETRIES_LIMIT + 5 }, (_, e) => e) });
    expect(sent.triedCount).toBe(MAX_RETRIES_LIMIT + 1);
    expect(sent.hasTried(sent.triedCount, MAX_RETRIES_LIMIT, 0)).toBe(true);
    expect(sent.hasTried(sent.triedCount, MAX_RETRIES_LIMIT + 1, 0)).toBe(false);
  });
});
