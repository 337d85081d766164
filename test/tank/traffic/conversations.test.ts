import { describe, expect, test } from 'vitest';
import type { ModelConfig } from '../../../src/router/index.js';
import { COMPLETED, OVERLOAD_FAILED, Simulation } from '../../../src/tank/simulation/index.js';
import type { SourceSpec, WorkloadSpec } from '../../../src/tank/traffic/workload-spec.js';
import { TINY } from '../runs/tiny.js';
import { ONE, talked, talking, type TalkSetup, users } from '../../support/conversations.js';
import { runScenario } from '../../support/unchecked.js';

/** Traffic that waits for answers, in a simulated fleet: sessions that think from the answer on, and what all have in common. */

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
  const two: TalkSetup = {
    sources: [user(10), user(60)],
    requests: 3,
    models: [{ ...ONE[0], maxConcurrent: 2 }],
    service: { kind: 'distribution', distribution: { kind: 'constant', value: 100 } },
  };
  const slotTime = (setup: TalkSetup) => {
    const { endMs, areas } = talked(setup).window;
    return { endMs, busyMs: areas.busyMs[0], capacityMs: areas.capacityMs[0] };
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
    expect(estimates({ outputByPrompt: bins })).toEqual(new Set([20])); // prompts of 10 tokens
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
