import { expect, test } from 'vitest';
import { toJson } from '../../../src/tank/results/results-folder.js';
import { explainRequest } from '../../../src/tank/runs/explain-request.js';
import { JobRunner } from '../../../src/tank/runs/job.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { wavetank, workFolder } from '../../cli/wavetank.js';
import { TINY } from './tiny.js';
import { runScenario, run } from '../../support/unchecked.js';

/** Agents and alerts in whole runs: what the summary says, explanations, and the same bytes from any number of workers. */

const folder = workFolder();

/** One server that takes a second for each request; the requests come at the given seconds. */
const seconds = (times: readonly number[], changes: object) => ({
  ...TINY,
  fleet: { models: [{ id: 'only', max_concurrent: 1, max_queue: 'unlimited' }] },
  workload: { list: times.map((at) => ({ at: `${at}s` })) },
  service: { kind: 'constant', value: '1s' },
  router: { max_load_threshold: 'off', max_retries: 0 },
  ...changes,
});

test('an alert is counted, with its first time and its share of the time of the run', async () => {
  // 61 at 10.5 s are served until 71.5 s: seen from 11 s to 72 s, of 100.5 s in all; with 10 s before it from 21 s on
  const times = [...new Array<number>(61).fill(10.5), 99.5];
  const alerts = [
    { kind: 'overload', name: 'at_once', for: '0s', severity: 'critical' },
    { kind: 'overload' },
    { kind: 'over_target', name: 'long', for: '10m' },
  ];
  const { summary, series } = await run(seconds(times, { alerts }));
  const once = { replications: 1, kind: 'overload', raised: 1 };
  expect(summary.strategies[0].alerts).toEqual([
    {
      ...once,
      rule: 'at_once',
      severity: 'critical',
      raised_share: { value: 61 / 100.5, ci_absent: 'single_replication' },
      first_ms: 11_000,
    },
    {
      ...once,
      rule: 'overload',
      severity: 'warning',
      raised_share: { value: 51 / 100.5, ci_absent: 'single_replication' },
      first_ms: 21_000,
    },
    {
      rule: 'long',
      kind: 'over_target',
      severity: 'warning',
      raised: 0,
      replications: 0,
      raised_share: { value: 0, ci_absent: 'single_replication' },
    },
  ]);
  expect(series.strategies[0]).toMatchObject({
    alerts: [
      { rule: 'at_once', model: 'only', raised_ms: 11_000, cleared_ms: 72_000 },
      { rule: 'overload', model: 'only', raised_ms: 21_000, cleared_ms: 72_000 },
    ],
    ran_ms: 100_500,
  });
});

test('without rules of alerts and without agents the summary says nothing of them', async () => {
  const { summary, series } = await run(seconds([1, 2], {}));
  for (const key of ['alerts', 'assignment', 'agents']) expect(summary.strategies[0]).not.toHaveProperty(key);
  expect(series.strategies[0]).not.toHaveProperty('alerts');
});

/** Agents in a fleet that fails: assignments of every kind, alerts of every kind. */
const BUSY = {
  ...TINY,
  name: 'busy',
  seed: 'busy',
  fleet: {
    models: [
      { id: 'a', replicas: 2, max_concurrent: 2, max_queue: 3, capabilities: { code: 90, text: 60 } },
      {
        id: 'b',
        max_concurrent: 3,
        max_queue: 4,
        capabilities: { code: 70, text: 80 },
        quota: { requests_per_minute: 200 },
      },
      { id: 'c', max_concurrent: 3, max_queue: 4, capabilities: { code: 65, text: 75 } },
    ],
  },
  workload: {
    agents: [
      { name: 'coder', count: 5, needs: { code: 3, text: 1 }, arrivals: { kind: 'poisson', rate: '4/s' } },
      {
        name: 'writer',
        count: 4,
        needs: { text: 1 },
        users: { count: 2, think_time: { kind: 'exponential', mean: '300ms' } },
      },
    ],
    requests: 600,
  },
  service: { kind: 'exponential', mean: '150ms' },
  router: { max_retries: 2, retry_delay_ms: 20 },
  client: { timeout: '2s' },
  strategies: [
    { name: 'hard', policy: 'least_loaded', assign: 'greedy', assignment: 'hard' },
    { name: 'soft', policy: 'power_of_d', assign: 'optimal', adaptive_feedback: true },
    { name: 'kept', policy: 'least_loaded', assign: 'balanced', assignment: 'hard', reassign: 'never' },
    { name: 'many', policy: 'round_robin', assign: 'balanced', routers: 3 },
    'least_loaded',
  ],
  failures: [{ model: 'c', errors: '20%', from: '1s' }],
  events: [
    { at: '4s', endpoint: 'a/0', health: 'unhealthy' },
    { at: '5s', endpoint: 'a/1', health: 'unhealthy' },
    { at: '9s', remove: 'b' },
    { at: '10s', endpoint: 'a/1', health: 'healthy' },
  ],
  alerts: [
    { kind: 'overload', for: '0s', cooldown: '1s' },
    { kind: 'over_target', for: '1s', cooldown: '0s' },
    { kind: 'error_rate', model: 'c' },
    { kind: 'p99', above: '300ms', min_attempts: 20 },
    { kind: 'quota', above: '10%' },
  ],
  compare: ['quality', 'classes.coder.response_time_ms.p95'],
  replications: 3,
};
const here = runScenario(BUSY, { workers: 1 });

test('the run of these tests has re-assignments and alerts of every kind', async () => {
  const { strategies } = await here;
  const assigned = strategies.filter(({ assignment }) => assignment !== undefined);
  expect(assigned.map(({ name, agents }) => [name, (agents?.reassigned ?? 0) > 0])).toEqual([
    ['hard', true],
    ['soft', true],
    ['kept', false],
    ['many', true],
  ]);
  const raised = BUSY.alerts.map(({ kind }, rule) => [
    kind,
    strategies.some(({ alerts = [] }) => alerts[rule].raised > 0),
  ]);
  expect(raised).toEqual(BUSY.alerts.map(({ kind }) => [kind, true]));
  for (const { requests, classes = [] } of strategies) {
    expect(requests.in_flight).toBe(0);
    expect(classes.map(({ name, requests: own }) => [name, own.arrived > 300])).toEqual([
      ['coder', true],
      ['writer', true],
    ]);
  }
});

test('two workers give the same bytes as one, and a strategy alone the same as among others', async () => {
  const summary = await here;
  expect(toJson(await runScenario(BUSY, { workers: 2 }))).toBe(toJson(summary));
  const alone = await runScenario(BUSY, { workers: 1, strategies: ['soft'] });
  expect(alone.strategies).toEqual(summary.strategies.filter(({ name }) => name === 'soft'));
});

test('alerts change nothing else', async () => {
  const { alerts: _, ...quiet } = BUSY;
  const without = (await runScenario(quiet, { workers: 1 })).strategies;
  expect((await here).strategies.map(({ alerts: __, ...rest }) => rest)).toEqual(without);
});

test('every attempt of a request is explained, and what is explained is what happened', () => {
  const plan = planFromObject({ ...BUSY, replications: 1 });
  for (const strategy of [0, 1, 3]) {
    const { outcomes, endpoints } = new JobRunner(plan).simulation(strategy, 0).run();
    for (let request = 0; request < 600; request += 29) {
      const { decisions } = explainRequest(plan, { strategy, replication: 0, request });
      expect(decisions).toHaveLength(outcomes.attempts[request]);
      const last = decisions.at(-1)?.endpoint ?? null;
      if (last !== null) expect(last).toBe(endpoints[outcomes.endpoint[request]].id);
    }
  }
});

test('explain says of a request of an agent where it could go and where it went', async () => {
  const file = await folder.write('busy.yaml', BUSY);
  const { code, stdout } = await wavetank(['explain', file, '--request', '7', '--strategy', 'hard']);
  expect(code).toBe(0);
  expect(stdout).toContain('class coder');
  expect(stdout).toMatch(/agent \S+, assigned to a, class/);
  expect(stdout).toMatch(/→ a\/0 .* yes/); // hard: at the model of its agent alone
  expect(stdout).toMatch(/ [bc] .*does not meet the requirements/);
});

test('a model that none of the agents fits is said to have none, and agents without a model are told apart', async () => {
  const { strategies } = await runScenario({
    ...TINY,
    fleet: {
      models: [
        { id: 'near', capabilities: { code: 80 }, context_window: 4000 },
        { id: 'far', capabilities: { code: 0 }, max_concurrent: 20 },
      ],
    },
    workload: {
      agents: [
        { name: 'coder', count: 3, needs: { code: 1 }, capabilities: ['code'], arrivals: TINY.workload.arrivals },
        {
          name: 'reader',
          count: 2,
          capabilities: ['code'],
          context_window: 9000,
          arrivals: { kind: 'deterministic', rate: '5/s' },
        },
      ],
      requests: 40,
    },
    strategies: [{ name: 'hard', policy: 'random', assign: 'greedy', assignment: 'hard' }],
  });
  const [{ assignment, requests, measures }] = strategies;
  expect(assignment).toMatchObject({
    strategy: 'greedy',
    assignment: 'hard',
    enable_load_balancing: true,
    models_filtered: 0,
    agents: [
      { kind: 'coder', model: 'near', agents: 3, capability_score: 80 },
      { kind: 'reader', agents: 2 },
    ],
    // 3 × 10/s × 40 ms = 1.2 of 10 servers
    models: [
      { id: 'near', agents: 3, utilization: 0.3, predicted_utilization: expect.closeTo(0.12, 12) as number },
      { id: 'far', agents: 0, utilization: 0, predicted_utilization: 0 },
    ],
  });
  expect([requests.completed, requests.failed]).toEqual([30, 10]);
  expect(measures.quality?.value).toBe(80);
});
