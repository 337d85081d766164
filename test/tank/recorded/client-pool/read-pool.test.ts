import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/diagnostic.js';
import type { ClientPool } from '../../../../src/tank/recorded/client-pool/client-pool.js';
import { drawPool } from '../../../../src/tank/recorded/client-pool/draw-pool.js';
import { profilePool } from '../../../../src/tank/recorded/client-pool/pool-profile.js';
import { readPool } from '../../../../src/tank/recorded/client-pool/read-pool.js';
import { Streams } from '../../../../src/core/streams.js';
import { mistakesOf, traceDirectory } from '../formats/trace-files.js';
import { runs } from '../../../support/runs.js';
import { type ClientLine, gammaWindow, lengths } from './pools.js';

const files = traceDirectory();

const LINES: readonly ClientLine[] = [
  {
    client: 7,
    windows: [gammaWindow(600, 2, 0.25), [1800, 0.5, 3, 'Weibull', 0.4, 99]],
    datasets: [
      lengths(
        0,
        [
          [10, 0.2],
          [30, 0.3],
        ],
        [[5, 1]],
      ),
      lengths(
        43_200,
        [[1, 0.9]],
        [
          [0, 0.25],
          [2, 0.75],
        ],
      ),
    ],
  },
  { client: 'quiet', windows: [], datasets: [] },
];
const TEXT = LINES.map((line) => JSON.stringify(line)).join('\n');

test('clients with ids beyond 2^53 are told apart', async () => {
  const line = (client: string) => `{"client":${client},"windows":[[0,2,1,"Gamma",1,0.5]],"datasets":[]}`;
  const { clients } = await readPool(await files.write(`${line('9007199254740993')}\n${line('9007199254740992')}\n`));
  expect(clients.map(({ name }) => name)).toEqual(['9007199254740993', '9007199254740992']);
});

describe('a pool', () => {
  test.each([
    ['plain', TEXT],
    ['with a byte order mark, CRLF and empty lines', `\ufeff\r\n${TEXT.replaceAll('\n', '\r\n\r\n')}\r\n`],
    ['gzip', gzipSync(TEXT)],
  ])('is read into columns: %s', async (_, content) => {
    const { clients } = await readPool(await files.write(content));
    expect(clients.map(({ name }) => name)).toEqual(['7', 'quiet']);
    const [{ windows, lengths: known }, quiet] = clients;
    expect(windows).toEqual({
      startS: Float64Array.of(600, 1800),
      ratePerS: Float64Array.of(2, 0.5),
      gapCv: Float64Array.of(2, 3),
      isWeibull: Uint8Array.of(0, 1),
      shape: Float64Array.of(0.25, 0.4),
    });
    expect(known).toEqual({
      startS: Float64Array.of(0, 43_200),
      promptTokens: {
        first: Int32Array.of(0, 2, 3),
        tokens: Int32Array.of(10, 30, 1),
        sum: Float64Array.of(0.4, 1, 1),
      },
      outputTokens: { first: Int32Array.of(0, 1, 3), tokens: Int32Array.of(5, 0, 2), sum: Float64Array.of(1, 0.25, 1) },
    });
    expect([quiet.windows.startS, quiet.lengths.startS]).toEqual([new Float64Array(0), new Float64Array(0)]);
  });

  const window = (change: Readonly<Record<number, unknown>>) => [
    Object.assign(gammaWindow(600, 2), change) as readonly unknown[],
  ];
  const dataset = (change: object) => [Object.assign({}, lengths(0, [[1, 1]], [[1, 1]]), change)];
  test.each<readonly [object | string, RegExp]>([
    ['[1]', /:1: the line is not a JSON object\n {2}expected \{"client"/],
    ['{"client": 1', /the line is not a JSON object/],
    [{ client: undefined }, /client is missing\n {2}expected the id of the client/],
    [{ client: '' }, /client "" cannot be used/],
    [{ client: null }, /client null cannot be used/],
    [{ client: [1] }, /client a list cannot be used/],
    [{ windows: undefined }, /windows is missing\n {2}expected a list of windows/],
    [{ windows: [5] }, /windows\[0\] 5 cannot be used\n {2}expected \[t, rate, cv, pattern, shape, scale\]/],
    [{ windows: window({ 0: 601 }) }, /windows\[0\]\[0\] \(t\) 601 cannot be used\n {2}expected .* a multiple of 600/],
    [{ windows: [...window({}), ...window({})] }, /windows\[1\]\[0\] \(t\) 600 .*\n {2}expected .* after the 600/],
    [{ windows: window({ 0: 1e300 }) }, /\(t\) 1e\+300 cannot be used/],
    [{ windows: window({ 1: -1 }) }, /windows\[0\]\[1\] \(rate\) -1 cannot be used\n {2}expected a number from 0/],
    [{ windows: window({ 2: '1' }) }, /windows\[0\]\[2\] \(cv\) "1" cannot be used/],
    [{ windows: window({ 3: 'Pareto' }) }, /\(pattern\) "Pareto" cannot be used\n {2}expected "Gamma" or "Weibull"/],
    [{ windows: window({ 4: 1e-9 }) }, /windows\[0\]\[4\] \(shape\) 1e-9 cannot be used\n {2}.* from 0.001/],
    [{ windows: window({ 3: 'Weibull', 4: 0.01 }) }, /\(shape\) 0.01 cannot be used\n {2}.* from 0.1 to/],
    [{ datasets: {} }, /datasets a mapping cannot be used\n {2}expected a list of lengths/],
    [{ datasets: [3] }, /datasets\[0\] 3 cannot be used/],
    [{ datasets: dataset({ t: 600 }) }, /datasets\[0\]\.t 600 cannot be used\n {2}.* a multiple of 21600/],
    [{ datasets: dataset({ input_tokens: undefined }) }, /datasets\[0\]\.input_tokens is missing/],
    [{ datasets: dataset({ input_tokens: [] }) }, /datasets\[0\]\.input_tokens has no probability above 0/],
    [{ datasets: dataset({ output_tokens: [[1, 0]] }) }, /datasets\[0\]\.output_tokens has no probability above 0/],
    [
      {
        datasets: dataset({
          output_tokens: [
            [1, 0.5],
            [1.5, 0.5],
          ],
        }),
      },
      /output_tokens\[1\] \[1\.5, 0\.5\] cannot be/,
    ],
    [{ datasets: dataset({ output_tokens: [[1e9, 1]] }) }, /output_tokens\[0\] \[1000000000, 1\].*\n.* to 10000000/],
    [{ datasets: dataset({ output_tokens: [[1, -1]] }) }, /output_tokens\[0\] \[1, -1\]/],
    [{ datasets: dataset({ output_tokens: [[[], {}]] }) }, /output_tokens\[0\] \[a list, a mapping\]/],
    [{ datasets: dataset({ output_tokens: [null] }) }, /output_tokens\[0\] null/],
  ])('is refused with line, key and what was expected: %j', async (change, message) => {
    const line = typeof change === 'string' ? change : JSON.stringify({ ...LINES[0], ...change });
    const mistakes = await mistakesOf(readPool(await files.write(`${line}\n${TEXT}`, 'pool.jsonl')));
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(/^pool\.jsonl:1: /);
    expect(mistakes[0]).toMatch(message);
  });

  test('is refused with all its bad lines, up to 20', async () => {
    const mistakes = await mistakesOf(readPool(await files.write(`3\n${TEXT}\n\n${TEXT}`, 'pool.jsonl')));
    expect(mistakes.map((text) => text.split('\n')[0])).toEqual([
      'pool.jsonl:1: the line is not a JSON object',
      'pool.jsonl:5: client "7" is already on line 2',
      'pool.jsonl:6: client "quiet" is already on line 3',
    ]);
    expect(await mistakesOf(readPool(await files.write('3\n'.repeat(30))))).toHaveLength(20);
    const cut = await files.write(`3\n${TEXT}`, 'pool.jsonl');
    const both = await mistakesOf(readPool(cut, { lineBytes: 100, chunkBytes: 10 }));
    expect(both.map((text) => text.split('\n')[0])).toEqual([
      'pool.jsonl:1: the line is not a JSON object',
      'pool.jsonl:2: the line is longer than 100 bytes',
    ]);
  });

  test.each([
    ['', 'the file has no client'],
    [JSON.stringify(LINES[1]), 'no client sends anything'],
  ])('without traffic is refused: %j', async (text, message) => {
    expect((await mistakesOf(readPool(await files.write(text, 'pool.jsonl'))))[0]).toContain(`pool.jsonl: ${message}`);
  });

  test.each([
    [{ clients: 1 }, /^pool\.jsonl:2: the pool has more than 1 clients/],
    [{ windows: 1 }, /^pool\.jsonl:1: the pool has more than 1 windows/],
    [{ values: 5 }, /^pool\.jsonl:1: the pool has more than 5 values in input_tokens and output_tokens/],
    [{ lineBytes: 100 }, /^pool\.jsonl:1: the line is longer than 100 bytes/],
    [{ textBytes: 100 }, /^pool\.jsonl: the text is longer than 100 bytes/],
  ])('beyond a limit is refused: %j', async (limits, message) => {
    const file = await files.write(TEXT, 'pool.jsonl');
    expect((await mistakesOf(readPool(file, limits)))[0]).toMatch(message);
  });
});

describe('whatever the file, it is a pool or refused', () => {
  const telling = fc.constantFrom('"', ',', '\n', '[', ']', '{', '}', 'null', '0', '-', '1e999', '9'.repeat(30), TEXT);
  const mutation = fc.record({
    at: fc.nat(TEXT.length),
    remove: fc.nat(20),
    insert: fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.array(telling, { maxLength: 3 }).map((texts) => texts.join('')),
    ),
  });

  /** A pool that was read can be looked at and drawn from. */
  async function expectPoolOrRefusal(content: string | Uint8Array): Promise<void> {
    let pool: ClientPool;
    try {
      pool = await readPool(await files.write(content, 'mutated.jsonl'));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.message).toMatch(/\S/);
      return;
    }
    const { meanRatePerS } = profilePool(pool);
    expect(meanRatePerS).toBeGreaterThan(0);
    try {
      const trace = drawPool(pool, { durationMs: 3_600_000, ratePerS: 0.01, streams: new Streams('fuzz', 0) });
      expect(trace.arrivalMs).toHaveLength(trace.requestCount + 1);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }

  test('with changed text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) =>
        expectPoolOrRefusal(
          mutations.reduce(
            (text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove),
            TEXT,
          ),
        ),
      ),
      runs(500),
    );
  });

  test('with any value in any place', async () => {
    const places = [...TEXT.matchAll(/-?[\d.]+|"[^"]*"/g)];
    await fc.assert(
      fc.asyncProperty(fc.nat(places.length - 1), fc.jsonValue({ maxDepth: 2 }), (k, value) => {
        const { 0: old, index } = places[k];
        return expectPoolOrRefusal(TEXT.slice(0, index) + JSON.stringify(value) + TEXT.slice(index + old.length));
      }),
      runs(500),
    );
  });

  test('with changed bytes of gzip', async () => {
    const compressed = gzipSync(TEXT);
    await fc.assert(
      fc.asyncProperty(fc.nat(compressed.length - 1), fc.nat(255), (at, byte) => {
        const bytes = Buffer.from(compressed);
        bytes[at] = byte;
        return expectPoolOrRefusal(bytes);
      }),
      runs(300),
    );
  });
});
