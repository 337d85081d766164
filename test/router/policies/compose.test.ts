import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/core/clock.js';
import { Streams } from '../../../src/core/streams.js';
import {
  CacheManager,
  compose,
  type Composition,
  DEFAULT_ROUTER_OPTIONS,
  Fleet,
  LoadTracker,
  type Policy,
  policies,
  type PolicyContext,
  type PolicyName,
  QuotaManager,
  RequestRouter,
  RequestView,
  type Scorer,
} from '../../../src/router/index.js';
import { Eligibility } from '../../../src/router/eligibility.js';
import { expectSameDistribution } from '../../support/acceptance.js';

const idle: Scorer = (e, { load, maxConcurrent }) => 1000 - load[e] / maxConcurrent[e];

/** The named policies in their composed form. */
const COMPOSED: Partial<Record<PolicyName, (context: PolicyContext) => Composition>> = {
  random: () => ({ scorers: [[() => 1, 1]], picker: 'in_proportion' }),
  weighted_random: () => ({
    scorers: [[(e, { weight, maxConcurrent }) => (weight[e] > 0 ? weight[e] : maxConcurrent[e]), 1]],
    picker: 'in_proportion',
  }),
  least_loaded: () => ({ scorers: [[idle, 1]], picker: 'best' }),
  latency_based: ({ loadTracker }) => ({
    scorers: [
      [
        (e, { latencyMs, latencyWeight, load }) =>
          1e9 - (latencyWeight[e] > 0 ? latencyMs[e] : loadTracker.fleetLatencyMs[0]) * (load[e] + 1),
        1,
      ],
    ],
    picker: 'best',
  }),
  cache_aware: ({ router }) => ({
    filters: [(e, { hitRate }) => hitRate[e] >= router.minCacheHitRate],
    scorers: [[(e, { hitRate }) => hitRate[e], 1]],
    picker: 'best',
  }),
  quota_aware: () => ({ scorers: [[(e, { quotaUsed }) => (1 - quotaUsed[e]) ** 3, 1]], picker: 'in_proportion' }),
};

/** Seven unequal endpoints in a state that depends on its number, and the policy made by `create` in front of them. */
function inState(state: number, create: (context: PolicyContext) => Policy, purpose: string) {
  const clock = new ManualClock();
  const models = [1, 2, 2, 4, 4, 4, 8].map((maxConcurrent, m) => ({ id: `m${m}`, maxConcurrent, maxQueue: 2 }));
  const fleet = new Fleet({ models, clock });
  const table = fleet.endpoints;
  const tracker = new LoadTracker(fleet);
  const script = new Streams('state', state).named('script');
  const context = {
    table,
    loadTracker: tracker,
    random: new Streams(purpose, state).named('router'),
    router: DEFAULT_ROUTER_OPTIONS,
  };
  const policy = create(context);
  const eligibility = new Eligibility(fleet, DEFAULT_ROUTER_OPTIONS, policy);
  table.watcher = eligibility;
  const cache = new CacheManager(fleet);
  const quota = new QuotaManager(fleet, {});
  for (let e = 0; e < table.count; e++) {
    clock.cell[0] = 1000 + 100 * e;
    tracker.learn(e, { startedMs: 1000 * script.uniform() });
    tracker.add(e, script.below(table.maxConcurrent[e] + 1));
    cache.fix(`m${e}`, 0.35 + script.below(4) / 8);
    quota.fix(`m${e}`, script.below(4) / 4);
  }
  return { policy, table, candidates: eligibility.candidates };
}

describe.each(Object.keys(COMPOSED) as PolicyName[])('%s', (name) => {
  test('chooses as its composed form does', () => {
    const composition = COMPOSED[name];
    if (composition === undefined) throw new Error(`no composition of ${name}`);
    const entry = policies[name];
    const create = entry.create as (options: unknown, context: PolicyContext) => Policy;
    for (let state = 0; state < 8; state++) {
      const written = inState(state, (context) => create(entry.options.parse({}), context), 'written');
      const composed = inState(state, (context) => compose(composition(context))(context), 'composed');
      const counts = [written, composed].map(({ policy, table, candidates }) => {
        const view = new RequestView();
        const count = new Array<number>(7).fill(0);
        for (let i = 0; i < 3000; i++) count[policy.pick(view, table, candidates)]++;
        return count;
      });
      expectSameDistribution(counts[0], counts[1], `state ${state}`);
    }
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
      const view = new RequestView();
      const { endpoint, endpointId } = made.route(view);
      made.started(endpoint, view);
      return endpointId;
    });
    expect(chosen.slice(0, 3)).toEqual(['b', 'b', 'b']); // 2 × 0.1 less idle each, 0.5 more warm
    expect(chosen).toContain('a');
  });

  test('goes by its name in statistics and explanations, and others can follow it', () => {
    const made = router();
    made.route(new RequestView());
    expect(made.explain(new RequestView())).toMatchObject({ strategy: 'idle_and_warm', goesBy: 'largest' });
    made.setStrategy('random');
    made.route(new RequestView());
    expect(made.statistics().byStrategy).toEqual({ idle_and_warm: 1, random: 1 });
  });

  test('ignores filters that leave nothing', () => {
    const fleet = new Fleet({ models: [{ id: 'a' }], clock: new ManualClock() });
    const create = compose({ filters: [() => false], scorers: [], picker: 'in_proportion' });
    const random = new Streams('composed', 0).named('router');
    expect(new RequestRouter({ fleet, random, strategy: { name: 'none', create } }).decide(new RequestView())).toBe(0);
  });
});
