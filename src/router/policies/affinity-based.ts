import { z } from 'zod';
import { LeastLoaded } from './least-loaded.js';
import { policy } from './policy.js';

/** Session affinity, which the router has for every policy, on by default; a session's first request goes to the least loaded. */
export const affinityBased = policy({
  summary: 'the endpoint of the session; least_loaded for its first request',
  goesBy: 'smallest',
  cost: 'O(kinds)',
  affinity: true,
  options: z.strictObject({}),
  create: (_options, { table, random }) => new LeastLoaded(table, random),
});
