import { createHash } from 'node:crypto';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readTrace, type TraceReadOptions } from '../../../../src/tank/recorded/formats/read-trace.js';
import { HEADER, mistakesOf, rowAt, traceDirectory } from './trace-files.js';

const gzip = promisify(gzipCallback);
const files = traceDirectory();
const read = (path: string, options: Partial<TraceReadOptions> = {}) =>
  readTrace(path, { format: undefined, skipBadRows: false, ...options });
const readText = async (content: string | Uint8Array, options?: Partial<TraceReadOptions>) =>
  read(await files.write(content), options);
const threeRows = [HEADER, rowAt(0, 374, 44), rowAt(1.5, 396, 109), rowAt(4, 879, 55)];
const threeRequests = {
  requestCount: 3,
  arrivalMs: Float64Array.of(0, 1500, 4000, Infinity),
  promptTokens: Int32Array.of(374, 396, 879),
  outputTokens: Int32Array.of(44, 109, 55),
};

describe('a trace is read', () => {
  test.each([
    ['with LF', threeRows.join('\n') + '\n'],
    ['with CRLF', threeRows.join('\r\n') + '\r\n'],
    ['with both', `${threeRows[0]}\r\n${threeRows[1]}\n${threeRows[2]}\r\n${threeRows[3]}`],
    ['without a last line end', threeRows.join('\r\n')],
    ['with empty lines at the end', threeRows.join('\n') + '\n\n\r\n\n'],
    ['with a byte order mark', '\ufeff' + threeRows.join('\n')],
    ['with quoted fields', threeRows.map((row) => `"${row.split(',').join('","')}"`).join('\n')],
  ])('%s', async (_form, content) => {
    expect((await readText(content)).trace).toEqual(threeRequests);
  });

  test('with columns in another order and further ones', async () => {
    const content = 'Model,GeneratedTokens,TIMESTAMP,ContextTokens\n"a,b",44,2023-11-16 12:00:00,374\n';
    expect((await readText(content)).trace).toMatchObject({
      promptTokens: Int32Array.of(374),
      outputTokens: Int32Array.of(44),
    });
  });

  test('in the form of 2024, with offsets and without decimals', async () => {
    const times = ['2024-05-12 23:59:59.999999+00:00', '2024-05-13 00:00:00+00:00', '2024-05-13 00:00:00.000001Z'];
    const { trace } = await readText([HEADER, ...times.map((time) => `${time},1,1`)].join('\n'));
    expect([...trace.arrivalMs]).toEqual([0, 0.001, 0.002, Infinity]);
  });

  test('from gzip, whatever the file is called', async () => {
    const compressed = await gzip(threeRows.join('\r\n'));
    expect((await read(await files.write(compressed, 'azure.csv.gz'))).trace).toEqual(threeRequests);
    expect((await read(await files.write(compressed, 'azure.csv'))).trace).toEqual(threeRequests);
    expect((await read(await files.write(threeRows.join('\n'), 'plain.csv.gz'))).trace).toEqual(threeRequests);
  });

  test('from gzip in several parts', async () => {
    const parts = await Promise.all([gzip(`${threeRows[0]}\n${threeRows[1]}\n`), gzip(threeRows.slice(2).join('\n'))]);
    expect((await readText(Buffer.concat(parts))).trace).toEqual(threeRequests);
  });

  test('the same in chunks of any size', async () => {
    const quoted = threeRows.map((row) => `"${row.split(',').join('","')}"`);
    const file = await files.write('\ufeff' + quoted.join('\r\n') + '\r\n');
    for (const chunkBytes of [1, 2, 3, 5, 7, 64]) {
      expect((await read(file, { limits: { chunkBytes } })).trace).toEqual(threeRequests);
    }
  });

  test('with times exact to 100 ns after any number of days', async () => {
    const rows = ['2023-01-01 00:00:00.0000003,1,1', '2023-01-01 00:00:00.0000004,1,1', '2024-01-01 00:00:00,1,1'];
    const { trace } = await readText([HEADER, ...rows].join('\n'));
    expect([...trace.arrivalMs]).toEqual([0, 0.0001, 31_535_999_999.9997, Infinity]);
  });

  test('with equal times', async () => {
    const { trace } = await readText([HEADER, rowAt(1), rowAt(1), rowAt(1)].join('\n'));
    expect([...trace.arrivalMs]).toEqual([0, 0, 0, Infinity]);
  });

  test('with more rows than the columns begin with', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => rowAt(i, i + 1, 2 * i + 1));
    const { trace } = await readText([HEADER, ...rows].join('\n'));
    expect(trace.requestCount).toBe(5000);
    expect(trace.arrivalMs).toHaveLength(5001);
    expect([trace.arrivalMs[4999], trace.promptTokens[4999], trace.outputTokens[4999]]).toEqual([
      4_999_000, 5000, 9999,
    ]);
  });

  test('with the format and the SHA-256 of its text, the same for plain text and gzip', async () => {
    const text = threeRows.join('\r\n');
    const expected = { format: 'azure_llm', sha256: createHash('sha256').update(text).digest('hex'), skippedRows: 0 };
    expect(await readText(text)).toMatchObject(expected);
    expect(await readText(await gzip(text))).toMatchObject(expected);
  });
});

describe('a bad row', () => {
  const withRow = (row: string) => [HEADER, rowAt(0), row, rowAt(9)].join('\n');

  test('is shown with the field, the value, its place and what to do', async () => {
    expect(await mistakesOf(read(await files.write(withRow('2023-11-16 12:00:01,abc,44'), 'bad.csv')))).toEqual([
      [
        'bad.csv:3:21: ContextTokens "abc" is not a number of tokens',
        '  3 | 2023-11-16 12:00:01,abc,44',
        '    |                     ^^^',
        '  expected a whole number from 1 to 10000000; --skip-bad-rows skips bad rows',
      ].join('\n'),
    ]);
  });

  test('may have a time that does not exist', async () => {
    const [text] = await mistakesOf(readText(withRow('2023-02-30 12:00:01,1,44')));
    expect(text).toContain(':3:1: TIMESTAMP "2023-02-30 12:00:01" is not a date and time');
    expect(text).toContain('expected a date and time with up to 9 decimals');
  });

  test('may be earlier than the last good row', async () => {
    const texts = await mistakesOf(readText([HEADER, rowAt(5), 'x,1,1', rowAt(4), rowAt(5)].join('\n')));
    expect(texts).toHaveLength(2);
    const text = texts[1];
    expect(text).toContain(':4:1: TIMESTAMP "2023-11-16 12:00:04.0000000" is earlier than that of line 2');
    expect(text).toContain('expected rows in order of time');
  });

  test('may be later than any trace', async () => {
    const [text] = await mistakesOf(readText(withRow('2099-11-16 12:00:01,1,44')));
    expect(text).toContain('TIMESTAMP "2099-11-16 12:00:01" is more than 31 years after the first row');
  });

  test.each([
    ['2023-11-16 12:00:01,44', 'the row has 2 fields'],
    ['2023-11-16 12:00:01,1,1,1', 'the row has 4 fields'],
    ['   ', 'the row has 1 field'],
  ])('may have missing or further fields: %j', async (row, message) => {
    const [text] = await mistakesOf(readText(withRow(row)));
    expect(text).toContain(`:3:1: ${message}`);
    expect(text).toContain('expected 3, as in the header');
  });

  test.each(['2023-11-16 12:00:01,3"7,44', '2023-11-16 12:00:01,"3"7,44', '2023-11-16 12:00:01,3"7",44'])(
    'may have quotes in odd places, which stay visible: %s',
    async (row) => {
      const [text] = await mistakesOf(readText(withRow(row)));
      expect(text).toContain(':3:21: ContextTokens ');
    },
  );

  test('may open a quote that nothing closes', async () => {
    const [text] = await mistakesOf(readText(withRow('"2023-11-16 12:00:01,1,1')));
    expect(text).toContain(':3:1: the row has an opening quote and no closing one');
  });

  test('after empty lines is found at its own line', async () => {
    const [text] = await mistakesOf(readText(`${HEADER}\r\n\r\n${rowAt(0)}\n\n\nbad,1,1\n`));
    expect(text).toContain(':6:1: TIMESTAMP "bad"');
    expect(text).toContain('  6 | bad,1,1');
  });

  test('after fields with line ends inside is found at its own line', async () => {
    const content = `${HEADER},Note\n${rowAt(0)},"two\nlines"\nbad,1,1,\n`;
    const [text] = await mistakesOf(readText(content));
    expect(text).toContain(':4:1: TIMESTAMP "bad"');
  });

  test('shows no control characters of the file', async () => {
    const [text] = await mistakesOf(readText(withRow('\u001b[31m,1,1')));
    expect(text).not.toContain('\u001b');
  });

  test('is cut when it is long', async () => {
    const [text] = await mistakesOf(readText(withRow(`${'9'.repeat(5000)},1,1`)));
    expect(text.length).toBeLessThan(600);
  });

  test('does not hide the others: 20 are reported, then reading stops and says so', async () => {
    const rows = (count: number) => [HEADER, ...Array.from({ length: count }, (_, i) => `bad${i},1,1`)].join('\n');
    const texts = await mistakesOf(readText(rows(500)));
    expect(texts).toHaveLength(20);
    expect(texts[18]).not.toContain('reading stopped');
    expect(texts[19]).toContain('TIMESTAMP "bad19"');
    expect(texts[19]).toContain('reading stopped after 20 bad rows');
    expect(await mistakesOf(readText(rows(19)))).toHaveLength(19);
  });

  test('is left out and counted with skipBadRows; the first 10 are told', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? rowAt(i) : `bad${i},1,1`));
    const result = await readText([HEADER, ...rows].join('\n'), { skipBadRows: true });
    expect(result.trace.requestCount).toBe(20);
    expect(result.skippedRows).toBe(20);
    expect(result.firstSkipped).toHaveLength(10);
    expect(result.firstSkipped[0]).toMatchObject({ line: 3, message: 'TIMESTAMP "bad1" is not a date and time' });
    expect(result.firstSkipped[0].advice).not.toContain('--skip-bad-rows');
  });

  test('before the first good one does not count as the start', async () => {
    const { trace } = await readText([HEADER, 'bad,1,1', rowAt(5), rowAt(6)].join('\n'), { skipBadRows: true });
    expect([...trace.arrivalMs]).toEqual([0, 1000, Infinity]);
  });

  test('after another: a file in which no good row remains is refused', async () => {
    const texts = await mistakesOf(readText(`${HEADER}\nbad,1,1\nworse,1,1\n`, { skipBadRows: true }));
    expect(texts[0]).toContain('none of the 2 rows can be used');
    expect(texts).toHaveLength(3);
  });
});

describe('a file is refused', () => {
  test('when it does not exist', async () => {
    expect(await mistakesOf(read(files.path('missing.csv')))).toEqual([
      'missing.csv: the file does not exist\n  check the path, which is relative to the working directory or the scenario',
    ]);
  });

  test('when it is a directory', async () => {
    await mkdir(files.path('directory'));
    expect(await mistakesOf(read(files.path('directory')))).toEqual([
      'directory: this is a directory, not a file\n  give the path of a trace file',
    ]);
  });

  test('when a part of its path is a file', async () => {
    await files.write('', 'part');
    expect((await mistakesOf(read(files.path('part/trace.csv'))))[0]).toContain('trace.csv: the file does not exist');
  });

  test('when its path is a circle of links', async () => {
    await symlink(files.path('circle'), files.path('circle'));
    expect((await mistakesOf(read(files.path('circle'))))[0]).toContain('circle: the file cannot be read (ELOOP)');
  });

  test('when the path has a zero byte', async () => {
    expect((await mistakesOf(read('a\u0000b')))[0]).toContain('this cannot be the path of a file');
  });

  test.skipIf(process.getuid?.() === 0)(
    'when no permission to read it (skipped as root, who may read everything)',
    async () => {
      const file = await files.write(threeRows.join('\n'), 'secret.csv');
      await chmod(file, 0);
      expect((await mistakesOf(read(file)))[0]).toContain('secret.csv: no permission to read the file');
    },
  );

  test.each([
    ['plain', ''],
    ['gzip', undefined],
  ])('when it is empty: %s', async (_form, content) => {
    const [text] = await mistakesOf(readText(content ?? (await gzip(''))));
    expect(text).toContain('the file is empty');
  });

  test('when it has a header and no rows', async () => {
    expect((await mistakesOf(readText(`${HEADER}\r\n`)))[0]).toContain('the file has no rows');
  });

  test('when the header is missing or unknown, with the known ones', async () => {
    const [text] = await mistakesOf(read(await files.write(rowAt(0), 'headless.csv')));
    expect(text).toContain(
      'headless.csv:1: the first line "2023-11-16 12:00:00.0000000,100,20" matches no known trace format',
    );
    expect(text).toContain('known formats: azure_llm (Azure LLM inference traces of 2023 and 2024 (CSV)); burstgpt (');
    expect((await mistakesOf(readText(`\n${HEADER}\n`)))[0]).toContain(
      ':1: the first line "" matches no known trace format',
    );
  });

  test('when the header is not that of the format that was asked for', async () => {
    const [text] = await mistakesOf(readText('TIMESTAMP,Tokens\n', { format: 'azure_llm' }));
    expect(text).toContain(':1:1: the header has no column "ContextTokens"');
    expect(text).toContain('expected the columns TIMESTAMP, ContextTokens, GeneratedTokens, each once');
  });

  test('when a column is there twice', async () => {
    const [text] = await mistakesOf(readText(`${HEADER},TIMESTAMP\n${rowAt(0)},x\n`));
    expect(text).toContain('the header has more than one column "TIMESTAMP"');
  });

  test('when it is binary', async () => {
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256));
    expect((await mistakesOf(readText(noise)))[0]).toContain('the file is not text');
    expect((await mistakesOf(readText(Buffer.from(`\ufeff${HEADER}\n`, 'utf16le'))))[0]).toContain(
      'the file is not text',
    );
  });

  test('when gzip is cut off', async () => {
    const compressed = await gzip([HEADER, ...Array.from({ length: 2000 }, (_, i) => rowAt(i, i + 1))].join('\n'));
    const [text] = await mistakesOf(readText(compressed.subarray(0, compressed.length - 20)));
    expect(text).toContain('the gzip file is cut off: unexpected end of file');
    expect((await mistakesOf(readText(compressed.subarray(0, 2))))[0]).toContain('unexpected end of file');
  });

  test('when gzip is damaged', async () => {
    const compressed = await gzip(threeRows.join('\n'));
    compressed[compressed.length - 6] ^= 0xff; // in the checksum
    expect((await mistakesOf(readText(compressed)))[0]).toContain('the gzip file is damaged');
    expect((await mistakesOf(readText(Buffer.from([0x1f, 0x8b, 1, 2, 3]))))[0]).toContain('the gzip file is damaged');
  });

  test('with the bad rows that were found before the damage', async () => {
    const compressed = await gzip(
      [HEADER, 'bad,1,1', ...Array.from({ length: 9 }, (_, i) => rowAt(i, i + 1))].join('\n'),
    );
    const texts = await mistakesOf(readText(compressed.subarray(0, compressed.length - 8)));
    expect(texts[0]).toContain(':2:1: TIMESTAMP "bad"');
    expect(texts[1]).toContain('unexpected end of file');
  });
});

describe('limits', () => {
  test('a line of more than 64 KiB is refused, at its place', async () => {
    const [text] = await mistakesOf(readText(`${threeRows.join('\n')}\n${'1'.repeat(65_536)}\n${rowAt(9)}`));
    expect(text).toContain(':5: the line is longer than 65536 bytes');
  });

  test('an endless line is refused before it fills the memory, also when it is nothing but commas', async () => {
    const endless = Buffer.alloc(8 * 1024 * 1024, ',');
    expect((await mistakesOf(readText(endless)))[0]).toContain(':1: the line is longer than 65536 bytes');
    const [text] = await mistakesOf(
      readText(Buffer.concat([Buffer.from(`${HEADER}\n`), endless]), { skipBadRows: true }),
    );
    expect(text).toContain(':2: the line is longer than 65536 bytes');
  });

  test('a quote that runs over the lines is refused at the same length', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => rowAt(i));
    const [text] = await mistakesOf(readText(`${HEADER}\n"${rows.join('\n')}`, { skipBadRows: true }));
    expect(text).toContain('the row is longer than 65536 bytes');
    expect(text).toContain('look for an opening quote without a closing one');
  });

  test('text of more bytes than the limit is refused', async () => {
    const [text] = await mistakesOf(readText(threeRows.join('\n'), { limits: { textBytes: 100 } }));
    expect(text).toContain('the text is longer than 100 bytes');
  });

  test('empty lines without end are refused before they fill the memory', async () => {
    const [text] = await mistakesOf(readText(`${threeRows.join('\n')}${'\r\n'.repeat(70_000)}`));
    expect(text).toContain(':65541: 65537 lines in a row are empty');
  });

  test('gzip that expands as no trace does is refused', async () => {
    const bomb = await gzip([HEADER, ...new Array<string>(20_000).fill(rowAt(0))].join('\n'));
    const [text] = await mistakesOf(readText(bomb, { limits: { gzipRatioFromBytes: 500_000 } }));
    expect(text).toContain('the gzip file expands more than 200 times, which no trace does');
    expect((await readText(bomb)).trace.requestCount).toBe(20_000); // small enough to be harmless
  });

  test('more requests than the limit are refused', async () => {
    const limits = { requests: 2 };
    expect((await mistakesOf(readText(threeRows.join('\n'), { limits })))[0]).toContain(
      ':4: the trace has more than 2 requests',
    );
    expect((await readText(threeRows.slice(0, 3).join('\n'), { limits })).trace.requestCount).toBe(2);
  });
});
