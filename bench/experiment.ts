import { inProcessOfItsOwn } from './child.js';
import type { Section } from './row.js';

/** How much faster a run is with several workers, in a process of its own. */
export async function benchExperiment(): Promise<Section> {
  return (await inProcessOfItsOwn('bench/measure-speed-up.ts', [])) as Section;
}
