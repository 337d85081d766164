import { ManualClock, RandomStream, Streams } from '../../core/index.js';
import { Eligibility } from '../eligibility.js';
import { CacheManager } from '../fleet/cache-manager.js';
import { Fleet } from '../fleet/fleet.js';
import { LoadTracker } from '../fleet/load-tracker.js';
import { QuotaManager } from '../fleet/quota-manager.js';
import { DEFAULT_ROUTER_OPTIONS } from '../options.js';
import type { Policy, PolicyContext } from '../policies/policy.js';
import { RequestView } from '../request-view.js';

/** Endpoints of `inRandomState`. */
export const ENDPOINTS = 7;
const MAX_CONCURRENT = [1, 2, 2, 4, 4, 4, 8]; // the last one always has room

/**
 * A policy before seven unequal endpoints. Their health, quotas, latencies, hit rates and loads depend on `state` alone,
 * and are coarse, so that ties are common; what the policy draws depends on `purpose` too. Its index is built before
 * most of the changes. At least one endpoint is a candidate.
 */
export function inRandomState(state: number, purpose: string, create: (context: PolicyContext) => Policy) {
  const clock = new ManualClock();
  const models = MAX_CONCURRENT.map((maxConcurrent, m) => ({
    id: `m${m}`,
    maxConcurrent,
    maxQueue: 2,
    ...(m % 3 === 1 && { weight: m }),
  }));
  const fleet = new Fleet({ models, clock });
  const table = fleet.endpoints;
  const loadTracker = new LoadTracker(fleet);
  const cache = new CacheManager(fleet);
  const mayExceed = Object.fromEntries(['m1', 'm3', 'm5', 'm6'].map((id) => [id, { mayExceed: true }]));
  const quota = new QuotaManager(fleet, mayExceed);
  const random = countingStream(purpose, state);
  const policy = create({ table, loadTracker, random, clock, router: DEFAULT_ROUTER_OPTIONS });
  const { candidates } = watched(fleet, policy);
  const script = new Streams('state', state).named('script');
  const usedUp = script.below(3) === 0; // every quota: what may be exceeded is
  for (let e = 0; e < ENDPOINTS - 1; e++) {
    const health = script.below(8);
    if (health < 2) fleet.setHealth(e, health === 0 ? 'degraded' : 'unhealthy');
  }
  policy.pick(new RequestView(), table, candidates);
  for (let e = 0; e < ENDPOINTS; e++) {
    clock.cell[0] = 1000 + 100 * e;
    if (script.below(3) > 0) loadTracker.learn(e, { startedMs: clock.nowMs() - 100 * script.below(4) });
    loadTracker.add(e, script.below(table.maxConcurrent[e] + 3));
    if (table.inFlight[e] > 0 && script.below(2) === 0) loadTracker.add(e, -1);
    cache.fix(`m${e}`, script.below(2) === 0 ? 0 : 0.2 + script.below(4) / 8);
    quota.fix(`m${e}`, usedUp ? 1 : script.below(5) / 4);
  }
  random.draws = 0;
  return { policy, table, loadTracker, candidates, random };
}

function watched(fleet: Fleet, policy: Policy): Eligibility {
  const eligibility = new Eligibility(fleet, DEFAULT_ROUTER_OPTIONS, policy);
  fleet.watch(eligibility);
  return eligibility;
}

/** A stream that depends on purpose and state. */
export function countingStream(purpose: string, state: number): CountingStream {
  const seed = new Streams(purpose, state).named('router');
  return new CountingStream(Int32Array.from({ length: 4 }, () => seed.int32()));
}

/** A stream that counts what is drawn from it. */
class CountingStream extends RandomStream {
  draws = 0;

  override int32(): number {
    this.draws++;
    return super.int32();
  }
}
