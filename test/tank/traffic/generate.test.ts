import { TOKEN_LIMIT } from '../../../src/core/input/units.js';
import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';

import type { SourceSpec, WorkloadSpec } from '../../../src/tank/traffic/workload-spec.js';

type Single = SourceSpec & Omit<WorkloadSpec, 'sources'>;

const chat: Single = {
  arrivals: { kind: 'poisson', rate: 40 },
  promptTokens: { kind: 'lognormal', mean: 800, cv: 1.2 },
  outputTokens: { kind: 'lognormal', mean: 200, cv: 0.8 },
  requests: 5000,
  durationMs: undefined,
};

const generate = (workload: Single, seed = 'chat', replication = 0) =>
  generateTrace({ ...workload, sources: [workload] }, new Streams(seed, replication));

test('a trace has a column of each kind, in order of arrival, with Infinity after the last arrival', () => {
  const trace = generate(chat);
  expect(trace.requestCount).toBe(5000);
  expect(trace.arrivalMs).toHaveLength(5001);
  expect(trace.arrivalMs[5000]).toBe(Infinity);
  expect(trace.arrivalMs.every((timeMs, i, times) => i === 0 || timeMs >= times[i - 1])).toBe(true);
  expect(trace.promptTokens).toHaveLength(5000);
  expect(trace.outputTokens).toHaveLength(5000);
});

test('without lengths the length columns are empty', () => {
  const trace = generate({ ...chat, promptTokens: undefined, outputTokens: undefined });
  expect(trace.promptTokens).toHaveLength(0);
  expect(trace.outputTokens).toHaveLength(0);
});

test('a trace of no requests is the sentinel alone', () => {
  expect([...generate({ ...chat, requests: 0 }).arrivalMs]).toEqual([Infinity]);
});

describe('streams', () => {
  test('the same seed and replication make the same trace, byte for byte', () => {
    expect(generate(chat)).toEqual(generate(chat));
  });

  test('another replication or seed makes another trace', () => {
    expect(generate(chat, 'chat', 1).arrivalMs[0]).not.toBe(generate(chat).arrivalMs[0]);
    expect(generate(chat, 'talk').arrivalMs[0]).not.toBe(generate(chat).arrivalMs[0]);
  });

  test('another distribution of prompts leaves arrivals and outputs as they were', () => {
    const changed = generate({ ...chat, promptTokens: { kind: 'exponential', mean: 10 } });
    expect(changed.promptTokens).not.toEqual(generate(chat).promptTokens);
    expect(changed.arrivalMs).toEqual(generate(chat).arrivalMs);
    expect(changed.outputTokens).toEqual(generate(chat).outputTokens);
  });

  test('more requests begin with the same requests', () => {
    const longer = generate({ ...chat, requests: 6000 });
    const { arrivalMs, promptTokens } = generate(chat);
    expect(longer.arrivalMs.subarray(0, 5000)).toEqual(arrivalMs.subarray(0, 5000));
    expect(longer.promptTokens.subarray(0, 5000)).toEqual(promptTokens);
  });
});

describe('lengths', () => {
  test('are rounded', () => {
    const { promptTokens, outputTokens } = generate({
      ...chat,
      promptTokens: { kind: 'constant', value: 2.5 },
      outputTokens: { kind: 'constant', value: 2.4 },
    });
    expect([promptTokens[0], outputTokens[0]]).toEqual([3, 2]);
  });

  test('are at least 1 and at most 10 million', () => {
    const { promptTokens, outputTokens } = generate({
      ...chat,
      promptTokens: { kind: 'constant', value: 0.01 },
      outputTokens: { kind: 'constant', value: 1e12 },
    });
    expect([promptTokens[0], outputTokens[0]]).toEqual([1, TOKEN_LIMIT]);
  });

  test('have the mean that was asked for', () => {
    const { outputTokens } = generate({ ...chat, requests: 100_000 });
    expect(Math.abs(mean([...outputTokens]) - 200)).toBeLessThan((3.29 * 200 * 0.8) / Math.sqrt(100_000));
  });
});

describe('a duration', () => {
  const every100ms: Single = {
    arrivals: { kind: 'deterministic', rate: 10 },
    requests: undefined,
    durationMs: 1000,
  };

  test('holds the arrivals up to and including its end', () => {
    const trace = generate(every100ms);
    expect([...trace.arrivalMs]).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, Infinity]);
    expect(generate({ ...every100ms, durationMs: 999.9 }).requestCount).toBe(9);
  });

  test('before the first arrival makes an empty trace', () => {
    expect(generate({ ...every100ms, durationMs: 99 }).requestCount).toBe(0);
  });

  test('makes the requests that a count makes, also where the columns had to grow', () => {
    const byDuration = generate({ ...chat, requests: undefined, durationMs: 250_000 });
    expect(byDuration.requestCount).toBeGreaterThan(8192);
    expect(byDuration).toEqual(generate({ ...chat, requests: byDuration.requestCount }));
  });

  test('twice as long at half the rate doubles every arrival time exactly', () => {
    const single = generate({ ...chat, requests: undefined, durationMs: 60_000 });
    const arrivals = { kind: 'poisson', rate: 20 } as const;
    const double = generate({ ...chat, arrivals, requests: undefined, durationMs: 120_000 });
    expect(double.arrivalMs).toEqual(single.arrivalMs.map((timeMs) => 2 * timeMs));
  });
});

describe('limits', () => {
  test('more requests than the limit are refused with advice, by count and by duration', () => {
    const message =
      'the workload has more than 1000 requests in one replication: give fewer requests, a lower rate or a shorter duration';
    const limited = (workload: Partial<Single>) =>
      generateTrace({ ...chat, ...workload, sources: [chat] }, new Streams('limit', 0), 1000);
    expect(() => limited({ requests: 1001 })).toThrow(new RangeError(message));
    expect(() => limited({ requests: undefined, durationMs: 1e9 })).toThrow(message);
    expect(limited({ requests: 1000 }).requestCount).toBe(1000);
  });

  test('the default limit is 1e8 requests', () => {
    expect(() => generate({ ...chat, requests: 1e8 + 1 })).toThrow('more than 100000000 requests');
  });

  test('a count and a duration together end the trace with the first of the two', () => {
    expect(generate({ ...chat, durationMs: 1000 })).toEqual(
      generate({ ...chat, requests: undefined, durationMs: 1000 }),
    );
    expect(generate({ ...chat, requests: 10, durationMs: 1e6 })).toEqual(generate({ ...chat, requests: 10 }));
  });

  test('neither is a broken invariant, and so is half a request', () => {
    expect(() => generate({ ...chat, requests: undefined })).toThrow('a number of requests or a duration');
    expect(() => generate({ ...chat, requests: 1.5 })).toThrow('1.5 is not a number of requests');
  });
});

test('requests that are nothing but arrivals are the same as beside other sources and within a duration', () => {
  const streams = () => new Streams('bare', 3);
  for (const arrivals of [
    { kind: 'poisson', rate: 5 },
    { kind: 'gamma', rate: 5, cv: 2 },
    { kind: 'deterministic', rate: 5 },
    { kind: 'modulated_poisson', burst: { rate: 20, length: 1000 }, lull: { rate: 0, length: 2000 } },
  ] as const) {
    const workload = { sources: [{ arrivals }], requests: 500, durationMs: undefined };
    const bare = generateTrace(workload, streams());
    const general = generateTrace({ ...workload, durationMs: 1e12 }, streams());
    expect(bare).toEqual(general);
  }
});
