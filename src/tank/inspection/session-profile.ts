import { mean } from 'simple-statistics';
import { asNumbers, quantileOfSorted, sortedColumn } from '../statistics/index.js';
import type { Trace } from '../trace/index.js';
import type { SessionProfile } from './profile.js';

/** What later turns of sessions are like, in columns by later turn. */
export interface LaterTurns {
  /** By session that occurs, in order of its first request: its requests. */
  readonly turns: Int32Array;
  /** From the arrival of the turn before, in ms. */
  readonly gapMs: Float64Array;
  /** Prompt beyond the prompt and output of the turn before; may be below 0. */
  readonly newTokens: Int32Array;
}

/** Cost: one pass. @param session −1 for a request without one, which counts as a session of its own */
export function laterTurns(
  { requestCount, arrivalMs, promptTokens, outputTokens }: Trace,
  session: Int32Array,
): LaterTurns {
  const turns: number[] = [];
  const indexOf = new Map<number, number>();
  const last = new Map<number, number>(); // by session: its last request
  const gapMs: number[] = [];
  const newTokens: number[] = [];
  for (let request = 0; request < requestCount; request++) {
    const s = session[request];
    const before = s < 0 ? undefined : last.get(s);
    if (s >= 0) last.set(s, request);
    if (before === undefined) {
      indexOf.set(s, turns.length);
      turns.push(1);
      continue;
    }
    turns[indexOf.get(s) ?? -1]++;
    gapMs.push(arrivalMs[request] - arrivalMs[before]);
    newTokens.push((promptTokens[request] ?? 0) - (promptTokens[before] ?? 0) - (outputTokens[before] ?? 0));
  }
  return { turns: Int32Array.from(turns), gapMs: Float64Array.from(gapMs), newTokens: Int32Array.from(newTokens) };
}

export function profileSessions(trace: Trace, session: Int32Array): SessionProfile {
  const { turns, gapMs, newTokens } = laterTurns(trace, session);
  const sorted = sortedColumn(turns);
  const hasLengths = trace.promptTokens.length > 0 && trace.outputTokens.length > 0;
  return {
    count: turns.length,
    turns_mean: mean(asNumbers(sorted)),
    turns_p99: quantileOfSorted(sorted, 0.99),
    turns_max: sorted[sorted.length - 1],
    single_turn_share: turns.filter((count) => count === 1).length / turns.length,
    later_turns: gapMs.length / trace.requestCount,
    ...(gapMs.length > 0 && { gap_s: summaryOf(gapMs.map((ms) => ms / 1000)) }),
    ...(gapMs.length > 0 && hasLengths && { new_tokens: summaryOf(newTokens) }),
  };
}

function summaryOf(values: ArrayLike<number>) {
  const sorted = sortedColumn(values);
  return { mean: mean(asNumbers(sorted)), p50: quantileOfSorted(sorted, 0.5), p95: quantileOfSorted(sorted, 0.95) };
}
