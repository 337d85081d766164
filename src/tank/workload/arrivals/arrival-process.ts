import type { RandomStream } from '../../../core/random-stream.js';

/** A source of arrival times. It may keep state, and is made anew for every replication. */
export interface ArrivalProcess {
  /**
   * @param previousMs time of the arrival before, 0 for the first
   * @returns time of the next arrival, at least `previousMs`
   */
  nextMs(previousMs: number, random: RandomStream): number;
}
