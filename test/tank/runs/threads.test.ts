import { expect, test } from 'vitest';
import { InputError } from '../../../src/index.js';
import { estimateRun } from '../../../src/tank/runs/estimate.js';
import { runExperiment } from '../../../src/tank/runs/run-experiment.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { traceOf } from '../../support/traces.js';
import { TINY, UNEQUAL } from './tiny.js';
import { runScenario } from '../../support/unchecked.js';

/** A run of so many requests in all: two strategies, four replications. */
const plan = (requests: number) =>
  planFromObject({ ...UNEQUAL, workload: { ...UNEQUAL.workload, requests: requests / 8 } });

test('a short run is estimated for one worker, a long one for one on each core, at most one a job', () => {
  expect(estimateRun(plan(8000), undefined, undefined).workers).toBe(1);
  expect(estimateRun(plan(8_000_000), undefined, 100).workers).toBe(8);
  expect(estimateRun(plan(8000), undefined, 3)).toMatchObject({ jobs: 8, requestsPerJob: 1000, workers: 3 });
});

test('the pilot of an automatic warm-up is estimated too', () => {
  const jobs = [2, 30].map((replications) => {
    const automatic = planFromObject({ ...UNEQUAL, replications, warm_up: 'auto' });
    return estimateRun(automatic, undefined, 1).jobs;
  });
  expect(jobs).toEqual([2 * (2 + 2), 2 * (30 + 10)]);
});

test('an estimate grows with the requests, and falls with the workers', () => {
  const [few, many, shared] = [plan(8000), plan(8e6), plan(8e6)].map((of, i) =>
    estimateRun(of, undefined, i === 2 ? 4 : 1),
  );
  expect(many.seconds).toBeGreaterThan(few.seconds);
  expect(many.memoryBytes).toBeGreaterThan(few.memoryBytes);
  expect(shared.seconds).toBeLessThan(many.seconds);
});

test('a single long job leaves this thread free, so that it can be interrupted', async () => {
  const long = planFromObject({ ...TINY, workload: { ...TINY.workload, requests: 3_000_000 } });
  const interrupt = new AbortController();
  const running = runExperiment(long, { workers: 1, signal: interrupt.signal });
  setTimeout(() => {
    interrupt.abort(); // would not be heard before the end of a job in this thread
  }, 50);
  expect(await running).toMatchObject({ results: undefined, interrupted: true, jobs: [] });
});

/** Short in requests alone: what else each of them does would keep this thread busy for seconds, or for ever. */
const HEAVY: Readonly<Record<string, object>> = {
  'telemetry between rare requests': {
    workload: { arrivals: { kind: 'poisson', rate: '1/m' }, requests: 300 },
    telemetry: { interval: '1ms' },
  },
  'telemetry at every nanosecond': { telemetry: { interval: '0.000001ms' } },
  'telemetry of a strategy alone': {
    strategies: ['round_robin', { policy: 'least_loaded', telemetry: { interval: '0.0001ms' } }],
  },
  'alerts between rare requests': {
    fleet: { models: Array.from({ length: 40 }, (_, m) => ({ id: `m${m}` })) },
    workload: { arrivals: { kind: 'poisson', rate: '1/h' }, requests: 20 },
    alerts: [{ kind: 'overload' }, { kind: 'over_target' }],
  },
  'sessions that run in': {
    workload: {
      arrivals: { kind: 'poisson', rate: '1000/s' },
      sessions: {
        turns: { kind: 'constant', value: 1000 },
        think_time: { kind: 'constant', value: '1s' },
        run_in: '2h',
      },
      requests: 100,
    },
  },
  'blocks of prompts': {
    workload: {
      arrivals: { kind: 'poisson', rate: '10/s' },
      prompt_tokens: { kind: 'constant', value: 1e7 },
      block_tokens: 1,
      requests: 40,
    },
  },
};

test.each(Object.entries(HEAVY))(
  '%s: it can be interrupted within a second, and the estimate says how long',
  async (_, changes) => {
    const heavy = planFromObject({ ...TINY, ...changes });
    expect(estimateRun(heavy, undefined, 1).seconds).toBeGreaterThan(2);
    const interrupt = new AbortController();
    let interruptedMs = 0;
    const onProgress = () => {
      setTimeout(() => {
        interruptedMs = performance.now();
        interrupt.abort();
      }, 300);
    };
    const running = await runExperiment(heavy, { workers: 1, signal: interrupt.signal, onProgress });
    expect(performance.now() - interruptedMs).toBeLessThan(1000);
    expect(running).toMatchObject({ interrupted: true });
  },
);

test.each([0, -1, 1.5, NaN, Infinity, 1000])('%d is no number of workers', async (workers) => {
  const running = runScenario(TINY, { workers });
  await expect(running).rejects.toThrow(InputError);
  await expect(running).rejects.toThrow('expected a whole number from 1 to 256');
});

test.each([1, 2])(
  'what shows only on the way to be too much, with %d workers, is a mistake in the input',
  async (workers) => {
    const [blocks, drawn] = [4000, 2 ** 24]; // each run of blocks of time gets blocks of prompts of its own
    const trace = {
      ...traceOf(Array.from({ length: blocks + 1 }, (_, second) => 1000 * second)),
      blocks: { blockTokens: 1, last: new Int32Array(blocks + 1), parent: new Int32Array(drawn).fill(-1) },
    };
    const workload = { trace: { path: 'none.csv', resample: { block: '1s' } } };
    const plan = planFromObject({ ...TINY, workload, replications: 2 });
    const record = { format: 'normal', sha256: '', requests: blocks, skipped_rows: 0 };
    const running = runExperiment(plan, { workers, recorded: { trace, record, warnings: [] } });
    await expect(running).rejects.toThrow(InputError);
    await expect(running).rejects.toThrow('these copies have too many sessions or blocks');
  },
);

test.each([1, 2])("an error of the caller's own, with %d workers, ends the run", async (workers) => {
  const onProgress = ({ finishedJobs }: { readonly finishedJobs: number }) => {
    if (finishedJobs === 2) throw new Error('the display is gone');
  };
  await expect(runScenario(UNEQUAL, { workers, onProgress })).rejects.toThrow('the display is gone');
});

test('a fleet of thousands takes its time and memory, however few requests it serves', () => {
  const fleet = (replicas: number) =>
    estimateRun(planFromObject({ ...TINY, fleet: { models: [{ id: 'only', replicas }] } }), undefined, 1);
  expect(fleet(4000).seconds - fleet(1).seconds).toBeGreaterThan(0.5); // measured: 0.5 s where others came before, 1.4 s alone
  expect(fleet(4000).memoryBytes - fleet(1).memoryBytes).toBeGreaterThan(80e6); // measured: 94 MB
});

test('optimal assignments of many agents take their time, whatever they send', () => {
  const seconds = (assign: string) => {
    const agents = [{ name: 'agent', count: 1000, arrivals: { kind: 'poisson', rate: '1/s' } }];
    const workload = { agents, requests: 1000 };
    const strategies = [{ name: 'assigned', policy: 'random', assign, assignment: 'hard' }];
    return estimateRun(planFromObject({ ...TINY, workload, strategies }), undefined, 1).seconds;
  };
  expect(seconds('optimal') - seconds('greedy')).toBeGreaterThan(0.5); // measured: 1000² × 1000 steps in 1 to 2 s
});
