import { mean } from 'simple-statistics';
import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import type { SessionSpec } from '../../../src/tank/traffic/sessions.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import type { SourceSpec, WorkloadSpec } from '../../../src/tank/traffic/workload-spec.js';

const sessions: SessionSpec = {
  turns: { kind: 'constant', value: 3 },
  thinkTime: { kind: 'exponential', mean: 4000 },
};
type Single = SourceSpec & Omit<WorkloadSpec, 'sources'>;

const talks: Single = {
  arrivals: { kind: 'poisson', rate: 2 },
  sessions,
  requests: 30_000,
  durationMs: undefined,
};

const generate = (workload: Single, limit?: number) =>
  generateTrace({ ...workload, sources: [workload] }, new Streams('talks', 0), limit);

/** Arrivals of each session, in order. */
function arrivalsOf(workload: Single): number[][] {
  const { requestCount, arrivalMs, session = new Int32Array(0) } = generate(workload);
  const bySession: number[][] = [];
  for (let request = 0; request < requestCount; request++)
    (bySession[session[request]] ??= []).push(arrivalMs[request]);
  return bySession;
}

test('requests of all sessions come in order of arrival, and sessions are numbered as they begin', () => {
  const { requestCount, arrivalMs, session = new Int32Array(0) } = generate(talks);
  expect(requestCount).toBe(30_000);
  expect([arrivalMs.length, arrivalMs[30_000], session.length]).toEqual([30_001, Infinity, 30_000]);
  expect(arrivalMs.every((ms, i) => i === 0 || ms >= arrivalMs[i - 1])).toBe(true);
  expect([...new Set(session)]).toEqual([...new Set(session)].sort((a, b) => a - b));
});

test('a session sends its turns, with its think times between their arrivals', () => {
  const complete = arrivalsOf(talks).slice(0, 9000); // the last ones are cut off
  expect(complete.every((arrivals) => arrivals.length === 3)).toBe(true);
  const gaps = complete.flatMap(([first, second, third]) => [second - first, third - second]);
  expect(Math.abs(mean(gaps) - 4000)).toBeLessThan((3.29 * 4000) / Math.sqrt(gaps.length));
});

test('sessions begin when the arrival process says so: with one turn each they are its arrivals', () => {
  const single = { ...talks, sessions: { ...sessions, turns: { kind: 'constant', value: 1 } as const } };
  expect(generate(single).arrivalMs).toEqual(generate({ ...talks, sessions: undefined }).arrivalMs);
});

test('turns are rounded, at least 1', () => {
  const turns = (value: number) => ({ ...sessions, turns: { kind: 'constant', value } as const });
  expect(arrivalsOf({ ...talks, sessions: turns(0.2) })[0]).toHaveLength(1);
  expect(arrivalsOf({ ...talks, sessions: turns(2.6) })[0]).toHaveLength(3);
});

test('a duration ends the trace at the last arrival within it', () => {
  const { arrivalMs, requestCount } = generate({ ...talks, requests: undefined, durationMs: 60_000 });
  expect(arrivalMs[requestCount - 1]).toBeLessThanOrEqual(60_000);
  expect(requestCount).toBeGreaterThan(250); // 2/s × 60 s × 3 turns, less what comes after
  const longer = generate({ ...talks, requests: requestCount + 1 });
  expect(longer.arrivalMs[requestCount]).toBeGreaterThan(60_000);
});

test('more requests than the limit are refused', () => {
  expect(() => generate({ ...talks, requests: undefined, durationMs: 60_000 }, 100)).toThrow('more than 100 requests');
  expect(() => generate({ ...talks, requests: 101 }, 100)).toThrow('more than 100 requests');
});
