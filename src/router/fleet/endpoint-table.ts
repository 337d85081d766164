import { longer } from '../../core/index.js';

/** Told of every write that can change which endpoint a router would choose. */
export interface EndpointWatcher {
  /** Load or a score of an endpoint changed. */
  onChange(endpoint: number): void;
  /** Health, capacity or what closes an endpoint changed. */
  onRules(endpoint: number): void;
  /** Endpoints were added: columns have been replaced by longer ones. */
  onTopology(): void;
}

/** Health of an endpoint, as codes of the `health` column; 0 is healthy. */
export const DEGRADED = 1;
export const UNHEALTHY = 2;
export const HEALTH_NAMES = ['healthy', 'degraded', 'unhealthy'] as const;
export type Health = (typeof HEALTH_NAMES)[number];

/**
 * Bits of the column `closed`, one an owner: an endpoint takes nothing while one of them is set. `removed` is of a place
 * whose endpoint is gone; it is used again once nothing is in flight there.
 */
export const CLOSED = { removed: 1, health: 2, quota: 4, concurrency: 8, ejected: 16, retryAfter: 32 } as const;

/** Why an endpoint is closed, in words. */
export const CLOSED_TEXTS: Readonly<Record<keyof typeof CLOSED, string>> = {
  removed: 'removed',
  health: 'unhealthy',
  quota: 'quota used up',
  concurrency: 'concurrency quota of its model used up',
  ejected: 'ejected after errors',
  retryAfter: 'closed by Retry-After',
};

/** `maxQueue` of an endpoint whose queue has no limit. */
export const UNLIMITED = 2 ** 30;

/** The tier of endpoints that may not be chosen. */
export const INELIGIBLE = 4;

/**
 * What a router knows of its endpoints: one typed array per attribute, by dense index. Each column has one owner that
 * writes it; who writes a column that bears on a choice calls `watcher.onChange` or `rulesChanged` afterwards. Columns are replaced when
 * the table grows: read them from the table at each use.
 */
export class EndpointTable {
  count = 0;

  // owned by Fleet
  /** Index of the model that the endpoint serves. */
  modelIndex = new Int32Array(0);
  /** Index of the region, −1 where none is known. */
  region = new Int32Array(0);
  /** Share of the traffic that a weighted policy gives; 0 = max_concurrent. */
  weight = new Float64Array(0);
  /** 0 healthy, DEGRADED or UNHEALTHY. */
  health = new Uint8Array(0);
  /** Writes of `health`, of whoever made them and also where they changed nothing: so that each can tell its own. */
  healthWrites = new Int32Array(0);
  /** Grows each time that the place is given to another endpoint. */
  generation = new Int32Array(0);

  // owned by LoadTracker
  maxConcurrent = new Int32Array(0);
  /** At most UNLIMITED. */
  maxQueue = new Int32Array(0);
  targetUtilization = new Float64Array(0);
  /** Attempts dispatched by this router and not ended. */
  inFlight = new Int32Array(0);
  /** The load that choices go by: the same array as `inFlight` where own counts are the signal. */
  load = this.inFlight;
  /** Time of the last own dispatch or end, −Infinity before the first. */
  countedMs = new Float64Array(0);
  /** Mean latency of completed attempts, weighted by exp(−age / time constant); 0 before the first. */
  latencyMs = new Float64Array(0);
  /** Sum of these weights, as forward decay has them; 0 before the first sample. */
  latencyWeight = new Float64Array(0);
  /** Mean latency to expect, kept while a policy goes by it: `latencyMs`, which fades to the fleet's mean while no samples come. */
  expectedMs = new Float64Array(0);

  // owned by CacheManager
  /** Share of cache hits, weighted towards the recent ones; 0 without samples. */
  hitRate = new Float64Array(0);

  // owned by QuotaManager
  /** Largest used share of the limits of the endpoint's model, 0…1. */
  quotaUsed = new Float64Array(0);

  // owned by HealthMonitor and by RetryAfter, each beside its bit of `closed`
  /** Until when an endpoint rests that was ejected. */
  ejectedUntilMs = new Float64Array(0);
  /** Until when it asked to be left alone. */
  retryAfterMs = new Float64Array(0);

  // each bit has an owner
  /** 0 where the endpoint takes requests, else bits of CLOSED. */
  closed = new Int32Array(0);

  // owned by Eligibility
  /** 0 healthy below the load threshold, 1 healthy above it, 2 degraded below, 3 degraded above, 4 ineligible. */
  tier = new Uint8Array(0);

  /** Grows with every change of health, capacity or strategy, so that an index knows when it must be rebuilt. */
  version = 0;
  /** One at a time: `Fleet.watch` sets it. */
  watcher: EndpointWatcher = UNWATCHED;

  /** Makes room for `count` endpoints in all; the new ones have the values of one that nothing is known of. */
  grow(count: number): void {
    const ownLoad = this.load === this.inFlight;
    this.count = count;
    this.modelIndex = longer(this.modelIndex, count);
    this.region = longer(this.region, count);
    this.weight = longer(this.weight, count);
    this.health = longer(this.health, count);
    this.healthWrites = longer(this.healthWrites, count);
    this.generation = longer(this.generation, count);
    this.maxConcurrent = longer(this.maxConcurrent, count);
    this.maxQueue = longer(this.maxQueue, count);
    this.targetUtilization = longer(this.targetUtilization, count);
    this.inFlight = longer(this.inFlight, count);
    this.load = ownLoad ? this.inFlight : longer(this.load, count);
    this.countedMs = longer(this.countedMs, count, -Infinity);
    this.latencyMs = longer(this.latencyMs, count);
    this.latencyWeight = longer(this.latencyWeight, count);
    this.expectedMs = longer(this.expectedMs, count);
    this.hitRate = longer(this.hitRate, count);
    this.quotaUsed = longer(this.quotaUsed, count);
    this.ejectedUntilMs = longer(this.ejectedUntilMs, count);
    this.retryAfterMs = longer(this.retryAfterMs, count);
    this.closed = longer(this.closed, count);
    this.tier = longer(this.tier, count, INELIGIBLE);
  }

  /** Sets or clears a bit of `closed`; the caller calls `rulesChanged`. @returns whether it was another before */
  setClosed(endpoint: number, bit: number, isClosed: boolean): boolean {
    const before = this.closed[endpoint];
    const now = isClosed ? before | bit : before & ~bit;
    this.closed[endpoint] = now;
    return now !== before;
  }

  /** Health, capacity or what closes an endpoint is another: indices must be rebuilt. */
  rulesChanged(endpoint: number): void {
    this.version++;
    this.watcher.onRules(endpoint);
  }

  /** Forgets what was known of the endpoint that had a place, of which nothing is in flight any more. */
  clear(endpoint: number): void {
    this.generation[endpoint]++;
    this.load[endpoint] = 0;
    this.countedMs[endpoint] = -Infinity;
    this.latencyMs[endpoint] = 0;
    this.latencyWeight[endpoint] = 0;
    this.expectedMs[endpoint] = 0;
    this.hitRate[endpoint] = 0;
    this.quotaUsed[endpoint] = 0;
    this.closed[endpoint] = 0;
  }
}

/** The watcher of a table that no router has. */
export const UNWATCHED: EndpointWatcher = {
  onChange: () => undefined,
  onRules: () => undefined,
  onTopology: () => undefined,
};
