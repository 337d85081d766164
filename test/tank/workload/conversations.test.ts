import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { runScenario } from '../../../src/index.js';
import { DEFAULT_ROUTER_OPTIONS, type ModelConfig, type PolicyName } from '../../../src/router/index.js';
import { COMPLETED, OVERLOAD_FAILED, PENDING, Simulation } from '../../../src/tank/simulation/index.js';
import { pathTo } from '../../../src/tank/workload/block-tree.js';
import { Conversations } from '../../../src/tank/workload/conversations.js';
import type { ServiceSpec } from '../../../src/tank/workload/service.js';
import type { SourceSpec, WorkloadSpec } from '../../../src/tank/workload/workload-spec.js';
import { repairman } from '../../oracle/formulas.js';
import { runs } from '../../support/runs.js';
import { columnsOf, SLOTS } from '../../support/simulations.js';
import { TINY } from '../experiment/tiny.js';

/** Traffic that waits for answers, in a simulated fleet: users in a closed loop, sessions that think from the answer on. */

interface Setup {
  readonly sources: readonly SourceSpec[];
  readonly requests: number;
  readonly workload?: Partial<WorkloadSpec>;
  readonly models?: readonly ModelConfig[];
  readonly service?: ServiceSpec;
  readonly policy?: PolicyName;
  readonly retries?: number;
  readonly timeoutMs?: number | undefined;
  readonly warmUpMs?: number;
  readonly seed?: string;
  readonly replication?: number;
}

const EXPONENTIAL: ServiceSpec = { kind: 'distribution', distribution: { kind: 'exponential', mean: 1 } };
const ONE: readonly ModelConfig[] = [{ id: 'one', maxConcurrent: 1, maxQueue: Infinity }];

/** A fleet and its conversations, not yet run. */
function talking(setup: Setup) {
  const { models = ONE, policy = 'round_robin', retries = 0, seed = 'talk', replication = 0 } = setup;
  const streams = new Streams(seed, replication);
  const config = {
    fleet: { models },
    backends: models.map(() => SLOTS),
    strategy: {
      policy,
      options: {},
      router: { ...DEFAULT_ROUTER_OPTIONS, maxLoadThreshold: 'off' as const, maxRetries: retries },
    },
    client: { timeoutMs: setup.timeoutMs },
    events: [],
    warmUpMs: setup.warmUpMs ?? 0,
  };
  const { sources, requests } = setup;
  const workload = { sources, requests, durationMs: undefined, ...setup.workload };
  const conversations = new Conversations(workload, setup.service ?? EXPONENTIAL, streams);
  return { conversations, simulation: new Simulation(config, conversations, streams) };
}

const talked = (setup: Setup) => talking(setup).simulation.run();

const users = (count: number, thinkMs: number): SourceSpec => ({
  arrivals: { kind: 'users', count, thinkTime: { kind: 'exponential', mean: thinkMs } },
});

const T_9995 = 3.5581; // Student's t with 39 degrees of freedom, two-sided at 99.9 % (published table)

/** The mean of 40 independent values lies within its 99.9 % interval of what theory says, and that is narrow. */
function expectMean(values: readonly number[], theory: number, halfWidthLimit: number): void {
  expect(values).toHaveLength(40);
  const mean = values.reduce((sum, value) => sum + value, 0) / 40;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 39;
  const half = T_9995 * Math.sqrt(variance / 40);
  expect(half, `${mean} ± ${half}: a wide interval proves nothing`).toBeLessThan(halfWidthLimit);
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
    const simulation = talked({ sources: [users(count, thinkMs)], requests: 12_000, warmUpMs, replication });
    const { outcomes, stations, trace } = simulation;
    const { endMs } = stations.window;
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
      utilization: stations.busyMs[0] / stations.capacityMs[0],
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
  const setup: Setup = {
    sources: [loop, background],
    requests: 1500,
    workload: { classes, blockTokens: 16, outputEstimate: { bias: 1, cv: 0.5 } },
    service: { kind: 'tokens', baseMs: 0.1, perPromptTokenMs: 0.001, perOutputTokenMs: 0.01, noiseCv: 1 },
  };

  /** The requests of each user, in order, with all that they contain. */
  function contentsOf(of: Setup) {
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
    const columns = (of: Setup) => {
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

describe('sessions that think from the answer on', () => {
  const THINK = 5;
  const talk = (fields: object = {}): SourceSpec => ({
    arrivals: { kind: 'poisson', rate: 100 },
    sessions: {
      turns: { kind: 'constant', value: 4 },
      thinkTime: { kind: 'constant', value: THINK },
      thinkFrom: 'completion',
      ...fields,
    },
  });

  /** Of each turn but the first of its session: how long after the end of the one before it arrives. */
  function pausesOf(simulation: Simulation): number[] {
    const { trace, outcomes } = simulation;
    const endMs = new Map<number, number>();
    const pauses: number[] = [];
    for (let request = 0; request < trace.requestCount; request++) {
      const session = trace.session?.[request] ?? -1;
      const before = endMs.get(session);
      if (before !== undefined) pauses.push(trace.arrivalMs[request] - before);
      endMs.set(session, trace.arrivalMs[request] + outcomes.responseMs[request]);
    }
    return pauses;
  }

  test('send each turn one think time after the end of the one before', () => {
    const simulation = talked({ sources: [talk()], requests: 4000, models: [{ ...ONE[0], maxConcurrent: 2 }] });
    expect(simulation.outcomes.counts[COMPLETED]).toBe(4000);
    const pauses = pausesOf(simulation);
    expect(pauses.length).toBeGreaterThan(2500);
    for (const pause of pauses) expect(pause).toBeCloseTo(THINK, 6);
    expect(simulation.trace.arrivalMs.every((ms, i, all) => i === 0 || ms >= all[i - 1])).toBe(true);
  });

  test('never before that end, whatever the think time', () => {
    for (const value of [0, 0.5, 300]) {
      const thinkTime = { kind: 'exponential', mean: Math.max(value, 1e-9) } as const;
      const simulation = talked({ sources: [talk({ thinkTime })], requests: 2000 });
      expect(Math.min(...pausesOf(simulation))).toBeGreaterThanOrEqual(-1e-6);
    }
  });

  test('send all their turns and no more', () => {
    const { trace } = talked({ sources: [talk()], requests: 4000, models: [{ ...ONE[0], maxConcurrent: 100 }] });
    const turns = new Map<number, number>();
    trace.session?.forEach((session) => turns.set(session, (turns.get(session) ?? 0) + 1));
    expect(Math.max(...turns.values())).toBe(4);
    const whole = [...turns.values()].filter((count) => count === 4).length;
    expect(whole / turns.size).toBeGreaterThan(0.99); // the last ones are cut off
  });

  test('open when the arrival process says so, whatever the fleet', () => {
    const opened = (models: readonly ModelConfig[]) => {
      const { trace } = talked({ sources: [talk()], requests: 4000, models });
      const first = new Map<number, number>();
      trace.session?.forEach((session, request) => {
        if (!first.has(session)) first.set(session, trace.arrivalMs[request]);
      });
      return [...first.values()];
    };
    const [slow, fast] = [opened(ONE), opened([{ ...ONE[0], maxConcurrent: 50 }])];
    const common = Math.min(slow.length, fast.length);
    expect(common).toBeGreaterThan(500);
    expect(slow.slice(0, common)).toEqual(fast.slice(0, common));
  });

  test('send a share of turns together with the one before', () => {
    const overlap = 0.3;
    const simulation = talked({
      sources: [talk({ overlap })],
      requests: 20_000,
      models: [{ ...ONE[0], maxConcurrent: 200 }],
    });
    const { trace } = simulation;
    const lastMs = new Map<number, number>();
    let later = 0;
    let together = 0;
    trace.session?.forEach((session, request) => {
      const before = lastMs.get(session);
      if (before !== undefined) later++;
      if (before === trace.arrivalMs[request]) together++;
      lastMs.set(session, trace.arrivalMs[request]);
    });
    const sd = Math.sqrt(later * overlap * (1 - overlap));
    expect(Math.abs(together - overlap * later)).toBeLessThanOrEqual(3.2905 * sd);
  });
});

describe('the window', () => {
  const user = (value: number): SourceSpec => ({
    arrivals: { kind: 'users', count: 1, thinkTime: { kind: 'constant', value } },
  });
  /** Users of 10 and 60 ms of thought, two slots, services of 100 ms: requests at 10 and 60 ms. */
  const two: Setup = {
    sources: [user(10), user(60)],
    requests: 3,
    models: [{ ...ONE[0], maxConcurrent: 2 }],
    service: { kind: 'distribution', distribution: { kind: 'constant', value: 100 } },
  };
  const slotTime = (setup: Setup) => {
    const { window, busyMs, capacityMs } = talked(setup).stations;
    return { endMs: window.endMs, busyMs: busyMs[0], capacityMs: capacityMs[0] };
  };

  test('ends with the last arrival, and so do the services that are under way', () => {
    expect(slotTime(two)).toEqual({ endMs: 120, busyMs: 100 + 60, capacityMs: 240 });
  });

  test('also those that are cancelled later', () => {
    expect(slotTime({ ...two, timeoutMs: 80 })).toEqual({ endMs: 100, busyMs: 80 + 40, capacityMs: 200 });
  });

  test('is empty where the warm-up outlasts the traffic', () => {
    expect(slotTime({ ...two, warmUpMs: 130 })).toEqual({ endMs: 130, busyMs: 0, capacityMs: 0 });
  });
});

describe('what comes with the requests', () => {
  test('tenants, numbered over the sources, one for a session', () => {
    const sessions = {
      turns: { kind: 'constant', value: 3 },
      thinkTime: { kind: 'constant', value: 1 },
      thinkFrom: 'completion',
    } as const;
    const tenants = { arrivals: { kind: 'tenants', rate: 100, count: 3, skew: 0, gap_cv: 1 }, sessions } as const;
    const { trace } = talked({ sources: [tenants, users(2, 5), tenants], requests: 600 });
    expect(new Set(trace.tenant?.index)).toEqual(new Set([-1, 0, 1, 2, 3, 4, 5]));
    const tenantOf = new Map<number, number>();
    trace.session?.forEach((session, request) => {
      const found = trace.tenant?.index[request] ?? -1;
      expect(tenantOf.get(session) ?? found).toBe(found);
      tenantOf.set(session, found);
    });
  });

  test('an estimate of each output: the mean over the laws that it may follow', () => {
    const constant = (value: number) => ({ kind: 'constant', value }) as const;
    const estimates = (source: Partial<SourceSpec>, workload: Partial<WorkloadSpec> = {}) => {
      const whole = { ...users(2, 5), promptTokens: constant(10), ...source };
      return new Set(talked({ sources: [whole], requests: 20, workload }).trace.outputEstimate);
    };
    expect(estimates({ outputTokens: constant(30) })).toEqual(new Set([30]));
    const bins = [
      { upTo: 100, outputTokens: constant(20) },
      { upTo: Infinity, outputTokens: constant(60) },
    ];
    expect(estimates({ outputByPrompt: bins })).toEqual(new Set([40]));
    const plain = { name: 'a', weight: 1, priority: 0, deadlineMs: undefined, promptTokens: undefined };
    const classes = [
      { ...plain, outputTokens: constant(50) },
      { ...plain, outputTokens: undefined },
    ];
    expect(estimates({ outputTokens: constant(30) }, { classes })).toEqual(new Set([40]));
    expect(estimates({ outputTokens: constant(30), requestClass: 0 }, { classes })).toEqual(new Set([50]));
  });
});

describe('a fleet that serves nobody', () => {
  test.each([0, 2])('comes to an end with %i retries: users think and try again', (retries) => {
    const refusing: readonly ModelConfig[] = [{ id: 'full', maxConcurrent: 1, maxQueue: 0 }];
    const { conversations, simulation } = talking({
      sources: [users(6, 2)],
      requests: 200,
      models: refusing,
      retries,
      service: { kind: 'distribution', distribution: { kind: 'constant', value: 1e9 } },
    });
    simulation.run();
    expect(simulation.outcomes.counts[OVERLOAD_FAILED]).toBe(199); // one is served for ever
    expect(simulation.outcomes.counts[COMPLETED]).toBe(1);
    expect(conversations.isOver()).toBe(true);
  });

  test('comes to an end where no endpoint is healthy', async () => {
    const { strategies } = await runScenario({
      ...TINY,
      workload: { users: { count: 3, think_time: { kind: 'constant', value: '10ms' } }, requests: 60 },
      events: [{ at: 0, endpoint: 'only', health: 'unhealthy' }],
    });
    expect(strategies[0].requests).toMatchObject({ arrived: 60, completed: 0, failed: 60, in_flight: 0 });
  });
});

describe('a workload', () => {
  test('that waits for answers needs a number of requests', () => {
    expect(() => talking({ sources: [users(1, 1)], requests: 1, workload: { requests: undefined } })).toThrow(
      'needs a number of requests',
    );
  });

  test('of users gives the same summary with any number of workers', async () => {
    const scenario = {
      ...TINY,
      workload: { users: { count: 8, think_time: { kind: 'exponential', mean: '100ms' } }, requests: 400 },
      service: { kind: 'exponential', mean: '40ms' },
      strategies: ['round_robin', 'random'],
      replications: 3,
    };
    const alone = JSON.stringify(await runScenario(scenario));
    expect(JSON.stringify(await runScenario(scenario))).toBe(alone);
    expect(JSON.stringify(await runScenario(scenario, { workers: 2 }))).toBe(alone);
  });
});
