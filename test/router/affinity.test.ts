import { describe, expect, test } from 'vitest';
import { NO_ROOM, QuotaManager } from '../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../support/routers.js';

const SESSION = 'user123';
const three = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

function sticky(models = three as Parameters<typeof routerOf>[0], options = {}) {
  const made = routerOf(models, 'affinity_based', options);
  const ask = (id = SESSION) => {
    const asked = attempt({ session: id });
    return { asked, decision: made.router.route(asked) };
  };
  const send = (id = SESSION) => {
    const { asked: sent, decision } = ask(id);
    made.router.started(decision.endpoint, sent);
    return { sent, decision };
  };
  return { ...made, ask, send };
}

describe('a session', () => {
  test('stays where its first request went: 10 requests of user123 over 3 models', () => {
    const { send, ask, router, clock } = sticky();
    const first = send().decision;
    expect(first.reason).toBe('chosen by the strategy');
    for (let i = 1; i < 10; i++) {
      clock.cell[0] += 60_000;
      const { sent, decision } = send();
      expect([decision.endpointId, decision.reason]).toEqual([first.endpointId, 'endpoint of the session']);
      router.completed(sent);
    }
    clock.cell[0] += 300_000;
    expect(ask().decision.reason).toBe('endpoint of the session'); // 5 minutes are not over yet
    clock.cell[0] += 1;
    expect(ask().decision.reason).toBe('chosen by the strategy');
    expect(router.statistics().affinityEntries).toBe(0);
  });

  test('is bound where an attempt starts, not where one is decided', () => {
    const { ask, router } = sticky();
    ask();
    expect(router.statistics().affinityEntries).toBe(0);
    router.started(2, attempt({ session: SESSION }));
    expect(ask().decision.endpointId).toBe('c');
  });

  test('does not bind others: requests without one go by the strategy', () => {
    const { ask, send, router } = sticky();
    send();
    expect(router.route(attempt()).reason).toBe('chosen by the strategy');
    expect(ask('somebody else').decision.reason).toBe('chosen by the strategy');
  });

  test('is remembered while there is room for so many, the least recently used goes', () => {
    const { send, ask, router } = sticky(three, { affinityMaxSessions: 2 });
    for (const id of ['one', 'two', 'three']) send(id);
    expect(router.statistics().affinityEntries).toBe(2);
    expect(ask('one').decision.reason).toBe('chosen by the strategy');
    expect(ask('three').decision.reason).toBe('endpoint of the session');
  });
});

describe('where the endpoint of a session', () => {
  const gone = 'chosen by the strategy: the endpoint of the session cannot take the request';

  test('is unhealthy, another is chosen, and said to be a fallback', () => {
    const { send, ask, fleet } = sticky();
    const { decision } = send();
    fleet.setHealth(decision.endpoint, 'unhealthy');
    const other = ask().decision;
    expect(other.endpointId).not.toBe(decision.endpointId);
    expect([other.reason, other.fallbackUsed]).toEqual([gone, true]);
    fleet.setHealth(decision.endpoint, 'healthy');
    expect(ask().decision.endpointId).toBe(decision.endpointId);
  });

  test('is degraded, the session stays, and it is said', () => {
    const { send, ask, fleet } = sticky();
    const { decision } = send();
    fleet.setHealth(decision.endpoint, 'degraded');
    const again = ask().decision;
    expect([again.endpointId, again.reason]).toEqual([decision.endpointId, 'endpoint of the session, degraded']);
    expect(again.fallbackUsed).toBe(true);
  });

  test('is above the load threshold, the session stays; without room it moves', () => {
    const { send, ask, router } = sticky([
      { id: 'a', maxConcurrent: 2, maxQueue: 1 },
      { id: 'b', maxConcurrent: 2, maxQueue: 1 },
    ]);
    const { decision } = send();
    dispatch(router, decision.endpoint, 1);
    expect(ask().decision.endpointId).toBe(decision.endpointId);
    dispatch(router, decision.endpoint, 1);
    expect(ask().decision.reason).toBe(gone);
  });

  test('was removed, the session moves, also when another endpoint has its place', () => {
    const { send, ask, router, fleet } = sticky();
    const { sent, decision } = send();
    fleet.removeEndpoint(decision.endpointId ?? '');
    expect(ask().decision.reason).toBe(gone);
    router.completed(sent);
    fleet.addEndpoint('a', {}, 'new');
    expect(fleet.endpointIndex('new')).toBe(decision.endpoint);
    expect(ask().decision.reason).toBe(gone);
  });

  test('is over its quota, the session moves', () => {
    const { send, ask, router, fleet } = sticky();
    const limits = { requestsPerMinute: 1 };
    router.setQuotaManager(new QuotaManager(fleet, { a: limits, b: limits, c: limits }));
    const { decision } = send();
    const other = ask().decision;
    expect(other.endpointId).not.toBe(decision.endpointId);
    expect(other.reason).toBe(gone);
  });

  test('refused this request, another is tried', () => {
    const { send, router } = sticky();
    const { sent, decision } = send();
    router.refused(sent);
    router.next(sent);
    expect(router.route(sent).endpointId).not.toBe(decision.endpointId);
  });
});

test('affinity is a layer: on for affinity_based, for others where it is asked for, and it can be switched off', () => {
  const { router, fleet } = routerOf(three, 'random');
  const ofSession = () => attempt({ session: SESSION });
  router.started(1, ofSession());
  expect(router.statistics().affinityEntries).toBe(0);
  router.setStrategy('random', undefined, { affinity: true });
  router.started(1, ofSession());
  expect(router.route(ofSession()).endpointId).toBe(fleet.endpointIds[1]);
  router.setStrategy('affinity_based', undefined, { affinity: false });
  expect(router.route(ofSession()).reason).toBe('chosen by the strategy');
  router.setStrategy('affinity_based');
  expect(router.route(ofSession()).reason).toBe('endpoint of the session');
});

test('a session whose model is not the one that the request prefers follows the request', () => {
  const { router } = sticky();
  router.started(0, attempt({ session: SESSION }));
  expect(router.route(attempt({ session: SESSION, preferredModel: 2 }))).toMatchObject({
    endpointId: 'c',
    reason: 'preferred model',
  });
});

test('where no endpoint has room, a bound session finds none either', () => {
  const { send, router } = sticky([{ id: 'a', maxConcurrent: 1, maxQueue: 0 }]);
  send();
  expect(router.decide(attempt({ session: SESSION }))).toBe(NO_ROOM);
});
