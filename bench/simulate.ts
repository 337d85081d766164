import { COMPILER_FLAGS } from '../src/cli/compiler-flags.js';
import { inProcessOfItsOwn } from './child.js';
import type { Section } from './row.js';
import { models } from './simulated-model.js';

/** How much is simulated, and how often in turn with each peer. */
export interface Size {
  /** Part of the row's name where it is not the usual size: `simulate/jsq16/10m/requests_per_s`. */
  readonly label?: string;
  readonly requests: number;
  readonly cppPairs: number;
  readonly simpyRequests: number;
  readonly simpyPairs: number;
}

/**
 * The whole simulator with the real router in it, traffic generation included, against peers that run the same model.
 * Each model in a process of its own, one after the other, with the flags that the command line sets.
 */
export async function benchSimulate(size: Size): Promise<Section> {
  const sections: Section[] = [];
  for (const model of Object.keys(models)) {
    const args = [model, JSON.stringify(size)];
    sections.push((await inProcessOfItsOwn('bench/measure-simulate.ts', args, COMPILER_FLAGS)) as Section);
  }
  return {
    rows: sections.flatMap(({ rows }) => rows),
    leftOut: sections.flatMap(({ leftOut }) => leftOut),
  };
}
