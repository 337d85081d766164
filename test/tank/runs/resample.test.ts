import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { resampleTrace, timeBlockCount } from '../../../src/tank/runs/resample.js';
import { isFullRun } from '../../support/runs.js';
import { traceOf } from '../../support/traces.js';
import { UNEQUAL } from './tiny.js';
import { runScenario } from '../../support/unchecked.js';

const BLOCK_MS = 1000;

describe('a resampled trace', () => {
  /** Block k of 40 has a request at its start and k % 7 more, 10 ms apart; all of them are of one session. */
  const times = Array.from({ length: 40 }, (_, k) => Array.from({ length: 1 + (k % 7) }, (__, i) => k * 1000 + i * 10));
  const arrivals = [...times.flat(), 40_000.5];
  const prompt = arrivals.map((ms) => Math.floor(ms / BLOCK_MS));
  const trace = traceOf(arrivals, {
    promptTokens: Int32Array.from(prompt),
    session: new Int32Array(arrivals.length),
  });
  const made = Array.from({ length: 50 }, (_, r) =>
    resampleTrace(trace, BLOCK_MS, new Streams('resample', r).named('blocks')),
  );

  test('is as many whole blocks side by side, each as it was recorded', () => {
    expect(timeBlockCount(trace, BLOCK_MS)).toBe(40); // the rest after the last is left out
    for (const { arrivalMs, promptTokens, requestCount } of made) {
      const places = Array.from({ length: 40 }, () => [] as number[]);
      for (let i = 0; i < requestCount; i++) places[Math.floor(arrivalMs[i] / BLOCK_MS)].push(i);
      for (const [place, requests] of places.entries()) {
        const block = promptTokens[requests[0]];
        const recorded = times[block].map((ms) => ms - block * BLOCK_MS);
        expect(requests.map((i) => arrivalMs[i] - place * BLOCK_MS)).toEqual(recorded);
        expect(new Set(requests.map((i) => promptTokens[i]))).toEqual(new Set([block]));
      }
    }
  });

  test('strings blocks together in runs, and a session goes on within a run alone', () => {
    let runs = 0;
    for (const { arrivalMs, session, promptTokens, requestCount } of made) {
      for (let i = 1; i < requestCount; i++) {
        const places = Math.floor(arrivalMs[i] / BLOCK_MS) - Math.floor(arrivalMs[i - 1] / BLOCK_MS);
        const goesOn = promptTokens[i] - promptTokens[i - 1] === places;
        if (!goesOn) runs++;
        expect(session?.[i] === session?.[i - 1], `request ${i}`).toBe(goesOn);
      }
    }
    expect(runs).toBeGreaterThan(50); // and not one block after another alone, which would be 39 a trace
    expect(runs).toBeLessThan(50 * 39);
  });

  test('each block comes up as often as any other', () => {
    const counts = new Float64Array(40);
    for (const { promptTokens, requestCount, arrivalMs } of made) {
      for (let i = 0; i < requestCount; i++) if (arrivalMs[i] % BLOCK_MS === 0) counts[promptTokens[i]]++;
    }
    // 2000 blocks in runs of a few: 50 of each, give or take 5 standard deviations of a count of runs
    expect(Math.min(...counts)).toBeGreaterThan(50 - 5 * Math.sqrt(50));
    expect(Math.max(...counts)).toBeLessThan(50 + 5 * Math.sqrt(50));
  });
});

describe('a scenario that resamples a trace', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavetank-resample-'));
    const random = new Streams('trace', 0).named('trace');
    let ms = 0;
    const rows = Array.from({ length: 10_001 }, () => `${(ms += 50 * random.exponential()).toFixed(3)},10,10`);
    const csv = (count: number) => ['arrival_ms,prompt_tokens,output_tokens', ...rows.slice(0, count), ''].join('\n');
    await writeFile(join(folder, 'trace.csv'), csv(1500));
    await writeFile(join(folder, 'few.csv'), csv(500));
    await writeFile(join(folder, 'long.csv'), csv(10_001));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const run = (changes: object, block = '2s', file = 'trace.csv') =>
    runScenario({
      ...UNEQUAL,
      workload: { trace: { path: join(folder, file), resample: { block } } },
      service: { kind: 'exponential', mean: '60ms' },
      compare: ['response_time_ms.mean'],
      ...changes,
    });

  test('finds the better of two strategies, and no difference between twins', async () => {
    const strategies = ['round_robin', 'least_loaded', { name: 'twin', policy: 'round_robin' }];
    const [file, mean] = isFullRun() ? ['trace.csv', '60ms'] : ['few.csv', '90ms']; // busier, they differ by more
    const changes = { replications: 200, strategies, service: { kind: 'exponential', mean } };
    const { comparisons, strategies: found, screening } = await run(changes, '2s', file);
    expect(comparisons.map(({ strategy, verdict }) => [strategy, verdict])).toEqual([
      ['least_loaded', 'better'],
      ['twin', 'no_difference_shown'],
    ]);
    expect(found[0].measures.response_time_ms?.mean.ci_method).toBe('bootstrap');
    expect(screening?.map(({ survivors }) => survivors)).toEqual([['least_loaded']]);
  });

  test('of fewer than 200 replications says that they are too few, not that they do not vary', async () => {
    const { comparisons, strategies } = await run({ replications: 10 });
    expect(comparisons).toMatchObject([{ verdict: 'invalid', reason: 'too_few_replications' }]);
    expect(strategies[0].measures.response_time_ms?.mean.ci_absent).toBe('too_few_replications');
  });

  test('is refused where it has too few blocks, or would have more response times than are kept', async () => {
    await expect(run({}, '20s')).rejects.toThrow(/3 whole blocks of 20000 ms, too few[^]*at least 8/);
    const many = run({ replications: 10_000 }, '2s', 'long.csv');
    await expect(many).rejects.toThrow('10001 requests × 10000 replications are more than 100000000 response times');
  });
});
