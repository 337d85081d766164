import type { IterationCost } from '../../../src/tank/simulation/backends/llm/engine-types.js';

/** What an iteration computes. */
export interface Work {
  /** The requests that decode one token each. */
  readonly decodes: readonly number[];
  /** Tokens of KV that these have before the iteration: K. */
  readonly decodeContext: number;
  readonly chunks: readonly Chunk[];
}

/** Prompt tokens `from` … `from + tokens − 1` of a request. */
export interface Chunk {
  readonly request: number;
  readonly from: number;
  readonly tokens: number;
}

/**
 * The times of iterations (ENGINE-RULES §1, rule 13). The end of the j-th iteration since an anchor is
 * T(j) = T0 + (j·A + D·(j·(j − 1)/2)). An iteration continues the anchor of the one before where both do the same.
 */
export class ReferenceClock {
  readonly #cost: IterationCost;
  /** The iteration in flight, or the last one. */
  #last: { work: Work; speed: number } | undefined;
  #anchor = { startMs: 0, durationMs: 0, growthMs: 0 };
  /** Iterations since the anchor, with that in flight. */
  #iterations = 0;
  /** The same time by adding up durations, each computed afresh. */
  #accumulatedMs = 0;
  #worstError = 0;

  constructor(cost: IterationCost) {
    this.#cost = cost;
  }

  /** When the iteration in flight ends. */
  get endMs(): number {
    const { startMs, durationMs, growthMs } = this.#anchor;
    const j = this.#iterations;
    return startMs + (j * durationMs + growthMs * ((j * (j - 1)) / 2));
  }

  /** The largest relative difference so far between the closed form and the sum of durations. */
  get worstError(): number {
    return this.#worstError;
  }

  /** Nothing is in flight until the next start. */
  pause(): void {
    this.#last = undefined;
  }

  /** An iteration starts, at the end of the one before unless there was a pause. */
  start(work: Work, speed: number, atMs: number): void {
    const last = this.#last;
    if (last === undefined) this.#accumulatedMs = atMs;
    if (last === undefined || last.speed !== speed || !isAlike(last.work, work)) this.#setAnchor(work, speed, atMs);
    this.#iterations++;
    this.#last = { work, speed };
    this.#accumulatedMs += duration(this.#cost, work, speed);
    this.#check();
  }

  #setAnchor(work: Work, speed: number, startMs: number): void {
    this.#anchor = {
      startMs,
      durationMs: duration(this.#cost, work, speed),
      growthMs: growth(this.#cost, work, speed),
    };
    this.#iterations = 0;
  }

  #check(): void {
    const error = Math.abs(this.endMs - this.#accumulatedMs) / this.#accumulatedMs;
    if (!(error <= 1e-9))
      throw new Error(`durations add up to ${this.#accumulatedMs}, the closed form is ${this.endMs}`);
    this.#worstError = Math.max(this.#worstError, error);
  }
}

/** Whether an iteration does the same as the one before, one token or one chunk further. */
function isAlike(before: Work, work: Work): boolean {
  const decodes = new Set(work.decodes);
  const sameDecodes = decodes.size === before.decodes.length && before.decodes.every((request) => decodes.has(request));
  if (!sameDecodes || before.chunks.length !== work.chunks.length || work.chunks.length > 1) return false;
  if (work.chunks.length === 0) return true;
  const a = before.chunks[0];
  const b = work.chunks[0];
  return a.request === b.request && a.tokens === b.tokens && b.from === a.from + a.tokens;
}

/** A: how long an iteration takes. */
function duration({ t0, a, b, g2, n0, c, f }: IterationCost, work: Work, speed: number): number {
  const { decodes, decodeContext, chunks } = work;
  const promptTokens = chunks.reduce((sum, { tokens }) => sum + tokens, 0);
  const twiceS = chunks.reduce((sum, { from, tokens }) => sum + tokens * (2 * from + tokens), 0);
  const beyond = Math.max(0, promptTokens + decodes.length - n0);
  const costMs = t0 + a * promptTokens + b * decodes.length + g2 * beyond + c * (twiceS / 2) + f * decodeContext;
  return costMs / speed;
}

/** D: by how much the next one of the same takes longer. */
function growth({ c, f }: IterationCost, { decodes, chunks }: Work, speed: number): number {
  const chunk = chunks.length === 1 ? chunks[0].tokens : 0;
  return (f * decodes.length + c * (chunk * chunk)) / speed;
}
