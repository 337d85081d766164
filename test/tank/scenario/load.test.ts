import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_CAPACITY, DEFAULT_ROUTER_OPTIONS } from '../../../src/router/index.js';
import {
  planFromObject,
  scenarioTemplate,
  type TemplateName,
  templates,
  validateScenario,
} from '../../../src/tank/scenario/index.js';
import { limitsOf } from '../../../src/tank/simulation/index.js';
import { changed, inputError, plan, SCENARIO } from './fixture.js';

const MINIMAL = {
  schema: 'wavetank.scenario/1',
  name: 'minimal',
  fleet: { models: [{ id: 'only' }] },
  workload: { arrivals: { kind: 'poisson', rate: '1/s' }, requests: 100 },
  service: { kind: 'exponential', mean: '500ms' },
  strategies: ['random'],
};

const SESSIONS = { turns: { kind: 'constant', value: 2 }, think_time: { kind: 'constant', value: '1s' } };

test('what is accepted and has no effect is a warning, once', () => {
  const warningsOf = (priorities: readonly number[]) => {
    const classes = priorities.map((priority, c) => ({ name: `c${c}`, priority }));
    return planFromObject({ ...MINIMAL, workload: { ...MINIMAL.workload, classes } }).warnings;
  };
  expect(warningsOf([3, 5])).toEqual(['class priority has no effect yet']);
  expect(warningsOf([0, 0])).toEqual([]);
  const { arrivals } = MINIMAL.workload;
  const agents = [{ name: 'coder', arrivals, priority: 3 }];
  const { warnings } = planFromObject({ ...MINIMAL, workload: { agents, requests: 100 } });
  expect(warnings).toEqual(['class priority has no effect yet']);
});

test('a minimal scenario gets every default', () => {
  const { sha256, jobsSha256, ...rest } = planFromObject(MINIMAL);
  expect(jobsSha256).toMatch(/^[0-9a-f]{64}$/);
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(rest).toEqual({
    written: MINIMAL,
    given: MINIMAL,
    name: 'minimal',
    question: undefined,
    expected: undefined,
    seed: 'minimal',
    fleet: { models: [{ id: 'only', replicas: 1, maxConcurrent: 10, maxQueue: 5, targetUtilization: 0.8 }] },
    backends: [{ kind: 'slots', speed: 1 }],
    caches: [undefined],
    quotas: undefined,
    fixed: {},
    workload: {
      kind: 'synthetic',
      sources: [{ arrivals: { kind: 'poisson', rate: 1 } }],
      classes: undefined,
      blockTokens: undefined,
      outputEstimate: undefined,
      requests: 100,
      durationMs: undefined,
    },
    service: { kind: 'distribution', distribution: { kind: 'exponential', mean: 500 } },
    client: { timeoutMs: undefined },
    strategies: [
      {
        name: 'random',
        policy: 'random',
        place: 0,
        options: {},
        layers: {},
        router: DEFAULT_ROUTER_OPTIONS,
        telemetry: { intervalMs: 0, delayMs: 0 },
        routers: 1,
      },
    ],
    baseline: 'random',
    failures: [],
    alerts: [],
    compare: ['response_time_ms.p99'],
    quantiles: [50, 90, 95, 99, 99.9],
    tolerance: { default: { share: 0.02 }, of: {} },
    replications: 1,
    warmUpMs: 0,
    warmUp: undefined,
    precision: undefined,
    select: undefined,
    slo: undefined,
    events: [],
    warnings: [],
  });
});

test('human units become milliseconds and rates per second, events come in order of time', () => {
  const { workload, service, client, warmUpMs, slo, events } = plan();
  expect(workload).toMatchObject({
    sources: [{ arrivals: { rate: 40 }, promptTokens: { mean: 800, cv: 1.2 } }],
    requests: 20000,
  });
  expect(service).toMatchObject({ baseMs: 20, perPromptTokenMs: 0.05, perOutputTokenMs: 2, noiseCv: 0.1 });
  expect([client.timeoutMs, warmUpMs]).toEqual([30_000, 30_000]);
  expect(slo).toEqual({ responseTimeMs: 2000, attainment: 0.99 });
  expect(events).toEqual([
    { timeMs: 60_000, endpoint: 'small/0', field: 'health', value: 'unhealthy' },
    { timeMs: 90_000, endpoint: 'small/0', field: 'health', value: 'healthy' },
  ]);
});

test('a backend takes over the limits of its model, and unlimited is Infinity', () => {
  const { fleet, backends } = plan();
  const limits = fleet.models.map((model, m) => limitsOf(backends[m], { ...DEFAULT_CAPACITY, ...model }));
  expect(fleet.models.map(({ maxQueue }) => maxQueue)).toEqual([16, Infinity, 5]);
  expect(limits.map(({ maxConcurrent, maxQueue }) => [maxConcurrent, maxQueue])).toEqual([
    [8, 16],
    [10, Infinity],
    [10, 5],
  ]);
  expect(backends[2]).toEqual({ kind: 'processor_sharing', speed: 0.3, cores: 2 });
});

test('an event may change any one field', () => {
  const text = changed(['health: healthy', 'speed: 0.5'], ['health: unhealthy', 'max_queue: unlimited']);
  expect(plan(text).events).toMatchObject([
    { field: 'max_queue', value: Infinity },
    { field: 'speed', value: 0.5 },
  ]);
});

test('a strategy overrides the router configuration of all', () => {
  const { strategies } = plan(changed(['max_retries: 3', 'max_retries: 1']));
  expect(strategies).toMatchObject([
    { name: 'round_robin', router: { maxLoadThreshold: 0.9, maxRetries: 1, retryDelayMs: 100 } },
    { name: 'tuned', policy: 'least_loaded', router: { maxLoadThreshold: 'off', maxRetries: 1 } },
  ]);
});

test('name and policy of a strategy stand for each other', () => {
  const { strategies } = planFromObject({
    ...MINIMAL,
    strategies: [{ name: 'random', max_retries: 0 }, { policy: 'least_loaded' }],
  });
  expect(strategies.map(({ name, policy }) => [name, policy])).toEqual([
    ['random', 'random'],
    ['least_loaded', 'least_loaded'],
  ]);
});

test('the path of a trace is relative to the folder of the scenario, its format may be left to recognition', () => {
  const text = changed(
    [/ {2}arrivals[^]*20000\n/, '  trace: { path: ../day.csv.gz }\n'],
    ['replications: 10\n', ''],
    [/precision[^]*select.*\n/, ''],
  );
  expect(plan(text)).toMatchObject({
    workload: { kind: 'recorded', format: undefined, path: '/data/day.csv.gz', skipBadRows: false },
    replications: 1,
  });
});

test('a value may stand once and be repeated by an alias', () => {
  const text = changed(
    ['{ kind: lognormal, mean: 800, cv: 1.2 }', '&length { kind: lognormal, mean: 800, cv: 1.2 }'],
    ['{ kind: lognormal, mean: 200, cv: 0.8 }', '*length'],
  );
  expect(plan(text).workload).toMatchObject({
    sources: [{ promptTokens: { mean: 800 }, outputTokens: { mean: 800 } }],
  });
});

test('a scenario is the same in YAML, in JSON and as an object', () => {
  const json = plan(JSON.stringify(MINIMAL, null, '\t'));
  expect(planFromObject(MINIMAL)).toEqual(json);
  expect(plan(JSON.stringify(MINIMAL))).toEqual(json);
});

test('a mistake in an object carries its path', () => {
  const { diagnostics } = inputError(() =>
    planFromObject({ ...MINIMAL, fleet: { models: [{ id: 'a', replicas: 0 }] } }),
  );
  expect(diagnostics).toEqual([
    {
      file: 'fleet.models[0].replicas',
      message: 'fleet.models[0].replicas cannot be 0',
      advice: 'expected a whole number from 1 to 10000',
    },
  ]);
});

test.each([null, undefined, 7, [], new Map(), () => 1, Symbol('x'), 10n])('%o is no scenario', async (value) => {
  expect(await validateScenario(value)).not.toEqual([]);
});

test('an object that holds itself is a mistake like any other', () => {
  const loop: Record<string, unknown> = { ...MINIMAL };
  loop.self = loop;
  loop.service = loop;
  loop.strategies = [{ name: 'random', options: loop }];
  expect(inputError(() => planFromObject(loop)).diagnostics.length).toBeGreaterThan(2);
});

test('every scenario of the project is without mistakes', async () => {
  const folder = new URL('../../../scenarios/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  for (const file of files) expect(await validateScenario(new URL(file, folder).pathname), file).toEqual([]);
});

test.each(['my-first-1', '42', '1e3', '0x1f', 'null', 'true', '-', '---', '-a'])(
  'the scenario to start from is without mistakes under the name %s',
  (name) => {
    expect(plan(scenarioTemplate(name))).toMatchObject({ name, seed: name });
  },
);

test.each(Object.keys(templates) as TemplateName[])('the template %s is without mistakes', (template) => {
  expect(plan(scenarioTemplate('mine', template))).toMatchObject({ name: 'mine' });
});

test('the scenario to start from cannot have a path as name', () => {
  expect(inputError(() => scenarioTemplate('../../x')).message).toBe(
    'name cannot be "../../x"\n  expected lower-case letters, digits and "-", 1 to 64 characters',
  );
});

test('the fixture of these tests uses every key of the JSON Schema but expected and sweep', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../../scenarios/scenario.schema.json', import.meta.url), 'utf8'),
  ) as { readonly properties: object };
  const keys = Object.keys(schema.properties).filter((key) => !`\n${SCENARIO}`.includes(`\n${key}:`));
  expect(keys).toEqual(['expected', 'sweep']);
});

test.each([
  ['token_cost', 'a price of every model'],
  ['cache_hit_rate', 'a model with a cache'],
  ['deadline_met', 'requests with deadlines'],
  ['response_time_with_unserved_ms.mean', 'a timeout of the client'],
  ['goodput_per_s', 'an slo'],
])('%s is compared where it can have a value', (measure, what) => {
  expect(() => planFromObject({ ...MINIMAL, compare: [measure] })).toThrow(`${measure} needs ${what}`);
  const models = [{ id: 'only', price: { prompt: 1, output: 2 }, cache: { entries: 10, hit_factor: 0.5 } }];
  const workload = { ...MINIMAL.workload, classes: [{ name: 'chat', deadline: '2s' }] };
  const whole = { fleet: { models }, workload, slo: { response_time: '1s' }, client: { timeout: '9s' } };
  const wanted = { ...MINIMAL, ...whole, service: { per_prompt_token: '1ms' }, compare: [measure] };
  const tokens = { prompt_tokens: { kind: 'constant', value: 9 }, sessions: SESSIONS };
  expect(planFromObject({ ...wanted, workload: { ...workload, ...tokens } }).compare).toEqual([measure]);
});

test('a strategy has its place in the scenario whichever are run; what is run beside them comes after', () => {
  const scenario = { ...MINIMAL, strategies: ['random', 'jiq', { name: 'mine', policy: 'random' }] };
  const places = planFromObject(scenario, { strategies: ['mine', 'power_of_d', 'random'] }).strategies;
  expect(places.map(({ name, place }) => [name, place])).toEqual([
    ['mine', 2],
    ['power_of_d', 3],
    ['random', 0],
  ]);
});

test('what was run is a scenario itself, with its overrides', () => {
  const { written, workload, fleet } = planFromObject(MINIMAL, { seed: 'another', strategies: ['jiq'] });
  const again = planFromObject(written);
  expect(again).toMatchObject({ written, workload, fleet, seed: 'another' });
  expect(again.strategies.map(({ name }) => name)).toEqual(['jiq']);
});
