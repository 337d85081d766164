import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelConfig, PolicyName } from '../../../src/router/index.js';
import { PENDING, Simulation } from '../../../src/tank/simulation/index.js';
import { pathTo } from '../../../src/tank/trace/block-tree.js';
import type { SourceSpec } from '../../../src/tank/traffic/workload-spec.js';
import { repairman } from '../../oracle/formulas.js';
import { repetitions, runs } from '../../support/runs.js';
import { columnsOf } from '../../support/simulations.js';
import { talked, talking, type TalkSetup, users } from '../../support/conversations.js';

/** Traffic that waits for answers, in a simulated fleet: users in a closed loop. */

/** Of each replication; of a quarter of them the intervals are twice as wide. */
const REQUESTS = repetitions(3000, 12_000);
const WIDER = repetitions(2, 1);

const T_9995 = 3.5581; // Student's t with 39 degrees of freedom, two-sided at 99.9 % (published table)

/** The mean of 40 independent values lies within its 99.9 % interval of what theory says, and that is narrow. */
function expectMean(values: readonly number[], theory: number, halfWidthLimit: number): void {
  expect(values).toHaveLength(40);
  const mean = values.reduce((sum, value) => sum + value, 0) / 40;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 39;
  const half = T_9995 * Math.sqrt(variance / 40);
  expect(half, `${mean} ± ${half}: a wide interval proves nothing`).toBeLessThan(WIDER * halfWidthLimit);
  expect(Math.abs(mean - theory), `${mean} ± ${half}, expected ${theory}`).toBeLessThanOrEqual(half);
}

describe.each([
  { count: 1, thinkMs: 2 },
  { count: 5, thinkMs: 4 },
  { count: 20, thinkMs: 30 },
  { count: 20, thinkMs: 15 },
])('$count users who think for $thinkMs mean services, one server', ({ count, thinkMs }) => {
  const theory = repairman(count, thinkMs);
  const measured = Array.from({ length: 40 }, (_, replication) => {
    const warmUpMs = 300;
    const simulation = talked({ sources: [users(count, thinkMs)], requests: REQUESTS, warmUpMs, replication });
    const { outcomes, window, trace } = simulation;
    const { endMs, areas } = window;
    const spanMs = endMs - warmUpMs;
    let responses = 0;
    let arrived = 0;
    let completed = 0;
    for (let request = 0; request < trace.requestCount; request++) {
      const arrivalMs = trace.arrivalMs[request];
      const endedMs = arrivalMs + outcomes.responseMs[request];
      if (endedMs >= warmUpMs && endedMs <= endMs) completed++;
      if (arrivalMs < warmUpMs) continue;
      arrived++;
      responses += outcomes.responseMs[request];
    }
    const throughput = completed / spanMs;
    const response = responses / arrived;
    return {
      throughput,
      response,
      utilization: areas.busyMs[0] / areas.capacityMs[0],
      excess: response - (count / throughput - thinkMs),
    };
  });
  const column = (name: keyof (typeof measured)[number]) => measured.map((values) => values[name]);

  test('throughput and utilization are those of M/M/1//U', () => {
    expectMean(column('throughput'), theory.throughput, 0.02 * theory.throughput);
    expectMean(column('utilization'), theory.throughput, 0.02 * theory.throughput);
  });

  test('so is the mean response', () => {
    expectMean(column('response'), theory.response, 0.03 * theory.response);
  });

  test('the response time law holds: R = U / X − Z', () => {
    expectMean(column('excess'), 0, 0.03 * (theory.response + thinkMs));
  });
});

/** Requests that have arrived and are not settled, at every event of a run. */
function mostInFlight(simulation: Simulation): number {
  const { outcomes, trace } = simulation;
  let arrived = 0;
  let most = 0;
  while (simulation.step()) {
    while (arrived < trace.requestCount && trace.arrivalMs[arrived] < Infinity) arrived++;
    most = Math.max(most, arrived - (trace.requestCount - outcomes.counts[PENDING]));
  }
  expect(arrived).toBe(trace.requestCount);
  return most;
}

test('no more requests are in flight than there are users, whatever becomes of them', () => {
  const setup = fc.record({
    count: fc.integer({ min: 1, max: 30 }),
    thinkMs: fc.constantFrom(0.01, 1, 50),
    models: fc.array(
      fc.record({ maxConcurrent: fc.integer({ min: 1, max: 3 }), maxQueue: fc.constantFrom(0, 2, Infinity) }),
      { minLength: 1, maxLength: 3 },
    ),
    policy: fc.constantFrom<PolicyName>('round_robin', 'least_loaded', 'affinity_based'),
    retries: fc.integer({ min: 0, max: 3 }),
    timeoutMs: fc.constantFrom(undefined, 0.5, 5),
    requests: fc.integer({ min: 1, max: 300 }),
    seed: fc.string({ minLength: 1 }),
  });
  fc.assert(
    fc.property(setup, ({ count, thinkMs, models, ...rest }) => {
      const { simulation } = talking({
        ...rest,
        sources: [users(count, thinkMs)],
        models: models.map((model, m) => ({ id: `m${m}`, ...model })),
      });
      expect(mostInFlight(simulation)).toBeLessThanOrEqual(count);
      expect(simulation.outcomes.counts[PENDING]).toBe(0);
    }),
    runs(200),
  );
});

describe('what a user sends', () => {
  const classes = [
    { name: 'a', weight: 2, priority: 1, deadlineMs: 9, promptTokens: undefined, outputTokens: undefined },
    { name: 'b', weight: 1, priority: 0, deadlineMs: undefined, promptTokens: undefined, outputTokens: undefined },
  ];
  const loop: SourceSpec = {
    ...users(12, 3),
    promptTokens: { kind: 'lognormal', mean: 100, cv: 1 },
    outputTokens: { kind: 'exponential', mean: 50 },
    prefixes: { count: 4, skew: 1, tokens: { kind: 'constant', value: 64 } },
    sessions: {
      turns: { kind: 'uniform', min: 1, max: 5 },
      thinkTime: { kind: 'exponential', mean: 1 },
      newTokens: { kind: 'exponential', mean: 40 },
    },
  };
  const background: SourceSpec = {
    ...users(5, 20),
    promptTokens: { kind: 'constant', value: 7 },
    outputTokens: { kind: 'constant', value: 5 },
  };
  const setup: TalkSetup = {
    sources: [loop, background],
    requests: 1500,
    workload: { classes, blockTokens: 16, outputEstimate: { bias: 1, cv: 0.5 } },
    service: { kind: 'tokens', baseMs: 0.1, perPromptTokenMs: 0.001, perOutputTokenMs: 0.01, noiseCv: 1 },
  };

  /** The requests of each user, in order, with all that they contain. */
  function contentsOf(of: TalkSetup) {
    const { conversations, simulation } = talking(of);
    const { trace, demandMs } = conversations;
    simulation.run();
    const { blocks } = trace;
    const path: number[] = [];
    const byUser = new Map<number, object[]>();
    for (let request = 0; request < trace.requestCount; request++) {
      const user = conversations.waitingFor(request);
      const sent = byUser.get(user) ?? [];
      byUser.set(user, sent);
      sent.push({
        prompt: trace.promptTokens[request],
        output: trace.outputTokens[request],
        estimate: trace.outputEstimate?.[request],
        class: trace.requestClass?.index[request],
        priority: trace.priority?.[request],
        deadline: trace.deadlineMs?.[request],
        demand: demandMs[request],
        blocks: blocks && pathTo(blocks.last[request], blocks.parent, path),
      });
    }
    return { byUser, arrivalMs: trace.arrivalMs };
  }

  test('is the same under two fleets, request by request, though not when', () => {
    const slow = contentsOf(setup);
    const fast = contentsOf({
      ...setup,
      policy: 'least_loaded',
      models: [{ id: 'many', replicas: 3, maxConcurrent: 4, maxQueue: Infinity }],
    });
    expect(fast.arrivalMs).not.toEqual(slow.arrivalMs);
    expect([...slow.byUser.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, user) => user));
    for (const [user, sent] of slow.byUser) {
      const other = fast.byUser.get(user) ?? [];
      const common = Math.min(sent.length, other.length);
      expect(common).toBeGreaterThan(10);
      expect(other.slice(0, common)).toEqual(sent.slice(0, common));
    }
  });

  test('differs from user to user and from turn to turn', () => {
    const sent = [...contentsOf(setup).byUser.values()].flat() as { readonly demand: number }[];
    expect(new Set(sent.map(({ demand }) => demand)).size).toBe(1500);
  });

  test('is the same, byte for byte, in every run of the same seed, and another with another', () => {
    const columns = (of: TalkSetup) => {
      const simulation = talked(of);
      return { trace: simulation.trace, ...columnsOf(simulation) };
    };
    expect(columns(setup)).toEqual(columns(setup));
    expect(columns({ ...setup, seed: 'other' }).trace.arrivalMs).not.toEqual(columns(setup).trace.arrivalMs);
    expect(columns({ ...setup, replication: 1 }).trace.arrivalMs).not.toEqual(columns(setup).trace.arrivalMs);
  });

  test('begins with the same requests when more are asked for, and when they are fewer than the users', () => {
    const free: readonly ModelConfig[] = [{ id: 'free', maxConcurrent: 2000, maxQueue: 0 }];
    const crowd = (requests: number) =>
      talked({ sources: [users(1000, 500)], requests, models: free }).trace.arrivalMs.subarray(0, 50);
    expect(crowd(50)).toEqual(crowd(3000));
  });
});
