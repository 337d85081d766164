import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { turns, type Workplace } from './workplace.js';

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

const WARM_UP_ROUNDS = 5;
const WARM_UP_DECISIONS = 20_000;
const DECISIONS = 200_000;
const TRIES = 4; // a late recompilation may fall into one; what allocates does so in each
const QUIET_BYTES = 0.1;

/** The least of several measurements. */
export async function allocationOf(place: Workplace): Promise<Allocation> {
  let least = await measureOnce(place);
  for (let i = 1; i < TRIES && !(least.bytesPerDecision < QUIET_BYTES && least.collections === 0); i++) {
    const again = await measureOnce(place);
    if (again.bytesPerDecision < least.bytesPerDecision) least = again;
  }
  return least;
}

async function measureOnce(place: Workplace): Promise<Allocation> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error(`run with ${ALLOCATION_FLAGS.join(' ')}`);
  for (let round = 0; round < WARM_UP_ROUNDS; round++) turns(place, WARM_UP_DECISIONS);
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
  turns(place, DECISIONS);
  const bytes = process.memoryUsage().heapUsed - before;
  await setTimeout(5);
  observer.disconnect();
  return { bytesPerDecision: bytes / DECISIONS, collections };
}
