import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/diagnostic.js';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import { NO_CLASS } from '../../../../src/tank/trace/trace.js';
import { workFolder } from '../../../cli/wavetank.js';

const folder = workFolder();
const V1 = 'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n';
const V2 = 'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n';

async function read(text: string | Uint8Array, skipBadRows = false, keepFailed?: boolean) {
  const options = { format: undefined, skipBadRows, formatOptions: { keepFailed } };
  return readTrace(await folder.write('trace.csv', text), options);
}

describe('BurstGPT', () => {
  test('v1 is recognised by its header; times are seconds from the first row', async () => {
    const rows =
      '5,ChatGPT,472,18,490,Conversation log\n45.25,GPT-4,1087,230,1317,API log\n45.25,ChatGPT,1,1,2,API log\n';
    const { trace, format } = await read(V1 + rows);
    expect(format).toBe('burstgpt');
    expect([...trace.arrivalMs]).toEqual([0, 40_250, 40_250, Infinity]);
    expect([...trace.promptTokens]).toEqual([472, 1087, 1]);
    expect([...trace.outputTokens]).toEqual([18, 230, 1]);
  });

  test('v2 has two columns inserted, and is read by their names, compressed or not', async () => {
    const rows = '1000.5,3f2c,1.5,ChatGPT,10,20,30,Conversation log\n1001.125,,0.2,GPT-4,11,21,32,API log\n';
    const { trace } = await read(gzipSync(V2 + rows));
    expect([...trace.arrivalMs]).toEqual([0, 625, Infinity]);
    expect([...trace.promptTokens]).toEqual([10, 11]);
  });

  test('a failed request is refused with its place, and left out and counted where bad rows are skipped', async () => {
    const rows = '1,ChatGPT,10,20,30,API log\n2,ChatGPT,10,0,10,API log\n3,ChatGPT,12,22,34,API log\n';
    const reading = read(V1 + rows);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(/trace\.csv:3:14: Response tokens "0" cannot be used/);
    const { trace, skippedRows } = await read(V1 + rows, true);
    expect([[...trace.promptTokens], skippedRows]).toEqual([[10, 12], 1]);
  });

  test.each([
    'soon,ChatGPT,10,20,30,x',
    '-1,ChatGPT,10,20,30,x',
    '1,ChatGPT,ten,20,30,x',
    '1,ChatGPT,10,2.5,30,x',
    '1,ChatGPT,10,99999999999,30,x',
  ])('the row %s is refused', async (row) => {
    await expect(read(`${V1}${row}\n`)).rejects.toThrow(/cannot be used/);
  });

  test('requests with the same session belong together; those through the API have none', async () => {
    const ids = ['3f2c', '', '9a1b', '3f2c', ''];
    const rows = ids.map((id, i) => `${i},${id},1.5,ChatGPT,10,20,30,${id === '' ? 'API log' : 'Conversation log'}\n`);
    const { trace } = await read(V2 + rows.join(''));
    expect([...(trace.session ?? [])]).toEqual([0, -1, 1, 0, -1]);
    expect(trace.requestClass).toEqual({ names: ['conversation', 'api'], index: Uint8Array.of(0, 1, 0, 0, 1) });
  });

  test('v1 has classes and no sessions; a log type that is not known is no class', async () => {
    const { trace } = await read(`${V1}1,GPT-4,10,20,30,API log\n2,GPT-4,10,20,30,\n3,GPT-4,10,20,30,api log\n`);
    expect(trace.session).toBeUndefined();
    expect(trace.requestClass).toEqual({ names: ['api'], index: Uint8Array.of(0, NO_CLASS, NO_CLASS) });
  });

  test('failed requests are kept on demand, and then no other row is let through', async () => {
    const rows = '1,ChatGPT,10,20,30,API log\n2,ChatGPT,10,0,10,API log\n';
    const { trace, skippedRows } = await read(V1 + rows, false, true);
    expect([[...trace.outputTokens], skippedRows]).toEqual([[20, 0], 0]);
    await expect(read(`${V1}${rows}3,ChatGPT,0,0,0,API log\n`, false, true)).rejects.toThrow(
      /Request tokens "0" cannot/,
    );
    await expect(read(`${V1}${rows}3,ChatGPT,5,,5,API log\n`, false, true)).rejects.toThrow(
      /Response tokens "" cannot/,
    );
  });

  test('rows that are out of order are refused, equal times are not', async () => {
    const rows = '5,ChatGPT,10,20,30,x\n5,ChatGPT,11,20,30,x\n4.9,ChatGPT,12,20,30,x\n';
    await expect(read(V1 + rows)).rejects.toThrow(/:4:1: Timestamp "4.9" is earlier than that of line 3/);
    expect([...(await read(V1 + rows, true)).trace.promptTokens]).toEqual([10, 11]);
  });

  test('a session of more than 200 characters is refused', async () => {
    const row = `1,${'x'.repeat(201)},1.5,ChatGPT,10,20,30,Conversation log\n`;
    await expect(read(V2 + row)).rejects.toThrow(/:2:3: Session ID "xxx/);
  });
});
