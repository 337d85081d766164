import { describe, expect, test } from 'vitest';
import {
  GIVE_UP,
  NO_ENDPOINT,
  NO_MATCH,
  NO_QUOTA,
  NO_ROOM,
  QuotaManager,
  UPSTREAM_ERROR,
} from '../../src/router/index.js';
import { attempt, chosenOf, dispatch, routerOf } from '../support/routers.js';

describe('retries', () => {
  test('the delay doubles with every retry, until the request is given up', () => {
    const { router } = routerOf([{ id: 'm' }], 'random', { maxRetries: 4, retryDelayMs: 25 });
    const refused = attempt();
    expect(Array.from({ length: 6 }, () => router.next(refused))).toEqual([25, 50, 100, 200, GIVE_UP, GIVE_UP]);
  });

  test('three retries after 100, 200 and 400 ms are the default', () => {
    const { router } = routerOf([{ id: 'm' }]);
    const refused = attempt();
    expect(Array.from({ length: 4 }, () => router.next(refused))).toEqual([100, 200, 400, GIVE_UP]);
  });

  test('without retries a request is given up at once, and a delay of 0 stays 0', () => {
    expect(routerOf([{ id: 'm' }], 'random', { maxRetries: 0 }).router.next(attempt())).toBe(GIVE_UP);
    const { router } = routerOf([{ id: 'm' }], 'random', { maxRetries: 2, retryDelayMs: 0 });
    const refused = attempt();
    expect(Array.from({ length: 3 }, () => router.next(refused))).toEqual([0, 0, GIVE_UP]);
  });

  test('an endpoint that refused is left out while an untried one is eligible, then allowed again', () => {
    const { router } = routerOf([{ id: 'm', replicas: 3 }]);
    const sent = attempt();
    for (const refusing of [2, 0]) {
      router.started(refusing, sent);
      router.refused(sent);
    }
    expect(router.fleet.endpoints.inFlight).toEqual(Int32Array.of(0, 0, 0));
    expect(chosenOf(router, { tried: [2, 0] })).toEqual(['m/1']);
    expect(router.decide(sent)).toBe(1);
    router.started(1, sent);
    router.refused(sent);
    expect(chosenOf(router, { tried: [2, 0, 1] })).toEqual(['m/0', 'm/1', 'm/2']);
  });

  test('an untried endpoint comes before a tried one even where it is degraded or above the threshold', () => {
    const { router, fleet } = routerOf([{ id: 'm', replicas: 2 }], 'random');
    dispatch(router, 1, 10);
    expect(chosenOf(router, { tried: [0] })).toEqual(['m/1']);
    fleet.setHealth(1, 'degraded');
    expect(chosenOf(router, { tried: [0] })).toEqual(['m/1']);
    fleet.setHealth(1, 'unhealthy');
    expect(chosenOf(router, { tried: [0] })).toEqual(['m/0']);
  });

  test('who takes over the place of an endpoint that refused is not passed over', () => {
    const { router, fleet } = routerOf([{ id: 'm', replicas: 2 }], 'affinity_based');
    const sent = attempt({ session: 's' });
    router.started(0, sent);
    router.refused(sent);
    expect(router.decide(sent)).toBe(1);
    fleet.removeEndpoint('m/0');
    fleet.addEndpoint('m', {}, 'new');
    expect(fleet.endpointIndex('new')).toBe(0);
    dispatch(router, 1, 1);
    expect(router.explain(sent).endpoints.map(({ id, excluded }) => [id, excluded])).toEqual([
      ['new', null],
      ['m/1', null],
    ]);
    expect(router.route(sent)).toMatchObject({ endpointId: 'new', attemptedModels: ['m'] });

    router.started(0, sent);
    router.refused(sent); // now both that had the place have refused
    expect(router.route(sent)).toMatchObject({ endpointId: 'm/1', attemptedModels: ['m', 'm'] });
  });

  test('of the preferred model and of the session, too, only the endpoint that refused is passed over', () => {
    const { router, fleet } = routerOf([{ id: 'wished' }, { id: 'other' }], 'affinity_based');
    const sent = attempt({ session: 's', preferredModel: 0 });
    router.started(0, sent);
    router.refused(sent);
    fleet.removeEndpoint('wished');
    fleet.addEndpoint('wished', {}, 'new');
    expect(router.route(sent)).toMatchObject({ endpointId: 'new', reason: 'preferred model' });
    router.started(0, attempt({ session: 's' }));
    sent.request.preferredModel = -1;
    expect(router.route(sent)).toMatchObject({ endpointId: 'new', reason: 'endpoint of the session' });
  });

  test('the models that were tried are those of then, whoever has their places now', () => {
    const { router, fleet } = routerOf([{ id: 'a' }, { id: 'b' }]);
    const sent = attempt();
    router.started(0, sent);
    router.refused(sent);
    fleet.removeEndpoint('a');
    fleet.addEndpoint('b');
    expect(fleet.endpointIndex('b/0')).toBe(0);
    expect(router.route(sent).attemptedModels).toEqual(['a']);
  });

  test.each([
    ['no endpoint is healthy', NO_ENDPOINT, GIVE_UP],
    ['no quota is left', NO_QUOTA, GIVE_UP],
    ['nothing matches', NO_MATCH, GIVE_UP],
    ['there is no room', NO_ROOM, 100],
  ])('where %s it is answered %d, after which the delay is %d', (_why, answer, delayMs) => {
    const { router, fleet } = routerOf([{ id: 'm', maxConcurrent: 1, maxQueue: 0 }]);
    const quota = new QuotaManager(fleet, {});
    router.setQuotaManager(quota);
    if (answer === NO_ENDPOINT) fleet.setHealth(0, 'unhealthy');
    if (answer === NO_QUOTA) quota.fix('m', 1);
    if (answer === NO_ROOM) dispatch(router, 0, 1);
    const asked = attempt({ region: answer === NO_MATCH ? 7 : -1 });
    expect([router.decide(asked), router.next(asked)]).toEqual([answer, delayMs]);
  });

  test('once the client has read of the answer nothing is tried again', () => {
    const { router, clock } = routerOf([{ id: 'm', replicas: 2 }]);
    const sent = attempt();
    router.started(0, sent);
    router.refused(sent, UPSTREAM_ERROR);
    expect(router.next(sent)).toBe(100);
    clock.cell[0] = 100;
    router.started(1, sent);
    clock.cell[0] = 150;
    router.firstToken(sent);
    expect(sent.firstTokenMs).toBe(150);
    router.refused(sent, UPSTREAM_ERROR);
    expect(router.next(sent)).toBe(GIVE_UP);
  });

  test('a wait that is not a number counts as none', () => {
    const { router } = routerOf([{ id: 'm' }]);
    expect(router.next(Object.assign(attempt(), { retryAfterMs: NaN }))).toBe(100);
  });

  test('a request that was refused by its whole preferred model goes to another', () => {
    const { router } = routerOf([{ id: 'wished', replicas: 2 }, { id: 'other' }]);
    expect(chosenOf(router, { preferredModel: 0, tried: [0] })).toEqual(['wished/1']);
    expect(router.route(attempt({ preferredModel: 0, tried: [0, 1] }))).toMatchObject({
      modelId: 'other',
      attemptedModels: ['wished', 'wished'],
      reason: 'chosen by the strategy: the preferred model cannot take the request',
      fallbackUsed: true,
    });
  });

  test('once every endpoint was tried, the preferred model comes first again', () => {
    const { router } = routerOf([{ id: 'wished', replicas: 2 }, { id: 'other' }]);
    const tried = { preferredModel: 0, tried: [0, 1, 2] };
    expect(chosenOf(router, tried)).toEqual(['wished/0', 'wished/1']);
    expect(router.route(attempt(tried))).toMatchObject({ reason: 'preferred model', fallbackUsed: false });
  });

  test('a request remembers as many refusals as it can have attempts', () => {
    const { router } = routerOf([{ id: 'm' }], 'random', { maxRetries: 15 });
    const sent = attempt();
    for (let i = 0; i < 20; i++) {
      router.started(0, sent);
      router.refused(sent);
    }
    expect(sent.triedCount).toBe(16);
    expect(router.decide(sent)).toBe(0);
  });
});
