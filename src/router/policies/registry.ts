import type { z } from 'zod';
import { affinityBased } from './affinity-based.js';
import { cacheAware } from './cache-aware.js';
import { joinIdleQueue } from './jiq.js';
import { latencyBased } from './latency-based.js';
import { leastLoaded } from './least-loaded.js';
import type { PolicyEntry } from './policy.js';
import { powerOfD } from './power-of-d.js';
import { quotaAware } from './quota-aware.js';
import { random } from './random.js';
import { roundRobin } from './round-robin.js';
import { weightedRandom } from './weighted-random.js';

/**
 * The only list of policies: names, option schemas, help texts and messages derive from it. A new one is a file with its
 * class and its entry, and a line here.
 */
export const policies = {
  round_robin: roundRobin,
  random,
  least_loaded: leastLoaded,
  power_of_d: powerOfD,
  jiq: joinIdleQueue,
  cache_aware: cacheAware,
  quota_aware: quotaAware,
  weighted_random: weightedRandom,
  latency_based: latencyBased,
  affinity_based: affinityBased,
} satisfies Record<string, PolicyEntry<z.ZodObject>>;

export type PolicyName = keyof typeof policies;

export const policyNames = Object.keys(policies) as PolicyName[];

/** @throws RangeError where there is no policy of that name */
export function entryOf(name: PolicyName): (typeof policies)[PolicyName] {
  if (Object.hasOwn(policies, name)) return policies[name];
  throw new RangeError(`there is no strategy "${name}": expected one of ${policyNames.join(', ')}`);
}

/** Options of a policy with their defaults. @throws RangeError that names the option and what was expected */
export function checkedPolicyOptions(name: PolicyName, options: unknown = {}): unknown {
  const { success, data, error } = entryOf(name).options.safeParse(options);
  if (success) return data;
  const [{ path, message }] = error.issues;
  throw new RangeError(`strategyOptions${path.map((key) => `.${String(key)}`).join('')} of ${name}: ${message}`);
}
