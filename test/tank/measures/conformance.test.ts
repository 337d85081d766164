import { expect, test } from 'vitest';
import {
  comparablePaths,
  directionOf,
  measures,
  nested,
  parseMeasurePath,
  quantileName,
  quantileOfName,
} from '../../../src/tank/measures/index.js';
import { namedTables } from '../../../src/tank/report/tables.js';
import { storedMeasure } from '../../../src/tank/results/index.js';
import { runScenario } from '../../support/unchecked.js';

/** What every entry of the registry of measures keeps, and a run in which each of them has a value. */

const UNITS = ['ms', '1/s', 'share', 'count', 'ratio', 'price', 'score'];

/** What a source sends, or an agent. */
const SENDS = {
  arrivals: { kind: 'poisson', rate: '4/s' },
  prompt_tokens: { kind: 'constant', value: 100 },
  output_tokens: { kind: 'exponential', mean: 300 },
  sessions: { turns: { kind: 'constant', value: 3 }, think_time: { kind: 'constant', value: '1s' } },
};

/** Everything at once: agents of two classes, deadlines, caches, prices, timeouts, refusals, retries, fallbacks. */
const EVERYTHING = {
  schema: 'wavetank.scenario/1',
  name: 'everything',
  seed: 'measures',
  fleet: {
    models: [
      { id: 'gpt-4.1', replicas: 2, max_concurrent: 2, max_queue: 2, price: { prompt: 2, output: 8 } },
      {
        id: 'mini',
        capabilities: { code: 60 },
        max_concurrent: 1,
        max_queue: 1,
        cache: { entries: 50, hit_factor: 0.5 },
        price: { prompt: 1, output: 4 },
      },
    ],
  },
  workload: {
    agents: [
      { name: 'chat', count: 2, needs: { code: 1 }, deadline: '800ms', ...SENDS },
      { name: 'batch', ...SENDS },
    ],
    requests: 1500,
  },
  service: { per_output_token: '1ms', base: '100ms' },
  client: { timeout: '3s' },
  telemetry: { interval: '500ms' },
  strategies: [{ name: 'reported', policy: 'least_loaded', load_signal: 'reported', assign: 'greedy' }, 'random'],
  slo: { response_time: '1s' },
  failures: [{ errors: '1%' }, { rate_limited: '1%' }, { hang: '1%' }],
  events: [
    { at: '20s', endpoint: 'gpt-4.1/0', health: 'degraded' },
    { at: '25s', endpoint: 'gpt-4.1/0', crash: { for: '2s' } },
  ],
  replications: 3,
};
const summary = await runScenario(EVERYTHING);

test.each(Object.entries(measures))('%s says what it is', (path, { label, description, unit, better, table }) => {
  expect(label).not.toBe('');
  expect(description).toMatch(/^[A-Z].*\.$/);
  expect(UNITS).toContain(unit);
  expect([null, 'lower', 'higher']).toContain(better);
  expect(table).not.toBe('');
  if (unit === 'ms') expect(path).toMatch(/_ms$/);
  if (unit === '1/s') expect(path).toMatch(/_per_s$/);
});

const shown = Object.values(namedTables(summary))
  .flat()
  .flatMap(({ title, head, rows }) => [title, ...head, ...rows.map(([first]) => first)]);

test.each(
  Object.entries(measures).filter(([path]) => !path.startsWith('routing.reasons.') && path !== 'requests.ties'),
)('%s stands in the summary, and is shown', (path, { kind, label, table, isOfParts, parts = [], partName = path }) => {
  const [{ models, endpoints, classes = [] }] = summary.strategies;
  const statistic = kind === 'column' ? '.mean' : '';
  const stored = (at: string) => storedMeasure(summary.strategies[0], at + statistic);
  if (isOfParts !== true) expect(stored(path)).toBeDefined();
  if (parts.includes('model')) expect(stored(`models.mini.${partName}`)).toBeDefined();
  if (parts.includes('class')) expect(stored(`classes.chat.${partName}`)).toBeDefined();
  const at = (part: object) => partName.split('.').reduce<unknown>((from, step) => (from as never)[step], part);
  if (parts.includes('model')) expect(models.some((model) => at(model) !== undefined)).toBe(true);
  if (parts.includes('endpoint')) expect(endpoints.some((endpoint) => at(endpoint) !== undefined)).toBe(true);
  if (parts.includes('class')) expect(classes.some((each) => at(each) !== undefined)).toBe(true);
  if (table === 'none') return;
  const words = kind === 'column' ? label.replace(' with unserved requests', '') : label;
  expect(shown.join('\n').toLowerCase()).toContain(words.toLowerCase());
});

test('what does not apply is absent, never 0', async () => {
  const workload = { ...SENDS, requests: 1500 };
  const models = [{ id: 'mini', max_concurrent: 1, max_queue: 1 }];
  const { slo: _, client: __, events: ___, failures: ____, ...rest } = EVERYTHING;
  const { strategies } = await runScenario({
    ...rest,
    fleet: { models },
    workload,
    strategies: ['random'],
    replications: 2,
  });
  for (const { measures: found, classes, attempts, agents, assignment } of strategies) {
    expect([classes, agents, assignment]).toEqual([undefined, undefined, undefined]);
    expect(Object.keys(attempts)).toEqual(['accepted']);
    for (const name of [
      'quality',
      'goodput_per_s',
      'slo_attainment',
      'deadline_met',
      'cache_hit_rate',
      'token_cost',
      'wasted_token_cost',
    ]) {
      expect(found).not.toHaveProperty(name);
    }
    expect(found).not.toHaveProperty('response_time_with_unserved_ms');
  }
});

test('paths lead to the whole and to parts, and nowhere else', () => {
  expect(parseMeasurePath('response_time_ms.p99')).toMatchObject({ name: 'response_time_ms', statistic: 'p99' });
  expect(parseMeasurePath('models[gpt-4.1].utilization')?.part).toEqual({ kind: 'model', name: 'gpt-4.1' });
  expect(parseMeasurePath('classes.chat.response_time_ms.mean')?.part).toEqual({ kind: 'class', name: 'chat' });
  expect(parseMeasurePath('endpoints.gpt/0.refusals')).toMatchObject({ name: 'overload.refusals' });
  for (const wrong of [
    'response_time_ms',
    'utilization.p99',
    'classes.chat',
    'classes.chat.utilization',
    'models.gpt-4.1.utilization',
    'toString',
    'response_time_ms.max',
    '',
  ]) {
    expect(parseMeasurePath(wrong), wrong).toBeUndefined();
  }
});

test('utilization and occupancy have no better direction, and cannot be compared', async () => {
  expect([directionOf('utilization'), directionOf('occupancy'), directionOf('overload.episodes')]).toEqual([
    null,
    null,
    null,
  ]);
  expect(comparablePaths([50])).not.toContain('utilization');
  await expect(runScenario({ ...EVERYTHING, compare: ['utilization'] })).rejects.toThrow(
    /utilization has no better direction/,
  );
  await expect(runScenario({ ...EVERYTHING, compare: ['classes.chatt.completed_share'] })).rejects.toThrow(
    /unknown class "chatt"/,
  );
});

test('measures of parts and counts are compared like any other', async () => {
  const compare = ['classes.chat.response_time_ms.p50', 'models[gpt-4.1].throughput_per_s', 'overload.refusals'];
  const { comparisons, strategies } = await runScenario({ ...EVERYTHING, compare });
  expect(comparisons.map(({ measure }) => measure)).toEqual(compare);
  const refusals = strategies.map(({ overload }) => overload.refusals / 3);
  expect(comparisons[2].difference).toBeCloseTo(refusals[1] - refusals[0], 9);
});

test('quantiles are named without their point, and found by their names', () => {
  expect([50, 99.9, 97.5, 5, 99.99].map(quantileName)).toEqual(['p50', 'p999', 'p975', 'p5', 'p9999']);
  expect([9.9, 99, 1.5, 15, 0.5, 9.99].map(quantileName)).toEqual(['p099', 'p99', 'p015', 'p15', 'p005', 'p0999']);
  for (const percent of [9.9, 99, 1.5, 15, 0.5, 5, 9.99, 99.9]) {
    expect(quantileOfName(quantileName(percent))).toBe(percent);
  }
  expect(['p50', 'p999', 'p975', 'p5', 'p9999'].map(quantileOfName)).toEqual([50, 99.9, 97.5, 5, 99.99]);
  expect(['p', 'p0500', 'mean', 'p99999'].map(quantileOfName)).toEqual([undefined, undefined, undefined, undefined]);
});

test('a dotted path is split in one place', () => {
  expect(nested(new Map(Object.entries({ 'a.b': 1, c: 2, 'routing.reasons.a: b. c': 3 })))).toEqual({
    a: { b: 1 },
    c: 2,
    routing: { reasons: { 'a: b. c': 3 } },
  });
});

test('a path names one measure in one way, and nothing may follow it', () => {
  const named = (path: string) => parseMeasurePath(path)?.name;
  expect(named('models.b.refusals')).toBe('overload.refusals');
  expect(named('classes.chat.requests.timed_out')).toBe('requests.timed_out');
  expect(named('models.b.requests')).toBe('attempts.accepted');
  for (const path of [
    'models.b.refusals.foo',
    'models.b.refusals.p99',
    'models.b.overload.refusals',
    'models.b.requests.x',
  ]) {
    expect(named(path), path).toBeUndefined();
  }
});

test('there is a token cost where every model that may serve has a price, and a warning where some have', async () => {
  const [large, small] = EVERYTHING.fleet.models;
  const { price: _none, ...unpriced } = small;
  const { strategies, warnings } = await runScenario({ ...EVERYTHING, fleet: { models: [large, unpriced] } });
  expect(warnings).toContain('no token cost of the whole: without a price are mini');
  const [{ measures: whole, models }] = strategies;
  expect(whole).not.toHaveProperty('token_cost');
  expect(models.map((model) => model.token_cost?.value)).toEqual([expect.any(Number), undefined]);
});
