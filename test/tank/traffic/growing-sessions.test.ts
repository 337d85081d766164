import { TOKEN_LIMIT } from '../../../src/core/input/units.js';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { BlockTree, pathTo } from '../../../src/tank/trace/block-tree.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';

import type { SessionSpec } from '../../../src/tank/traffic/sessions.js';
import type { Trace } from '../../../src/tank/trace/trace.js';
import type { SourceSpec, WorkloadSpec } from '../../../src/tank/traffic/workload-spec.js';

/** Sessions whose prompts are the conversation so far, prompts as blocks, sessions from before the start. */

const BLOCK = 16;
const NEW_TOKENS = 37;

const sessions: SessionSpec = {
  turns: { kind: 'constant', value: 4 },
  thinkTime: { kind: 'exponential', mean: 2000 },
  newTokens: { kind: 'constant', value: NEW_TOKENS },
};
const talks: SourceSpec = {
  arrivals: { kind: 'poisson', rate: 3 },
  promptTokens: { kind: 'lognormal', mean: 120, cv: 1 },
  outputTokens: { kind: 'exponential', mean: 60 },
  sessions,
};

function generate(source: SourceSpec, workload: Partial<WorkloadSpec> = {}): Trace {
  const whole = { sources: [source], blockTokens: BLOCK, requests: 3000, durationMs: undefined, ...workload };
  return generateTrace(whole, new Streams('growing', 0));
}

/** The requests of each session, in order. */
function turnsOf({ session = new Int32Array(0) }: Trace): number[][] {
  const bySession = new Map<number, number[]>();
  session.forEach((s, request) => bySession.set(s, [...(bySession.get(s) ?? []), request]));
  return [...bySession.values()];
}

/** The blocks of a prompt, first to last. */
function pathOf({ blocks }: Trace, request: number): number[] {
  if (blocks === undefined) throw new Error('the trace has no blocks');
  const path: number[] = [];
  const count = pathTo(blocks.last[request], blocks.parent, path);
  return path.slice(0, count);
}

/** Blocks that two prompts begin with together. */
function sharedBlocks(a: readonly number[], b: readonly number[]): number {
  const differ = a.findIndex((block, i) => block !== b[i]);
  return differ < 0 ? a.length : differ;
}

const fullBlocks = (tokens: number) => Math.floor(tokens / BLOCK);

describe('a growing session', () => {
  const trace = generate(talks);
  const { promptTokens, outputTokens } = trace;

  test('prompts with the conversation so far and new tokens', () => {
    for (const turns of turnsOf(trace)) {
      for (let k = 1; k < turns.length; k++) {
        const before = turns[k - 1];
        expect(promptTokens[turns[k]]).toBe(promptTokens[before] + outputTokens[before] + NEW_TOKENS);
      }
    }
  });

  test('begins with a length of its own, and without new tokens each turn has one', () => {
    const { newTokens: _, ...plain } = sessions;
    const independent = generate({ ...talks, sessions: plain });
    const firsts = turnsOf(trace).map(([first]) => promptTokens[first]);
    expect(new Set(firsts).size).toBeGreaterThan(100);
    const grows = turnsOf(independent).map((turns) =>
      turns.every(
        (request, k) => k === 0 || independent.promptTokens[request] > independent.promptTokens[turns[k - 1]],
      ),
    );
    expect(grows.filter(Boolean).length / grows.length).toBeLessThan(0.2); // 1/4! of whole ones
  });

  test('has prompts of as many blocks as their tokens fill or begin', () => {
    for (let request = 0; request < trace.requestCount; request++) {
      expect(pathOf(trace, request)).toHaveLength(Math.ceil(promptTokens[request] / BLOCK));
    }
  });

  test('extends the full blocks of its earlier prompts, and no more', () => {
    for (const turns of turnsOf(trace)) {
      for (let k = 1; k < turns.length; k++) {
        const shared = sharedBlocks(pathOf(trace, turns[k - 1]), pathOf(trace, turns[k]));
        expect(shared).toBe(fullBlocks(promptTokens[turns[k - 1]]));
      }
    }
  });

  test('shares no block with another session where there are no prefixes', () => {
    const ownerOf = new Map<number, number>();
    for (const [owner, turns] of turnsOf(trace).entries()) {
      for (const block of turns.flatMap((request) => pathOf(trace, request))) {
        expect(ownerOf.get(block) ?? owner).toBe(owner);
        ownerOf.set(block, owner);
      }
    }
  });

  test('ends at the longest prompt', () => {
    const long = generate(
      { ...talks, sessions: { ...sessions, newTokens: { kind: 'constant', value: 0.9 * TOKEN_LIMIT } } },
      { requests: 60, blockTokens: 1_000_000 },
    );
    expect(Math.max(...long.promptTokens)).toBe(TOKEN_LIMIT);
    expect(pathOf(long, long.promptTokens.indexOf(TOKEN_LIMIT))).toHaveLength(TOKEN_LIMIT / 1_000_000);
  });
});

describe('prefixes', () => {
  const PREFIX = 100; // 6 full blocks and 4 tokens

  const withPrefixes = (count: number, prompt: number): SourceSpec => ({
    ...talks,
    promptTokens: { kind: 'constant', value: prompt },
    prefixes: { count, skew: 0, tokens: { kind: 'constant', value: PREFIX } },
  });

  test('are shared by exactly their full blocks', () => {
    const trace = generate(withPrefixes(2, 200), { requests: 400 });
    const paths = turnsOf(trace).map(([first]) => pathOf(trace, first));
    const roots = new Set(paths.map(([root]) => root));
    expect(roots.size).toBe(2);
    for (let i = 1; i < paths.length; i++) {
      const isAlike = paths[i][0] === paths[i - 1][0];
      expect(sharedBlocks(paths[i], paths[i - 1])).toBe(isAlike ? fullBlocks(PREFIX) : 0);
    }
  });

  test('are kept in later turns', () => {
    const trace = generate(withPrefixes(3, 150), { requests: 400 });
    for (const turns of turnsOf(trace)) {
      const [first, ...later] = turns.map((request) => pathOf(trace, request));
      for (const path of later) expect(sharedBlocks(first, path)).toBe(fullBlocks(150));
    }
  });

  test('longer than the prompt are shared as far as that goes', () => {
    const { sessions: _, ...single } = withPrefixes(1, 70);
    const trace = generate(single, { requests: 20 });
    for (let request = 1; request < 20; request++) {
      expect(sharedBlocks(pathOf(trace, request), pathOf(trace, 0))).toBe(fullBlocks(70));
      expect(pathOf(trace, request)).toHaveLength(5);
    }
  });
});

describe('sessions from before the start', () => {
  const RUN_IN = 60_000;
  const early = generate({ ...talks, sessions: { ...sessions, runInMs: RUN_IN } });

  test('leave no request before it', () => {
    expect(early.requestCount).toBe(3000);
    expect(early.arrivalMs[0]).toBeGreaterThanOrEqual(0);
    expect(early.arrivalMs.every((ms, i) => i === 0 || ms >= early.arrivalMs[i - 1])).toBe(true);
  });

  test('are in the middle of it: the run sees later turns at once', () => {
    const plain = generate(talks);
    const firstSeconds = (trace: Trace) => {
      const count = trace.arrivalMs.findIndex((ms) => ms > 10_000);
      return { count, tokens: trace.promptTokens.subarray(0, count).reduce((sum, tokens) => sum + tokens, 0) / count };
    };
    // 3/s sessions of 4 turns: 120 requests, with a variance of at most 30 × 4² of a compound Poisson count
    expect(Math.abs(firstSeconds(early).count - 120)).toBeLessThan(3.2905 * Math.sqrt(30 * 4 ** 2));
    expect(firstSeconds(early).count).toBeGreaterThan(firstSeconds(plain).count);
    expect(firstSeconds(early).tokens).toBeGreaterThan(firstSeconds(plain).tokens);
    const begun = turnsOf(early).filter((turns) => turns[0] < 20 && turns.length < 4);
    expect(begun.length).toBeGreaterThan(0); // their first turns were before the start
  });

  test('send what they would send had the clock begun with them', () => {
    const from = (trace: Trace, fromMs: number) => {
      const first = trace.arrivalMs.findIndex((ms) => ms >= fromMs);
      return Array.from({ length: 500 }, (_, i) => first + i).map((request) => ({
        session: trace.session?.[request],
        prompt: trace.promptTokens[request],
        output: trace.outputTokens[request],
        blocks: pathOf(trace, request),
      }));
    };
    expect(from(early, 0)).toEqual(from(generate(talks), RUN_IN));
  });

  test('meet the steps and the hours of the run: what happens at a set time is not moved', () => {
    const single = { ...sessions, turns: { kind: 'constant', value: 1 }, runInMs: 200_000 } as const;
    const steps = [
      { at: 0, rate: 1 },
      { at: 300_000, rate: 50 },
      { at: 360_000, rate: 1 },
    ];
    const stepped = generate(talks, { sources: [{ ...talks, arrivals: { kind: 'steps', steps }, sessions: single }] });
    const spike = stepped.arrivalMs.subarray(0, stepped.requestCount).filter((ms) => ms >= 300_000 && ms < 360_000);
    expect(Math.abs(spike.length - 2700)).toBeLessThan(3.3 * Math.sqrt(300)); // all but those before it
    const hours = [0, 0, 1, 0];
    const day = { kind: 'time_of_day' as const, rate: 2, hours, day: 400_000, start: 300_000 };
    const daily = generate(talks, { sources: [{ ...talks, arrivals: day, sessions: single }] });
    const phases = daily.arrivalMs.subarray(0, daily.requestCount).map((ms) => (ms + 300_000) % 400_000);
    expect(Math.min(...phases)).toBeGreaterThanOrEqual(150_000); // weights are joined by lines from middle to middle
    expect(Math.max(...phases)).toBeLessThanOrEqual(350_000);
  });

  test('of several sources each have a time of their own', () => {
    const later: SourceSpec = { ...talks, sessions: { ...sessions, runInMs: 5000 } };
    const sources = [
      { ...talks, sessions: { ...sessions, runInMs: RUN_IN } },
      later,
      { ...talks, sessions: undefined },
    ];
    const { arrivalMs, requestCount } = generate(talks, { sources });
    expect(arrivalMs[0]).toBeGreaterThanOrEqual(0);
    expect(requestCount).toBe(3000);
    expect(arrivalMs.every((ms, i) => i === 0 || ms >= arrivalMs[i - 1])).toBe(true);
  });
});

test('a share of turns is sent together with the one before', () => {
  const overlap = 0.3;
  const trace = generate({ ...talks, sessions: { ...sessions, overlap } }, { requests: 20_000 });
  const gaps = turnsOf(trace).flatMap((turns) =>
    turns.slice(1).map((request, k) => trace.arrivalMs[request] - trace.arrivalMs[turns[k]]),
  );
  const zero = gaps.filter((gap) => gap === 0).length;
  const sd = Math.sqrt(gaps.length * overlap * (1 - overlap));
  expect(Math.abs(zero - overlap * gaps.length)).toBeLessThanOrEqual(3.2905 * sd);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / (gaps.length - zero);
  expect(Math.abs(mean - 2000)).toBeLessThan((3.2905 * 2000) / Math.sqrt(gaps.length - zero));
});

describe('memory', () => {
  /** Bytes of all columns of a trace, the tree of blocks apart. */
  const bytesOf = ({ blocks, ...columns }: Trace) =>
    [blocks?.last, ...Object.values(columns)]
      .map((column: unknown) =>
        typeof column === 'object' && column !== null && 'index' in column ? column.index : column,
      )
      .reduce((sum: number, column) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0), 0);

  test('the columns take at most 40 bytes a request, whatever is in use, and the sentinel', () => {
    const classes = [
      { name: 'a', weight: 1, priority: 1, deadlineMs: 100, promptTokens: undefined, outputTokens: undefined },
    ];
    const source: SourceSpec = {
      ...talks,
      arrivals: { kind: 'tenants', rate: 20, count: 5, skew: 1, gap_cv: 1 },
      prefixes: { count: 4, skew: 1, tokens: { kind: 'constant', value: 100 } },
      wants: [{ share: 0.5, wish: { region: 'eu' } }],
    };
    for (const blockTokens of [BLOCK, undefined]) {
      const trace = generate(source, { classes, blockTokens, outputEstimate: { bias: 1, cv: 1 } });
      expect(Object.keys(trace)).toHaveLength(12);
      expect((bytesOf(trace) - 8) / trace.requestCount).toBe(40);
    }
    expect((bytesOf(generate({ arrivals: talks.arrivals }, { blockTokens: undefined })) - 8) / 3000).toBe(8);
  });

  test('the tree has no room to spare', () => {
    const { blocks } = generate(talks);
    expect(Math.max(...(blocks?.last ?? []))).toBeLessThan(blocks?.parent.length ?? 0);
    expect(blocks?.parent.every((parent, block) => parent < block)).toBe(true);
  });
});

describe('a tree of blocks', () => {
  test('numbers blocks as they come, each with the one before it', () => {
    const tree = new BlockTree();
    const trunk = tree.extend(-1, 3);
    const branch = tree.extend(trunk, 2);
    const twig = tree.add(1);
    tree.trim();
    expect([trunk, branch, twig, tree.count]).toEqual([2, 4, 5, 6]);
    expect([...tree.parent]).toEqual([-1, 0, 1, 2, 3, 1]);
    expect(tree.extend(trunk, 0)).toBe(trunk);
    tree.add(-1); // grows again after it was trimmed
    expect(tree.parent[6]).toBe(-1);
  });

  test('gives the path to a block, in a list that is used again', () => {
    const parent = Int32Array.of(-1, 0, 1, 1, -1);
    const path: number[] = [7, 7, 7, 7];
    expect([pathTo(3, parent, path), path.slice(0, 3)]).toEqual([3, [0, 1, 3]]);
    expect([pathTo(4, parent, path), path[0]]).toEqual([1, 4]);
    expect(pathTo(-1, parent, path)).toBe(0);
  });
});
