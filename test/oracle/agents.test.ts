import { describe, expect, test } from 'vitest';
import { assignmentStrategyNames } from '../../src/router/balancing/index.js';
import { agentsOf, type Plan, predictedUtilization } from '../../src/tank/plan/index.js';
import { JobRunner } from '../../src/tank/runs/job.js';
import { planFromObject } from '../../src/tank/scenario/index.js';
import { firstAssignment } from '../../src/tank/simulation/index.js';
import { TINY } from '../tank/runs/tiny.js';
import { repetitions } from '../support/runs.js';
import { runScenario } from '../support/unchecked.js';

/** Agents assigned to models: what follows by arithmetic from who sends what where. */

/** The utilization of each model, as it is predicted and as a replication has it. */
function utilizations(plan: Plan, strategy: number, replication: number) {
  const { assignment } = plan.strategies[strategy];
  if (assignment === undefined) throw new Error('the strategy assigns no agents');
  const predicted = predictedUtilization(plan, firstAssignment(plan.fleet, agentsOf(plan) ?? [], assignment));
  const { window, endpoints } = new JobRunner(plan).simulation(strategy, replication).run();
  const { busyMs, capacityMs } = window.areas;
  const sumOf = (column: Float64Array, model: number) =>
    column.reduce((sum, value, e) => (endpoints[e].model === model ? sum + value : sum), 0);
  return { predicted, measured: predicted.map((_, m) => sumOf(busyMs, m) / sumOf(capacityMs, m)) };
}

const REPLICATIONS = 40;
const T_9995 = 3.5581; // Student's t with 39 degrees of freedom, two-sided at 99.9 % (published table)
const SECONDS = repetitions(60, 400);

describe.each(assignmentStrategyNames)('agents with Poisson arrivals, assigned %s', (assign) => {
  const agent = (name: string, count: number, rate: string, needs: object) => ({
    name,
    count,
    needs,
    arrivals: { kind: 'poisson', rate },
    output_tokens: { kind: 'exponential', mean: name === 'coder' ? 300 : 100 },
  });
  const plan = planFromObject({
    ...TINY,
    seed: 'agents',
    fleet: {
      models: [
        { id: 'large', max_concurrent: 7, max_queue: 'unlimited', capabilities: { code: 90, text: 80 } },
        {
          id: 'small',
          replicas: 2,
          max_concurrent: 5,
          max_queue: 'unlimited',
          capabilities: { code: 60, text: 85 },
          backend: { kind: 'slots', speed: 0.5 },
        },
        {
          id: 'shared',
          max_concurrent: 10,
          max_queue: 'unlimited',
          capabilities: { code: 75, text: 75 },
          backend: { kind: 'processor_sharing', speed: 2, cores: 3 },
        },
      ],
    },
    workload: {
      agents: [agent('coder', 7, '2/s', { code: 3, text: 1 }), agent('writer', 8, '5/s', { text: 1 })],
      duration: `${SECONDS}s`,
    },
    service: { base: '20ms', per_output_token: '0.5ms' },
    router: { max_load_threshold: 'off' },
    strategies: [{ name: 'assigned', policy: 'least_loaded', assign, assignment: 'hard' }],
    warm_up: '5s',
  });

  test('each model is as busy as its agents make it: Σ λ E[S] / (servers × speed)', () => {
    const runs = Array.from({ length: REPLICATIONS }, (_, replication) => utilizations(plan, 0, replication));
    const [{ predicted }] = runs;
    expect(predicted.filter((value) => value !== undefined && value > 0.05).length).toBeGreaterThan(1);
    predicted.forEach((theory = NaN, m) => {
      const values = runs.map(({ measured }) => measured[m]);
      const mean = values.reduce((sum, value) => sum + value, 0) / REPLICATIONS;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (REPLICATIONS - 1);
      const half = T_9995 * Math.sqrt(variance / REPLICATIONS);
      expect(theory, 'a model that has all it can do is no test').toBeLessThan(0.9);
      expect(Math.abs(mean - theory), `${mean} ± ${half}, expected ${theory}`).toBeLessThanOrEqual(half);
      expect(half, 'a wide interval proves nothing').toBeLessThanOrEqual(repetitions(0.02, 0.01));
    });
  });

  test('the prediction is the formula, written out for each agent', () => {
    const { assignments } = firstAssignment(plan.fleet, agentsOf(plan) ?? [], plan.strategies[0].assignment ?? never());
    // ms a second at speed 1: 2 × (20 + 0.5 × 300), 5 × (20 + 0.5 × 100)
    const demands = { coder: 340, writer: 350 };
    const servers = { large: 7 * 1, small: 2 * 5 * 0.5, shared: 3 * 2 };
    const byHand = Object.entries(servers).map(([id, speed]) => {
      const own = assignments.filter(({ model }) => model === id);
      return (
        own.reduce((sum, { agent: name }) => sum + (name.startsWith('coder') ? demands.coder : demands.writer), 0) /
        1000 /
        speed
      );
    });
    utilizations(plan, 0, 0).predicted.forEach((value, m) => {
      expect(value).toBeCloseTo(byHand[m], 12);
    });
  });
});

test('utilization is predicted where the rate is known, and the time that a request takes', () => {
  const predictedOf = (agent: object, service: object = { kind: 'constant', value: '10ms' }) => {
    const plan = planFromObject({
      ...TINY,
      workload: { agents: [{ name: 'agent', ...agent }], requests: 100 },
      service,
      strategies: [{ name: 'assigned', policy: 'random', assign: 'greedy' }],
    });
    return utilizations(plan, 0, 0).predicted[0];
  };
  const arrivals = { kind: 'poisson', rate: '20/s' };
  const sessions = { turns: 3, think_time: '1s' };
  expect(predictedOf({ arrivals })).toBeCloseTo(0.2, 12); // one server: 20/s × 10 ms
  expect(predictedOf({ arrivals, sessions })).toBeCloseTo(0.6, 12);
  expect(predictedOf({ arrivals, count: 9 })).toBe(1); // 1.8 is more than it can do
  expect(predictedOf({ users: { count: 1, think_time: '10ms' } })).toBeUndefined();
  expect(predictedOf({ arrivals: { kind: 'ramp', from: '1/s', to: '20/s', over: '10s' } })).toBeUndefined();
  const growing = { arrivals, prompt_tokens: 100, sessions: { ...sessions, new_tokens: 10 } };
  expect(predictedOf(growing, { per_prompt_token: '1ms' })).toBeUndefined();
});

function never(): never {
  throw new Error('the strategy assigns no agents');
}

/** The three models and 100 agents of the before and after: capacities 40, 50, 50. */
const levels = (code: number, text: number, data: number) => ({ code, text, data });
const HUNDRED = {
  ...TINY,
  seed: 'hundred',
  fleet: {
    models: [
      { id: 'model-1', max_concurrent: 40, max_queue: 0, capabilities: levels(90, 85, 85) },
      { id: 'model-2', max_concurrent: 50, max_queue: 0, capabilities: levels(85, 90, 85) },
      { id: 'model-3', max_concurrent: 50, max_queue: 0, capabilities: levels(85, 85, 90) },
    ],
  },
  router: { max_load_threshold: 'off', max_retries: 0 },
  strategies: [
    { name: 'before', policy: 'least_loaded', assign: 'greedy', assignment: 'hard', enable_load_balancing: false },
    ...assignmentStrategyNames.map((assign) => ({ name: assign, policy: 'least_loaded', assign, assignment: 'hard' })),
  ],
};
const hundred = (sends: object) => [
  { name: 'coder', count: 45, needs: { code: 1 }, ...sends },
  { name: 'writer', count: 30, needs: { text: 1 }, ...sends },
  { name: 'analyst', count: 25, needs: { data: 1 }, ...sends },
];

describe('45 coders, 30 writers and 25 analysts, at models that take 40, 50 and 50 at once', () => {
  test('who all send at one instant: 45 − 40 = 5 of the 100 find no room without load balancing, none with it', async () => {
    const { strategies } = await runScenario({
      ...HUNDRED,
      workload: { agents: hundred({ arrivals: { kind: 'deterministic', rate: '1/s' } }), requests: 100 },
      service: { kind: 'exponential', mean: '50ms' },
    });
    expect(strategies.map(({ name, requests }) => [name, requests.overload_failed, requests.completed])).toEqual([
      ['before', 5, 95],
      ['greedy', 0, 100],
      ['balanced', 0, 100],
      ['optimal', 0, 100],
    ]);
    expect(strategies[0].assignment?.models.map(({ agents }) => agents)).toEqual([45, 30, 25]);
    for (const { assignment } of strategies.slice(1)) {
      expect(assignment?.models.every(({ utilization }) => utilization <= 1)).toBe(true);
    }
  });

  test('who wait for each answer and do not think: utilization is agents / max_concurrent, all the time', async () => {
    const { strategies } = await runScenario({
      ...HUNDRED,
      workload: { agents: hundred({ users: { count: 1, think_time: 0 } }), requests: 5000 },
      service: { kind: 'lognormal', mean: '55ms', cv: 0.75 },
    });
    for (const { name, models, requests, assignment } of strategies.slice(1)) {
      expect([name, requests.completed]).toEqual([name, 5000]);
      models.forEach(({ utilization }, m) => {
        const { agents, predicted_utilization, utilization: reckoned } = assignment?.models[m] ?? never();
        const theory = agents / HUNDRED.fleet.models[m].max_concurrent;
        expect(utilization?.value, name).toBeCloseTo(theory, 9);
        expect([predicted_utilization, reckoned]).toEqual([theory, theory]);
      });
    }
    const [before] = strategies;
    expect(before.requests.overload_failed).toBeGreaterThan(0);
    expect(before.assignment?.models[0]).toMatchObject({ agents: 45, utilization: 45 / 40, predicted_utilization: 1 });
  });
});

/**
 * Every 100 ms a request of each agent, in the order of the agents; each takes 50 ms. Model `a` takes one at once, so that
 * the second coder's goes to `b`. Scores: coder at a (3 × 90 + 20) / 4 = 72.5, at b (3 × 50 + 80) / 4 = 57.5; writer at b 80.
 */
test('quality is the mean score of the models that served: (72.5 + 57.5 + 80) / 3 = 70', async () => {
  const arrivals = { kind: 'deterministic', rate: '10/s' };
  const { strategies } = await runScenario({
    ...TINY,
    fleet: {
      models: [
        { id: 'a', max_concurrent: 1, max_queue: 0, capabilities: { code: 90, text: 20 } },
        { id: 'b', max_concurrent: 9, max_queue: 0, capabilities: { code: 50, text: 80 } },
      ],
    },
    workload: {
      agents: [
        { name: 'coder', count: 2, needs: { code: 3, text: 1 }, arrivals },
        { name: 'writer', needs: { text: 1 }, arrivals },
      ],
      requests: 60,
    },
    service: { kind: 'constant', value: '50ms' },
    router: { max_load_threshold: 'off' },
    strategies: [
      { name: 'soft', policy: 'least_loaded', assign: 'greedy', enable_load_balancing: false },
      {
        name: 'hard',
        policy: 'least_loaded',
        assign: 'greedy',
        enable_load_balancing: false,
        assignment: 'hard',
        max_retries: 0,
      },
    ],
    compare: ['quality', 'classes.writer.quality'],
  });
  const [soft, hard] = strategies;
  const valuesOf = ({ measures, classes = [], models }: (typeof strategies)[number]) =>
    [measures, ...classes, ...models].map(({ quality }) => quality?.value);
  expect(valuesOf(soft)).toEqual([70, (72.5 + 57.5) / 2, 80, 72.5, (57.5 + 80) / 2]);
  expect(soft.requests.completed).toBe(60);
  // without the second coder's requests, which fail: (72.5 + 80) / 2
  expect(valuesOf(hard)).toEqual([(72.5 + 80) / 2, 72.5, 80, 72.5, 80]);
  expect(hard.requests.overload_failed).toBe(20);
});
