import fc from 'fast-check';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../src/core/streams.js';
import {
  ANY,
  type Attempt,
  checkPolicy,
  Decision,
  NO_ROOM,
  policies,
  type Policy,
  type PolicyContext,
  type PolicyName,
  policyNames,
  REASONS,
  type RequestRouter,
  RequestView,
} from '../../src/router/index.js';
import { expectEqualShares, expectSameDistribution, expectShares } from '../support/acceptance.js';
import { attempt, dispatch, routerOf } from '../support/routers.js';
import { repetitions, runs } from '../support/runs.js';
import { simulated } from '../support/simulations.js';
import { poissonTraffic } from '../support/traffic.js';
import { endlessChoices } from './out-of-step.js';
import { policyRows } from './policy-rows.js';
import { countingStream, ENDPOINTS, inRandomState } from '../../src/router/conformance/random-state.js';
import { countsOf } from './counts-of.js';
import { actions, fleets, thresholds } from './reference-fleet.js';
import { Rehearsal } from './rehearsal.js';

const DECISIONS = repetitions(1000, 3000);

/** What every policy of the registry must do. A new policy adds one row here: what sets it apart. */

describe.each(policyNames)('%s', (name) => {
  const row = policyRows[name];

  test(`${row.title}, and never an ineligible endpoint`, () => {
    fc.assert(
      fc.property(fleets, thresholds, actions, (models, maxLoadThreshold, script) => {
        new Rehearsal(name, models, maxLoadThreshold).play(script);
      }),
      runs(300, 20),
    );
  });

  test('passes the quick checks that a policy of a user has to pass', () => {
    expect(checkPolicy(policies[name], row.options)).toEqual([]);
  });

  test('gives equal endpoints equal chances where nothing is in flight', () => {
    const { router } = routerOf([{ id: 'm', replicas: 8 }], name);
    const counts = new Array<number>(8).fill(0);
    for (let i = 0; i < repetitions(4000, 16_000); i++) {
      const sent = attempt();
      const endpoint = router.decide(sent);
      counts[endpoint]++;
      router.started(endpoint, sent);
      router.completed(sent);
    }
    expectEqualShares(counts, name);
  });

  test('serves every set of candidates evenly, whatever is asked for in between', () => {
    const { router, fleet } = routerOf(
      ['a', 'b'].map((id) => ({
        id,
        endpoints: [{ region: 'eu' }, { region: 'us' }, { region: 'eu' }, { region: 'us' }],
      })),
      name,
    );
    const random = new Streams('sets of candidates', 0).named('requests');
    const asked = [
      { preferredModel: 0 },
      { preferredModel: 1 },
      { region: fleet.regionIndex('eu') },
      { region: fleet.regionIndex('us') },
      {},
    ];
    const counts = asked.map(() => new Array<number>(8).fill(0));
    for (let i = 0; i < repetitions(10_000, 40_000); i++) {
      const which = random.below(asked.length);
      const sent = attempt(asked[which]);
      const endpoint = router.decide(sent);
      counts[which][endpoint]++;
      router.started(endpoint, sent);
      router.completed(sent);
    }
    for (const each of counts) {
      const served = each.filter((count) => count > 0);
      expectEqualShares(served, name);
    }
    expect(counts.map((each) => each.filter((count) => count > 0).length)).toEqual([4, 4, 4, 4, 8]);
  });

  test('gives endpoints of equal load equal shares of the traffic', () => {
    const models = [{ id: 'm', replicas: 8, maxConcurrent: 1, maxQueue: Infinity }];
    const acceptedIn = (replication: number, requests: number) =>
      simulated({ ...poissonTraffic(name, replication, { requests, ratePerMs: 0.7 * 8 }), models, policy: name })
        .stations.accepted;
    if (row.learns !== true) {
      expectEqualShares([...acceptedIn(0, repetitions(5000, 20_000))], name);
      return;
    }
    const runs = Array.from({ length: 40 }, (_, replication) => acceptedIn(replication, 2000)); // choices hang together
    for (let e = 0; e < 8; e++) {
      const shares = runs.map((accepted) => accepted[e] / 2000);
      const halfWidth = (3.56 * sampleStandardDeviation(shares)) / Math.sqrt(40); // Student t at 99.9 %
      expect(Math.abs(mean(shares) - 1 / 8), `endpoint ${e}`).toBeLessThan(halfWidth);
      expect(halfWidth).toBeLessThan(0.02);
    }
  });

  test('gives each endpoint its share, from the whole tier as from a list of its endpoints', () => {
    for (let state = 0; state < repetitions(15, 40); state++) {
      const direct = inRandomState(state, 'direct', withOptions(name));
      const listed = inRandomState(state, 'listed', withOptions(name));
      const view = new RequestView();
      const picked: number[] = [];
      const pickedAmong: number[] = [];
      for (let i = 0; i < 3000; i++) {
        const { index, count } = listed.candidates;
        picked.push(direct.policy.pick(view, direct.table, direct.candidates));
        pickedAmong.push(listed.policy.pickAmong(view, listed.table, index, count));
      }
      if (direct.random.draws === 0) expect(pickedAmong).toEqual(picked);
      const shares = sharesOf(name, direct);
      expectShares(countsOf(picked, ENDPOINTS), shares, `state ${state}, whole tier`);
      expectShares(countsOf(pickedAmong, ENDPOINTS), shares, `state ${state}, list`);
    }
  });

  test('ends every choice, also where the candidates are out of step with the table', () => {
    expect(endlessChoices(withOptions(name))).toEqual([]);
  });

  test('reads nothing of a request that production does not know', () => {
    const known = new Set([RequestView.prototype, new RequestView()].flatMap((of) => Object.getOwnPropertyNames(of)));
    const hidden = { outputTokens: 900, demandMs: 1800 };
    const { router } = routerOf([{ id: 'a', replicas: 3, maxQueue: Infinity }, { id: 'b' }], name);
    for (let i = 0; i < 200; i++) {
      const fields = i % 3 === 0 ? { preferredModel: 0, tried: [0] } : i % 3 === 1 ? { tried: [1, 2] } : {};
      const asked = attempt(fields);
      const guarded = new Proxy(Object.assign(asked.request, hidden), {
        get(view, key, receiver): unknown {
          if (!known.has(String(key))) throw new Error(`the policy reads "${String(key)}" of a request`);
          return Reflect.get(view, key, receiver);
        },
      });
      expect(() => guarded.demandMs).toThrow('the policy reads "demandMs" of a request');
      asked.request = guarded;
      router.started(router.decide(asked), asked);
      if (i % 2 === 0) router.completed(asked);
    }
  });

  test('decides the same when only the true demands differ', () => {
    const n = 2000;
    const arrivalMs = Float64Array.from({ length: n }, (_, i) => i / 100);
    const chosen = (longestMs: number) => {
      const demands = new Streams(`demands up to ${longestMs}`, 0).named('demands');
      const { outcomes } = simulated({
        models: [
          { id: 'large', replicas: 3, maxConcurrent: 300, maxQueue: 100 },
          { id: 'small', replicas: 3, maxConcurrent: 50, maxQueue: Infinity },
        ],
        backends: [
          { kind: 'slots', speed: 1, slots: 200, queue: 80 }, // the router believes in more room than there is
          { kind: 'processor_sharing', speed: 2, cores: 1 },
        ],
        policy: name,
        arrivalMs,
        demandMs: Float64Array.from({ length: n }, () => 1e6 + longestMs * demands.uniform()), // none ends early
      });
      return outcomes;
    };
    const outcomes = chosen(1e6);
    const changed = chosen(5e6);
    expect(changed.responseMs).not.toEqual(outcomes.responseMs);
    expect(changed.endpoint).toEqual(outcomes.endpoint);
    expect(changed.attempts).toEqual(outcomes.attempts);
  });

  test('decide and route choose the same endpoints, and route says so in the decision that it was given', () => {
    const models = [
      { id: 'a', replicas: 3, maxConcurrent: 2, maxQueue: 1 },
      { id: 'b', replicas: 2, maxConcurrent: 3, maxQueue: 0 },
    ];
    const one = routerOf(models, name);
    const other = routerOf(models, name);
    const script = new Streams('decide and route', 0).named('script');
    const into = new Decision();
    const inFlight: { sent: Attempt; twin: Attempt }[] = [];
    for (let i = 0; i < repetitions(400, 2000); i++) {
      const preferredModel = script.below(4) - 2;
      const tried = script.below(3) === 0 ? [script.below(5)] : [];
      const [sent, twin] = [attempt({ preferredModel }), attempt({ preferredModel })];
      for (const e of tried) for (const each of [sent, twin]) each.noteTried(e, one.table);
      const endpoint = one.router.decide(sent);
      const decision = other.router.route(twin, into);
      expect(decision).toBe(into);
      expect(decision.endpointId).toBe(endpoint < 0 ? null : one.fleet.endpointIds[endpoint]);
      expectConsistent(decision, other.router, endpoint, twin);
      if (endpoint >= 0) {
        one.router.started(endpoint, sent);
        other.router.started(endpoint, twin);
        inFlight.push({ sent, twin });
      }
      if (script.below(10) === 0) {
        const health = (['healthy', 'degraded', 'unhealthy'] as const)[script.below(3)];
        const e = script.below(5);
        one.fleet.setHealth(e, health);
        other.fleet.setHealth(e, health);
      }
      while (inFlight.length > script.below(14)) {
        const [ended] = inFlight.splice(script.below(inFlight.length), 1);
        one.router.completed(ended.sent);
        other.router.completed(ended.twin);
      }
    }
  });

  test.each(policyNames)('takes over from %s: counts stay, and it chooses like a fresh router', (before) => {
    const models = [
      { id: 'a', replicas: 3, maxConcurrent: 2, maxQueue: 3 },
      { id: 'b', replicas: 3, maxConcurrent: 4, maxQueue: 0 },
    ];
    const random = countingStream('switched', 0);
    const switched = routerOf(models, before, {}, random);
    fill(switched.router, 9);
    const inFlight = [...switched.table.inFlight];
    switched.router.setStrategy(name, row.options);
    expect([...switched.table.inFlight]).toEqual(inFlight);

    const fresh = routerOf(models, name, {}, countingStream('fresh', 0));
    fresh.router.setStrategy(name, row.options);
    inFlight.forEach((count, e) => {
      dispatch(fresh.router, e, count);
    });
    for (let more = 0; more < 4; more++) {
      expect([...switched.table.tier]).toEqual([...fresh.table.tier]);
      random.draws = 0;
      const chosen = decisions(switched.router, DECISIONS);
      const expected = decisions(fresh.router, DECISIONS);
      if (random.draws === 0) expect(chosen).toEqual(expected);
      expectSameDistribution(countsOf(chosen, 6), countsOf(expected, 6), `${more} more in flight`);
      dispatch(switched.router, more, 1);
      dispatch(fresh.router, more, 1);
    }
  });
});

/** Lets a router decide and start `count` requests. @returns the endpoints */
function fill(router: RequestRouter, count: number): number[] {
  return Array.from({ length: count }, () => {
    const sent = attempt();
    const endpoint = router.decide(sent);
    router.started(endpoint, sent);
    return endpoint;
  });
}

/** The endpoints that a router would choose, `count` times over, with nothing started. */
function decisions(router: RequestRouter, count: number): number[] {
  const asked = attempt();
  return Array.from({ length: count }, () => router.decide(asked));
}

/** Makes a policy with the options of its row. */
function withOptions(name: PolicyName): (context: PolicyContext) => Policy {
  const create = policies[name].create as (options: unknown, context: PolicyContext) => Policy;
  return (context) => create(policies[name].options.parse(policyRows[name].options ?? {}), context);
}

/** The share that each endpoint has by definition: of what is drawn, in proportion to its weight or as the row says; else of the ties. */
function sharesOf(name: PolicyName, { table, loadTracker, candidates }: ReturnType<typeof inRandomState>): number[] {
  const { weight, shares, mayChoose } = policyRows[name];
  const allowed = [...candidates.index.subarray(0, candidates.count)].sort((a, b) => a - b);
  const fleet = { load: (e: number) => table.inFlight[e] / table.maxConcurrent[e] };
  const situation = { fleet, table, loadTracker, turn: ([first]: readonly number[]) => first };
  if (shares !== undefined) {
    const given = shares(allowed, situation);
    return Array.from(table.inFlight, (_, e) => (allowed.includes(e) ? given[allowed.indexOf(e)] : 0));
  }
  const chosen = mayChoose(allowed, situation);
  const weights = Array.from(table.inFlight, (_, e) => (allowed.includes(e) ? (weight?.(e, table) ?? 0) : 0));
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (total > 0) return weights.map((w) => w / total);
  return weights.map((_, e) => (chosen.includes(e) ? 1 / chosen.length : 0));
}

/** The parts of a decision agree with each other and with what the router knows of the chosen endpoint. */
function expectConsistent(decision: Decision, router: RequestRouter, endpoint: number, asked: Attempt): void {
  const { fleet, loadTracker } = router;
  const table = fleet.endpoints;
  const { modelId, endpointId, loadScore, cacheScore, quotaScore, healthScore, totalScore } = decision;
  const triedModels = [...asked.tried.subarray(0, asked.triedCount)].map((e) => fleet.modelIds[table.modelIndex[e]]);
  expect(decision.attemptedModels).toEqual(triedModels);
  expect(REASONS).toContain(decision.reason);
  if (endpointId === null) {
    expect(modelId).toBeNull();
    expect([loadScore, cacheScore, quotaScore, healthScore, totalScore]).toEqual([0, 0, 0, 0, 0]);
    expect(decision.reason).toBe(endpoint === NO_ROOM ? 'no endpoint has room' : 'no endpoint is healthy or degraded');
    return;
  }
  expect(modelId).toBe(fleet.modelIds[table.modelIndex[endpoint]]);
  expect(loadScore).toBe(1 - Math.min(1, loadTracker.getUtilization(endpointId) ?? NaN));
  expect([cacheScore, quotaScore]).toEqual([0, 1]);
  expect(healthScore).toBe([1, 0.5, 0][table.health[endpoint]]);
  expect(totalScore).toBe((loadScore + healthScore) / 2);
  const { preferredModel } = asked.request;
  const wished = preferredModel === ANY || table.modelIndex[endpoint] === preferredModel;
  expect(decision.fallbackUsed).toBe(!wished || healthScore < 1);
}
