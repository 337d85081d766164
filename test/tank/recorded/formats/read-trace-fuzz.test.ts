import { TOKEN_LIMIT } from '../../../../src/core/input/units.js';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../../../src/core/diagnostic.js';
import { readTrace, type TraceReadResult } from '../../../../src/tank/recorded/formats/read-trace.js';
import { runs } from '../../../support/runs.js';

import { HEADER, rowAt, traceDirectory } from './trace-files.js';

/** Whatever the file: rows that can be trusted, or an InputError. Every other exception fails the test. */

const files = traceDirectory();
const rows = Array.from({ length: 30 }, (_, i) => rowAt(i / 4, 100 + i, 20 + i));
const valid = Buffer.from([HEADER, ...rows].join('\r\n'));

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
}

const telling = fc.constantFrom(
  '"',
  ',',
  '\n',
  '\r',
  '\r\n',
  '\0',
  '\ufeff',
  '0',
  '-',
  '9'.repeat(30),
  HEADER,
  rowAt(1),
);
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(valid.length),
  remove: fc.nat(40),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.array(telling, { maxLength: 4 }).map((texts) => Buffer.from(texts.join(''))),
  ),
});

function mutated(original: Buffer, mutations: readonly Mutation[]): Buffer {
  return mutations.reduce<Buffer>(
    (bytes, { at, remove, insert }) => Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]),
    original,
  );
}

/** @returns the result, or the text of the InputError */
async function outcome(path: string, skipBadRows: boolean, chunkBytes: number): Promise<TraceReadResult | string> {
  const limits = { lineBytes: 600, requests: 40, chunkBytes };
  try {
    return await readTrace(path, { format: undefined, skipBadRows, limits });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(/\S/);
    expect(error.diagnostics.length).toBeLessThanOrEqual(21);
    return error.message;
  }
}

function expectSound({ trace, skippedRows, firstSkipped }: TraceReadResult, skipBadRows: boolean): void {
  expect(trace.arrivalMs).toHaveLength(trace.requestCount + 1);
  expect(trace.arrivalMs[0]).toBe(0);
  expect(trace.arrivalMs.every((timeMs, i, times) => i === 0 || timeMs >= times[i - 1])).toBe(true);
  for (const tokens of [trace.promptTokens, trace.outputTokens]) {
    expect(tokens).toHaveLength(trace.requestCount);
    expect(tokens.every((count) => count >= 1 && count <= TOKEN_LIMIT)).toBe(true);
  }
  expect(firstSkipped.length).toBe(Math.min(10, skippedRows));
  if (!skipBadRows) expect(skippedRows).toBe(0);
}

test('a file with changed bytes is read or refused, the same way in chunks of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(mutation, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 100 }),
      async (mutations, skipBadRows, chunkBytes) => {
        const file = await files.write(mutated(valid, mutations), 'mutated.csv');
        const result = await outcome(file, skipBadRows, 65_536);
        if (typeof result !== 'string') expectSound(result, skipBadRows);
        expect(await outcome(file, skipBadRows, chunkBytes)).toEqual(result);
      },
    ),
    runs(300, 20),
  );
});

test('a gzip file with changed bytes is read or refused', async () => {
  const compressed = gzipSync(valid);
  await fc.assert(
    fc.asyncProperty(
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (mutations, skipBadRows) => {
        const places = mutations.map((one) => ({ ...one, at: one.at % compressed.length }));
        const file = await files.write(mutated(compressed, places), 'mutated.csv.gz');
        const result = await outcome(file, skipBadRows, 65_536);
        if (typeof result !== 'string') expectSound(result, skipBadRows);
      },
    ),
    runs(300, 20),
  );
});

test('rows of which some are bad are counted: good + skipped = all', async () => {
  const field = fc.oneof(fc.constantFrom('', '0', '-1', '1.5', '12', '99999999', 'x'), fc.string({ maxLength: 12 }));
  const plain = field.map((text) => text.replace(/[",\r\n]/g, '.'));
  const bad = fc.tuple(plain, plain, fc.constant('0')).map((fields) => fields.join(','));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(bad, { nil: undefined }), { minLength: 1, maxLength: 40 }), async (pattern) => {
      const lines = pattern.map((row, i) => row ?? rowAt(i));
      const file = await files.write([HEADER, ...lines].join('\n'), 'pattern.csv');
      const result = await outcome(file, true, 65_536);
      const goodCount = pattern.filter((row) => row === undefined).length;
      if (typeof result === 'string') expect(goodCount).toBe(0);
      else expect([result.trace.requestCount, result.skippedRows]).toEqual([goodCount, lines.length - goodCount]);
    }),
    runs(300, 20),
  );
});
