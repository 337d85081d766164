/** What comes back from a job: plain data, since it may come from a worker thread or from a file. */

import type { Tail } from '../statistics/index.js';

/** What one replication of one strategy gives. */
export interface JobResult {
  readonly strategy: number;
  readonly replication: number;
  readonly requests: {
    readonly arrived: number;
    readonly completed: number;
    readonly overloadFailed: number;
    readonly timedOut: number;
    readonly failed: number;
  };
  readonly rejections: number;
  readonly retries: number;
  /** Of all routers. */
  readonly routing: {
    readonly decisions: number;
    /** Decisions in which the request's own wish or a healthy endpoint could not be had. */
    readonly fallbacks: number;
    readonly byReason: Readonly<Record<string, number>>;
  };
  /**
   * Of completed requests that arrived in the window: those that a cache was asked for, and those with a hit; where
   * caches hold blocks, the tokens of their prompts, and those that were hit.
   */
  readonly cacheLookups: number;
  readonly cacheHits: number;
  /** From the end of the warm-up to the last arrival; 0 where there is no such time. */
  readonly windowMs: number;
  /** Completions inside the window, whenever they arrived. */
  readonly completedInWindow: number;
  /** Those of them within the SLO's response time (0 without an SLO). */
  readonly metSloInWindow: number;
  /** Requests that arrived in the window and were completed. */
  readonly servedCount: number;
  /**
   * Of every request that arrived in the window, NaN where it was not completed. One run of a strategy, or a pilot, is in
   * order of arrival; replications are ascending, NaN last, each column for itself: what they are pooled for is sorted.
   */
  readonly responseMs: Float64Array;
  readonly waitingMs: Float64Array;
  /** Absent where the trace has no classes. */
  readonly classes: ClassColumns | undefined;
  /** By endpoint, over the whole run; busy and capacity time inside the window. */
  readonly endpoints: EndpointTotals;
  /** The course of the run; of replication 0 alone. */
  readonly course: Course | undefined;
  /** Of service times at speed 1; of replication 0 alone, where their law may have no third moment. */
  readonly serviceTail: Tail | undefined;
  /** Laws that every run obeys and this one did not, in words: a fault of the simulator. */
  readonly brokenLaws: readonly string[];
}

/** Mean numbers in service and waiting, by bin and endpoint: bin × endpoints + endpoint. */
export interface Course {
  readonly binMs: number;
  readonly inService: Float64Array;
  readonly waiting: Float64Array;
}

/** What measures by class are made from. Columns by class have one entry more than names, for requests without a class. */
export interface ClassColumns {
  readonly names: readonly string[];
  /** Of completed requests that arrived in the window, by class, in the order of JobResult. */
  readonly responseMs: readonly Float64Array[];
  /** Over the whole run, by class. */
  readonly arrived: Int32Array;
  readonly completed: Int32Array;
  readonly overloadFailed: Int32Array;
  readonly timedOut: Int32Array;
  readonly failed: Int32Array;
  /** Of those that arrived in the window, by class: requests that have a deadline, and those completed within it. */
  readonly withDeadline: Int32Array;
  readonly metDeadline: Int32Array;
}

export interface EndpointTotals {
  readonly accepted: Int32Array;
  readonly refused: Int32Array;
  readonly overloadEpisodes: Int32Array;
  readonly overTargetMs: Float64Array;
  readonly busyMs: Float64Array;
  readonly capacityMs: Float64Array;
}
