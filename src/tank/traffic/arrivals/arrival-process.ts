import type { z } from 'zod';
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

/** What the registry knows of an arrival process. */
export interface ArrivalEntry<Schema extends z.ZodType> {
  readonly summary: string;
  /** Whether the mean rate stays the same, wanders at random for long, or changes at set times. */
  readonly load: 'even' | 'wandering' | 'scheduled';
  /** What a scenario writes. */
  readonly options: () => Schema;
  /** @returns a process at its start; it keeps state and serves one replication */
  readonly create: (spec: z.output<Schema>) => ArrivalProcess;
  /** @returns mean arrivals per second over a run of so many ms */
  readonly meanRate: (spec: z.output<Schema>, durationMs: number) => number;
}

/** An entry of the registry: ties the argument of `create` and `meanRate` to the output of `options`. */
export function arrivalProcess<Schema extends z.ZodType>(entry: ArrivalEntry<Schema>): ArrivalEntry<Schema> {
  return entry;
}
