import { describe, expect, test } from 'vitest';
import { layers } from '../../src/router/layers/registry.js';
import { ANY, type Reason, REASONS as ALL_REASONS, type RouterOptions, UNKNOWN_NAME } from '../../src/router/index.js';
import { attempt, routerOf } from '../support/routers.js';

/** What each layer says where it decides, and what is said where its wish could not be met. */
const REASONS = {
  strategy: 'chosen by the strategy',
  preferred: 'preferred model',
  'no preferred': 'chosen by the strategy: the preferred model cannot take the request',
  sticky: 'endpoint of the session',
  'no preferred, sticky': 'endpoint of the session: the preferred model cannot take the request',
  'no sticky': 'chosen by the strategy: the endpoint of the session cannot take the request',
  drawn: 'model of the A/B test',
  'no preferred, test': 'model of the A/B test: the preferred model cannot take the request',
  'no sticky, test': 'model of the A/B test: the endpoint of the session cannot take the request',
  other: 'other model of the A/B test: the one drawn cannot take the request',
  'no test': 'chosen by the strategy: neither model of the A/B test can take the request',
} as const satisfies Record<string, Reason>;
type Said = keyof typeof REASONS;

const WISHES_MET: ReadonlySet<Said> = new Set(['strategy', 'preferred', 'sticky', 'drawn']);

/** Model by layer: a request of model A of the test (split 1) with a session bound to `bound`. */
const MODELS = ['wished', 'bound', 'a', 'b', 'rest'].map((id) => ({ id }));
const TEST = { abTestEnabled: true, abTestSplit: 1, abTestModelA: 'a', abTestModelB: 'b' };

const PREFERRED = ['none', 'met', 'unmet', 'unknown'] as const;
type Preferred = (typeof PREFERRED)[number];
const PREFERRED_MODEL = { none: ANY, met: 0, unmet: 0, unknown: UNKNOWN_NAME } as const;
const STICKY = ['none', 'met', 'unmet', 'removed'] as const;
type Sticky = (typeof STICKY)[number];
const AB_STATES = ['off', 'drawn', 'other', 'neither'] as const;
type AbState = (typeof AB_STATES)[number];

/** The decision on a request with these wishes, over a fleet where those that are to be unmet are unhealthy or gone. */
function decided(preferred: Preferred, sticky: Sticky, ab: AbState) {
  const { router, fleet } = routerOf(MODELS, 'affinity_based', ab === 'off' ? {} : TEST);
  if (sticky !== 'none') router.started(1, attempt({ session: 'session' }));
  if (preferred === 'unmet') fleet.setHealth(0, 'unhealthy');
  if (sticky === 'unmet') fleet.setHealth(1, 'unhealthy');
  if (sticky === 'removed') fleet.removeEndpoint('bound');
  if (ab === 'other' || ab === 'neither') fleet.setHealth(2, 'unhealthy');
  if (ab === 'neither') fleet.setHealth(3, 'unhealthy');
  const decision = router.route(attempt({ session: 'session', preferredModel: PREFERRED_MODEL[preferred] }));
  return { decision, statistics: router.statistics() };
}

/** By preferred model and sticky endpoint: what is said with the test off, drawn, other and neither. */
const TABLE: readonly [Preferred, Sticky, readonly Said[]][] = [
  ['none', 'none', ['strategy', 'drawn', 'other', 'no test']],
  ['none', 'met', ['sticky', 'sticky', 'sticky', 'sticky']],
  ['none', 'unmet', ['no sticky', 'no sticky, test', 'no sticky, test', 'no sticky']],
  ['none', 'removed', ['no sticky', 'no sticky, test', 'no sticky, test', 'no sticky']],
  ['met', 'none', ['preferred', 'preferred', 'preferred', 'preferred']],
  ['met', 'met', ['preferred', 'preferred', 'preferred', 'preferred']],
  ['met', 'unmet', ['preferred', 'preferred', 'preferred', 'preferred']],
  ['met', 'removed', ['preferred', 'preferred', 'preferred', 'preferred']],
  ['unmet', 'none', ['no preferred', 'no preferred, test', 'no preferred, test', 'no preferred']],
  ['unmet', 'met', ['no preferred, sticky', 'no preferred, sticky', 'no preferred, sticky', 'no preferred, sticky']],
  ['unmet', 'unmet', ['no preferred', 'no preferred, test', 'no preferred, test', 'no preferred']],
  ['unmet', 'removed', ['no preferred', 'no preferred, test', 'no preferred, test', 'no preferred']],
  ['unknown', 'none', ['no preferred', 'no preferred, test', 'no preferred, test', 'no preferred']],
  ['unknown', 'met', ['no preferred, sticky', 'no preferred, sticky', 'no preferred, sticky', 'no preferred, sticky']],
  ['unknown', 'unmet', ['no preferred', 'no preferred, test', 'no preferred, test', 'no preferred']],
  ['unknown', 'removed', ['no preferred', 'no preferred, test', 'no preferred, test', 'no preferred']],
];

/** The model that serves where a layer's wish is met, by what is said. */
function servedBy(said: Said, ab: AbState): string | undefined {
  if (said === 'preferred') return 'wished';
  if (said.endsWith('sticky') && said !== 'no sticky') return 'bound';
  if (said === 'drawn' || said === 'other' || said.endsWith(', test')) return ab === 'drawn' ? 'a' : 'b';
  return undefined;
}

describe('the first layer whose wish can be met decides; the first wish that failed is named, and makes it a fallback', () => {
  const rows = TABLE.flatMap(([preferred, sticky, said]) =>
    AB_STATES.map((ab, i) => ({ preferred, sticky, ab, said: said[i] })),
  );

  test('the table has every combination', () => {
    const combinations = rows.map(({ preferred, sticky, ab }) => `${preferred}, ${sticky}, ${ab}`);
    expect(new Set(combinations).size).toBe(PREFERRED.length * STICKY.length * AB_STATES.length);
    expect(combinations).toHaveLength(PREFERRED.length * STICKY.length * AB_STATES.length);
  });

  test.each(rows)('preferred $preferred, sticky $sticky, A/B test $ab: $said', ({ preferred, sticky, ab, said }) => {
    const { decision, statistics } = decided(preferred, sticky, ab);
    const { reason, fallbackUsed, modelId } = decision;
    expect([reason, fallbackUsed]).toEqual([REASONS[said], !WISHES_MET.has(said)]);
    expect(statistics).toMatchObject({ fallback: fallbackUsed ? 1 : 0, byReason: { [reason]: 1 } });
    if (servedBy(said, ab) !== undefined) expect(modelId).toBe(servedBy(said, ab));
  });
});

describe('where all endpoints are degraded each layer says so, and it is a fallback', () => {
  test.each<[Preferred, Sticky, AbState, Reason]>([
    ['none', 'none', 'off', 'chosen by the strategy among degraded endpoints: no healthy one left has room'],
    ['none', 'none', 'drawn', 'model of the A/B test, at a degraded endpoint'],
    ['none', 'none', 'other', 'other model of the A/B test: the one drawn cannot take the request'],
    ['none', 'met', 'drawn', 'endpoint of the session, degraded'],
    ['met', 'met', 'drawn', 'preferred model, at a degraded endpoint'],
    ['unmet', 'met', 'drawn', 'endpoint of the session: the preferred model cannot take the request'],
  ])('preferred %s, sticky %s, A/B test %s: %s', (preferred, sticky, ab, reason) => {
    const { router, fleet } = routerOf(MODELS, 'affinity_based', ab === 'off' ? {} : TEST);
    if (sticky === 'met') router.started(1, attempt({ session: 'session' }));
    for (const e of MODELS.keys()) fleet.setHealth(e, 'degraded');
    if (preferred === 'unmet') fleet.setHealth(0, 'unhealthy');
    if (ab === 'other') fleet.setHealth(2, 'unhealthy');
    const asked = attempt({ session: 'session', preferredModel: PREFERRED_MODEL[preferred] });
    expect(router.route(asked)).toMatchObject({ reason, fallbackUsed: true });
  });
});

/** What makes a layer of the registry wish for the model `wish`, and what must be gone so that it cannot be had. */
interface LayerRow {
  readonly options?: Partial<RouterOptions>;
  readonly request: Parameters<typeof attempt>[0];
  readonly wish: string;
  readonly gone: readonly string[];
  /** Started at the wished endpoint before. */
  readonly before?: Parameters<typeof attempt>[0];
}

/** One row a layer. */
const LAYER_ROWS: Readonly<Record<string, LayerRow>> = {
  preferred_model: { request: { preferredModel: 0 }, wish: 'wished', gone: ['wished'] },
  session_affinity: { request: { session: 's' }, before: { session: 's' }, wish: 'bound', gone: ['bound'] },
  ab_test: { options: TEST, request: {}, wish: 'a', gone: ['a', 'b'] },
};

test('every layer of the registry has a row', () => {
  expect(Object.keys(LAYER_ROWS)).toEqual(Object.keys(layers));
});

describe.each(Object.entries(LAYER_ROWS))('layer %s', (name, { options = {}, request, before, wish, gone }) => {
  const routed = (health: 'healthy' | 'degraded' | 'unhealthy', ids: readonly string[]) => {
    const { router, fleet } = routerOf(MODELS, 'affinity_based', options);
    if (before !== undefined) router.started(fleet.endpointIndex(wish), attempt(before));
    for (const id of ids) fleet.setHealth(fleet.endpointIndex(id), health);
    const asked = attempt(request);
    return { decision: router.route(asked), wishes: router.explain(asked).wishes };
  };
  const { reasons } = layers[name];

  test('decides where its wish can be met, and says what it wishes', () => {
    const { decision, wishes } = routed('healthy', []);
    expect(decision).toMatchObject({ modelId: wish, reason: reasons.met, fallbackUsed: false });
    expect(wishes).toEqual([{ layer: name, wish }]);
  });

  test('says that what it decides for is degraded, which is a fallback', () => {
    const everything = MODELS.map(({ id }) => id);
    const { decision } = routed('degraded', everything);
    expect(decision).toMatchObject({ modelId: wish, reason: reasons.degraded, fallbackUsed: true });
  });

  test('leaves the choice to the policy where its wish cannot be met, and says so', () => {
    const { decision } = routed('unhealthy', gone);
    expect(gone).not.toContain(decision.modelId);
    expect(decision).toMatchObject({ reason: `${REASONS.strategy}: ${reasons.unmet}`, fallbackUsed: true });
  });
});

test('a wish that failed is named before the tier of what the strategy found', () => {
  const { router, fleet } = routerOf(MODELS, 'affinity_based');
  for (const e of MODELS.keys()) fleet.setHealth(e, e === 0 ? 'unhealthy' : 'degraded');
  expect(router.route(attempt({ preferredModel: 0 })).reason).toBe(REASONS['no preferred']);
});

test('every endpoint of a wish that refused the request counts as one that cannot be met', () => {
  const { router } = routerOf(MODELS, 'affinity_based', TEST);
  router.started(1, attempt({ session: 'session' }));
  const decision = (fields: Parameters<typeof attempt>[0]) => router.route(attempt({ session: 'session', ...fields }));
  expect(decision({ tried: [1, 2] })).toMatchObject({ modelId: 'b', reason: REASONS['no sticky, test'] });
  expect(decision({ tried: [1, 2], preferredModel: 1 })).toMatchObject({
    modelId: 'b',
    reason: REASONS['no preferred, test'],
  });
  expect(decision({ tried: [1, 2, 3], preferredModel: 1 }).reason).toBe(REASONS['no preferred']);
  expect(decision({ tried: [1, 2, 3] }).reason).toBe(REASONS['no sticky']);
});

test('no two reasons are the same text', () => {
  expect(new Set(ALL_REASONS).size).toBe(ALL_REASONS.length);
  for (const reason of Object.values(REASONS)) expect(ALL_REASONS).toContain(reason);
});
