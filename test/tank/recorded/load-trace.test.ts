import { describe, expect, test } from 'vitest';
import { loadTrace, type TraceLoadOptions } from '../../../src/tank/recorded/load-trace.js';
import { gammaWindow } from './client-pool/pools.js';
import { mistakesOf, traceDirectory } from './formats/trace-files.js';

const files = traceDirectory();
const ROWS = 'arrival_ms,session\n0,a\n1000,b\n2000,a\n7000,b\n';
const pool = [0, 1].map((client) =>
  JSON.stringify({ client, windows: [0, 600, 1200, 7200].map((t) => gammaWindow(t, 0.2)), datasets: [] }),
);
const POOL = pool.join('\n');
const MINUTE_MS = 60_000;

async function load(text: string, options: Partial<TraceLoadOptions> = {}) {
  return loadTrace(await files.write(text), { format: undefined, skipBadRows: false, ...options });
}

/** Times of arrival of what was loaded. */
async function timesOf(text: string, options?: Partial<TraceLoadOptions>): Promise<number[]> {
  const { trace } = await load(text, options);
  return [...trace.arrivalMs.subarray(0, trace.requestCount)];
}

describe('of recorded rows', () => {
  test('a part is cut out, repeated and sped up', async () => {
    const selection = { fromMs: 1000, toMs: 3000, repeat: 2, speedUp: 2 };
    expect(await timesOf(ROWS, { selection })).toEqual([0, 500, 1000, 1500]);
    expect(await timesOf(ROWS)).toEqual([0, 1000, 2000, 7000]);
  });

  test('neither rate nor seed change anything', async () => {
    expect(await timesOf(ROWS, { ratePerS: 50, seed: 'another' })).toEqual([0, 1000, 2000, 7000]);
  });

  test('bad ones are counted before the part is taken', async () => {
    const { trace, skippedRows } = await load(`${ROWS}soon,a\n`, { skipBadRows: true, selection: { toMs: 500 } });
    expect([trace.requestCount, skippedRows]).toEqual([1, 1]);
  });

  test.each(['named.csv', 'NAMED.CSV', 'named.jsonl'])(
    'with columns that are named, %s is what it ends in',
    async (name) => {
      const rows = name.endsWith('jsonl') ? '{"t":3}\n{"t":4}\n' : 't\n3\n4\n';
      const file = await files.write(rows, name);
      const formatOptions = { columns: { arrival_s: 't' } };
      const { trace, unusedKeys } = await loadTrace(file, { format: undefined, skipBadRows: false, formatOptions });
      expect([...trace.arrivalMs]).toEqual([0, 1000, Infinity]);
      expect(unusedKeys).toEqual([]);
    },
  );

  test('what is asked for and the format does not use is known', async () => {
    const azure = 'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:00:00,1,1\n';
    const formatOptions = { columns: { arrival_ms: 't' }, keepFailed: true };
    const { unusedKeys } = await load(azure, { format: 'azure_llm', formatOptions, ratePerS: 5 });
    expect(unusedKeys).toEqual(['columns', 'keep_failed', 'rate']);
    expect((await load(azure, { formatOptions: { keepFailed: false } })).unusedKeys).toEqual([]);
    const burst = 'Timestamp,Request tokens,Response tokens\n5,10,0\n';
    expect((await load(burst, { formatOptions: { keepFailed: true } })).unusedKeys).toEqual([]);
    const ofRows = { sort: true, formatOptions: { keepFailed: true, timeUnit: 'ms' } } as const;
    expect((await load(POOL, { ratePerS: 5, ...ofRows })).unusedKeys).toEqual(['sort', 'time_unit', 'keep_failed']);
    expect((await load(burst, ofRows)).unusedKeys).toEqual([]);
  });

  test.each([
    [{ fromMs: 7001 }, 'no request of the trace arrives in the selected part'],
    [{ repeat: 50_000_000 }, '4 requests × 50000000 are more than 100000000: repeat it less often'],
  ])('nothing left and too much are mistakes about the file: %j', async (selection, message) => {
    const path = await files.write(ROWS, 'rows.csv');
    expect(await mistakesOf(loadTrace(path, { format: undefined, skipBadRows: false, selection }))).toEqual([
      `rows.csv: ${message}\n  expected from, to, speed_up and repeat that keep some requests, but not too many`,
    ]);
  });
});

describe('of a pool of clients', () => {
  const first = { fromMs: 0, toMs: 10 * MINUTE_MS };

  test('the part is drawn, in the time of the pool: equal seeds draw alike', async () => {
    const times = await timesOf(POOL, { selection: first, seed: 'a' });
    expect(times.length).toBeGreaterThan(150);
    expect(times.every((timeMs) => timeMs >= 0 && timeMs < 10 * MINUTE_MS)).toBe(true);
    expect(await timesOf(POOL, { selection: first, seed: 'a' })).toEqual(times);
    expect(await timesOf(POOL, { selection: first, seed: 'b' })).not.toEqual(times);
  });

  test('a part that begins later has its own traffic from its start, and is not cut out once more', async () => {
    const selection = { fromMs: 120 * MINUTE_MS, toMs: 130 * MINUTE_MS };
    const times = await timesOf(POOL, { selection });
    expect(times.length).toBeGreaterThan(150);
    expect(times[0]).toBeLessThan(MINUTE_MS);
  });

  test('without an end an hour of it is drawn', async () => {
    const times = await timesOf(POOL);
    expect(times.at(-1)).toBeGreaterThan(29 * MINUTE_MS);
    expect(times.at(-1)).toBeLessThan(30 * MINUTE_MS); // the next window is two hours on
  });

  test('a rate scales all clients', async () => {
    const times = await timesOf(POOL, { selection: first, ratePerS: 4 });
    expect(Math.abs(times.length - 2400)).toBeLessThan(5 * Math.sqrt(2400));
  });

  test('what was drawn is repeated after the length of the part, and sped up', async () => {
    const times = await timesOf(POOL, { selection: first });
    const twice = await timesOf(POOL, { selection: { ...first, repeat: 2, speedUp: 2 } });
    expect(twice).toEqual([...times, ...times.map((timeMs) => 10 * MINUTE_MS + timeMs)].map((timeMs) => timeMs / 2));
  });

  test('a part without traffic is a mistake about the file', async () => {
    const reading = load(POOL, { selection: { fromMs: 40 * MINUTE_MS, toMs: 50 * MINUTE_MS } });
    expect((await mistakesOf(reading))[0]).toMatch(/^trace-\d+\.csv: no client sends anything from 2400000 ms/);
  });
});
