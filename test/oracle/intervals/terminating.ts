/** Runs that have no steady state: so many requests of M/M/1 from an empty system, again and again. */
import { exponential, oneServer, type Process } from './processes.js';

export interface TerminatingProcess extends Process {
  /** Requests of a run. */
  readonly length: number;
  /** How many runs a study has. */
  readonly runs: readonly number[];
}

function fromEmpty(load: number, length: number, runs: readonly number[], truth: Process['truth']): TerminatingProcess {
  return {
    name: `M/M/1 from empty, load ${load}, ${length} requests`,
    length,
    runs,
    truth,
    warmUp: 0,
    start: (random) => oneServer(exponential(random, 1 / load), exponential(random, 1), 0, 0),
  };
}

/** True values are of 3e8 requests (`truths.ts`). */
export const terminatingProcesses: readonly TerminatingProcess[] = [
  fromEmpty(0.5, 100, [100, 1000], { mean: 1.95997, p95: 5.8696, p99: 9.02019 }),
  fromEmpty(0.9, 100, [100, 1000], { mean: 5.59371, p95: 16.151, p99: 23.5711 }),
  fromEmpty(0.9, 300, [100, 1000], { mean: 7.56831, p95: 22.2663, p99: 33.252 }),
];
