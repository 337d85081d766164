import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laterTurns, profileSessions } from '../../../src/tank/inspection/session-profile.js';
import { runs } from '../../support/runs.js';
import { traceOf, traces } from '../../support/traces.js';

const lengths = { promptTokens: Int32Array.of(10, 50, 25, 7, 40), outputTokens: Int32Array.of(5, 5, 5, 5, 5) };

test('two sessions that overlap, and a request of none, on paper', () => {
  const session = Int32Array.of(3, 0, 3, -1, 3);
  const trace = traceOf([0, 1000, 4000, 5000, 5500], { ...lengths, session });
  const later = laterTurns(trace, session);
  expect([...later.turns]).toEqual([3, 1, 1]); // in order of their first requests
  expect([...later.gapMs]).toEqual([4000, 1500]);
  expect([...later.newTokens]).toEqual([10, 10]); // 25 − 10 − 5, 40 − 25 − 5
  const profile = profileSessions(trace, session);
  expect(profile).toMatchObject({ count: 3, turns_max: 3, later_turns: 2 / 5, single_turn_share: 2 / 3 });
  expect(profile.turns_mean).toBeCloseTo(5 / 3, 12);
  expect(profile.gap_s).toEqual({ mean: 2.75, p50: 2.75, p95: 3.875 });
  expect(profile.new_tokens).toEqual({ mean: 10, p50: 10, p95: 10 });
});

test('requests without a session are sessions of their own, however many', () => {
  const session = Int32Array.of(-1, -1, -1);
  const profile = profileSessions(traceOf([0, 1, 2], { session }), session);
  expect(profile).toEqual({
    count: 3,
    turns_mean: 1,
    turns_p99: 1,
    turns_max: 1,
    single_turn_share: 1,
    later_turns: 0,
  });
});

test('prompts may shrink, and without lengths nothing is said of them', () => {
  const session = Int32Array.of(0, 0, 0, 0, 0);
  const shrinking = profileSessions(traceOf([0, 1, 2, 3, 4], { ...lengths, session }), session);
  expect(shrinking.new_tokens?.mean).toBe((35 - 30 - 23 + 28) / 4);
  const bare = profileSessions(traceOf([0, 1, 2, 3, 4], { session }), session);
  expect(bare.gap_s?.mean).toBeCloseTo(0.001, 12);
  expect(bare.new_tokens).toBeUndefined();
});

test('any trace: turns sum to the requests, and gaps of a session to the time from its first to its last', () => {
  fc.assert(
    fc.property(traces, (trace) => {
      const session = trace.session ?? new Int32Array(trace.requestCount).fill(0);
      const { turns, gapMs } = laterTurns(trace, session);
      expect(turns.reduce((sum, count) => sum + count, 0)).toBe(trace.requestCount);
      expect(gapMs.length).toBe(trace.requestCount - turns.length);
      let spans = 0;
      for (const s of new Set(session)) {
        const times = [...trace.arrivalMs.subarray(0, trace.requestCount)].filter((_, i) => session[i] === s && s >= 0);
        if (times.length > 0) spans += times[times.length - 1] - times[0];
      }
      expect(gapMs.reduce((sum, gap) => sum + gap, 0)).toBeCloseTo(spans, 3);
    }),
    runs(300),
  );
});
