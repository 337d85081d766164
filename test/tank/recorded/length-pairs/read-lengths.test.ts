import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readLengths, type LengthFileSpec } from '../../../../src/tank/recorded/length-pairs/read-lengths.js';
import { withDuckDb } from '../../../../src/tank/recorded/formats/duckdb.js';
import { mistakesOf, traceDirectory } from '../formats/trace-files.js';

const files = traceDirectory();
const read = async (content: string | Uint8Array, options: Partial<LengthFileSpec> = {}) =>
  readLengths(await files.write(content), { skipBadRows: false, ...options });
const pairsOf = async (content: string | Uint8Array, options?: Partial<LengthFileSpec>) => {
  const { promptTokens, outputTokens } = (await read(content, options)).pairs;
  return Array.from(promptTokens, (prompt, i) => [prompt, outputTokens[i]]);
};

describe('lengths without times', () => {
  test.each([
    ['CSV', 'prompt_tokens,output_tokens\n5,2\n7,3\n'],
    ['CSV with other columns, the two in another order', 'id,output_tokens,prompt_tokens\na,2,5\nb,3,7\n'],
    ['gzip', gzipSync('prompt_tokens,output_tokens\n5,2\n7,3\n')],
    ['JSON Lines', '{"prompt_tokens":5,"output_tokens":2}\n{"prompt_tokens":7,"output_tokens":3}\n'],
    ['names of Azure', 'ContextTokens,GeneratedTokens\n5,2\n7,3\n'],
    ['names of BurstGPT', 'Request tokens,Response tokens\n5,2\n7,3\n'],
    ['names of Mooncake', '{"input_length":5,"output_length":2}\n{"input_length":7,"output_length":3}\n'],
    ['a trace, whose times do not count', 'arrival_s,prompt_tokens,output_tokens\n9,5,2\nnever,7,3\n'],
  ])('are read from %s', async (_form, content) => {
    expect(await pairsOf(content)).toEqual([
      [5, 2],
      [7, 3],
    ]);
  });

  test('are read from Parquet', async () => {
    const file = files.path('pairs.parquet');
    await withDuckDb(async (connection) => {
      await connection.run(`COPY (SELECT 5 AS prompt_tokens, 2 AS output_tokens) TO '${file}' (FORMAT parquet)`);
    });
    const { pairs } = await readLengths(file, { skipBadRows: false });
    expect([...pairs.promptTokens, ...pairs.outputTokens]).toEqual([5, 2]);
  });

  test('are read by names that are given', async () => {
    const columns = { prompt_tokens: 'in', output_tokens: 'out' };
    expect(await pairsOf('out,in\n2,5\n', { columns })).toEqual([[5, 2]]);
    const [text] = await mistakesOf(read('out,inn\n2,5\n', { columns }));
    expect(text).toContain('the header has no column "in"');
    expect(text).toContain('Did you mean "inn"?');
  });

  test('have the SHA-256 of their text, the same for plain text and gzip', async () => {
    const text = 'prompt_tokens,output_tokens\n5,2\n';
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect((await read(text)).sha256).toBe(sha256);
    expect((await read(gzipSync(text))).sha256).toBe(sha256);
  });

  test('bad rows are refused with their place, or counted', async () => {
    const text = 'prompt_tokens,output_tokens\n5,2\n0,3\n7,x\n';
    const texts = await mistakesOf(read(text));
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/:3:1: prompt_tokens "0" cannot be used/);
    expect(texts[1]).toMatch(/:4:3: output_tokens "x" cannot be used/);
    const { pairs, warnings } = await read(text, { skipBadRows: true });
    expect(pairs.promptTokens).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(/^2 bad rows of the lengths in trace-\d+\.csv were skipped$/)]);
  });

  test.each([
    ['prompt,output\n5,2\n', 'no columns of lengths by a known name', 'expected prompt_tokens and output_tokens, or'],
    ['{"id":"x","conversations":[]}\n', 'the file has texts, not lengths', 'with the tokenizer of the model'],
    ['[{"id":"x","conversations":[]}]\n', 'the file is a JSON list', 'with the tokenizer of the model'],
    ['prompt_tokens,output_tokens\n', 'the file has no rows', 'expected rows of prompt_tokens,output_tokens'],
    ['', 'the file is empty', ''],
  ])('%j is refused', async (content, message, advice) => {
    const text = (await mistakesOf(read(content)))[0].replace(/\n {4}/g, ' ');
    expect(text).toContain(message);
    expect(text).toContain(advice);
  });
});
