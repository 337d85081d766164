import { expect, test } from 'vitest';
import { SteppingEngine } from '../../../../../src/tank/simulation/backends/llm/engine.js';
import { EIGHT_MS, pathsOf, type Request, runFleet, SMALL, timesOf } from './fleet.js';

/** Cases by hand; an iteration takes 8 ms where nothing else is said. */

const LAG_1 = { ...SMALL, admissionLag: 1 } as const;
const SILENT = { scheduled: () => {}, firstToken: () => {}, completed: () => {}, preempted: () => {} };
const at = (atMs: number, prompt: number, output: number, engine = 0): Request => ({ engine, prompt, output, atMs });

test('a request whose last token but one fits is taken in, one token more is refused', () => {
  const run = runFleet({ ...SMALL, blockCount: 3 }, 1, { requests: [at(0, 30, 3), at(0, 30, 4)] });
  expect(run.log[0]).toEqual({ what: 'refused', request: 1, atMs: 0 });
  expect(timesOf(run, 0).completed).toBe(24);
  expect(timesOf(run, 1).completed).toBeUndefined();
});

test('who finds no block throws out the newest, which is resumed with what it had', () => {
  const run = runFleet({ ...SMALL, blockCount: 3 }, 1, { requests: [at(0, 16, 3), at(0, 16, 3)] });
  expect(timesOf(run, 0)).toEqual({ scheduled: 0, first: 8, completed: 24 });
  expect(timesOf(run, 1)).toEqual({ scheduled: 0, first: 8, preempted: 8, completed: 40 }); // 17 tokens at 24, one decode
  expect(run.counts[0]).toMatchObject({ preemptions: 1, recomputedTokens: 16, promptTokens: 32, iterations: 5 });
});

test('with a lag of 1 a first token in flight arrives although its sequence was thrown out', () => {
  const run = runFleet({ ...LAG_1, blockCount: 3 }, 1, { requests: [at(0, 16, 3), at(0, 16, 3)] });
  expect(run.log.map(({ what, request, atMs }) => `${what} ${request} ${atMs}`)).toEqual([
    'preempted 1 0', // by plan 1, made together with plan 0
    'scheduled 0 0',
    'scheduled 1 0',
    'first 0 8',
    'first 1 8',
    'completed 0 24',
    'completed 1 40', // plan 3, which was empty, is made again at 24
  ]);
});

test('a prompt is admitted when all of it fits, or with an older engine when its first chunk does', () => {
  const config = { ...SMALL, maxBatchTokens: 40, blockCount: 9 };
  const requests = [at(0, 32, 10), at(8, 112, 2)];
  expect(timesOf(runFleet(config, 1, { requests }), 1).scheduled).toBe(80);
  expect(timesOf(runFleet({ ...config, admission: 'first_chunk' }, 1, { requests }), 1).scheduled).toBe(8);
});

for (const config of [SMALL, LAG_1]) {
  const lag = config.admissionLag;

  test(`lag ${lag}: at the time of its completion a cancel wins, a timeout loses`, () => {
    const requests = [at(0, 10, 3)];
    expect(timesOf(runFleet(config, 1, { requests, cancels: [{ request: 0, atMs: 24 }] }), 0)).not.toHaveProperty(
      'completed',
    );
    const timedOut = runFleet(config, 1, { requests, cancels: [{ request: 0, atMs: 24, isTimeout: true }] });
    expect(timesOf(timedOut, 0).completed).toBe(24);
  });

  test(`lag ${lag}: a request that waits leaves at once, one that runs at the next boundary`, () => {
    const requests = [at(0, 10, 9), at(1, 10, 2), at(1, 10, 2)];
    const cancels = [{ request: 1, atMs: 2 }, { request: 0, atMs: 17 }]; // prettier-ignore
    const script = { requests, cancels, readsMs: [1, 2, 17, 24] };
    const run = runFleet({ ...config, maxSequences: 1 }, 1, script);
    expect(run.reads).toEqual(['1/2/1', '1/1/1', '1/1/1', lag === 0 ? '1/0/1' : '1/0/1']);
    expect(timesOf(run, 2)).toMatchObject(lag === 0 ? { scheduled: 24, first: 32 } : { scheduled: 32, first: 40 });
  });

  test(`lag ${lag}: a start that nobody waits for any more does not happen`, () => {
    const run = runFleet(config, 1, { requests: [at(5, 10, 2)], cancels: [{ request: 0, atMs: 5 }] });
    expect(run.log).toEqual([]);
    expect(run.counts[0].iterations).toBe(0);
    expect(run.engines[0].nextMs).toBe(Infinity);
  });

  test(`lag ${lag}: the speed counts for iterations that start from then on`, () => {
    const speeds = [{ engine: 0, speed: 2, atMs: 8 }, { engine: 0, speed: 1, atMs: 13 }]; // prettier-ignore
    const run = runFleet(config, 1, { requests: [at(0, 10, 5)], speeds });
    expect(timesOf(run, 0)).toMatchObject({ first: 8, completed: 8 + 4 + 4 + 8 + 8 });
  });

  test(`lag ${lag}: a caused request takes part after the boundary of its instant, and starts an idle engine in it`, () => {
    const requests = [
      at(0, 10, 1),
      at(0, 10, 9, 1),
      { ...at(0, 10, 1, 1), after: 0 },
      { ...at(0, 10, 1, 2), after: 0 },
    ];
    const run = runFleet(config, 3, { requests });
    expect(timesOf(run, 2)).toMatchObject({ scheduled: 16 + 8 * lag });
    expect(timesOf(run, 3)).toMatchObject({ scheduled: 8, completed: 16 });
  });

  test(`lag ${lag}: a caused request that is offered before the boundary of its instant is not seen by it`, () => {
    const requests = { promptTokens: Int32Array.of(10, 10), outputTokens: Int32Array.of(5, 1) };
    const told: string[] = [];
    const tell = (what: string) => (request: number, atMs: number) => void told.push(`${what} ${request} ${atMs}`);
    const engine = new SteppingEngine(config, requests, { ...SILENT, scheduled: tell('scheduled') });
    engine.offer(0, 0, false);
    engine.advance();
    engine.offer(1, 8, true);
    expect(engine.read(8)).toEqual({ running: 1, waiting: 1, usedBlocks: 1 });
    while (engine.nextMs < Infinity) engine.advance();
    expect(told).toEqual(['scheduled 0 0', `scheduled 1 ${16 + 8 * lag}`]);
  });

  test(`lag ${lag}: who completes may bring the next at once, and a cancelled late one is gone`, () => {
    const requests = { promptTokens: Int32Array.of(10, 10, 10), outputTokens: Int32Array.of(1, 1, 1) };
    const completed: string[] = [];
    const engine = new SteppingEngine(config, requests, {
      ...SILENT,
      completed: (request, atMs) => {
        completed.push(`${request} ${atMs}`);
        if (request === 0) engine.offer(1, atMs, true);
      },
    });
    engine.offer(0, 0, false);
    engine.advance();
    engine.offer(2, 8, true);
    engine.cancel(2, 8);
    while (engine.nextMs < Infinity) engine.advance();
    expect(completed).toEqual(['0 8', '1 16']);
  });

  test(`lag ${lag}: a request that was cancelled may come again before its old sequence has left`, () => {
    const requests = { promptTokens: Int32Array.of(10), outputTokens: Int32Array.of(3) };
    const told: string[] = [];
    const tell = (what: string) => (request: number, atMs: number) => void told.push(`${what} ${request} ${atMs}`);
    const engine = new SteppingEngine(config, requests, {
      ...SILENT,
      firstToken: tell('first'),
      completed: tell('completed'),
    });
    engine.offer(0, 0, false);
    engine.advance();
    engine.cancel(0, 3);
    engine.offer(0, 4, false);
    while (engine.nextMs < Infinity) engine.advance();
    const startMs = 8 + 8 * lag; // with a lag, the iteration planned for the old one still runs
    expect(told).toEqual([`first 0 ${startMs + 8}`, `completed 0 ${startMs + 24}`]);
    expect(engine.read(100)).toEqual({ running: 0, waiting: 0, usedBlocks: 0 });
  });
}

test('an answer is found by the next turn, and a retry of the same prompt by itself', () => {
  const config = { ...SMALL, prefixCaching: true };
  const requests = [at(0, 40, 25), { ...at(0, 100, 2), after: 0 }, at(0, 40, 25)];
  const paths = pathsOf([[[1, 4]], [[1, 6]], [[1, 4]]]);
  const run = runFleet(config, 1, { requests, paths });
  expect(run.counts[0].hitTokens).toBe(32 + 64); // the retry finds the 2 blocks planned before it, the turn 4 of 64 tokens
});

test('a cost in all its terms: two prompts, then their decodes', () => {
  const cost = { t0: 4, a: 0.5, b: 0.25, g2: 1, n0: 30, c: 0.0625, f: 0.03125 };
  const run = runFleet({ ...SMALL, cost }, 1, { requests: [at(0, 16, 3), at(0, 16, 3)] });
  const firstMs = 4 + 0.5 * 32 + 2 + 0.0625 * 2 * 16 * 8;
  expect(timesOf(run, 1).first).toBe(firstMs);
  expect(timesOf(run, 1).completed).toBe(firstMs + 2 * (4 + 0.5) + 0.03125 * (32 + 34));
});

test('an engine without room for a token of each sequence is not built', () => {
  const requests = { promptTokens: Int32Array.of(1), outputTokens: Int32Array.of(1) };
  const build = (change: object) => () => new SteppingEngine({ ...SMALL, ...change }, requests, SILENT);
  expect(build({ maxBatchTokens: 7 })).toThrow('7 tokens an iteration for 8 sequences');
  expect(build({ blockTokens: 12, cost: EIGHT_MS })).toThrow('12 tokens a block');
});
