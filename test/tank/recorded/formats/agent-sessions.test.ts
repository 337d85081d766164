import { describe, expect, test } from 'vitest';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import type { Trace } from '../../../../src/tank/trace/trace.js';
import { mistakesOf, traceDirectory } from './trace-files.js';
import { recorded } from '../../../support/recorded-data.js';

const HEADER = 'session_id,turn,model,start_s,gap_s,input_tokens,output_tokens,duration_s,ttft_s';
const files = traceDirectory();

/** A call of a session at so many seconds from its start; the time to the first token is often not known. */
function call(session: string, startS: number | string, input: number | string = 100, output: number | string = 10) {
  return `${session},0,DeepSeek-V3.2,${startS},-1.5,${input},${output},14.717,`;
}

async function read(rows: readonly string[], skipBadRows = false) {
  const text = [HEADER, ...rows].join('\n');
  return readTrace(await files.write(text), { format: undefined, skipBadRows });
}

const timesOf = ({ arrivalMs, requestCount }: Trace) => [...arrivalMs.subarray(0, requestCount)];

describe('agent sessions', () => {
  test('begin a minute apart in the order of the file', async () => {
    const { trace, format } = await read([call('b', 0), call('b', 2.5), call('a', 0), call('c', 1)]);
    expect(format).toBe('agent_sessions');
    expect(timesOf(trace)).toEqual([0, 2500, 60_000, 121_000]);
    expect([...(trace.session ?? [])]).toEqual([0, 0, 1, 2]);
  });

  test('overlap: the calls of all of them are put in order of time', async () => {
    const rows = [call('a', 0, 1), call('a', 200, 2), call('a', 59, 3), call('b', 0, 4), call('b', 140, 5)];
    const { trace } = await read(rows);
    expect(timesOf(trace)).toEqual([0, 59_000, 60_000, 200_000, 200_000]);
    expect([...trace.promptTokens]).toEqual([1, 3, 4, 2, 5]); // calls of one instant as they stand in the file
    expect([...(trace.session ?? [])]).toEqual([0, 0, 1, 0, 1]);
  });

  test('may be mixed in the file: a session begins where its first row stands', async () => {
    const { trace } = await read([call('a', 1), call('b', 1), call('a', 2), call('c', 0)]);
    expect(timesOf(trace)).toEqual([1000, 2000, 61_000, 120_000]);
  });

  test('are read by the names of columns, of which four are needed', async () => {
    const text = 'output_tokens,start_s,session_id,input_tokens\r\n7,1.25,"a, ""b""",9\r\n';
    const { trace } = await readTrace(await files.write(text), { format: undefined, skipBadRows: false });
    expect([timesOf(trace), trace.promptTokens[0], trace.outputTokens[0]]).toEqual([[1250], 9, 7]);
  });

  test('may have calls without an answer, and prompts of 10 million tokens', async () => {
    const { trace } = await read([call('a', 0, 10_000_000, 0)]);
    expect([trace.promptTokens[0], trace.outputTokens[0]]).toEqual([10_000_000, 0]);
  });

  test.each([
    [call('a', ''), ':3:', 'start_s "" cannot be used', 'expected seconds from the start of the session'],
    [call('a', -1), ':3:', 'start_s "-1" cannot be used', 'expected seconds from the start of the session'],
    [call('a', '1e300'), ':3:', 'start_s "1e300" is more than 31 years after', 'at most 1000000000;'],
    [call('', 1), ':3:1:', 'session_id "" cannot be used', 'at most 200 characters'],
    [call('x'.repeat(201), 1), ':3:1:', 'session_id "xxx', 'at most 200 characters'],
    [call('a', 1, 0), ':3:', 'input_tokens "0" cannot be used', 'from 1 to 10000000'],
    [call('a', 1, 10_000_001), ':3:', 'input_tokens "10000001" cannot be used', 'from 1 to 10000000'],
    [call('a', 1, 5, ''), ':3:', 'output_tokens "" cannot be used', 'from 0 to 10000000'],
    ['a,0,m,1', ':3:1:', 'the row has 4 fields', 'expected 9'],
  ])('the row %s is refused', async (row, place, message, expected) => {
    const rows = [call('a', 0), row, call('b', 0)];
    const texts = await mistakesOf(read(rows));
    expect(texts).toHaveLength(1);
    for (const part of [place, message, expected]) expect(texts[0]).toContain(part);
    const { trace, skippedRows } = await read(rows, true);
    expect([trace.requestCount, skippedRows]).toEqual([2, 1]);
  });
});

const { file, isMissing, reason } = recorded('agent_swebench_exgentic.csv.gz');

test.skipIf(isMissing)(`the trace of coding agents has its calls and sessions${reason}`, async () => {
  const { trace, skippedRows } = await readTrace(file, { format: undefined, skipBadRows: false });
  expect([trace.requestCount, new Set(trace.session).size, skippedRows]).toEqual([2146, 46, 0]);
  const firstMs = new Map<number, number>();
  trace.session?.forEach((session, i) => firstMs.set(session, firstMs.get(session) ?? trace.arrivalMs[i]));
  const minutes = [...firstMs.values()].map((timeMs) => Math.floor(timeMs / 60_000));
  expect(minutes).toEqual(Array.from({ length: 46 }, (_, i) => i)); // of one session the first calls are not in the file
  expect(timesOf(trace)).toEqual([...timesOf(trace)].sort((a, b) => a - b));
});
