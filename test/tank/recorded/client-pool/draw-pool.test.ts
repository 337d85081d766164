import jStat from 'jstat';
import { gammaln, mean, standardDeviation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import { drawPool, type PoolDraw } from '../../../../src/tank/recorded/client-pool/draw-pool.js';
import { FirstWeibullGap } from '../../../../src/tank/traffic/arrivals/first-weibull-gap.js';
import type { Trace } from '../../../../src/tank/trace/trace.js';
import { repetitions } from '../../../support/runs.js';
import { expectDistribution, sampleOf } from '../../traffic/acceptance.js';
import { traceDirectory } from '../formats/trace-files.js';
import { type ClientLine, gammaWindow, lengths, type Pair, poolOf } from './pools.js';

const files = traceDirectory();
const WINDOW_MS = 600_000;
const HOUR_MS = 3_600_000;

const SHORT: readonly Pair[] = [
  [1, 0.5],
  [2, 0.3],
  [3, 0.2],
];
const LONG: readonly Pair[] = [
  [100, 0.1],
  [200, 0.6],
  [300, 0.3],
];

async function draw(lines: readonly ClientLine[], options: Omit<PoolDraw, 'streams'>, seed = 0): Promise<Trace> {
  return drawPool(await poolOf(files, lines), { ...options, streams: new Streams('pool', seed) });
}

function weibullWindow(startS: number, ratePerS: number, shape: number): unknown[] {
  return [startS, ratePerS, 1, 'Weibull', shape, 123]; // the scale is not used
}

/** Windows of one hour at rates of 0.02, 0.04, … 0.12 requests per second. */
const RISING = [1, 2, 3, 4, 5, 6].map((k) => 0.02 * k);
const FAMILIES = [
  ['gamma with a cv of 2', (startS: number, rate: number) => gammaWindow(startS, rate, 0.25)],
  ['gamma with a cv of 0.4', (startS: number, rate: number) => gammaWindow(startS, rate, 6.25)],
  ['Weibull of shape 0.5', (startS: number, rate: number) => weibullWindow(startS, rate, 0.5)],
  ['Weibull of shape 2', (startS: number, rate: number) => weibullWindow(startS, rate, 2)],
] as const;

function tenantOf({ tenant }: Trace, request: number): string {
  return tenant === undefined ? '' : tenant.names[tenant.index[request]];
}

function arrivalsOf({ arrivalMs, requestCount }: Trace): number[] {
  return [...arrivalMs.subarray(0, requestCount)];
}

/** Counts of the values agree with their probabilities, by chi-square; there are no other values. */
function expectShares(
  values: readonly (number | string)[],
  shares: readonly (readonly [number | string, number])[],
): void {
  const counts = new Map(shares.map(([value]) => [value, 0]));
  for (const value of values) counts.set(value, (counts.get(value) ?? NaN) + 1);
  const distance = shares.reduce((sum, [value, share]) => {
    const expected = share * values.length;
    return sum + ((counts.get(value) ?? 0) - expected) ** 2 / expected;
  }, 0);
  expect(counts.size).toBe(shares.length);
  expect(jStat.gamma.cdf(distance, (shares.length - 1) / 2, 2)).toBeLessThan(0.999);
}

describe.each(FAMILIES)('%s', (_, window) => {
  test('has the rate of every window, also of those that the span cuts', async () => {
    const lines = [{ client: 0, windows: RISING.map((rate, k) => window(600 * k, rate)), datasets: [] }];
    const pool = await poolOf(files, lines);
    const counts = RISING.map((): number[] => []);
    for (let seed = 0; seed < repetitions(500, 2000); seed++) {
      const trace = drawPool(pool, { fromMs: 300_000, durationMs: 3_200_000, streams: new Streams('rate', seed) });
      const windows = RISING.map(() => 0);
      for (const timeMs of arrivalsOf(trace)) windows[Math.floor((timeMs + 300_000) / WINDOW_MS)]++;
      windows.forEach((count, k) => counts[k].push(count));
    }
    const lengthS = [300, 600, 600, 600, 600, 500];
    counts.forEach((sample, k) => {
      const tolerance = (3.76 * standardDeviation(sample)) / Math.sqrt(sample.length); // 99.9 % for six windows at once
      expect(Math.abs(mean(sample) - RISING[k] * lengthS[k])).toBeLessThan(tolerance);
    });
  });
});

describe('gaps within a window', () => {
  const gapsOf = async (window: unknown[]) => {
    const trace = await draw([{ client: 0, windows: [window], datasets: [] }], { durationMs: WINDOW_MS });
    const times = arrivalsOf(trace);
    return times.slice(1).map((timeMs, i) => timeMs - times[i]);
  };

  test.each([0.25, 1, 6.25])('are gamma of shape %d', async (shape) => {
    const gaps = await gapsOf(gammaWindow(0, 50, shape));
    expectDistribution(gaps, (x) => jStat.gamma.cdf(x, shape, 20 / shape));
    const cv = 1 / Math.sqrt(shape);
    const spread = cv * Math.sqrt((2 + 6 * cv * cv) / (4 * gaps.length)) + cv * Math.sqrt((cv * cv) / gaps.length);
    expect(Math.abs(standardDeviation(gaps) / mean(gaps) - cv)).toBeLessThan(3.29 * spread);
  });

  test.each([0.4, 1.7])('are Weibull of shape %d, rescaled to the rate', async (shape) => {
    const scale = 20 / Math.exp(gammaln(1 + 1 / shape));
    expectDistribution(await gapsOf(weibullWindow(0, 50, shape)), (x) => -Math.expm1(-((x / scale) ** shape)));
  });

  test.each([0.3, 1, 2.5])('start in the stationary state of a Weibull process of shape %d', (shape) => {
    const random = new Streams('first', 0).named('gap');
    const first = new FirstWeibullGap(1, shape);
    const scale = 1 / Math.exp(gammaln(1 + 1 / shape));
    expectDistribution(
      sampleOf(() => first.sample(random)),
      (x) => jStat.gamma.cdf((x / scale) ** shape, 1 / shape, 1),
    );
  });
});

describe('lengths', () => {
  const windows = [0, 600, 21_600, 64_800].map((startS) => gammaWindow(startS, 10));
  const own = { client: 'own', windows, datasets: [lengths(0, SHORT, LONG), lengths(64_800, LONG, SHORT)] };
  const unknown = { client: 'unknown', windows: [gammaWindow(0, 20)], datasets: [] };

  test('are drawn from those of the part of the day, else from the nearest', async () => {
    const { arrivalMs, promptTokens, outputTokens } = await draw([own], { durationMs: 24 * HOUR_MS });
    const early = [...arrivalMs].findIndex((timeMs) => timeMs >= 18 * HOUR_MS); // 6 h is nearer to 0 h than to 18 h
    expectShares([...promptTokens.subarray(0, early)], SHORT);
    expectShares([...outputTokens.subarray(0, early)], LONG);
    expectShares([...promptTokens.subarray(early)], LONG);
    expectShares([...outputTokens.subarray(early)], SHORT);
  });

  test('of prompt and answer are independent', async () => {
    const { requestCount, promptTokens, outputTokens } = await draw([own], { durationMs: HOUR_MS });
    const pairs = Array.from({ length: requestCount }, (_, i) => `${promptTokens[i]}/${outputTokens[i]}`);
    expectShares(
      pairs,
      SHORT.flatMap(([prompt, p]) => LONG.map(([output, q]) => [`${prompt}/${output}`, p * q] as const)),
    );
  });

  test('of a client without any are those of all others, in proportion to their requests', async () => {
    const trace = await draw([own, unknown], { durationMs: WINDOW_MS });
    const prompts = [...trace.promptTokens].filter((_, i) => tenantOf(trace, i) === 'unknown');
    const shares = [...SHORT.map(([v, p]) => [v, p * 0.75] as const), ...LONG.map(([v, p]) => [v, p * 0.25] as const)];
    expectShares(prompts, shares);
    trace.promptTokens.forEach((prompt, i) => {
      if (tenantOf(trace, i) === 'unknown') expect(prompt < 10).toBe(trace.outputTokens[i] > 10); // from one client
    });
  });

  test('are left out where no client has any', async () => {
    const { promptTokens, outputTokens, requestCount } = await draw([unknown], { durationMs: WINDOW_MS });
    expect(requestCount).toBeGreaterThan(10_000);
    expect([promptTokens.length, outputTokens.length]).toEqual([0, 0]);
  });
});

describe('a pool', () => {
  const rates = [8, 4, 2, 1, 0.5];
  const clients = rates.map((rate, k) => ({
    client: `client ${k}`,
    windows: [gammaWindow(0, rate), weibullWindow(600, rate, 1)],
    datasets: [lengths(0, SHORT, LONG)],
  }));
  const options = { durationMs: 2 * WINDOW_MS };
  const requestsOf = (trace: Trace, name: string) =>
    arrivalsOf(trace)
      .map((timeMs, i) => [tenantOf(trace, i), timeMs, trace.promptTokens[i], trace.outputTokens[i]] as const)
      .filter(([tenant]) => tenant === name);

  test('has its clients as tenants, each with its share, in order of arrival', async () => {
    const trace = await draw(clients, options);
    expect(trace.tenant?.names).toEqual(clients.map(({ client }) => client));
    expect(arrivalsOf(trace)).toEqual(arrivalsOf(trace).sort((a, b) => a - b));
    expect(trace.arrivalMs[trace.requestCount]).toBe(Infinity);
    expectShares(
      arrivalsOf(trace).map((_, i) => tenantOf(trace, i)),
      rates.map((rate, k) => [clients[k].client, rate / 15.5] as const),
    );
  });

  test('keeps the rate that is asked for, in a part of its time too', async () => {
    const { requestCount } = await draw(clients, { fromMs: 400_000, durationMs: 600_000, ratePerS: 200 });
    expect(Math.abs(requestCount - 120_000)).toBeLessThan(3.29 * Math.sqrt(120_000));
    const half = await draw(clients, { fromMs: 600_000, durationMs: 2 * WINDOW_MS, ratePerS: 100 }); // then nothing
    expect(Math.abs(half.requestCount - 120_000)).toBeLessThan(3.29 * Math.sqrt(120_000));
    expect(half.arrivalMs[half.requestCount - 1]).toBeLessThan(WINDOW_MS);
  });

  test('is the same for the same seed, and another for another', async () => {
    const trace = await draw(clients, options);
    expect(await draw(clients, options)).toEqual(trace);
    expect((await draw(clients, options, 1)).arrivalMs).not.toEqual(trace.arrivalMs);
  });

  test('has the same traffic of a client whatever the others are', async () => {
    const trace = await draw(clients, options);
    const fewer = await draw([clients[4], clients[2]], options);
    for (const name of ['client 2', 'client 4']) expect(requestsOf(fewer, name)).toEqual(requestsOf(trace, name));
  });

  test.each([
    [{ durationMs: WINDOW_MS, requestLimit: 9000 }, 'more than 9000 requests in the span, about 9300'],
    [{ durationMs: WINDOW_MS, ratePerS: 1e9 }, 'more than 100000000 requests in the span, about 600000000000'],
    [{ fromMs: 2 * WINDOW_MS, durationMs: 1 }, 'no client sends anything from 1200000 ms to 1200001 ms'],
    [{ durationMs: 0 }, 'must last more than 0 ms, not 0'],
    [{ durationMs: NaN }, 'must last more than 0 ms, not NaN'],
    [{ fromMs: -1, durationMs: 1 }, 'cannot start at -1 ms'],
    [{ durationMs: 1, ratePerS: 0 }, 'the rate of a pool must be above 0, not 0'],
  ])('refuses what it cannot draw: %j', async (bad, message) => {
    const refusal: unknown = await draw(clients, bad).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RangeError);
    expect(String(refusal)).toContain(message);
  });

  test('refuses to go beyond the limit where its traffic is more than was to be expected', async () => {
    const pool = await poolOf(files, clients);
    const counts = Array.from({ length: 20 }, (_, seed) => {
      try {
        return drawPool(pool, { durationMs: WINDOW_MS, requestLimit: 9300, streams: new Streams('limit', seed) })
          .requestCount;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return Infinity;
      }
    });
    expect(counts.every((count) => count <= 9300 || count === Infinity)).toBe(true);
    expect(counts).toContain(Infinity);
  });
});
