import { ALLOCATION_FLAGS } from './allocation.js';
import { inProcessOfItsOwn } from './child.js';
import type { Row, Section } from './row.js';

/**
 * Assignments of agents to models by every strategy, and what it costs to look at load and to count it. Each in a process
 * of its own, one after the other.
 * @param isLong also what takes seconds: matrices of up to 5,000,000 cells
 */
export async function benchBalancing(isLong: boolean): Promise<Section> {
  const rows = [
    ...(await measured('usual')),
    ...(isLong ? await measured('long') : []),
    ...(await measured('load')),
    ...(await measured('allocation', ALLOCATION_FLAGS)),
  ];
  return { rows, leftOut: [] };
}

async function measured(what: string, flags: readonly string[] = []): Promise<Row[]> {
  return (await inProcessOfItsOwn('bench/measure-balancing.ts', [what], flags)) as Row[];
}
