import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeTrace } from '../../../../src/tank/recorded/formats/write-trace.js';
import { runs } from '../../../support/runs.js';
import { outcome } from './fuzz-outcome.js';
import { spoiled, spoiledRows, TEXT_FORMATS, VALID } from './fuzzed-files.js';
import { traceDirectory } from './trace-files.js';

/** Whatever the file: requests that can be trusted, or an InputError with places. Every other error fails the test. */

const files = traceDirectory();

describe.each(TEXT_FORMATS)('%s', (format) => {
  test('a valid file is recognised and read whole', async () => {
    const file = await files.write(VALID[format].join('\n'), `valid-${format}`);
    const result = await outcome(file, undefined, false);
    expect([result?.format, result?.skippedRows]).toEqual([format, 0]);
    if (format !== 'servegen') expect(result?.trace.requestCount).toBe(12);
  });

  test('a spoiled file is read or refused, with bad rows and without', async () => {
    let readCount = 0;
    let refusedCount = 0;
    await fc.assert(
      fc.asyncProperty(spoiled(format), fc.boolean(), fc.boolean(), async (bytes, skipBadRows, isNamed) => {
        const file = await files.write(bytes, `spoiled-${format}`);
        const result = await outcome(file, isNamed ? format : undefined, skipBadRows);
        if (result === undefined) refusedCount++;
        else readCount++;
      }),
      runs(1500, format === 'servegen' ? 120 : 60), // its pairs of files are seldom read,
    );
    expect(Math.min(readCount, refusedCount), `${readCount} read, ${refusedCount} refused`).toBeGreaterThan(0);
  });
});

describe.each(TEXT_FORMATS.filter((format) => format !== 'servegen'))('%s', (format) => {
  test('rows with odd values are read or skipped: together they are all', async () => {
    let skippedCount = 0;
    await fc.assert(
      fc.asyncProperty(spoiledRows(format), fc.boolean(), async (rows, hasReturns) => {
        const lines = VALID[format][0].startsWith('{') ? rows : [VALID[format][0], ...rows];
        const file = await files.write(lines.join(hasReturns ? '\r\n' : '\n'), `rows-${format}`);
        const result = await outcome(file, format, true);
        skippedCount += result?.skippedRows ?? 0;
        expect((result?.trace.requestCount ?? NaN) + (result?.skippedRows ?? NaN)).toBe(rows.length);
      }),
      runs(400, 20),
    );
    expect(skippedCount).toBeGreaterThan(0);
  });
});

test('a Parquet file with changed, cut or doubled bytes is read or refused', async () => {
  const whole = await outcome(await files.write(VALID.jsonl.join('\n')), undefined, false);
  if (whole === undefined) throw new Error('the valid file was refused');
  await writeTrace(files.path('valid.parquet'), whole.trace);
  const valid = await readFile(files.path('valid.parquet'));
  const place = fc.integer({ min: 4, max: valid.length - 1 });
  const change = fc.tuple(place, place, fc.nat(255), fc.constantFrom('set', 'set', 'set', 'cut', 'double', 'zero'));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), async (all, skipBadRows) => {
      let bytes = Buffer.from(valid);
      for (const [from, to, value, how] of all) {
        if (how === 'set') bytes[from % bytes.length] = value;
        else if (how === 'zero') bytes.fill(0, from % bytes.length, Math.min(to, bytes.length));
        else if (how === 'double') bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
        else if (from < to) bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
      }
      await outcome(await files.write(bytes, 'spoiled.parquet'), undefined, skipBadRows);
    }),
    runs(400, 15),
  );
});
