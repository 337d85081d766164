import { z } from 'zod';
import { LeastLoaded } from './least-loaded.js';
import type { Policy, PolicyContext } from './policy.js';
import { Random } from './random.js';
import { RoundRobin } from './round-robin.js';

interface PolicyEntry {
  readonly summary: string;
  /** Which score is chosen, for explanations. */
  readonly goesBy: 'smallest' | 'largest' | 'in proportion';
  /** Session affinity is on unless the strategy says otherwise. */
  readonly affinity?: true;
  readonly options: z.ZodObject;
  readonly create: (options: never, context: PolicyContext) => Policy;
}

/** The only list of policies: names, option schemas, help texts and messages derive from it. */
export const policies = {
  round_robin: {
    summary: 'the next eligible endpoint in turn',
    goesBy: 'smallest',
    options: z.strictObject({}),
    create: () => new RoundRobin(),
  },
  random: {
    summary: 'an eligible endpoint, uniformly at random',
    goesBy: 'in proportion',
    options: z.strictObject({}),
    create: (_options, { random }) => new Random(random),
  },
  least_loaded: {
    summary: 'the smallest in-flight / max_concurrent',
    goesBy: 'smallest',
    options: z.strictObject({}),
    create: (_options, { table, random }) => new LeastLoaded(table, random),
  },
  affinity_based: {
    summary: 'the endpoint of the session; least_loaded for its first request',
    goesBy: 'smallest',
    affinity: true,
    options: z.strictObject({}),
    create: (_options, { table, random }) => new LeastLoaded(table, random),
  },
} satisfies Record<string, PolicyEntry>;

export type PolicyName = keyof typeof policies;

export const policyNames = Object.keys(policies) as PolicyName[];
