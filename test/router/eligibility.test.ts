import { describe, expect, test } from 'vitest';
import {
  CLOSED,
  NO_ENDPOINT,
  NO_MATCH,
  NO_QUOTA,
  NO_ROOM,
  type PolicyName,
  policyNames,
  QuotaManager,
  type RouterOptions,
} from '../../src/router/index.js';
import { attempt, routerOf } from '../support/routers.js';

type Owner = keyof typeof CLOSED;
const OWNERS = Object.keys(CLOSED) as Owner[];

/** Every set of at most two owners, the empty one too. */
const SETS = Array.from({ length: 2 ** OWNERS.length }, (_, bits) =>
  OWNERS.filter((_owner, o) => (bits & (1 << o)) > 0),
).filter((owners) => owners.length <= 2);

const ALL_ON = { enableHealthChecks: true, enableQuotaChecks: true };
const CHECKS = [
  ALL_ON,
  { enableHealthChecks: false, enableQuotaChecks: true },
  { enableHealthChecks: true, enableQuotaChecks: false },
  { enableHealthChecks: false, enableQuotaChecks: false },
];

/** Endpoint 0 closed by these owners, beside as many open ones as are asked for. */
function closedBy(
  owners: readonly Owner[],
  open: number,
  options: Partial<RouterOptions>,
  policy: PolicyName = 'random',
) {
  const models = [{ id: 'closed' }, ...Array.from({ length: open }, (_, m) => ({ id: `open ${m}` }))];
  const made = routerOf(models, policy, options);
  const quota = new QuotaManager(made.fleet, {});
  made.router.setQuotaManager(quota);
  made.router.decide(attempt()); // the policy's index is there already
  if (owners.includes('health')) made.fleet.setHealth(0, 'unhealthy');
  if (owners.includes('quota')) quota.fix('closed', 1);
  for (const owner of ['concurrency', 'ejected', 'retryAfter'] as const) {
    if (owners.includes(owner)) made.table.setClosed(0, CLOSED[owner], true);
  }
  made.table.rulesChanged(0);
  if (owners.includes('removed')) made.fleet.removeEndpoint('closed');
  return { ...made, quota };
}

/** Those of the owners that are heeded. */
function heeded(owners: readonly Owner[], { enableHealthChecks, enableQuotaChecks }: typeof ALL_ON): readonly Owner[] {
  const ignored: readonly Owner[] = [
    ...(enableHealthChecks ? [] : (['health', 'ejected'] as const)),
    ...(enableQuotaChecks ? [] : (['quota', 'concurrency'] as const)),
  ];
  return owners.filter((owner) => !ignored.includes(owner));
}

/** What is answered where the only endpoint is closed by these owners. */
function answerOf(by: readonly Owner[]): number {
  if (by.includes('removed')) return NO_MATCH;
  if (by.includes('health') || by.includes('ejected')) return NO_ENDPOINT;
  return by.includes('quota') ? NO_QUOTA : NO_ROOM;
}

describe.each(CHECKS)('with %j', (checks) => {
  test.each(SETS.map((owners) => ({ owners })))('an endpoint closed by $owners', ({ owners }) => {
    const isOut = heeded(owners, checks).length > 0;
    for (const policy of policyNames) {
      const { router, table } = closedBy(owners, 1, checks, policy);
      expect(table.closed[0]).toBe(owners.reduce((bits, owner) => bits | CLOSED[owner], 0));
      const chosen = new Set(Array.from({ length: 60 }, () => router.decide(attempt())));
      const wished = new Set(Array.from({ length: 60 }, () => router.decide(attempt({ preferredModel: 0 }))));
      const passed = new Set(Array.from({ length: 60 }, () => router.decide(attempt({ tried: [1] }))));
      if (isOut) expect([...chosen, ...wished, ...passed], policy).toEqual([1, 1, 1]);
      else expect([...wished, ...passed], policy).toEqual([0, 0]);
      expect(table.tier[0] === 4, policy).toBe(isOut);
    }
  });

  test.each(SETS.map((owners) => ({ owners })))(
    'where the only endpoint is closed by $owners, it is said',
    ({ owners }) => {
      const { router } = closedBy(owners, 0, checks);
      const by = heeded(owners, checks);
      expect(router.decide(attempt())).toBe(by.length === 0 ? 0 : answerOf(by));
    },
  );

  test.each(SETS.map((owners) => ({ owners })))('explain names every owner of $owners', ({ owners }) => {
    const { router } = closedBy(owners, 1, checks);
    const texts = {
      removed: 'removed',
      health: 'unhealthy',
      quota: 'quota used up',
      concurrency: 'concurrency quota of its model used up',
      ejected: 'ejected after errors',
      retryAfter: 'closed by Retry-After',
    };
    const { endpoints } = router.explain(attempt());
    const explained = endpoints.find(({ id }) => id === 'closed');
    if (owners.includes('removed')) {
      expect(explained).toBeUndefined();
      return;
    }
    const by = heeded(owners, checks);
    const excluded = by.length === 0 ? null : by.map((owner) => texts[owner]).join(', ');
    expect(explained).toMatchObject({ excluded, isCandidate: by.length === 0 });
  });
});

test('an endpoint is open again when the last of its owners lets go, in whatever order', () => {
  const openers: Record<string, (made: ReturnType<typeof closedBy>) => void> = {
    health: ({ fleet }) => {
      fleet.setHealth(0, 'degraded');
    },
    quota: ({ quota }) => {
      quota.fix('closed', 0.5);
    },
  };
  for (const order of [
    ['health', 'quota'],
    ['quota', 'health'],
  ]) {
    const made = closedBy(['health', 'quota'], 0, {});
    openers[order[0]](made);
    expect(made.router.decide(attempt()), order.join()).toBeLessThan(0);
    openers[order[1]](made);
    expect(made.router.decide(attempt()), order.join()).toBe(0);
  }
});

test('a removed endpoint stays out whatever is said of its health and quota, until another one takes its place', () => {
  const { router, fleet, quota, table } = closedBy(['removed', 'health', 'quota'], 1, {
    enableHealthChecks: false,
    enableQuotaChecks: false,
  });
  fleet.setHealth(0, 'healthy');
  quota.fix('closed', 0);
  for (let i = 0; i < 30; i++) expect(router.decide(attempt())).toBe(1);
  expect(fleet.isRemoved(0)).toBe(true);
  fleet.addEndpoint('open 0', {}, 'new');
  expect([fleet.endpointIndex('new'), fleet.isRemoved(0), table.closed[0], table.health[0]]).toEqual([0, false, 0, 0]);
  expect(new Set(Array.from({ length: 30 }, () => router.decide(attempt())))).toEqual(new Set([0, 1]));
});

test('a new endpoint of a model whose quota is used up is closed from its first decision on', () => {
  const { router, fleet } = closedBy(['quota'], 1, {});
  fleet.addEndpoint('closed', {}, 'new');
  for (let i = 0; i < 30; i++) expect(router.decide(attempt({ preferredModel: 0 }))).toBe(1);
});
