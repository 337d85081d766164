import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import type { Agent } from '../../../src/router/balancing/index.js';
import { brokenLaws } from '../../../src/tank/simulation/flow-check.js';
import {
  COMPLETED,
  FAILED,
  type FailureRule,
  type FleetEvent,
  OVERLOAD_FAILED,
  type Simulation,
} from '../../../src/tank/simulation/index.js';
import { assigned, type Setup, simulated } from '../../support/simulations.js';

/** Agents that are assigned to models, in a simulated fleet. */

const level = (id: string, code: number, rest: object = {}) => ({
  id,
  maxConcurrent: 4,
  capabilities: { code },
  ...rest,
});
const AGENT: Agent = { id: 'coder', needs: { code: 1 } };

const SOFT = assigned({ assign: 'greedy' });
const HARD = assigned({ assign: 'greedy', assignment: 'hard' });
const HARD_FOR_EVER = assigned({ assign: 'greedy', assignment: 'hard', reassign: 'never' });
const SOFT_FOR_EVER = assigned({ assign: 'greedy', reassign: 'never' });

/** A coder, for whom model `a` is the best, then `b`: all requests are its. */
const coding = (setup: Partial<Setup> & Pick<Setup, 'arrivalMs' | 'demandMs'>) =>
  simulated({
    models: [level('a', 90), level('b', 60)],
    policy: 'least_loaded',
    router: { maxLoadThreshold: 'off', maxRetries: 1, retryDelayMs: 5 },
    agents: [AGENT],
    agentOf: Array.from(setup.arrivalMs, () => 0),
    ...setup,
  });

/** By request: id of the endpoint that it was sent to last, null where it never was. */
function endpointsOf({ outcomes, endpoints }: Simulation) {
  return Array.from(outcomes.endpoint, (e) => (e < 0 ? null : endpoints[e].id));
}

const health = (timeMs: number, endpoint: string, value: 'healthy' | 'unhealthy'): FleetEvent => ({
  timeMs,
  endpoint,
  field: 'health',
  value,
});
const remove = (timeMs: number, endpoint: string): FleetEvent => ({
  timeMs,
  endpoint,
  field: 'remove',
  value: 'at_once',
});

test('requests go to the model of their agent; without an assignment wherever the policy sends them', () => {
  const setup = { arrivalMs: [0, 1, 2, 3], demandMs: [10, 10, 10, 10] };
  for (const assignment of [SOFT, HARD]) {
    expect(endpointsOf(coding({ ...setup, assignment }))).toEqual(['a', 'a', 'a', 'a']);
  }
  expect(endpointsOf(coding(setup)).filter((id) => id === 'a')).toHaveLength(2);
});

test('each agent has its own model, whichever sends first', () => {
  const simulation = coding({
    models: [
      { id: 'a', capabilities: { code: 90, text: 10 } },
      { id: 'b', capabilities: { code: 10, text: 90 } },
    ],
    agents: [AGENT, { id: 'writer', needs: { text: 1 } }],
    agentOf: [1, 0, 0, 1],
    assignment: HARD,
    arrivalMs: [0, 1, 2, 3],
    demandMs: [10, 10, 10, 10],
  });
  expect(endpointsOf(simulation)).toEqual(['b', 'a', 'a', 'b']);
});

describe('a model without room', () => {
  const full = {
    models: [level('a', 90, { maxConcurrent: 1, maxQueue: 0 }), level('b', 60)],
    arrivalMs: [0, 1],
    demandMs: [100, 10],
  };

  test('soft: another one serves', () => {
    const simulation = coding({ ...full, assignment: SOFT });
    expect(endpointsOf(simulation)).toEqual(['a', 'b']);
    expect([...simulation.outcomes.status]).toEqual([COMPLETED, COMPLETED]);
    expect([simulation.rejections, simulation.retries]).toEqual([0, 0]);
  });

  test('hard: the request is tried again there, and fails for lack of room', () => {
    const simulation = coding({ ...full, assignment: HARD });
    expect(endpointsOf(simulation)).toEqual(['a', null]);
    expect([...simulation.outcomes.status]).toEqual([COMPLETED, OVERLOAD_FAILED]);
    expect([...simulation.outcomes.attempts]).toEqual([1, 2]);
    expect([simulation.rejections, simulation.retries]).toEqual([2, 1]);
    expect(brokenLaws(simulation, undefined)).toEqual([]);
  });

  test('hard: a retry that finds room there is served', () => {
    const simulation = coding({ ...full, demandMs: [4, 10], assignment: HARD });
    expect(endpointsOf(simulation)).toEqual(['a', 'a']);
    expect([...simulation.outcomes.responseMs]).toEqual([4, 15]); // 5 ms until the retry, 10 ms of service
  });
});

describe('a model that is unhealthy, where agents keep their models', () => {
  const ill = { events: [health(5, 'a', 'unhealthy')], arrivalMs: [0, 10], demandMs: [1, 1] };

  test('soft: another one serves', () => {
    const simulation = coding({ ...ill, assignment: SOFT_FOR_EVER });
    expect(endpointsOf(simulation)).toEqual(['a', 'b']);
    expect(simulation.agentModels?.reassignments).toBe(0);
  });

  test('hard: the request fails, which is not for lack of room', () => {
    const simulation = coding({ ...ill, assignment: HARD_FOR_EVER });
    expect(endpointsOf(simulation)).toEqual(['a', null]);
    expect([...simulation.outcomes.status]).toEqual([COMPLETED, FAILED]);
    expect(simulation.rejections).toBe(0);
    expect(simulation.agentModels?.reassignments).toBe(0);
    expect(brokenLaws(simulation, undefined)).toEqual([]);
  });
});

describe('agents whose model fails get another one', () => {
  test('at once when its last endpoint is unhealthy, and keep that when the first is well again', () => {
    const simulation = coding({
      models: [level('a', 90, { replicas: 2 }), level('b', 60)],
      events: [
        health(5, 'a/0', 'unhealthy'),
        health(15, 'a/1', 'unhealthy'),
        health(25, 'a/0', 'healthy'),
        health(26, 'a/1', 'healthy'),
      ],
      arrivalMs: [0, 10, 20, 30],
      demandMs: [1, 1, 1, 1],
      assignment: HARD,
    });
    expect(endpointsOf(simulation).slice(1)).toEqual(['a/1', 'b', 'b']);
    expect(simulation.agentModels?.reassignments).toBe(1);
  });

  test('when its last endpoint is removed; a request that fails with it is tried again at the new model', () => {
    const lost = { events: [remove(5, 'a')], arrivalMs: [0, 1, 20], demandMs: [100, 100, 1] };
    const simulation = coding({ ...lost, assignment: HARD });
    expect(endpointsOf(simulation)).toEqual(['b', 'b', 'b']);
    expect([...simulation.outcomes.status]).toEqual([COMPLETED, COMPLETED, COMPLETED]);
    expect([...simulation.outcomes.attempts]).toEqual([2, 2, 1]);
    expect([...simulation.outcomes.responseMs]).toEqual([110, 109, 1]); // failed at 5 ms, tried again at 10 ms
    expect(simulation.agentModels?.reassignments).toBe(1);
    expect(brokenLaws(simulation, undefined)).toEqual([]);
    const kept = coding({ ...lost, assignment: HARD_FOR_EVER });
    expect([...kept.outcomes.status]).toEqual([FAILED, FAILED, FAILED]);
    expect([...kept.outcomes.attempts]).toEqual([2, 2, 1]); // where no endpoint can serve there is no further attempt
    expect(kept.agentModels?.reassignments).toBe(0);
  });

  test('also while a request of theirs waits to be tried again', () => {
    const simulation = coding({
      models: [level('a', 90, { maxConcurrent: 1, maxQueue: 0 }), level('b', 60)],
      events: [health(3, 'a', 'unhealthy')],
      arrivalMs: [0, 1],
      demandMs: [100, 10],
      assignment: HARD,
    });
    expect(endpointsOf(simulation)).toEqual(['a', 'b']);
    expect([...simulation.outcomes.responseMs]).toEqual([100, 15]); // no room at 1 ms, tried again at 6 ms
  });

  test('each of them, counted one by one', () => {
    const simulation = coding({
      models: [level('a', 90), level('b', 60), level('c', 50)],
      agents: [0, 1, 2].map((i) => ({ id: `coder/${i}`, needs: { code: 1 } })),
      agentOf: [0, 1, 2, 0, 1, 2],
      events: [health(5, 'a', 'unhealthy'), remove(15, 'b')],
      arrivalMs: [0, 1, 2, 20, 21, 22],
      demandMs: [1, 1, 1, 1, 1, 1],
      assignment: assigned({ assign: 'greedy', assignment: 'hard', enable_load_balancing: false }),
    });
    expect(endpointsOf(simulation)).toEqual(['a', 'a', 'a', 'c', 'c', 'c']);
    expect(simulation.agentModels?.reassignments).toBe(6);
  });

  test('none where there is none; the return of their own one is not another one', () => {
    const simulation = coding({
      models: [level('a', 90)],
      events: [health(5, 'a', 'unhealthy'), health(15, 'a', 'healthy')],
      arrivalMs: [0, 10, 20],
      demandMs: [1, 1, 1],
      assignment: HARD,
    });
    expect([...simulation.outcomes.status]).toEqual([COMPLETED, FAILED, COMPLETED]);
    expect(simulation.agentModels?.reassignments).toBe(0);
  });
});

test('several routers send an agent to one model, and to the same other one when it fails', () => {
  const arrivalMs = Array.from({ length: 60 }, (_, r) => r);
  const simulation = coding({
    models: [level('a', 90, { maxConcurrent: 100 }), level('b', 60, { maxConcurrent: 100 })],
    routers: 3,
    events: [health(30.5, 'a', 'unhealthy')],
    arrivalMs,
    demandMs: arrivalMs.map(() => 0.25),
    assignment: HARD,
  });
  expect(endpointsOf(simulation)).toEqual(arrivalMs.map((ms) => (ms < 30.5 ? 'a' : 'b')));
  expect(simulation.agentModels?.reassignments).toBe(1);
  for (const { loadTracker } of simulation.routers) expect(loadTracker.getCurrentLoad('a')?.activeRequests).toBe(0);
});

test('an agent that no model fits sends nowhere: its requests fail, or soft are those of nobody in particular', () => {
  const blind = {
    agents: [{ ...AGENT, contextWindow: 9000 }],
    models: [level('a', 90, { contextWindow: 4000 }), level('b', 60, { contextWindow: 4000 })],
    arrivalMs: [0, 1],
    demandMs: [10, 10],
  };
  const hard = coding({ ...blind, assignment: HARD });
  expect([...hard.outcomes.status]).toEqual([FAILED, FAILED]);
  expect(endpointsOf(coding({ ...blind, assignment: SOFT })).toSorted()).toEqual(['a', 'b']);
});

/**
 * The coder's way: from `a` to `b`, where all its attempts fail, to `c`, which falls as well when `b` is well again. Levels
 * alone say `b` then, 80 to 79. Of `b` 20 failures are known: c = 20 / (20 + 20), ps = 0 − 1, pl = −1/3 as the others are
 * known a third (5 completions in one place: 5 / 25 each for a and c), so 80 × (1 − 0.2 × 0.5 × about 0.8) < 79 says `d`.
 */
describe('an agent that failed at a model', () => {
  const failure: FailureRule = { of: 'b', kind: 'error', share: 1, fromMs: 0, toMs: 200, afterMs: 0, retryAfterMs: 0 };
  const arrivalMs = Array.from({ length: 35 }, (_, r) => 10 * r);
  const way = (adaptive_feedback: boolean) =>
    coding({
      models: [level('a', 90), level('b', 80), level('c', 79.5), level('d', 79)],
      events: [
        health(45, 'a', 'unhealthy'),
        health(245, 'b', 'unhealthy'),
        health(295, 'b', 'healthy'),
        health(296, 'c', 'unhealthy'),
      ],
      failures: [{ ...failure, toMs: 245 }],
      router: { maxLoadThreshold: 'off', maxRetries: 0 },
      arrivalMs,
      demandMs: arrivalMs.map(() => 1),
      assignment: assigned({ assign: 'greedy', assignment: 'hard', adaptive_feedback }),
    });
  const expected = (last: string) => arrivalMs.map((ms) => (ms < 45 ? 'a' : ms < 245 ? 'b' : ms < 295 ? 'c' : last));

  test('comes there again by levels alone', () => {
    expect(endpointsOf(way(false))).toEqual(expected('b'));
  });

  test('goes elsewhere with adaptive feedback, from the failures on and not before', () => {
    const simulation = way(true);
    expect(endpointsOf(simulation)).toEqual(expected('d'));
    expect(simulation.agentModels?.reassignments).toBe(3);
    expect([...simulation.outcomes.counts].reduce((sum, count) => sum + count, 0)).toBe(35);
  });
});

/** Demands are hidden from routers and balancers: as long as nothing ends, other ones change no decision. */
test.each([
  ['greedy', 'hard'],
  ['balanced', 'soft'],
  ['optimal', 'soft'],
] as const)('agents assigned %s, %s: choices are the same when only the true demands differ', (assign, assignment) => {
  const arrivalMs = Array.from({ length: 600 }, (_, r) => r / 4);
  const chosen = (longestMs: number) => {
    const demands = new Streams(`demands up to ${longestMs}`, 0).named('demands');
    return coding({
      models: [
        level('a', 90, { maxConcurrent: 90 }),
        level('b', 80, { replicas: 2, maxConcurrent: 70 }),
        level('c', 70),
      ],
      backends: ['slots', 'slots', 'processor_sharing'].map((kind) => ({ kind: kind as 'slots', speed: 1, slots: 60 })),
      agents: Array.from({ length: 100 }, (_, i) => ({ id: `coder/${i}`, needs: { code: 1, text: 1 + (i % 3) } })),
      agentOf: arrivalMs.map((_, r) => (r * 7) % 100),
      events: [health(40, 'a', 'unhealthy'), health(90, 'a', 'healthy'), remove(100, 'b/0'), remove(101, 'b/1')],
      assignment: assigned({ assign, assignment, adaptive_feedback: true }),
      arrivalMs,
      demandMs: arrivalMs.map(() => 1e6 + longestMs * demands.uniform()),
    });
  };
  const [one, other] = [chosen(1e6), chosen(5e6)];
  expect(other.outcomes.responseMs).not.toEqual(one.outcomes.responseMs);
  expect(other.outcomes.endpoint).toEqual(one.outcomes.endpoint);
  expect(other.outcomes.attempts).toEqual(one.outcomes.attempts);
  expect(other.agentModels?.modelOf).toEqual(one.agentModels?.modelOf);
  expect(one.agentModels?.reassignments).toBeGreaterThan(0);
});
