import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/diagnostic.js';
import { KeptPoints, planCapacity, runCapacity } from '../../../src/tank/studies/index.js';
import { workFolder } from '../../cli/wavetank.js';
import { capacity } from '../../support/unchecked.js';

const folder = workFolder();

const SCENARIO = {
  schema: 'wavetank.scenario/1',
  name: 'queue',
  fleet: { models: [{ id: 'server', replicas: 4, max_concurrent: 1, max_queue: 'unlimited' }] },
  workload: { arrivals: { kind: 'poisson', rate: '20/s' }, requests: 400 },
  service: { kind: 'exponential', mean: '100ms' },
  strategies: [
    { name: 'random', policy: 'random', max_load_threshold: 'off' },
    { name: 'least_loaded', policy: 'least_loaded', max_load_threshold: 'off' },
  ],
  slo: { response_time: '600ms', attainment: '95%' },
  replications: 5,
};

test('each strategy has an answer at which it meets the SLO, and near which it does not', async () => {
  const { strategies, varied, at_baseline: at } = await capacity(SCENARIO);
  expect(varied).toMatchObject({ path: 'workload.arrivals.rate', unit: '/s', sought: 'highest', is_whole: false });
  for (const { value, ci95, points } of strategies) {
    const place = points.findIndex((point) => point.value === value);
    expect(points[place]).toMatchObject({ is_met: true });
    expect(points[place + 1]).toMatchObject({ is_met: false });
    expect(points[place + 1].value / points[place].value).toBeLessThan(1.0102);
    const [low, high] = ci95 ?? [];
    const at = (wanted: number | null | undefined) => points.find((point) => point.value === wanted);
    expect(at(low)).toMatchObject({ is_met: true, is_sure: true });
    expect(at(high)).toMatchObject({ is_met: false, is_sure: true });
  }
  const [random, leastLoaded] = strategies;
  expect(leastLoaded.value).toBeGreaterThan(random.value ?? Infinity);
  expect(at).toMatchObject({ value: random.value, comparisons: [{ strategy: 'least_loaded', verdict: 'better' }] });
});

test('the fewest replicas are whole numbers, and fewer for the better strategy', async () => {
  const { strategies, varied } = await capacity(SCENARIO, { vary: 'fleet.models.server.replicas' });
  expect(varied).toMatchObject({ sought: 'lowest', is_whole: true, tolerance: 0, from: 1 });
  const [random, leastLoaded] = strategies.map(({ value }) => value ?? Infinity);
  expect(Number.isInteger(random)).toBe(true);
  expect(leastLoaded).toBeLessThan(random);
});

test('the number of threads changes no number', async () => {
  const [one, two] = await Promise.all([1, 2].map((workers) => capacity(SCENARIO, { workers, tolerance: 0.1 })));
  expect(two).toEqual(one);
});

test('the answer of a strategy is the same whichever others are searched', async () => {
  const both = await capacity(SCENARIO);
  const alone = await capacity(SCENARIO, { strategies: ['least_loaded'] });
  expect(alone.strategies).toEqual(both.strategies.slice(1));
  expect(alone.at_baseline).toBeUndefined();
});

test('one run has an answer without an interval', async () => {
  const { strategies } = await capacity({ ...SCENARIO, replications: 1 }, { strategies: ['random'] });
  expect(strategies[0].value).toBeGreaterThan(10);
  expect(strategies[0]).not.toHaveProperty('ci95');
});

test('a rate at which the window is empty says nothing: the answer lies before it', async () => {
  const big = { ...SCENARIO, warm_up: '5s', workload: { arrivals: { kind: 'poisson', rate: '20/s' }, requests: 400 } };
  const fleet = { models: [{ id: 'server', replicas: 64, max_concurrent: 1, max_queue: 'unlimited' }] };
  const { strategies } = await capacity({ ...big, fleet }, { strategies: ['random'] });
  expect(strategies[0]).toMatchObject({ outside: 'runs_too_short' });
  expect(strategies[0].value).toBeLessThan(400 / 5);
  await expect(capacity({ ...big, warm_up: '60s' })).rejects.toThrow('no request arrives after the warm-up');
});

test('where queues grow to the end of the runs the SLO is missed, however few requests are late yet', async () => {
  const overloaded = {
    ...SCENARIO,
    workload: { arrivals: { kind: 'poisson', rate: '20/s' }, requests: 2000 },
    warm_up: '5s',
    slo: { response_time: '20s', attainment: '95%' },
  };
  const { strategies } = await capacity(overloaded, {
    strategies: ['least_loaded'],
    vary: 'workload.arrivals.rate=20/s..60/s',
    tolerance: 0.05,
  });
  expect(strategies[0].value).toBeLessThan(42); // the fleet serves 40/s
  expect(strategies[0].points.some(({ is_met, slo_attainment: { value } }) => !is_met && value > 0.95)).toBe(true);
});

test('a search that is aborted has no result', async () => {
  const planned = await planCapacity(SCENARIO, { vary: 'workload.arrivals.rate' });
  const controller = new AbortController();
  const running = runCapacity(planned, {
    workers: 1,
    signal: controller.signal,
    onProgress: () => {
      controller.abort();
    },
  });
  expect(await running).toBeUndefined();
});

test('what an earlier search has finished is not run again, and the answers are the same bytes', async () => {
  const planned = await planCapacity(SCENARIO, { vary: 'workload.arrivals.rate' });
  const whole = await runCapacity(planned, { workers: 1 });
  const path = folder.path('kept');
  const controller = new AbortController();
  let finished = 0;
  const onProgress = () => {
    if (++finished === 7) controller.abort();
  };
  const options = { workers: 1, onProgress };
  const kept = await KeptPoints.open(path, false);
  expect(await runCapacity(planned, { ...options, kept, signal: controller.signal })).toBeUndefined();
  const files = await folder.files('kept/.points');
  expect(files.length).toBeGreaterThanOrEqual(7);
  const resumed = await runCapacity(planned, { workers: 2, kept: await KeptPoints.open(path, true) });
  expect(JSON.stringify(resumed)).toBe(JSON.stringify(whole));
  const [first] = files;
  await folder.write(`kept/.points/${first}`, 'damaged');
  const again = await runCapacity(planned, { workers: 1, kept: await KeptPoints.open(path, true) });
  expect(JSON.stringify(again)).toBe(JSON.stringify(whole));
});

test('a tolerance that is no share is refused', async () => {
  for (const tolerance of [0, -1, 1, NaN]) {
    await expect(capacity(SCENARIO, { tolerance })).rejects.toThrow(`tolerance cannot be`);
  }
});

describe('mistakes are told before anything runs', () => {
  const { slo: _, ...withoutSlo } = SCENARIO;
  test.each([
    ['no SLO', withoutSlo, 'workload.arrivals.rate', 'the scenario has no SLO'],
    ['an end that is no scenario', SCENARIO, 'fleet.models.server.replicas=1..1000000', 'replicas'],
    ['a path to nothing', SCENARIO, 'fleet.models.none.replicas', 'no entry "none"'],
    ['a path with a range to nothing', SCENARIO, 'fleet.models.none.replicas=1..4', 'no entry "none"'],
    ['an unknown key', SCENARIO, 'workload.arrivals.rat=1/s..4/s', 'unknown key "rat"'],
    ['no path', SCENARIO, 'workload..rate', 'is no path'],
  ])('%s', async (_name, scenario, vary, message) => {
    const planning = planCapacity(scenario, { vary });
    await expect(planning).rejects.toThrow(InputError);
    await expect(planning).rejects.toThrow(message);
  });
});
