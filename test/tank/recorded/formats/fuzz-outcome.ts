import { TOKEN_LIMIT } from '../../../../src/core/input/units.js';
import { expect } from 'vitest';
import { InputError } from '../../../../src/core/diagnostic.js';
import { readTrace, type TraceReadResult } from '../../../../src/tank/recorded/formats/read-trace.js';
import type { FormatName } from '../../../../src/tank/recorded/formats/known-formats.js';
import type { TraceLimits } from '../../../../src/tank/recorded/formats/trace-limits.js';
import { REQUEST_LIMIT } from '../../../../src/tank/trace/limits.js';

/** What must hold whatever the file. */

/** Bounds of every fuzzed file. */
const LIMITS: Partial<TraceLimits> = {
  textBytes: 20_000,
  lineBytes: 1500,
  jsonLineBytes: 1500,
  requests: 60,
  gzipRatioFromBytes: 10_000,
};

/** Reads a file whatever is in it. @returns the result, undefined where it was refused in an orderly way */
export async function outcome(
  file: string,
  format: FormatName | undefined,
  skipBadRows: boolean,
  limits = LIMITS,
): Promise<TraceReadResult | undefined> {
  try {
    const result = await readTrace(file, { format, skipBadRows, limits });
    expectSound(result, skipBadRows, limits.requests ?? REQUEST_LIMIT);
    return result;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expectTold(error, file);
    return undefined;
  }
}

/** Messages about the file as a whole, which have no line. */
const ABOUT_THE_FILE =
  /^(?:the file |the gzip file |the text is longer|the Parquet file |none of the \d+ rows|no client|the pool has more)/;

function expectTold({ diagnostics }: InputError, file: string): void {
  if (diagnostics.length === 0 || diagnostics.length > 21) throw new Error(`${diagnostics.length} diagnostics`);
  for (const { file: named, line, column, message, advice } of diagnostics) {
    const isPlaced = Number.isInteger(line) && (line ?? 0) >= 1 && (column === undefined || column >= 1);
    const isSound = named === file && message !== '' && (advice ?? '') !== '';
    if (!isSound || (!isPlaced && !ABOUT_THE_FILE.test(message))) {
      expect({ named, line, column, message, advice }).toBe('a mistake with its file, its line and what to do');
    }
  }
}

/** The columns of a trace agree with each other. Plain comparisons: this runs for thousands of files. */
function expectSound({ trace, skippedRows, firstSkipped }: TraceReadResult, skips: boolean, limit: number) {
  const { requestCount, arrivalMs, promptTokens, outputTokens, session, requestClass, tenant, blocks } = trace;
  const wrong: string[] = [];
  const check = (what: string, holds: boolean) => holds || wrong.push(what);
  const isColumn = (column: ArrayLike<number> | undefined) => column === undefined || column.length === requestCount;
  check('requests', requestCount >= 1 && requestCount <= limit);
  check('sentinel', arrivalMs.length === requestCount + 1 && arrivalMs[requestCount] === Infinity);
  check('arrivals', arrivalMs[0] >= 0 && arrivalMs.every((timeMs, i) => i === 0 || timeMs >= arrivalMs[i - 1]));
  check('times', requestCount === 0 || arrivalMs[requestCount - 1] <= 3e12);
  for (const tokens of [promptTokens, outputTokens]) {
    check(
      'lengths',
      tokens.every((count) => count >= 0 && count <= TOKEN_LIMIT),
    );
    check('columns', isColumn(tokens) || tokens.length === 0);
  }
  check('sessions', isColumn(session) && (session ?? []).every((index) => index >= -1 && index < requestCount));
  for (const named of [requestClass, tenant]) {
    const count = named?.names.length ?? 0;
    const none = named === requestClass ? 255 : -1;
    check(
      'names',
      isColumn(named?.index) &&
        [...(named?.index ?? [])].every((index) => index === none || (index >= 0 && index < count)),
    );
  }
  check('priorities', isColumn(trace.priority) && (trace.priority ?? []).every((level) => Math.abs(level) <= 100));
  check('deadlines', isColumn(trace.deadlineMs) && (trace.deadlineMs ?? []).every((timeMs) => timeMs > 0));
  if (blocks !== undefined) {
    const { last, parent, blockTokens } = blocks;
    check(
      'blocks',
      isColumn(last) && blockTokens >= 1 && parent.every((before, block) => before >= -1 && before < block),
    );
    check(
      'paths',
      last.every((block) => block >= -1 && block < parent.length),
    );
  }
  check('skipped', firstSkipped.length === Math.min(10, skippedRows) && (skips || skippedRows === 0));
  expect(wrong).toEqual([]);
}
