import { z } from 'zod';
import { CacheAware } from './cache-aware.js';
import { JoinIdleQueue } from './jiq.js';
import { LatencyBased } from './latency-based.js';
import { LeastLoaded } from './least-loaded.js';
import type { Policy, PolicyContext } from './policy.js';
import { MOST_DRAWN, PowerOfD, type PowerOfDOptions } from './power-of-d.js';
import { QuotaAware } from './quota-aware.js';
import { Random } from './random.js';
import { RoundRobin } from './round-robin.js';
import { WeightedRandom } from './weighted-random.js';

interface PolicyEntry {
  readonly summary: string;
  /** Which score is chosen, for explanations. */
  readonly goesBy: 'smallest' | 'largest' | 'in proportion' | 'smallest drawn';
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
  power_of_d: {
    summary: 'the smallest in-flight / max_concurrent of d drawn at random (d: 2)',
    goesBy: 'smallest drawn',
    options: z.strictObject({
      d: z.int().min(1).max(MOST_DRAWN).default(2).meta({ description: 'how many are drawn; 1 is random; default 2' }),
      replacement: z
        .boolean()
        .default(false)
        .meta({ description: 'whether an endpoint may be drawn more than once; default false' }),
    }),
    create: (options: PowerOfDOptions, { random }) => new PowerOfD(options, random),
  },
  jiq: {
    summary: 'Join-Idle-Queue: an idle endpoint, else any, uniformly at random',
    goesBy: 'smallest',
    options: z.strictObject({}),
    create: (_options, { table, random }) => new JoinIdleQueue(table, random),
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
