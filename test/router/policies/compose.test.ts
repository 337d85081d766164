import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/core/clock.js';
import { Streams } from '../../../src/core/streams.js';
import {
  CacheManager,
  compose,
  type Composition,
  Fleet,
  policies,
  type Policy,
  type PolicyContext,
  type PolicyName,
  RequestRouter,
  RequestView,
  type Scorer,
} from '../../../src/router/index.js';
import { expectShares } from '../../support/acceptance.js';
import { attempt } from '../../support/routers.js';
import { runs } from '../../support/runs.js';
import { ENDPOINTS, inRandomState } from '../../../src/router/conformance/random-state.js';
import { countsOf } from '../counts-of.js';

const idle: Scorer = (e, { load, maxConcurrent }) => -load[e] / maxConcurrent[e];

/** The named policies in their composed form. */
const COMPOSED: Partial<Record<PolicyName, (context: PolicyContext) => Composition>> = {
  random: () => ({ scorers: [[() => 1, 1]], picker: 'in_proportion' }),
  weighted_random: () => ({
    scorers: [[(e, { weight, maxConcurrent }) => (weight[e] > 0 ? weight[e] : maxConcurrent[e]), 1]],
    picker: 'in_proportion',
  }),
  least_loaded: () => ({ scorers: [[idle, 1]], picker: 'best' }),
  latency_based: ({ loadTracker: { fleetLatencyMs } }) => ({
    scorers: [
      [
        (e, { latencyMs, latencyWeight, load }) =>
          (latencyWeight[e] > 0 ? latencyMs[e] : Number.isNaN(fleetLatencyMs[0]) ? 1 : fleetLatencyMs[0]) *
          (load[e] + 1),
        -1,
      ],
    ],
    picker: 'best',
  }),
  cache_aware: ({ router }) => ({
    scorers: [
      [(e, table, request) => (table.hitRate[e] < router.minCacheHitRate ? idle(e, table, request) : 0), 1],
      [(e, { hitRate }) => (hitRate[e] < router.minCacheHitRate ? 0 : hitRate[e]), 1],
    ],
    filters: [],
    picker: 'best',
  }),
  quota_aware: () => ({ scorers: [[(e, { quotaUsed }) => (1 - quotaUsed[e]) ** 3, 1]], picker: 'in_proportion' }),
};

/** The shares that a composed policy gives by its scores; undefined where it would draw and all scores are 0. */
function sharesBy(composed: ReturnType<typeof inRandomState>, picker: Composition['picker']): number[] | undefined {
  const { policy, table, candidates } = composed;
  const among = candidates.index.subarray(0, candidates.count);
  const score = (e: number) => policy.score(e, table, new RequestView());
  const largest = Math.max(...Array.from(among, score));
  if (picker === 'in_proportion' && largest === 0) return undefined;
  const weigh = (e: number) => (picker === 'in_proportion' ? score(e) : score(e) === largest ? 1 : 0);
  const total = among.reduce((sum, e) => sum + weigh(e), 0);
  return Array.from({ length: ENDPOINTS }, (_, e) => (among.includes(e) ? weigh(e) / total : 0));
}

describe.each(Object.keys(COMPOSED) as PolicyName[])('%s', (name) => {
  test('chooses as its composed form does', () => {
    const composition = COMPOSED[name];
    if (composition === undefined) throw new Error(`no composition of ${name}`);
    const entry = policies[name];
    const create = entry.create as (options: unknown, context: PolicyContext) => Policy;
    fc.assert(
      fc.property(fc.nat(), (state) => {
        const written = inRandomState(state, 'written', (context) => create(entry.options.parse({}), context));
        let picker: Composition['picker'] = 'best';
        const composed = inRandomState(state, 'composed', (context) => {
          const parts = composition(context);
          picker = parts.picker;
          return compose(parts)(context);
        });
        const shares = sharesBy(composed, picker);
        fc.pre(shares !== undefined); // without any quota left quota_aware goes by the load, a composition at random
        for (const [form, { policy, table, candidates }] of Object.entries({ written, composed })) {
          const view = new RequestView();
          const picked = Array.from({ length: 2000 }, () => policy.pick(view, table, candidates));
          expectShares(countsOf(picked, ENDPOINTS), shares, form);
        }
      }),
      runs(60),
    );
  });
});

describe('a composed strategy in a router', () => {
  const idleAndWarm = compose({
    scorers: [
      [(e, { load, maxConcurrent }) => 1 - Math.min(1, load[e] / maxConcurrent[e]), 2],
      [(e, { hitRate }) => hitRate[e], 1],
    ],
    picker: 'best',
  });

  function router() {
    const fleet = new Fleet({ models: [{ id: 'a' }, { id: 'b' }], clock: new ManualClock() });
    const cache = new CacheManager(fleet);
    cache.fix('b', 0.5);
    return new RequestRouter({
      fleet,
      random: new Streams('composed', 0).named('router'),
      strategy: { name: 'idle_and_warm', create: idleAndWarm },
    });
  }

  test('weighs its scorers', () => {
    const made = router();
    const chosen = Array.from({ length: 8 }, () => {
      const sent = attempt();
      const { endpoint, endpointId } = made.route(sent);
      made.started(endpoint, sent);
      return endpointId;
    });
    expect(chosen.slice(0, 3)).toEqual(['b', 'b', 'b']); // 2 × 0.1 less idle each, 0.5 more warm
    expect(chosen).toContain('a');
  });

  test('goes by its name in statistics and explanations, and others can follow it', () => {
    const made = router();
    made.route(attempt());
    expect(made.explain(attempt())).toMatchObject({ strategy: 'idle_and_warm', goesBy: 'largest' });
    made.setStrategy('random');
    made.route(attempt());
    expect(made.statistics().byStrategy).toEqual({ idle_and_warm: 1, random: 1 });
  });

  test('ignores filters that leave nothing', () => {
    const fleet = new Fleet({ models: [{ id: 'a' }], clock: new ManualClock() });
    const create = compose({ filters: [() => false], scorers: [], picker: 'in_proportion' });
    const random = new Streams('composed', 0).named('router');
    expect(new RequestRouter({ fleet, random, strategy: { name: 'none', create } }).decide(attempt())).toBe(0);
  });
});
