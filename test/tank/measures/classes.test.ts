import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Measure } from '../../../src/index.js';
import { tinySummary, UNEQUAL } from '../runs/tiny.js';
import { runScenario } from '../../support/unchecked.js';

/** Measures by class of requests: small ones on paper, large ones against those of all requests. */

/**
 * Requests of `chat` at 100, 200, … 1000 ms and of `batch` at 250, 500, 750 and 1000 ms; one server that takes 40 ms for
 * each, so that `batch` waits 40 ms for `chat` at 500 and 1000 ms.
 */
const TWO = {
  workload: {
    classes: [
      { name: 'chat', deadline: '40ms' },
      { name: 'batch', deadline: '50ms' },
    ],
    sources: [
      { class: 'chat', arrivals: { kind: 'deterministic', rate: '10/s' } },
      { class: 'batch', arrivals: { kind: 'deterministic', rate: '4/s' } },
    ],
    duration: '1s',
  },
};

const served = (count: number) => ({
  arrived: count,
  completed: count,
  overload_failed: 0,
  timed_out: 0,
  failed: 0,
});
const tooFew = (value: number) => ({ value, ci_absent: 'too_short' });
const once = (value: number) => ({ value, ci_absent: 'single_replication' });

async function tinyClasses(changes: object = {}) {
  const { strategies } = await tinySummary({ ...TWO, ...changes });
  return strategies[0].classes;
}

test('two classes at one server: every number', async () => {
  expect(await tinyClasses()).toMatchObject([
    {
      name: 'chat',
      requests: served(10),
      response_time_ms: {
        mean: tooFew(expect.closeTo(40, 9) as number),
        p50: tooFew(40),
        p95: tooFew(40),
        p99: tooFew(40),
      },
      waiting_time_ms: { mean: tooFew(0) },
      completed_share: once(1),
      deadline_met: once(1),
    },
    {
      name: 'batch',
      requests: served(4),
      response_time_ms: { mean: tooFew(60), p50: tooFew(60), p95: tooFew(80), p99: tooFew(80) }, // 40, 40, 80, 80
      deadline_met: once(0.5),
    },
  ]);
});

test('after a warm-up, times and deadlines are of the requests that arrive later, counts of all', async () => {
  expect(await tinyClasses({ warm_up: '500ms' })).toMatchObject([
    { requests: served(10), response_time_ms: { mean: { value: 40 } }, deadline_met: { value: 1 } },
    { requests: served(4), response_time_ms: { mean: { value: 200 / 3 } }, deadline_met: { value: 1 / 3 } }, // 80, 40, 80
  ]);
});

test('what is not served has missed its deadline', async () => {
  const events = [
    { at: '450ms', endpoint: 'only', health: 'unhealthy' },
    { at: '550ms', endpoint: 'only', health: 'healthy' },
  ];
  expect(await tinyClasses({ events })).toMatchObject([
    { requests: { arrived: 10, completed: 9, failed: 1 }, deadline_met: { value: 0.9 } },
    { requests: { arrived: 4, completed: 3, failed: 1 }, deadline_met: { value: 0.5 } }, // 40, none, 40, 80
  ]);
  const timedOut = await tinyClasses({ client: { timeout: '60ms' } });
  expect(timedOut?.[1]).toMatchObject({ requests: { completed: 2, timed_out: 2 }, deadline_met: { value: 0.5 } });
});

test('a deadline that 32 bits cannot hold is met by what takes just as long', async () => {
  const classes = [{ name: 'chat', deadline: '40.1ms' }];
  const workload = { arrivals: { kind: 'deterministic', rate: '10/s' }, classes, requests: 1 };
  const changes = { workload, service: { kind: 'constant', value: '40.1ms' } };
  expect((await tinyClasses(changes))?.[0].deadline_met).toEqual(once(1));
});

test('what takes exactly the limit is in time, of the SLO, of goodput and of a deadline, whenever it arrived', async () => {
  const classes = [{ name: 'chat', deadline: '33.3ms' }];
  const { strategies } = await tinySummary({
    fleet: { models: [{ id: 'wide', max_concurrent: 1000 }] },
    workload: { arrivals: { kind: 'poisson', rate: '10/s' }, classes, requests: 2000 },
    service: { kind: 'constant', value: '33.3ms' },
    slo: { response_time: '33.3ms' },
  });
  const [{ measures: found, classes: parts }] = strategies;
  expect(found.slo_attainment).toMatchObject({ value: 1 });
  expect(found.goodput_per_s?.value).toBe(found.throughput_per_s?.value);
  expect(parts?.[0].deadline_met).toMatchObject({ value: 1 });
});

test('what takes a microsecond longer is late', async () => {
  const { strategies } = await tinySummary({
    service: { kind: 'constant', value: '33.301ms' },
    slo: { response_time: '33.3ms' },
  });
  expect(strategies[0].measures.slo_attainment).toMatchObject({ value: 0 });
});

test('a class of which nothing comes has counts alone, one without a deadline no share', async () => {
  const classes = [{ name: 'chat' }, { name: 'never', weight: 0, deadline: '1s' }];
  const workload = { arrivals: { kind: 'deterministic', rate: '10/s' }, classes, requests: 10 };
  const [chat, never] = (await tinyClasses({ workload })) ?? [];
  expect(chat).not.toHaveProperty('deadline_met');
  expect(never).toMatchObject({ name: 'never', requests: served(0), throughput_per_s: { value: 0 } });
  for (const absent of ['response_time_ms', 'completed_share', 'deadline_met'])
    expect(never).not.toHaveProperty(absent);
});

test('requests of a recorded trace without a class stand last; without classes there is nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wavetank-'));
  const path = join(folder, 'trace.csv');
  const classesIn = async (rows: readonly string[]) => {
    await writeFile(path, ['arrival_ms,class,deadline_ms', ...rows].join('\n'));
    return tinyClasses({ workload: { trace: { path, format: 'csv' } } });
  };
  const some = await classesIn(['0,chat,30', '100,,40', '200,chat,', '210,,40']);
  const none = await classesIn(['0,,30', '100,,40']);
  await rm(folder, { recursive: true });
  expect(some).toMatchObject([
    { name: 'chat', requests: served(2), response_time_ms: { mean: { value: 40 } }, deadline_met: { value: 0 } },
    { name: '(none)', requests: served(2), response_time_ms: { mean: { value: 55 } }, deadline_met: { value: 0.5 } },
  ]);
  expect(none).toBeUndefined();
});

test('replications without a request are counted with the others, and leave no interval', async () => {
  const classes = [{ name: 'chat', deadline: '1s' }];
  const workload = { arrivals: { kind: 'poisson', rate: '1/s' }, classes, duration: '1s' }; // e^-1 of them are empty
  const summary = await tinySummary({ workload, replications: 10, seed: 'sparse' });
  expect(summary.warnings[0]).toMatch(/^[1-9] of 10 replications had no request: /);
  const { arrived } = summary.strategies[0].requests;
  expect(summary.strategies[0].classes).toMatchObject([
    {
      requests: served(arrived),
      response_time_ms: { mean: tooFew(expect.closeTo(40, 9) as number) },
      deadline_met: { value: 1, ci_absent: 'no_value' },
    },
  ]);
});

const unequal = (classes: readonly object[]) => ({ ...UNEQUAL, workload: { ...UNEQUAL.workload, classes } });

test('one class has the measures of all requests, interval for interval, and meets a deadline as they meet the SLO', async () => {
  const { strategies } = await runScenario({
    ...unequal([{ name: 'all', deadline: '100ms' }]),
    slo: { response_time: '100ms' },
  });
  for (const { classes, requests, measures } of strategies) {
    const { in_flight: _, ...counts } = requests;
    const { response_time_ms, waiting_time_ms, slo_attainment } = measures;
    expect(classes).toMatchObject([
      { name: 'all', requests: counts, response_time_ms, waiting_time_ms, deadline_met: slo_attainment },
    ]);
    expect(measures.slo_attainment?.ci_method).toBe('replications');
  }
});

test('classes add up to all requests, and change neither with the number of workers nor anything else', async () => {
  const scenario = unequal([{ name: 'a', weight: 3, deadline: '80ms' }, { name: 'b' }]);
  const summary = await runScenario(scenario);
  for (const { classes = [], requests, measures } of summary.strategies) {
    for (const name of ['arrived', 'completed', 'overload_failed', 'timed_out', 'failed'] as const) {
      expect(classes.reduce((sum, each) => sum + each.requests[name], 0)).toBe(requests[name]);
    }
    const weighted = classes.map((each) => each.requests.completed * (each.response_time_ms?.mean.value ?? NaN));
    const mean = weighted.reduce((sum, total) => sum + total, 0) / requests.completed;
    expect(mean).toBeCloseTo((measures.response_time_ms?.mean as Measure).value, 9);
  }
  expect(JSON.stringify(await runScenario(scenario, { workers: 2 }))).toBe(JSON.stringify(summary));
  const withoutClasses = (await runScenario(UNEQUAL)).strategies;
  const others = summary.strategies.map(({ classes: _, measures: { deadline_met: __, ...measures }, ...rest }) => ({
    ...rest,
    measures,
  }));
  expect(others).toEqual(withoutClasses);
});
