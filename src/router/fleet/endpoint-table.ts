/** Told of every write that can change which endpoint a router would choose. */
export interface EndpointWatcher {
  onChange(endpoint: number): void;
}

/** Health of an endpoint, as codes of the `health` column; 0 is healthy. */
export const DEGRADED = 1;
export const UNHEALTHY = 2;
export const HEALTH_NAMES = ['healthy', 'degraded', 'unhealthy'] as const;
export type Health = (typeof HEALTH_NAMES)[number];

/** `maxQueue` of an endpoint whose queue has no limit. */
export const UNLIMITED = 2 ** 30;

/** The tier of endpoints that may not be chosen. */
export const INELIGIBLE = 4;

/**
 * What a router knows of its endpoints: one typed array per attribute, by dense index. Each column has one owner that
 * writes it; who writes a column that bears on eligibility or load calls `watcher.onChange` afterwards.
 */
export class EndpointTable {
  readonly count: number;
  /** Index of the model that the endpoint serves. */
  readonly modelIndex: Int32Array;

  // owned by Fleet
  /** 0 healthy, DEGRADED or UNHEALTHY. */
  readonly health: Uint8Array;

  // owned by LoadTracker
  readonly maxConcurrent: Int32Array;
  /** At most UNLIMITED. */
  readonly maxQueue: Int32Array;
  readonly targetUtilization: Float64Array;
  /** Attempts dispatched by this router and not ended. */
  readonly inFlight: Int32Array;
  /** Time of the last own dispatch or end, −Infinity before the first. */
  readonly countedMs: Float64Array;
  /** Mean latency of completed attempts, weighted by exp(−age / time constant); 0 before the first. */
  readonly latencyMs: Float64Array;
  /** Sum of these weights at the last sample. */
  readonly latencyWeight: Float64Array;
  /** Time of the last latency sample, −Infinity before the first. */
  readonly latencyAtMs: Float64Array;

  // owned by Eligibility
  /** 0 healthy below the load threshold, 1 healthy above it, 2 degraded below, 3 degraded above, 4 ineligible. */
  readonly tier: Uint8Array;

  /** Grows with every change of health or capacity, so that an index knows when it must be rebuilt. */
  version = 0;
  watcher: EndpointWatcher = UNWATCHED;

  constructor(modelIndex: Int32Array) {
    const count = modelIndex.length;
    this.count = count;
    this.modelIndex = modelIndex;
    this.health = new Uint8Array(count);
    this.maxConcurrent = new Int32Array(count);
    this.maxQueue = new Int32Array(count);
    this.targetUtilization = new Float64Array(count);
    this.inFlight = new Int32Array(count);
    this.countedMs = new Float64Array(count).fill(-Infinity);
    this.latencyMs = new Float64Array(count);
    this.latencyWeight = new Float64Array(count);
    this.latencyAtMs = new Float64Array(count).fill(-Infinity);
    this.tier = new Uint8Array(count);
  }
}

const UNWATCHED: EndpointWatcher = { onChange: () => undefined };
