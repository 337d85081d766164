import { expect, test } from 'vitest';
import { NO_ENDPOINT, NO_MATCH, NO_ROOM } from '../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../support/routers.js';

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
  expect(fleet.regionIndex('moon')).toBe(-1);
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
