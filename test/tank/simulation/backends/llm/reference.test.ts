import { describe, expect, test } from 'vitest';
import { Streams } from '../../../../../src/core/streams.js';
import type { EngineConfig, IterationCost } from '../../../../../src/tank/simulation/backends/llm/engine-types.js';
import { meanWaitingOfService } from '../../../../oracle/general-service.js';
import { makeCase, makeTiedCase } from '../../../../support/llm/cases.js';
import { type Case, drive, type Driven, type EngineFactory, firstDifference } from '../../../../support/llm/drive.js';
import { ReferenceEngine } from '../../../../support/llm/reference-engine.js';
import { EIGHT_MS, smallCase, type SmallRequest, timeOf } from '../../../../support/llm/small-cases.js';

const reference: EngineFactory<ReferenceEngine> = (...context) => new ReferenceEngine(...context);
const REAL: IterationCost = { t0: 10, a: 0.05, b: 0.04, g2: 0.02, n0: 3, c: 0.0003, f: 0.002 };
const LAGS = [1, 0] as const;

const run = (testCase: Case) => drive(testCase, reference);
const request = (promptTokens: number, outputTokens: number, atMs: number): SmallRequest => ({
  promptTokens,
  outputTokens,
  atMs,
});

describe.each(LAGS)('vectors of ENGINE-RULES, lag %i', (admissionLag) => {
  /** What is expected with lag 1, and with 0. */
  const either = (lagged: number, direct: number) => (admissionLag === 1 ? lagged : direct);
  const logOf = (
    requests: readonly SmallRequest[],
    config: Partial<EngineConfig> = {},
    controls: Parameters<typeof smallCase>[2] = {},
  ) => run(smallCase(requests, { admissionLag, ...config }, controls)).log;
  const inUse = { running: 2, waiting: 0 };

  test.each([3, 8])(
    'V1: who comes at %i, during the first iteration or at its end, waits for the plan made there',
    (atMs) => {
      const log = logOf([request(10, 3, 0), request(10, 2, atMs)]);
      expect(timeOf(log, 'first_token', 1)).toBe(either(24, 16));
      expect(timeOf(log, 'completed', 1)).toBe(either(32, 24));
    },
  );

  test('V2: after an empty plan the engine starts again at once', () => {
    const log = logOf([request(10, 1, 0), request(10, 2, 3)], {}, { reads: [{ endpoint: 0, atMs: 8 }] });
    expect(log.events).toContainEqual({ kind: 'reading', endpoint: 0, atMs: 8, running: 1, waiting: 0, usedBlocks: 1 });
    expect(timeOf(log, 'first_token', 1)).toBe(16);
  });

  test('V3: a slot is free when its last token has landed', () => {
    const reads = [8, 16].map((atMs) => ({ endpoint: 0, atMs }));
    const log = logOf([request(10, 2, 0), request(10, 6, 0), request(10, 2, 1)], { maxSequences: 2 }, { reads });
    const waiting = log.events.flatMap((event) => (event.kind === 'reading' ? [event.waiting] : []));
    expect(waiting).toEqual([1, 0]);
    expect(timeOf(log, 'first_token', 2)).toBe(either(32, 24));
  });

  test('V4: a short prompt joins what a long one leaves of the budget', () => {
    const reads = [{ endpoint: 0, atMs: either(8, 16) }];
    const log = logOf([request(100, 2, 0), request(10, 2, 3)], { maxBatchTokens: 40 }, { reads });
    expect(log.events).toContainEqual(expect.objectContaining({ kind: 'reading', ...inUse }));
    expect([0, 1].map((r) => timeOf(log, 'first_token', r))).toEqual([24, 24]);
  });

  test('V5: with the lag a sequence is thrown out with its last token in flight, and completes', () => {
    const reads = [{ endpoint: 0, atMs: 8 }];
    const log = logOf([request(15, 4, 0), request(10, 2, 0)], { blockCount: 3 }, { reads });
    const reading = log.events.find(({ kind }) => kind === 'reading');
    expect(reading).toMatchObject({ running: either(1, 2), waiting: either(1, 0), usedBlocks: 2 });
    expect(timeOf(log, 'preempted', 1)).toBe(either(8, NaN));
    expect(log.counts[0].preemptions).toBe(either(1, 0));
    expect([0, 1].map((r) => timeOf(log, 'completed', r))).toEqual([32, 16]);
  });

  test('V6: a cancel frees the slot for the plan of the next boundary', () => {
    const requests = [request(10, 6, 0), request(10, 6, 0), request(10, 2, 1)];
    const controls = { cancels: [{ request: 1, atMs: 17 }], reads: [17, 24].map((atMs) => ({ endpoint: 0, atMs })) };
    const log = logOf(requests, { maxSequences: 2 }, controls);
    const waiting = log.events.flatMap((event) => (event.kind === 'reading' ? [event.waiting] : []));
    expect(waiting).toEqual([1, 0]);
    expect(timeOf(log, 'first_token', 2)).toBe(either(40, 32));
    expect(timeOf(log, 'completed', 1)).toBeNaN();
  });

  test('V7: the next turn of a session finds the answer; the same prompt again computes its last block', () => {
    const turns: SmallRequest[] = [
      { promptTokens: 20, outputTokens: 13, atMs: 0, stream: 'session' },
      { promptTokens: 40, outputTokens: 1, after: 0, thinkMs: 5, stream: 'session' },
    ];
    const { counts } = logOf(turns, { prefixCaching: true });
    expect(counts[0]).toMatchObject({ promptTokens: 60, hitTokens: 32 });
    const again: SmallRequest = { promptTokens: 32, outputTokens: 1, after: 1, thinkMs: 0, stream: 'session' };
    const { log, engines } = run(smallCase([...turns, again], { admissionLag, prefixCaching: true }));
    expect(log.counts[0]).toMatchObject({ promptTokens: 92, hitTokens: 48 });
    expect(engines[0].computedTokens).toBe(20 + 12 + 8 + 16);
  });
});

describe.each(LAGS)('by hand, lag %i', (admissionLag) => {
  const logOf = (requests: readonly SmallRequest[], config: Partial<EngineConfig> = {}) =>
    run(smallCase(requests, { admissionLag, cost: REAL, ...config })).log;
  const { t0, a, b, g2, n0, c, f } = REAL;

  test('one request alone: its prompt is one iteration, then tokens come at a linearly growing distance', () => {
    const log = logOf([request(100, 11, 5)]);
    const prefillMs = t0 + 100 * a + g2 * (100 - n0) + (c * 100 * 100) / 2;
    const decodesMs = 10 * (t0 + b + 100 * f) + f * 45;
    expect(timeOf(log, 'scheduled', 0)).toBe(5);
    expect(timeOf(log, 'first_token', 0)).toBeCloseTo(5 + prefillMs, 9);
    expect(timeOf(log, 'completed', 0)).toBeCloseTo(5 + prefillMs + decodesMs, 9);
    expect(log.counts[0].iterations).toBe(11);
  });

  test('a prompt in chunks costs the same attention as a whole one', () => {
    const log = logOf([request(100, 1, 5)], { maxBatchTokens: 30 });
    const chunksMs = 4 * t0 + 100 * a + g2 * (100 - 4 * n0) + (c * 100 * 100) / 2;
    expect(timeOf(log, 'completed', 0)).toBeCloseTo(5 + chunksMs, 9);
    expect(log.counts[0].iterations).toBe(4);
  });

  test('where the cache is full the newest goes, and computes all again', () => {
    // Each has a block; both need another one for their second decode. Without prefix caching nothing is kept.
    const log = logOf([request(15, 4, 0), request(15, 4, 0)], { blockCount: 3, cost: EIGHT_MS });
    // Prompts 0…8, decodes 8…16. The third iteration is planned at 16, with the lag at 8: the second sequence goes, with two
    // tokens there or in flight. The first one completes at 32.
    expect(timeOf(log, 'first_token', 1)).toBe(8);
    expect(timeOf(log, 'preempted', 1)).toBe(admissionLag === 1 ? 8 : 16);
    expect(timeOf(log, 'completed', 0)).toBe(32);
    // Then 17 tokens once more, of which 16 were computed before, and one decode; with the lag the plan for 32 was empty.
    expect(timeOf(log, 'completed', 1)).toBe(48);
    expect(log.counts[0]).toMatchObject({ preemptions: 1, recomputedTokens: 16, promptTokens: 30, hitTokens: 0 });
  });

  test('with prefix caching who resumes finds what was not evicted meanwhile', () => {
    const requests = [request(31, 20, 0), request(32, 20, 0)];
    const log = logOf(requests, { blockCount: 6, prefixCaching: true });
    expect(log.counts[0].preemptions).toBeGreaterThan(0);
    expect(log.counts[0].recomputedTokens).toBeLessThan(32 * log.counts[0].preemptions);
  });

  test('hits that nobody uses count as taken: a prompt waits until they and its new blocks fit together', () => {
    // Of four blocks the middle request has two. The second turn hits the two others and needs a third one.
    const requests: SmallRequest[] = [
      { promptTokens: 32, outputTokens: 1, atMs: 0, stream: 'session' },
      { promptTokens: 17, outputTokens: 20, atMs: 8 },
      { promptTokens: 40, outputTokens: 1, atMs: 40, stream: 'session' },
    ];
    const log = logOf(requests, { blockCount: 5, prefixCaching: true, cost: EIGHT_MS });
    expect(timeOf(log, 'scheduled', 2)).toBeGreaterThanOrEqual(timeOf(log, 'completed', 1));
    expect(log.counts[0].promptTokens).toBe(32 + 17 + 40);
  });

  test('a change of speed acts on what starts afterwards', () => {
    const speeds = [{ endpoint: 0, speed: 2, atMs: 8 }, { endpoint: 0, speed: 0.5, atMs: 13 }]; // prettier-ignore
    const { log } = run(smallCase([request(10, 4, 0)], { admissionLag }, { speeds }));
    // 0…8 at 1, 8…12 and 12…16 at 2, 16…32 at a half
    expect(timeOf(log, 'completed', 0)).toBe(32);
  });

  test('a cancel at the time of the completion wins', () => {
    const cancels = [{ request: 0, atMs: 16 }];
    const { log } = run(smallCase([request(10, 2, 0)], { admissionLag }, { cancels }));
    expect(timeOf(log, 'completed', 0)).toBeNaN();
    expect(timeOf(log, 'first_token', 0)).toBe(8);
  });
});

test('with the lag, what is caused at a boundary comes after it and joins the plan of the next one', () => {
  const requests: SmallRequest[] = [
    request(10, 2, 0),
    request(10, 9, 0),
    { promptTokens: 10, outputTokens: 1, after: 0, thinkMs: 0 },
  ];
  const log = [1, 0].map((lag) => run(smallCase(requests, { admissionLag: lag === 1 ? 1 : 0 })).log);
  expect(log.map((l) => timeOf(l, 'offered', 2))).toEqual([16, 16]);
  expect(log.map((l) => timeOf(l, 'first_token', 2))).toEqual([40, 32]);
});

test('an engine that is told of a caused arrival before the boundary of that time lets it in afterwards', () => {
  const { requests, config } = smallCase([request(10, 3, 0), request(10, 1, 8)], { admissionLag: 0 });
  const firstTokens: number[] = [];
  const engine = new ReferenceEngine(config, requests, {
    scheduled: () => undefined,
    firstToken: (_, atMs) => firstTokens.push(atMs),
    completed: () => undefined,
    preempted: () => undefined,
  });
  engine.offer(0, 0, false);
  engine.advance();
  engine.offer(1, 8, true);
  while (engine.nextMs < Infinity) engine.advance();
  expect(firstTokens).toEqual([8, 24]);
});

test('a prompt that is cancelled and comes again does not go on where it was: its time starts afresh', () => {
  const config = { admissionLag: 0, cost: REAL, maxBatchTokens: 30 } as const;
  const alone = timeOf(run(smallCase([request(100, 1, 0)], config)).log, 'completed', 0);
  const again = smallCase([request(100, 1, 0)], config);
  const completed: number[] = [];
  const engine = new ReferenceEngine(again.config, again.requests, {
    scheduled: () => undefined,
    firstToken: () => undefined,
    completed: (_, atMs) => completed.push(atMs),
    preempted: () => undefined,
  });
  engine.offer(0, 0, false);
  engine.advance();
  const firstChunkMs = engine.nextMs;
  engine.cancel(0, 1);
  engine.offer(0, 1, false);
  while (engine.nextMs < Infinity) engine.advance();
  expect(completed).toEqual([expect.closeTo(firstChunkMs + alone, 9)]);
});

describe.each(LAGS)('one sequence at a time, lag %i', (admissionLag) => {
  const PROMPTS = [10, 40, 200];
  const OUTPUTS = [1, 4, 12];
  const cost: IterationCost = { ...REAL, g2: 0 };
  const RHO = 0.6;
  const REPLICATIONS = 30;
  const COUNT = 2000;
  const WARM_UP = 300;

  /** Prompt in one iteration, then decodes. */
  function serviceMs(promptTokens: number, outputTokens: number): number {
    const { t0, a, b, c, f } = cost;
    const n = outputTokens - 1;
    return (
      t0 + a * promptTokens + (c * promptTokens ** 2) / 2 + n * (t0 + b + f * promptTokens) + (f * n * (n - 1)) / 2
    );
  }

  const services = PROMPTS.flatMap((prompt) => OUTPUTS.map((output) => serviceMs(prompt, output)));
  const meanMs = services.reduce((sum, s) => sum + s, 0) / services.length;
  const cs2 = services.reduce((sum, s) => sum + (s / meanMs - 1) ** 2, 0) / services.length;

  function replication(seed: number): { requests: (SmallRequest & { atMs: number })[]; waitsMs: number[] } {
    const random = new Streams('one at a time', seed).named('traffic');
    let atMs = 0;
    const requests = Array.from({ length: COUNT }, () => {
      atMs += (random.exponential() * meanMs) / RHO;
      return { promptTokens: PROMPTS[random.below(3)], outputTokens: OUTPUTS[random.below(3)], atMs };
    });
    const { log } = run(smallCase(requests, { admissionLag, cost, maxSequences: 1 }));
    const waitsMs = log.events.flatMap((event) =>
      event.kind === 'scheduled' ? [event.atMs - requests[event.request].atMs] : [],
    );
    return { requests, waitsMs };
  }

  test('each waits as the recursion of Lindley says: there is no gap between two of them', () => {
    const { requests, waitsMs } = replication(0);
    expect(waitsMs.length).toBe(COUNT);
    for (let i = 1; i < COUNT; i++) {
      const before = requests[i - 1];
      const workMs = waitsMs[i - 1] + serviceMs(before.promptTokens, before.outputTokens);
      expect(waitsMs[i]).toBeCloseTo(Math.max(0, workMs - (requests[i].atMs - before.atMs)), 6);
    }
  });

  test('the mean wait is that of M/G/1: Pollaczek and Khinchine', () => {
    const means = Array.from({ length: REPLICATIONS }, (_, seed) => {
      const { waitsMs } = replication(seed);
      return waitsMs.slice(WARM_UP).reduce((sum, wait) => sum + wait, 0) / (COUNT - WARM_UP);
    });
    const mean = means.reduce((sum, m) => sum + m, 0) / REPLICATIONS;
    const variance = means.reduce((sum, m) => sum + (m - mean) ** 2, 0) / (REPLICATIONS - 1);
    const halfWidth = 3.659 * Math.sqrt(variance / REPLICATIONS); // 99.9 %, Student t with 29 degrees of freedom
    const expected = meanWaitingOfService(RHO, cs2) * meanMs;
    expect(Math.abs(mean - expected), `${mean} ± ${halfWidth} ms, expected ${expected}`).toBeLessThanOrEqual(halfWidth);
    expect(halfWidth / mean).toBeLessThan(0.15);
  });
});

describe('random cases', () => {
  const boundariesOf = (testCase: Case) => run(testCase).boundaries.map(({ atMs }) => atMs);
  const CASES = [
    ...Array.from({ length: 300 }, (_, number) => makeCase(number)),
    ...Array.from({ length: 30 }, (_, number) => makeTiedCase(number, boundariesOf)),
  ].map((testCase) => ({ testCase, driven: run(testCase) }));

  /** A failure names the case. */
  function forEachCase(check: (testCase: Case, driven: Driven<ReferenceEngine>) => void): void {
    for (const { testCase, driven } of CASES) {
      try {
        check(testCase, driven);
      } catch (error) {
        throw new Error(`${testCase.name}: ${String(error)}`, { cause: error });
      }
    }
  }

  test('a case depends on its number alone, and so does its log', () => {
    for (let number = 0; number < 20; number++) {
      expect(makeCase(number)).toEqual(makeCase(number));
      expect(firstDifference(run(makeCase(number)).log, run(makeCase(number)).log)).toBeUndefined();
    }
  });

  test('an engine works while there is somebody, and never has more blocks in use than there are', () => {
    forEachCase((testCase) => {
      const { config, cancels } = testCase;
      const { blockCount, maxSequences } = config;
      drive(testCase, reference, (nowMs, engines) => {
        for (const engine of engines) {
          const { running, waiting, usedBlocks } = engine.read(nowMs);
          if (usedBlocks >= blockCount || running > maxSequences) throw new Error(`too much in use at ${nowMs} ms`);
          const isIdle = engine.nextMs === Infinity;
          const isEmpty = running + waiting === 0;
          if (isIdle && !isEmpty) throw new Error(`idle with a queue at ${nowMs} ms`);
          // with the lag, an iteration whose sequences were all cancelled still runs
          if (isEmpty && !isIdle && cancels.length === 0) throw new Error(`at work for nobody at ${nowMs} ms`);
        }
      });
    });
  });

  test('whoever is offered ends exactly once: completed or cancelled; and has its first token before', () => {
    forEachCase((testCase, { log }) => {
      for (const index of testCase.requests.promptTokens.keys()) {
        const isOffered = !Number.isNaN(timeOf(log, 'offered', index));
        const completedMs = timeOf(log, 'completed', index);
        const ends = [completedMs, timeOf(log, 'cancelled', index)].filter((atMs) => !Number.isNaN(atMs));
        expect(ends.length).toBe(isOffered ? 1 : 0);
        if (Number.isNaN(completedMs)) continue;
        const firstMs = timeOf(log, 'first_token', index);
        const scheduledMs = timeOf(log, 'scheduled', index);
        expect(scheduledMs).toBeGreaterThanOrEqual(timeOf(log, 'offered', index));
        expect(firstMs).toBeGreaterThan(scheduledMs);
        if (testCase.requests.outputTokens[index] > 1) expect(completedMs).toBeGreaterThan(firstMs);
        else expect(completedMs).toBe(firstMs);
      }
    });
  });

  test('at the end nobody runs or waits, and all blocks are free or can be evicted', () => {
    forEachCase((_, { engines }) => {
      for (const engine of engines) {
        expect(engine.nextMs).toBe(Infinity);
        expect(engine.read(1e9)).toEqual({ running: 0, waiting: 0, usedBlocks: 0 });
      }
    });
  });

  test('durations add up to the closed form: nearly, and exactly where the coefficients are dyadic', () => {
    forEachCase((testCase, { engines }) => {
      const isExact = Number.isInteger(testCase.config.cost.t0);
      for (const { worstClockError } of engines) {
        expect(worstClockError).toBeLessThanOrEqual(isExact ? 0 : 1e-12);
      }
    });
  });

  test('each token is computed once, unless it is found in the cache or lost by a preemption', () => {
    forEachCase((testCase, { log, engines }) => {
      if (testCase.cancels.length > 0) return;
      const { promptTokens, outputTokens } = testCase.requests;
      for (const [endpoint, { computedTokens }] of engines.entries()) {
        const { hitTokens, recomputedTokens, preemptions } = log.counts[endpoint];
        const needed = log.events.reduce((sum, event) => {
          const isHere = event.kind === 'completed' && event.endpoint === endpoint;
          return isHere ? sum + promptTokens[event.request] + outputTokens[event.request] - 1 : sum;
        }, 0);
        const expected = needed - hitTokens + recomputedTokens;
        expect(computedTokens).toBeLessThanOrEqual(expected);
        // who resumes may find what others have computed meanwhile, further than it had come itself
        if (preemptions === 0 || !testCase.config.prefixCaching) expect(computedTokens).toBe(expected);
      }
    });
  });

  test('the cases have what is to be tested', () => {
    const found = new Map<string, number>();
    const add = (what: string, count: number) => found.set(what, (found.get(what) ?? 0) + count);
    forEachCase((_, { log, engines }) => {
      for (const { kind } of log.events) add(kind, 1);
      for (const { rare } of engines) for (const [what, count] of Object.entries(rare)) add(what, count);
    });
    const kinds = ['completed', 'preempted', 'cancelled', 'refused', 'reading'];
    const rare = ['fullHits', 'hitsOfResumed', 'unusedHits', 'replacedBlocks', 'restarts'];
    for (const what of [...kinds, ...rare]) expect(found.get(what) ?? 0, what).toBeGreaterThan(30);
    expect(found.get('finalThrownOut')).toBeGreaterThan(0);
  });
});
