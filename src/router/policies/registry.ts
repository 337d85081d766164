import { z } from 'zod';
import { CacheAware } from './cache-aware.js';
import { LatencyBased } from './latency-based.js';
import { LeastLoaded } from './least-loaded.js';
import type { Policy, PolicyContext } from './policy.js';
import { QuotaAware } from './quota-aware.js';
import { Random } from './random.js';
import { RoundRobin } from './round-robin.js';
import { WeightedRandom } from './weighted-random.js';

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
  cache_aware: {
    summary: 'the highest cache hit rate, where it is high enough; else least_loaded',
    goesBy: 'largest',
    options: z.strictObject({}),
    create: (_options, context) => new CacheAware(context),
  },
  quota_aware: {
    summary: 'at random in proportion to (1 - used share of the quota)^gamma',
    goesBy: 'in proportion',
    options: z.strictObject({
      gamma: z.number().min(0).max(100).default(3).meta({ description: 'how strongly; 0 is random; default 3' }),
    }),
    create: ({ gamma }: { readonly gamma: number }, context) => new QuotaAware(gamma, context),
  },
  weighted_random: {
    summary: 'at random in proportion to weight (default: max_concurrent)',
    goesBy: 'in proportion',
    options: z.strictObject({}),
    create: (_options, { table, random }) => new WeightedRandom(table, random),
  },
  latency_based: {
    summary: 'the smallest recent response time x (in-flight + 1)',
    goesBy: 'smallest',
    options: z.strictObject({}),
    create: (_options, context) => new LatencyBased(context),
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
