import type { RandomStream } from '../../../core/index.js';

/** A source of arrival times. It may keep state, and is made anew for every replication. */
export interface ArrivalProcess {
  /** How many tenants there are, numbered from 0; absent where arrivals belong to none. */
  readonly tenantCount?: number;
  /** Tenant of the arrival that `nextMs` returned last. */
  readonly tenant?: number;

  /**
   * @param previousMs time of the arrival before, 0 for the first
   * @returns time of the next arrival, at least `previousMs`
   */
  nextMs(previousMs: number, random: RandomStream): number;
}
