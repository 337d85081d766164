/**
 * One inference engine with continuous batching, as its users see it. Times are absolute, in ms; requests are dense indices.
 */

/** What an iteration costs, in ms: ENGINE-RULES rule 13, with np prompt tokens, B decodes, S = Σ chunk·(k + chunk/2), K tokens of KV. */
export interface IterationCost {
  /** Of every iteration. */
  readonly t0: number;
  /** Per prompt token. */
  readonly a: number;
  /** Per decoding sequence. */
  readonly b: number;
  /** Per token (np + B) beyond n0. */
  readonly g2: number;
  readonly n0: number;
  /** Per unit of S. */
  readonly c: number;
  /** Per token of the decodes' KV. */
  readonly f: number;
}

export interface EngineConfig {
  readonly cost: IterationCost;
  /** Tokens of an iteration; at least `maxSequences`. */
  readonly maxBatchTokens: number;
  readonly maxSequences: number;
  /** Blocks of KV in all; one of them is reserved (N = blockCount − 1). */
  readonly blockCount: number;
  /** 16 */
  readonly blockTokens: number;
  readonly admissionLag: 0 | 1;
  readonly admission: 'whole_prompt' | 'first_chunk';
  readonly prefixCaching: boolean;
}

/** What is known of requests, by index. */
export interface EngineRequests {
  readonly promptTokens: Int32Array;
  readonly outputTokens: Int32Array;
  /**
   * What the full blocks of prompt and answer are, as runs of blocks (ENGINE-RULES §3): request r goes through the runs
   * `runs[start[r]] … runs[start[r + 1] − 1]`, of the j-th of them `upTo[j]` blocks. All but the last are shared whole; the last is its
   * stream (its own, or that of its session) and covers all that is left up to the last full block of prompt + output. Blocks at the same
   * place of the same run have the same content. Undefined without prefix caching.
   */
  readonly paths?: { readonly start: Int32Array; readonly runs: Int32Array; readonly upTo: Int32Array } | undefined;
}

/** Told at boundaries, in the order of rule 3. It may offer further requests (caused) from `completed`. */
export interface EngineListener {
  /** Its first chunk was planned, for the first time: at the start of the iteration that runs it. */
  scheduled(request: number, atMs: number): void;
  firstToken(request: number, atMs: number): void;
  completed(request: number, atMs: number): void;
  /** Thrown out at the boundary where that was planned. */
  preempted(request: number, atMs: number): void;
}

export interface Engine {
  /** When the next boundary is; Infinity when idle. */
  readonly nextMs: number;
  /** @param isCaused whether an event of priority 3 brought it (rule 2) @returns false where it can never fit (rule 12) */
  offer(request: number, atMs: number, isCaused: boolean): boolean;
  cancel(request: number, atMs: number): void;
  /** A factor of the speed; 1 at first. */
  setSpeed(speed: number, atMs: number): void;
  /** The boundary at `nextMs`. */
  advance(): void;
  /** The state at a time after all boundaries up to it (rule 16). */
  read(atMs: number): EngineReading;
  readonly counts: EngineCounts;
}

export interface EngineReading {
  readonly running: number;
  readonly waiting: number;
  readonly usedBlocks: number;
}

export interface EngineCounts {
  /** Iterations that ran something. */
  iterations: number;
  preemptions: number;
  /** Prompt tokens (of first admissions) that were found in the cache, and all of them. */
  hitTokens: number;
  promptTokens: number;
  /** Tokens computed again after a preemption. */
  recomputedTokens: number;
}
