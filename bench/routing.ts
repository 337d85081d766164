import { type PolicyName, policyNames } from '../src/router/index.js';
import { ALLOCATION_FLAGS } from './allocation.js';
import { inProcessOfItsOwn } from './child.js';
import type { Row, Section } from './row.js';

/**
 * Decisions of every policy of the registry with default layers, load updated: `route` is decide + started + completed,
 * `route_into` the same with the filled decision and its endpoint found again by name. Each policy in a process of its
 * own, one after the other.
 */
export async function benchRouting(): Promise<Section> {
  const rows: Row[] = [];
  for (const policy of policyNames) rows.push(...(await rowsOf(policy)));
  return { rows, leftOut: [] };
}

async function rowsOf(policy: PolicyName): Promise<Row[]> {
  return (await inProcessOfItsOwn('bench/measure-routing.ts', [policy], ALLOCATION_FLAGS)) as Row[];
}
