import { describe, expect, test } from 'vitest';
import type { Reason } from '../../src/router/index.js';
import { request, routerOf } from '../support/routers.js';

/** What each layer says where it decides, and what is said where its wish could not be met. */
const REASONS = {
  strategy: 'chosen by the strategy',
  preferred: 'preferred model',
  'no preferred': 'chosen by the strategy: the preferred model cannot take the request',
  sticky: 'endpoint of the session',
  'no sticky': 'chosen by the strategy: the endpoint of the session cannot take the request',
  drawn: 'model of the A/B test',
  other: 'other model of the A/B test: the one drawn cannot take the request',
  'no test': 'chosen by the strategy: neither model of the A/B test can take the request',
} as const satisfies Record<string, Reason>;
type Said = keyof typeof REASONS;

const FALLBACKS: ReadonlySet<Said> = new Set(['no preferred', 'no sticky', 'other', 'no test']);

/** Model by layer: a request of model A of the test (split 1) with a session bound to `bound`. */
const MODELS = ['wished', 'bound', 'a', 'b', 'rest'].map((id) => ({ id }));
const SERVED_BY: Partial<Record<Said, string>> = { preferred: 'wished', sticky: 'bound', drawn: 'a', other: 'b' };
const TEST = { abTestEnabled: true, abTestSplit: 1, abTestModelA: 'a', abTestModelB: 'b' };

type Wish = 'none' | 'met' | 'unmet' | 'removed';
type AbState = 'off' | 'drawn' | 'other' | 'neither';
const AB_STATES: readonly AbState[] = ['off', 'drawn', 'other', 'neither'];

/** The decision on a request with these wishes, over a fleet where those that are to be unmet are unhealthy or gone. */
function decided(preferred: Wish, sticky: Wish, ab: AbState) {
  const { router, fleet } = routerOf(MODELS, 'affinity_based', ab === 'off' ? {} : TEST);
  const view = request({ preferredModel: preferred === 'none' ? -1 : 0 });
  view.setSession('session');
  if (sticky !== 'none') router.started(1, view);
  if (preferred === 'unmet') fleet.setHealth(0, 'unhealthy');
  if (sticky === 'unmet') fleet.setHealth(1, 'unhealthy');
  if (sticky === 'removed') fleet.removeEndpoint('bound');
  if (ab === 'other' || ab === 'neither') fleet.setHealth(2, 'unhealthy');
  if (ab === 'neither') fleet.setHealth(3, 'unhealthy');
  return router.route(view);
}

/** By preferred model and sticky endpoint: what is said with the test off, drawn, other and neither. */
const TABLE: readonly [Wish, Wish, readonly Said[]][] = [
  ['none', 'none', ['strategy', 'drawn', 'other', 'no test']],
  ['none', 'met', ['sticky', 'sticky', 'sticky', 'sticky']],
  ['none', 'unmet', ['no sticky', 'drawn', 'other', 'no sticky']],
  ['none', 'removed', ['no sticky', 'drawn', 'other', 'no sticky']],
  ['met', 'none', ['preferred', 'preferred', 'preferred', 'preferred']],
  ['met', 'met', ['preferred', 'preferred', 'preferred', 'preferred']],
  ['met', 'unmet', ['preferred', 'preferred', 'preferred', 'preferred']],
  ['unmet', 'none', ['no preferred', 'drawn', 'other', 'no preferred']],
  ['unmet', 'met', ['sticky', 'sticky', 'sticky', 'sticky']],
  ['unmet', 'unmet', ['no preferred', 'drawn', 'other', 'no preferred']],
  ['unmet', 'removed', ['no preferred', 'drawn', 'other', 'no preferred']],
];

describe('the first layer whose wish can be met decides; where none is met, the first wish that failed is named', () => {
  const rows = TABLE.flatMap(([preferred, sticky, said]) =>
    AB_STATES.map((ab, i) => ({ preferred, sticky, ab, said: said[i] })),
  );
  test.each(rows)('preferred $preferred, sticky $sticky, A/B test $ab: $said', ({ preferred, sticky, ab, said }) => {
    const { reason, fallbackUsed, modelId } = decided(preferred, sticky, ab);
    expect([reason, fallbackUsed]).toEqual([REASONS[said], FALLBACKS.has(said)]);
    if (said in SERVED_BY) expect(modelId).toBe(SERVED_BY[said]);
  });
});

describe('where all endpoints are degraded each layer says so, and it is a fallback', () => {
  test.each<[Wish, Wish, AbState, Reason]>([
    ['none', 'none', 'off', 'chosen by the strategy among degraded endpoints: no healthy one left has room'],
    ['none', 'none', 'drawn', 'model of the A/B test, at a degraded endpoint'],
    ['none', 'none', 'other', 'other model of the A/B test: the one drawn cannot take the request'],
    ['none', 'met', 'drawn', 'endpoint of the session, degraded'],
    ['met', 'met', 'drawn', 'preferred model, at a degraded endpoint'],
  ])('preferred %s, sticky %s, A/B test %s: %s', (preferred, sticky, ab, reason) => {
    const { router, fleet } = routerOf(MODELS, 'affinity_based', ab === 'off' ? {} : TEST);
    const view = request({ preferredModel: preferred === 'none' ? -1 : 0 });
    view.setSession('session');
    if (sticky === 'met') router.started(1, view);
    for (const e of MODELS.keys()) fleet.setHealth(e, 'degraded');
    if (ab === 'other') fleet.setHealth(2, 'unhealthy');
    expect(router.route(view)).toMatchObject({ reason, fallbackUsed: true });
  });
});

test('a wish that failed is named before the tier of what the strategy found', () => {
  const { router, fleet } = routerOf(MODELS, 'affinity_based');
  const view = request({ preferredModel: 0 });
  for (const e of MODELS.keys()) fleet.setHealth(e, e === 0 ? 'unhealthy' : 'degraded');
  expect(router.route(view).reason).toBe(REASONS['no preferred']);
});

test('every endpoint of a wish that refused the request counts as one that cannot be met', () => {
  const { router } = routerOf(MODELS, 'affinity_based', TEST);
  const view = request({ tried: [1, 2] });
  view.setSession('session');
  router.started(1, view);
  expect(router.route(view)).toMatchObject({ modelId: 'b', reason: REASONS.other });
  view.preferredModel = 1;
  expect(router.route(view)).toMatchObject({ modelId: 'b', reason: REASONS.other });
  view.tried.set([1, 2, 3]);
  view.triedCount = 3;
  expect(router.route(view).reason).toBe(REASONS['no preferred']);
  view.preferredModel = -1;
  expect(router.route(view).reason).toBe(REASONS['no sticky']);
});
