import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

/**
 * Flags of a process that measures allocation: its young generation holds the whole measurement, so that no collection
 * can hide what was allocated and the growth of the heap is all of it.
 */
export const ALLOCATION_FLAGS = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=128'];

export interface Allocation {
  readonly bytesPerDecision: number;
  /** Garbage collections during the measurement: with any, the bytes cannot be trusted. */
  readonly collections: number;
}

/** Rounds of warm-up before a measurement, each of a tenth of its decisions. */
const WARM_UP_ROUNDS = 5;
const TRIES = 4; // a late recompilation may fall into one; what allocates does so in each
const QUIET_BYTES = 0.1;

/** What is measured, so many times in one function: a callback for each would box its arguments. */
type Turns = (count: number) => void;

/**
 * The least of several measurements.
 * @param decisions of each
 */
export async function allocationOf(turns: Turns, decisions = 200_000): Promise<Allocation> {
  let least = await measureOnce(turns, decisions);
  for (let i = 1; i < TRIES && !(least.bytesPerDecision < QUIET_BYTES && least.collections === 0); i++) {
    const again = await measureOnce(turns, decisions);
    if (again.bytesPerDecision < least.bytesPerDecision) least = again;
  }
  return least;
}

async function measureOnce(turns: Turns, decisions: number): Promise<Allocation> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error(`run with ${ALLOCATION_FLAGS.join(' ')}`);
  for (let round = 0; round < WARM_UP_ROUNDS; round++) turns(decisions / 10);
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ['gc'] });
  gc();
  gc();
  await setTimeout(5); // the observer hears of these before the count starts
  collections = 0;
  const before = process.memoryUsage().heapUsed;
  turns(decisions);
  const bytes = process.memoryUsage().heapUsed - before;
  await setTimeout(5);
  observer.disconnect();
  return { bytesPerDecision: bytes / decisions, collections };
}
