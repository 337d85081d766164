import { describe, expect, test } from 'vitest';
import { ANY, NO_ENDPOINT, NO_MATCH, NO_ROOM, policyNames, UNKNOWN_NAME } from '../../src/router/index.js';
import { attempt, chosenOf, dispatch, routerOf } from '../support/routers.js';

const models = [
  { id: 'text', replicas: 2, contextWindow: 1000, region: 'eu' },
  { id: 'vision', capabilities: ['vision', 'tools'], contextWindow: 8000, region: 'us', maxConcurrent: 2, maxQueue: 0 },
  { id: 'tools', capabilities: ['tools'], region: 'eu' },
];

test('a request goes where its capabilities, its length and its region are', () => {
  const { router, fleet } = routerOf(models);
  const chosen = (fields: Parameters<typeof attempt>[0]) => router.route(attempt(fields)).modelId;
  expect(chosen({ capabilities: fleet.capabilityMask(['vision']) })).toBe('vision');
  expect(chosen({ capabilities: fleet.capabilityMask(['tools']), region: fleet.regionIndex('eu') })).toBe('tools');
  expect(chosen({ estimatedTokens: 1001, region: fleet.regionIndex('us') })).toBe('vision');
  expect(chosen({ estimatedTokens: 8000, region: fleet.regionIndex('us') })).toBe('vision'); // just fits
  expect(chosen({ estimatedTokens: 8001 })).toBe('tools');
  for (let i = 0; i < 20; i++)
    expect(chosen({ estimatedTokens: 1000, region: fleet.regionIndex('eu') })).not.toBe('vision');
});

test('what nobody can do is no match, and the request has failed', () => {
  const { router, fleet } = routerOf(models);
  for (const names of [['telepathy'], ['vision', 'telepathy']]) {
    const asked = attempt({ capabilities: fleet.capabilityMask(names) });
    expect(router.decide(asked)).toBe(NO_MATCH);
    expect(router.route(asked).reason).toBe('no endpoint meets the requirements of the request');
  }
});

test('what only a full endpoint can do waits for room, what only an unhealthy one can do has failed', () => {
  const { router, fleet } = routerOf(models);
  const asked = attempt({ capabilities: fleet.capabilityMask(['vision']) });
  dispatch(router, fleet.endpointIndex('vision'), 2);
  expect(router.decide(asked)).toBe(NO_ROOM);
  fleet.setHealth(fleet.endpointIndex('vision'), 'unhealthy');
  expect(router.decide(asked)).toBe(NO_ENDPOINT);
});

test('a preferred model that does not meet the requirements is not chosen', () => {
  const { router, fleet } = routerOf(models);
  const asked = attempt({ preferredModel: 0, capabilities: fleet.capabilityMask(['tools']) });
  const { modelId, reason } = router.route(asked);
  expect(modelId).not.toBe('text');
  expect(reason).toBe('chosen by the strategy: the preferred model cannot take the request');
});

describe('a required model', () => {
  test.each(policyNames)('is the only one that %s chooses from, with and without room', (name) => {
    const { router, fleet } = routerOf(models, name);
    const asked = { requiredModel: fleet.modelIndex('text') };
    expect(chosenOf(router, asked)).toEqual(['text/0', 'text/1']);
    dispatch(router, 0, 15); // of ten and five waiting
    expect(chosenOf(router, asked)).toEqual(['text/1']);
    dispatch(router, 1, 15);
    expect(router.decide(attempt(asked))).toBe(NO_ROOM);
    fleet.setHealth(0, 'unhealthy');
    fleet.setHealth(1, 'unhealthy');
    expect(router.decide(attempt(asked))).toBe(NO_ENDPOINT);
    expect(router.decide(attempt())).toBeGreaterThanOrEqual(2);
  });

  test('is bound by the load threshold among its own endpoints, as a preferred one is not', () => {
    const { router, table } = routerOf(models);
    dispatch(router, 0, 10);
    expect(chosenOf(router, { requiredModel: 0 })).toEqual(['text/1']);
    dispatch(router, 1, 10);
    expect(chosenOf(router, { requiredModel: 0 })).toEqual(['text/0', 'text/1']);
    expect(table.tier[0]).toBe(1);
  });

  test('comes before a preferred one, a session and an A/B test, which then are wishes that cannot be met', () => {
    const test = { abTestEnabled: true, abTestSplit: 1, abTestModelA: 'tools', abTestModelB: 'vision' };
    const { router, fleet } = routerOf(models, 'affinity_based', test);
    router.started(fleet.endpointIndex('vision'), attempt({ session: 's' }));
    const asked = { requiredModel: 0, preferredModel: fleet.modelIndex('tools'), session: 's' };
    expect(chosenOf(router, asked)).toEqual(['text/0', 'text/1']);
    expect(router.route(attempt(asked))).toMatchObject({
      reason: 'chosen by the strategy: the preferred model cannot take the request',
      fallbackUsed: true,
    });
    expect(router.route(attempt({ requiredModel: 0 })).fallbackUsed).toBe(true); // the drawn model cannot
    expect(router.route(attempt({ requiredModel: 2 }))).toMatchObject({ modelId: 'tools', fallbackUsed: false });
  });

  test('is no match where it lacks what else the request requires', () => {
    const { router, fleet } = routerOf(models);
    const [requiredModel, region] = [fleet.modelIndex('tools'), fleet.regionIndex('us')];
    expect(router.decide(attempt({ requiredModel, region }))).toBe(NO_MATCH);
    expect(router.decide(attempt({ requiredModel, region: fleet.regionIndex('eu') }))).toBe(3);
  });

  test('of others is said why they are left out', () => {
    const { router } = routerOf(models);
    const { endpoints, wishes } = router.explain(attempt({ requiredModel: 0 }));
    expect(wishes).toEqual([]);
    expect(endpoints.map(({ excluded }) => excluded)).toEqual([
      null,
      null,
      'does not meet the requirements of the request',
      'does not meet the requirements of the request',
    ]);
  });
});

describe('unknown is not any', () => {
  test.each(policyNames)('%s finds no match for an unknown required model or region', (name) => {
    const { router, fleet } = routerOf(models, name);
    expect([fleet.modelIndex('gpt-9'), fleet.regionIndex('moon')]).toEqual([UNKNOWN_NAME, UNKNOWN_NAME]);
    for (const asked of [
      { requiredModel: fleet.modelIndex('gpt-9') },
      { region: fleet.regionIndex('moon') },
      { requiredModel: 0, region: fleet.regionIndex('moon') },
      { requiredModel: fleet.modelIndex('gpt-9'), region: 0 },
      { requiredModel: fleet.modelIndex('gpt-9'), preferredModel: 0 },
    ]) {
      const { reason, endpoint } = router.route(attempt(asked));
      expect([endpoint, reason]).toEqual([NO_MATCH, 'no endpoint meets the requirements of the request']);
    }
  });

  test('also where no endpoint names a region at all', () => {
    const { router, fleet } = routerOf([{ id: 'm' }]);
    expect(router.decide(attempt({ region: fleet.regionIndex('eu') }))).toBe(NO_MATCH);
    expect(router.decide(attempt({ region: ANY }))).toBe(0);
  });

  test('an unknown preferred model is a wish that cannot be met: others serve, and the decision says so', () => {
    const { router, fleet } = routerOf(models);
    expect(router.route(attempt({ preferredModel: fleet.modelIndex('gpt-9') }))).toMatchObject({
      reason: 'chosen by the strategy: the preferred model cannot take the request',
      fallbackUsed: true,
    });
    expect(router.statistics().fallback).toBe(1);
  });
});

test('tried endpoints are tried again only where nothing else meets the requirements', () => {
  const { router, fleet } = routerOf(models);
  const asked = attempt({ capabilities: fleet.capabilityMask(['tools']) });
  const first = router.decide(asked);
  router.started(first, asked);
  router.refused(asked);
  const second = router.decide(asked);
  expect(second).not.toBe(first);
  router.started(second, asked);
  router.refused(asked);
  expect([first, second]).toContain(router.decide(asked));
});

test('a fleet has at most 30 capabilities', () => {
  const many = Array.from({ length: 31 }, (_, i) => `c${i}`);
  expect(() => routerOf([{ id: 'm', capabilities: many }])).toThrow(
    '"c30" is a capability too many: there are at most 30',
  );
  const { fleet } = routerOf([{ id: 'm', capabilities: many.slice(0, 30) }]);
  expect(fleet.capabilityMask(['c29'])).toBe(1 << 29);
});

test('checks that are switched off do not keep a request away', () => {
  const { router, fleet } = routerOf([{ id: 'm' }], 'random', { enableHealthChecks: false });
  fleet.setHealth(0, 'unhealthy');
  expect(router.decide(attempt())).toBe(0);
});
