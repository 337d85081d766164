import { lowerBound, type RandomStream } from '../../core/index.js';
import { advisedMeanRun, resampledBlocks } from '../statistics/index.js';
import { assembleTrace, type Trace, type TracePiece } from '../trace/index.js';

/** Fewest blocks that a trace must have: of fewer, intervals cover too seldom. */
export const LEAST_TIME_BLOCKS = 8;

/** Whole blocks of a trace. */
export function timeBlockCount({ requestCount, arrivalMs }: Trace, blockMs: number): number {
  return requestCount === 0 ? 0 : Math.floor(arrivalMs[requestCount - 1] / blockMs);
}

/**
 * A replication of a recorded trace: blocks of its time, drawn anew in runs (stationary bootstrap). What follows the last
 * whole block is left out. Within a run sessions go on; each run has sessions and blocks of prompts of its own.
 * Cost: a copy.
 * @param blockMs of which the trace has LEAST_TIME_BLOCKS at least
 */
export function resampleTrace(trace: Trace, blockMs: number, random: RandomStream): Trace {
  const count = timeBlockCount(trace, blockMs);
  const arrivals = trace.arrivalMs.subarray(0, trace.requestCount);
  const order = resampledBlocks(count, advisedMeanRun(count), random);
  let run = 0;
  const pieces = Array.from(order, (block, place): TracePiece => {
    if (place > 0 && block !== order[place - 1] + 1) run++;
    return {
      first: lowerBound(arrivals, block * blockMs),
      end: lowerBound(arrivals, (block + 1) * blockMs),
      offsetMs: (place - block) * blockMs,
      copy: run,
    };
  });
  return assembleTrace(trace, pieces);
}
