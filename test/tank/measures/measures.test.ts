import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mean, quantileSorted } from 'simple-statistics';
import { expect, test } from 'vitest';
import { COMPLETED } from '../../../src/tank/simulation/index.js';
import { JobRunner } from '../../../src/tank/runs/job.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { tinySummary, tinyValues, UNEQUAL } from '../runs/tiny.js';
import { runScenario } from '../../support/unchecked.js';

/** Scenarios in which every number can be computed on paper; the sums stand beside them. */

test('one server that keeps up (D/D/1, load 0.4): every number of the summary', async () => {
  const column = (value: number) => {
    const of = { value, ci_absent: 'too_short' };
    return { mean: of, p50: of, p90: of, p95: of, p99: of, p999: of };
  };
  const once = (value: number) => ({ value, ci_absent: 'single_replication' });
  /** What is said of the one model and the one endpoint alike. */
  const PART = {
    response_time_ms: column(40),
    throughput_per_s: once(9),
    goodput_per_s: once(9),
    utilization: once(0.36),
    occupancy: once(0.36),
    over_capacity_share: once(0),
    over_target_share: once(0.36),
  };
  expect(await tinySummary({ slo: { response_time: '40ms' }, question: 'Does it keep up?' })).toEqual({
    schema: 'wavetank.summary/2',
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    scenario: {
      name: 'tiny',
      question: 'Does it keep up?',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      seed: 'tiny',
      replications: 1,
      warm_up_ms: 0,
      baseline: 'round_robin',
      compare: ['response_time_ms.p99'],
      slo: { response_time_ms: 40, attainment: 0.99 },
    },
    strategies: [
      {
        name: 'round_robin',
        place: 0,
        policy: 'round_robin',
        max_load_threshold: 0.9,
        requests: { arrived: 10, completed: 10, overload_failed: 0, timed_out: 0, failed: 0, in_flight: 0 },
        overload: {
          rejections: 0,
          refusals: 0,
          retries: 0,
          episodes: 0,
          time_over_target_ms: 400,
          over_capacity_share: once(0),
          over_target_share: once(0.36),
        },
        attempts: { accepted: 10 },
        routing: { decisions: 10, fallbacks: 0, reasons: { 'chosen by the strategy': 10 } },
        measures: {
          response_time_ms: column(40),
          waiting_time_ms: column(0),
          completed_share: once(1),
          throughput_per_s: once(9), // completions at 140, 240, … 940 ms; the last is after the window
          goodput_per_s: once(9),
          slo_attainment: once(1), // of all 10
          utilization: once(0.36), // 9 × 40 of 1000 ms
          occupancy: once(0.36),
          imbalance: { max_over_mean: once(1), jain: once(1) },
        },
        models: [
          {
            id: 'only',
            replicas: 1,
            requests: 10,
            refusals: 0,
            overload_episodes: 0,
            time_over_target_ms: 400,
            share: once(1),
            waiting_time_ms: column(0),
            ...PART,
          },
        ],
        endpoints: [
          {
            id: 'only',
            model: 'only',
            requests: 10,
            share: once(1),
            ...PART,
            refusals: 0,
            overload_episodes: 0,
            time_over_target_ms: 400, // one request is 100 % of the endpoint, its target is 80 %
          },
        ],
      },
    ],
    comparisons: [],
    warnings: ['1 replication: intervals and verdicts need at least 10'],
  });
});

const SLOW = { service: { kind: 'constant', value: '150ms' } }; // the k-th request waits (k − 1) × 50 ms

test('one server that falls behind (D/D/1, load 1.5): waits grow by 50 ms from request to request', async () => {
  const waits = { mean: 225, p50: 225, p90: 405, p95: 427.5, p99: 445.5, p999: 449.55 }; // of 0, 50, … 450: h = 9p
  const plus = (ms: number) =>
    Object.fromEntries(Object.entries(waits).map(([name, wait]) => [name, expect.closeTo(wait + ms, 9) as number]));
  const { strategies } = await tinySummary(SLOW);
  expect(await tinyValues(SLOW)).toMatchObject({
    waiting_time_ms: plus(0),
    response_time_ms: plus(150),
    completed_share: 1,
    throughput_per_s: 6, // 250, 400, … 1000 ms: the window includes its end
    utilization: 0.9, // busy from 100 ms on
    occupancy: 2.25, // they spend 150, 200, 250, 300, 350, 400, 300, 200 and 100 of the 1000 ms there
    imbalance: { max_over_mean: 1, jain: 1 },
  });
  expect(strategies[0].overload).toEqual({
    rejections: 0,
    refusals: 0,
    retries: 0,
    episodes: 2, // a second request is there from 200 to 250 ms, and from 300 ms on
    time_over_target_ms: 1500, // from 100 to 1600 ms
    over_capacity_share: { value: expect.closeTo(0.75, 12) as number, ci_absent: 'single_replication' }, // 50 and 700 of 1000 ms
    over_target_share: { value: expect.closeTo(0.9, 12) as number, ci_absent: 'single_replication' },
  });
});

test('after a warm-up, responses are of the requests that arrive later, rates of what completes later', async () => {
  expect(await tinyValues({ ...SLOW, warm_up: '450ms', slo: { response_time: '300ms' } })).toMatchObject({
    response_time_ms: { mean: 475, p50: 475 }, // of the requests at 500, 600, … 1000 ms: 350, 400, … 600
    waiting_time_ms: { mean: 325 },
    completed_share: 1,
    slo_attainment: 0, // none of those six
    throughput_per_s: 4 / 0.55, // 550, 700, 850, 1000 ms
    goodput_per_s: 2 / 0.55, // the first two, which arrived before the window: 250 and 300 ms
    utilization: 1,
  });
});

test('two endpoints in turn, one of half the speed: shares, utilizations and imbalance', async () => {
  const models = [{ id: 'a' }, { id: 'b', backend: { kind: 'slots', speed: 0.5 } }];
  const changes = { fleet: { models: models.map((model) => ({ ...model, max_concurrent: 1 })) } };
  const { strategies } = await tinySummary(changes);
  expect(strategies[0].endpoints).toMatchObject([
    { id: 'a', requests: 5, share: { value: 0.5 }, utilization: { value: 0.2 }, time_over_target_ms: 200 }, // 5 × 40 ms
    { id: 'b', requests: 5, share: { value: 0.5 }, utilization: { value: 0.32 }, time_over_target_ms: 400 }, // 4 × 80 ms; the fifth is after
  ]);
  expect(await tinyValues(changes)).toMatchObject({
    response_time_ms: { mean: 60, p50: 60 }, // five of 40 and five of 80 ms
    utilization: 0.26,
    imbalance: {
      max_over_mean: 0.32 / 0.26,
      jain: expect.closeTo(0.52 ** 2 / (2 * (0.2 ** 2 + 0.32 ** 2)), 12) as number,
    },
  });
});

const SATURATED = {
  service: { kind: 'constant', value: '250ms' },
  router: { max_retries: 1, retry_delay_ms: 60 },
};
/**
 * The server is taken at 100, 360, 660 and 960 ms, by requests 1, 3, 6 and 9, the last three at their retry. The other
 * six find it busy twice.
 */
const SATURATED_REQUESTS = { arrived: 10, completed: 4, overload_failed: 6, timed_out: 0, failed: 0, in_flight: 0 };

test('a full endpoint that the router knows to be full: rejections, retries, overload failures', async () => {
  const fleet = { models: [{ id: 'only', max_concurrent: 1, max_queue: 0 }] };
  const { strategies, warnings } = await tinySummary({ ...SATURATED, fleet });
  expect(strategies[0].requests).toEqual(SATURATED_REQUESTS);
  expect(strategies[0].overload).toMatchObject({ rejections: 15, refusals: 0, retries: 9, episodes: 0 });
  expect(strategies[0].endpoints).toMatchObject([{ requests: 4, refusals: 0, time_over_target_ms: 1000 }]);
  expect(await tinyValues({ ...SATURATED, fleet })).toMatchObject({
    response_time_ms: { mean: 295 }, // 250, and three times 60 + 250
    waiting_time_ms: { mean: 45 },
    completed_share: 0.4,
    throughput_per_s: 3, // 350, 610, 910 ms
    utilization: 0.79, // 250 + 250 + 250 + 40 ms
  });
  expect(warnings).toContain('latencies exclude unserved requests: round_robin 60 %');
});

test('a full endpoint that the router believes to have room refuses, with the same times', async () => {
  const backend = { kind: 'slots', slots: 1, queue: 0 };
  const fleet = { models: [{ id: 'only', max_concurrent: 4, max_queue: 4, backend }] };
  const { strategies } = await tinySummary({ ...SATURATED, fleet });
  expect(strategies[0].requests).toEqual(SATURATED_REQUESTS);
  expect(strategies[0].overload).toMatchObject({ rejections: 0, refusals: 15, retries: 9 });
  expect(strategies[0].endpoints).toMatchObject([{ requests: 4, refusals: 15 }]);
  expect(await tinyValues({ ...SATURATED, fleet })).toMatchObject({ response_time_ms: { mean: 295 } });
});

test('clients that give up: timed-out requests count at the timeout beside the times of the served', async () => {
  const changes = { service: { kind: 'constant', value: '250ms' }, client: { timeout: '300ms' } };
  // from the second on, each starts 200 ms after its arrival at the latest and is cancelled 100 ms later
  const { strategies } = await tinySummary(changes);
  expect(strategies[0].requests).toMatchObject({ arrived: 10, completed: 1, timed_out: 9, in_flight: 0 });
  expect(await tinyValues(changes)).toMatchObject({
    response_time_ms: { mean: 250, p999: 250 },
    response_time_with_unserved_ms: { mean: 295, p50: 300, p999: 300 }, // (250 + 9 × 300) / 10
    completed_share: 0.1,
    throughput_per_s: 1,
    utilization: 0.9, // work on cancelled requests is work
  });
});

test('a completion at the instant of the timeout counts as completed', async () => {
  const changes = { service: { kind: 'constant', value: '40ms' }, client: { timeout: '40ms' } };
  const { strategies } = await tinySummary(changes);
  expect(strategies[0].requests).toMatchObject({ completed: 10, timed_out: 0 });
});

test('while the only endpoint is unhealthy, requests fail at once', async () => {
  const events = [
    { at: '350ms', endpoint: 'only', health: 'unhealthy' },
    { at: '650ms', endpoint: 'only', health: 'healthy' },
  ];
  const { strategies } = await tinySummary({ events });
  expect(strategies[0].requests).toMatchObject({ completed: 7, failed: 3 });
  expect(strategies[0].overload).toMatchObject({ rejections: 0, refusals: 0, retries: 0 });
  expect(await tinyValues({ events })).toMatchObject({ response_time_ms: { mean: 40 }, completed_share: 0.7 });
});

test('a change of speed acts on service that starts afterwards', async () => {
  const events = [{ at: '520ms', endpoint: 'only', speed: 0.5 }]; // during the fifth service
  const { response_time_ms } = await tinyValues({ events });
  expect(response_time_ms).toMatchObject({ mean: 60, p50: 60 }); // five of 40 and five of 80 ms
});

test('two requests that share a processor take 200 ms each for 150 ms of work; on two cores 150', async () => {
  const shared = (cores: number) => ({
    fleet: { models: [{ id: 'only', backend: { kind: 'processor_sharing', cores } }] },
    workload: { arrivals: { kind: 'deterministic', rate: '10/s' }, requests: 2 },
    service: { kind: 'constant', value: '150ms' },
  });
  expect(await tinyValues(shared(1))).toMatchObject({
    response_time_ms: { mean: 200, p50: 200, p999: 200 }, // 100–300 and 200–400 ms
    waiting_time_ms: { mean: 0 },
    throughput_per_s: 0,
    utilization: 0.5, // busy from 100 to 200 ms
  });
  expect(await tinyValues(shared(2))).toMatchObject({ response_time_ms: { mean: 150 } });
});

test('a recorded trace: times from its first row on, service by its tokens', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wavetank-'));
  const path = join(folder, 'three.csv');
  const rows = ['00.0000000,100,10', '01.0000000,200,20', '03.0000000,300,30'];
  await writeFile(
    path,
    ['TIMESTAMP,ContextTokens,GeneratedTokens', ...rows.map((r) => `2023-11-16 18:00:${r}`)].join('\n'),
  );
  const changes = { workload: { trace: { path } }, service: { per_prompt_token: '1ms', per_output_token: '10ms' } };
  const { scenario, strategies, warnings } = await tinySummary(changes);
  await rm(folder, { recursive: true });
  expect(scenario.trace).toMatchObject({ format: 'azure_llm', requests: 3, skipped_rows: 0 });
  expect(strategies[0].requests).toMatchObject({ arrived: 3, completed: 3 });
  expect(strategies[0].measures).toMatchObject({
    response_time_ms: { mean: { value: 400 }, p50: { value: 400 } }, // 200, 400, 600 ms
    throughput_per_s: { value: 2 / 3 }, // 200 and 1400 ms of 3 s
    utilization: { value: 0.2 },
  });
  expect(warnings).toEqual([]); // several replications would be no better: it was recorded once
});

test('when every request fails, what was measured of served requests is absent, and the share served is 0', async () => {
  const events = [{ at: 0, endpoint: 'only', health: 'unhealthy' }];
  const { strategies } = await tinySummary({ events, slo: { response_time: '1s' } });
  expect(strategies[0].endpoints[0]).not.toHaveProperty('share');
  const values = await tinyValues({ events, slo: { response_time: '1s' } });
  for (const served of ['response_time_ms', 'waiting_time_ms', 'imbalance']) expect(values).not.toHaveProperty(served);
  expect(values).toMatchObject({
    completed_share: 0,
    throughput_per_s: 0,
    occupancy: 0,
    goodput_per_s: 0,
    slo_attainment: 0,
    utilization: 0,
  });
});

const SPARSE = { arrivals: { kind: 'deterministic', rate: '0.5/s' }, duration: '1s' }; // the first would come at 2 s

test('a duration in which no request arrives gives a warning and no measure', async () => {
  const { strategies, warnings, comparisons } = await tinySummary({
    workload: SPARSE,
    strategies: ['round_robin', 'random'],
    client: { timeout: '1s' },
    slo: { response_time: '1s' },
  });
  expect(strategies.map(({ requests, measures }) => [requests.arrived, measures])).toEqual([
    [0, {}],
    [0, {}],
  ]);
  expect(warnings[0]).toBe('1 of 1 replications had no request: give a longer duration or a higher rate');
  expect(comparisons).toEqual([
    {
      baseline: 'round_robin',
      strategy: 'random',
      measure: 'response_time_ms.p99',
      verdict: 'invalid',
      reason: 'no_value',
    },
  ]);
});

test('one replication without a request: what is averaged over replications is absent, what is pooled stays', async () => {
  const workload = { arrivals: { kind: 'poisson', rate: '1/s' }, duration: '1s' }; // e^-1 of them are empty
  const { strategies, warnings } = await tinySummary({ workload, replications: 10, seed: 'sparse' });
  expect(strategies[0].measures.response_time_ms?.mean).toEqual({
    value: expect.closeTo(40, 9) as number,
    ci_absent: 'too_short',
  });
  expect(strategies[0].measures).not.toHaveProperty('throughput_per_s');
  expect(warnings[0]).toMatch(/^[1-9] of 10 replications had no request: /);
});

test('replications, sorted where they ran, are pooled to what their requests give one by one', async () => {
  const crowded = { ...UNEQUAL, client: { timeout: '150ms' }, strategies: ['random'], seed: 'pooled', replications: 2 };
  const runner = new JobRunner(planFromObject(crowded));
  const served = [0, 1]
    .flatMap((replication) => {
      const { trace, outcomes } = runner.simulation(0, replication).run();
      return Array.from({ length: trace.requestCount }, (_, r) =>
        outcomes.status[r] === COMPLETED ? outcomes.responseMs[r] : NaN,
      );
    })
    .filter((ms) => !Number.isNaN(ms))
    .sort((a, b) => a - b);
  expect(served.length).toBeLessThan(2000);

  const { strategies } = await runScenario(crowded);
  const {
    response_time_ms: response,
    completed_share: completed,
    response_time_with_unserved_ms: all,
  } = strategies[0].measures;
  expect(completed?.value).toBeCloseTo(served.length / 2000, 12);
  expect(response?.mean.value).toBeCloseTo(mean(served), 9);
  expect(response?.p50?.value).toBe(quantileSorted(served, 0.5));
  expect(response?.p99?.value).toBe(quantileSorted(served, 0.99));
  const unserved = new Array<number>(2000 - served.length).fill(150);
  expect(all?.mean.value).toBeCloseTo(mean([...served, ...unserved]), 9);
  expect(all?.p99?.value).toBe(150);
});

const BOTH_BACKENDS = {
  models: [
    { id: 'a', max_queue: 'unlimited' },
    { id: 'b', backend: { kind: 'processor_sharing' } },
  ],
};

test('a warm-up that outlasts the run gives a warning and counts, but no measure', async () => {
  const { strategies, warnings } = await tinySummary({
    fleet: BOTH_BACKENDS,
    warm_up: '1h',
    slo: { response_time: '1s' },
  });
  expect(strategies[0].requests).toMatchObject({ arrived: 10, completed: 10 });
  expect(strategies[0].measures).toEqual({});
  expect(strategies[0].endpoints.map(({ share, utilization }) => [share?.value, utilization])).toEqual([
    [0.5, undefined],
    [0.5, undefined],
  ]);
  expect(warnings[0]).toBe(
    '1 of 1 replications had no request after the warm-up of 3600000 ms: shorten warm_up, or run longer',
  );
});

test('two unequal servers: shares of endpoint time are over both, and each is paid its own price', async () => {
  const { strategies } = await tinySummary({
    fleet: {
      models: [
        { id: 'a', max_concurrent: 1, max_queue: 'unlimited', price: { prompt: 2, output: 8 } },
        {
          id: 'b',
          max_concurrent: 1,
          max_queue: 'unlimited',
          price: { prompt: 1, output: 3 },
          backend: { kind: 'slots', speed: 0.5 },
        },
      ],
    },
    workload: {
      arrivals: { kind: 'deterministic', rate: '10/s' },
      prompt_tokens: { kind: 'constant', value: 1000 },
      output_tokens: { kind: 'constant', value: 500 },
      requests: 10,
    },
    service: { kind: 'constant', value: '150ms' }, // 300 at b
    router: { max_load_threshold: 'off' },
  });
  const [{ measures, overload, models }] = strategies;
  const valuesOfModels = (of: (model: (typeof models)[number]) => { readonly value: number } | undefined) =>
    models.map((model) => of(model)?.value);
  // a is busy from 100, 300, 500, 700 ms for 150 each, and from 900 for the last 100 ms of the window; b from 200 on, with
  // two requests from 400 to 500 and from 600 on
  expect(valuesOfModels((model) => model.over_capacity_share)).toEqual([0, 0.5]);
  expect(overload.over_capacity_share?.value).toBe(0.25);
  expect(valuesOfModels((model) => model.over_target_share)).toEqual([0.7, 0.8]);
  expect(overload.over_target_share?.value).toBe(0.75);
  expect(valuesOfModels((model) => model.occupancy)).toEqual([0.7, 1.3]);
  expect(measures.occupancy?.value).toBe(1);
  expect(valuesOfModels((model) => model.token_cost)).toEqual([0.03, 0.0125]); // 5 × (1000 × 2 + 500 × 8) / 10⁶, …
  expect(measures.token_cost?.value).toBeCloseTo(0.0425, 12);
});
