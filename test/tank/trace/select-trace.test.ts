import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selectTrace } from '../../../src/tank/trace/select-trace.js';
import { NO_CLASS, type Trace } from '../../../src/tank/trace/trace.js';
import { runs } from '../../support/runs.js';

/** Six requests with something in every column, the second and third at one time. */
const FULL: Trace = {
  requestCount: 6,
  arrivalMs: Float64Array.of(10, 20, 20, 35, 50, 90, Infinity),
  promptTokens: Int32Array.of(1, 2, 3, 4, 5, 6),
  outputTokens: Int32Array.of(10, 20, 30, 40, 50, 60),
  outputEstimate: Int32Array.of(11, 21, 31, 41, 51, 61),
  session: Int32Array.of(0, 1, -1, 2, 1, 0),
  prefix: Int32Array.of(0, -1, 1, 0, 1, -1),
  blocks: { blockTokens: 16, last: Int32Array.of(1, 2, -1, 2, 0, 3), parent: Int32Array.of(-1, 0, 0, -1) },
  requestClass: { names: ['chat', 'code'], index: Uint8Array.of(0, 1, NO_CLASS, 1, 0, 0) },
  tenant: { names: ['acme', 'beta'], index: Int32Array.of(1, 0, -1, 0, 1, 1) },
  priority: Int8Array.of(0, -5, 5, 0, 1, 2),
  deadlineMs: Float32Array.of(Infinity, 100, 200, 300, Infinity, 1),
  wishes: { kinds: [{}, { preferredModel: 'a' }, { region: 'eu' }], index: Uint16Array.of(0, 1, 0, 2, 0, 0) },
};

const PLAIN: Trace = {
  requestCount: 3,
  arrivalMs: Float64Array.of(0, 2, 10, Infinity),
  promptTokens: new Int32Array(0),
  outputTokens: new Int32Array(0),
};

const timesOf = ({ arrivalMs, requestCount }: Trace) => [...arrivalMs.subarray(0, requestCount)];

/** The blocks of each prompt from its last one back, as texts that are equal where the blocks are. */
function blocksOf({ blocks, requestCount }: Trace): string[][] {
  return Array.from({ length: requestCount }, (_, request) => {
    const path = [];
    for (let block = blocks?.last[request] ?? -1; block >= 0; block = blocks?.parent[block] ?? -1)
      path.push(`${block}`);
    return path;
  });
}

/** Where each of some things stood for the first time. */
function pattern(things: readonly unknown[]): number[] {
  return things.map((thing) => things.indexOf(thing));
}

describe('a part of a trace', () => {
  test('that is all of it is the trace itself', () => {
    expect(selectTrace(FULL, {})).toBe(FULL);
    expect(selectTrace(FULL, { fromMs: 0, toMs: Infinity, speedUp: 1, repeat: 1 })).toBe(FULL);
  });

  test('goes from the first time, which becomes the start, to before the last', () => {
    const part = selectTrace(FULL, { fromMs: 20, toMs: 50 });
    expect([...part.arrivalMs]).toEqual([0, 0, 15, Infinity]);
    expect([...part.promptTokens, ...part.outputTokens]).toEqual([2, 3, 4, 20, 30, 40]);
    expect(timesOf(selectTrace(FULL, { fromMs: 15 }))).toEqual([5, 5, 20, 35, 75]);
    expect(timesOf(selectTrace(FULL, { toMs: 20.001 }))).toEqual([10, 20, 20]);
  });

  test('keeps what its requests have', () => {
    const part = selectTrace(FULL, { fromMs: 20, toMs: 60 });
    expect(part).toMatchObject({
      requestCount: 4,
      outputEstimate: Int32Array.of(21, 31, 41, 51),
      prefix: Int32Array.of(-1, 1, 0, 1),
      requestClass: { names: ['chat', 'code'], index: Uint8Array.of(1, NO_CLASS, 1, 0) },
      tenant: { names: ['acme', 'beta'], index: Int32Array.of(0, -1, 0, 1) },
      priority: Int8Array.of(-5, 5, 0, 1),
      deadlineMs: Float32Array.of(100, 200, 300, Infinity),
      wishes: { kinds: [{}, { preferredModel: 'a' }, { region: 'eu' }], index: Uint16Array.of(1, 0, 2, 0) },
    });
    expect(pattern([...(part.session ?? [])])).toEqual([0, 1, 2, 0]);
    expect(part.session?.[1]).toBe(-1);
    expect(blocksOf(part)).toEqual([['2', '0'], [], ['2', '0'], ['0']]);
  });

  test('has no columns that the trace has not', () => {
    const part = selectTrace(PLAIN, { repeat: 2, speedUp: 2 });
    expect(part).toEqual({ ...PLAIN, requestCount: 6, arrivalMs: Float64Array.of(0, 1, 5, 7.5, 8.5, 12.5, Infinity) });
  });
});

describe('a repetition', () => {
  test('follows after the length of the part, or where that has no end after the mean gap', () => {
    expect(timesOf(selectTrace(PLAIN, { toMs: 12, repeat: 2 }))).toEqual([0, 2, 10, 12, 14, 22]);
    expect(timesOf(selectTrace(PLAIN, { fromMs: 1, toMs: 12, repeat: 2 }))).toEqual([1, 9, 12, 20]);
    expect(timesOf(selectTrace(PLAIN, { repeat: 2 }))).toEqual([0, 2, 10, 15, 17, 25]);
    expect(timesOf(selectTrace(PLAIN, { fromMs: 4, repeat: 3 }))).toEqual([6, 13, 20]); // no gap: a millisecond
  });

  test('never begins before the end of the one before it, however times are rounded', () => {
    const fromMs = 4.848557748236227;
    const toMs = 13.246420457005318;
    const lastMs = toMs - 2 ** -49; // the number before
    const trace = { ...PLAIN, requestCount: 2, arrivalMs: Float64Array.of(fromMs, lastMs, Infinity) };
    const times = timesOf(selectTrace(trace, { fromMs, toMs, repeat: 50 }));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('has sessions and blocks of its own, and the prefixes, classes and tenants of the first', () => {
    const all = selectTrace(FULL, { repeat: 3 });
    const sessions = [...(all.session ?? [])];
    expect(pattern(sessions.filter((one) => one >= 0))).toEqual([0, 1, 2, 1, 0, 5, 6, 7, 6, 5, 10, 11, 12, 11, 10]);
    expect([2, 8, 14].map((request) => sessions[request])).toEqual([-1, -1, -1]);
    const blocks = blocksOf(all);
    for (const [one, other] of [
      [0, 6],
      [6, 12],
      [0, 12],
    ]) {
      const before = new Set(blocks.slice(one, one + 6).flat());
      const after = blocks.slice(other, other + 6);
      expect(after.map((path) => path.length)).toEqual([2, 2, 0, 2, 1, 1]);
      expect(after.flat().filter((block) => before.has(block))).toEqual([]);
    }
    expect([...(all.prefix ?? [])]).toEqual([0, -1, 1, 0, 1, -1, 0, -1, 1, 0, 1, -1, 0, -1, 1, 0, 1, -1]);
    expect(all.tenant?.index.subarray(12)).toEqual(FULL.tenant?.index);
    expect(all.requestClass?.index.subarray(6, 12)).toEqual(FULL.requestClass?.index);
    expect(all.wishes?.kinds).toBe(FULL.wishes?.kinds);
    expect(all.wishes?.index.subarray(12)).toEqual(FULL.wishes?.index);
  });

  test('of few requests with late sessions has sessions of its own however often it is played', () => {
    const trace: Trace = { ...PLAIN, session: Int32Array.of(0, 1_000_000, 2) };
    const part = selectTrace(trace, { fromMs: 2, toMs: 3, repeat: 10_000 });
    expect(new Set(part.session).size).toBe(10_000);
    expect(part.session?.every((session) => session >= 0 && session < 10_000)).toBe(true);
  });
});

test('everything at once: cut out, then repeated, then sped up', () => {
  const all = selectTrace(FULL, { fromMs: 20, toMs: 50, repeat: 2, speedUp: 10 });
  expect([...all.arrivalMs]).toEqual([0, 0, 1.5, 3, 3, 4.5, Infinity]);
  expect([...all.promptTokens]).toEqual([2, 3, 4, 2, 3, 4]);
});

describe('a part is refused', () => {
  const none = 'no request of the trace arrives in the selected part';
  test.each([
    [{ fromMs: 91 }, none],
    [{ toMs: 10 }, none],
    [{ fromMs: 36, toMs: 50 }, none],
    [{ fromMs: 50, toMs: 20 }, none],
    [{ repeat: 20_000_000 }, '6 requests × 20000000 are more than 100000000: repeat it less often'],
  ])('%j', (selection, message) => {
    expect(() => selectTrace(FULL, selection)).toThrow(new RangeError(message));
  });

  test('where its blocks would be too many', () => {
    const parent = Int32Array.from({ length: 100_000 }, (_, i) => i - 1);
    const trace = { ...PLAIN, blocks: { blockTokens: 1, last: Int32Array.of(9, -1, 5), parent } };
    expect(() => selectTrace(trace, { repeat: 25_000 })).toThrow(/these copies have too many sessions or blocks/);
  });
});

describe('whatever the trace', () => {
  const time = fc.double({ min: 0, max: 1e12, noNaN: true }).map((timeMs) => (timeMs < 1e-9 ? 0 : timeMs));
  const row = fc.record({ session: fc.integer({ min: -1, max: 3 }), block: fc.integer({ min: -1, max: 3 }) });
  const traces = fc.array(fc.tuple(time, row), { minLength: 1, maxLength: 12 }).map((rows): Trace => ({
    requestCount: rows.length,
    arrivalMs: Float64Array.of(...rows.map(([timeMs]) => timeMs).sort((a, b) => a - b), Infinity),
    promptTokens: Int32Array.from(rows, (_, i) => i),
    outputTokens: Int32Array.from(rows, (_, i) => 2 * i),
    session: Int32Array.from(rows, ([, { session }]) => session),
    blocks: {
      blockTokens: 8,
      last: Int32Array.from(rows, ([, { block }]) => block),
      parent: Int32Array.of(-1, 0, 0, 2),
    },
  }));

  test('n repetitions have n times as many requests, in order, each time with sessions of its own', () => {
    fc.assert(
      fc.property(
        traces,
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 1e-6, max: 1e6 }),
        (trace, repeat, speedUp) => {
          const all = selectTrace(trace, { repeat, speedUp });
          expect(all.requestCount).toBe(repeat * trace.requestCount);
          expect(timesOf(all)).toEqual(timesOf(all).toSorted((a, b) => a - b));
          expect(all.promptTokens).toHaveLength(all.requestCount);
          const sessions = new Set([...(trace.session ?? [])].filter((session) => session >= 0)).size;
          expect(new Set([...(all.session ?? [])].filter((session) => session >= 0)).size).toBe(repeat * sessions);
          expect(all.blocks?.parent.every((parent, block) => parent < block)).toBe(true);
          expect(blocksOf(all).map((path) => path.length)).toEqual(
            Array.from({ length: repeat }, () => blocksOf(trace).map((path) => path.length)).flat(),
          );
        },
      ),
      runs(500),
    );
  });

  test('speeding up divides every time, by powers of two exactly every gap', () => {
    fc.assert(
      fc.property(
        traces,
        fc.integer({ min: -19, max: 19 }),
        fc.double({ min: 1e-6, max: 1e6 }),
        (trace, power, factor) => {
          const gaps = (times: readonly number[]) => times.slice(1).map((timeMs, i) => timeMs - times[i]);
          const speedUp = 2 ** power;
          const halved = timesOf(selectTrace(trace, { speedUp }));
          expect(gaps(halved)).toEqual(gaps(timesOf(trace)).map((gapMs) => gapMs / speedUp));
          expect(timesOf(selectTrace(trace, { speedUp: factor }))).toEqual(
            timesOf(trace).map((timeMs) => timeMs / factor),
          );
        },
      ),
      runs(300),
    );
  });

  test('a part holds the requests of its time, in order, and parts that meet hold all of them', () => {
    fc.assert(
      fc.property(traces, time, time, (trace, a, b) => {
        const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b)];
        const inside = timesOf(trace).filter((timeMs) => timeMs >= fromMs && timeMs < toMs);
        const times = (selection: object) => {
          try {
            return timesOf(selectTrace(trace, selection));
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
            return [];
          }
        };
        expect(times({ fromMs, toMs })).toEqual(inside.map((timeMs) => timeMs - fromMs));
        const parts = [{ toMs: fromMs }, { fromMs, toMs }, { fromMs: toMs }].map(times);
        expect(parts.flat()).toHaveLength(trace.requestCount);
        const twice = times({ fromMs, toMs, repeat: 2 });
        expect(twice).toEqual(twice.toSorted((x, y) => x - y));
      }),
      runs(500),
    );
  });
});
