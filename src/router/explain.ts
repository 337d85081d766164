import type { Eligibility } from './eligibility.js';
import { type Health, HEALTH_NAMES, INELIGIBLE, REMOVED, UNHEALTHY } from './fleet/endpoint-table.js';
import type { Fleet } from './fleet/fleet.js';
import type { CustomStrategy, Policy } from './policies/policy.js';
import { strategyName } from './statistics.js';
import { policies, type PolicyName } from './policies/registry.js';
import type { RequestView } from './request-view.js';

/** Every endpoint as a decision sees it. */
export interface Explanation {
  readonly strategy: string;
  /** Which score the strategy chooses among the candidates. */
  readonly goesBy: 'smallest' | 'largest' | 'in proportion' | 'smallest drawn';
  /** The endpoint that the session of the request is bound to, null for none. */
  readonly sticky: string | null;
  readonly endpoints: readonly EndpointExplanation[];
}

export interface EndpointExplanation {
  readonly id: string;
  readonly model: string;
  readonly health: Health;
  /** 0…3, 4 where it may not be chosen. */
  readonly tier: number;
  /** Whether it is among the endpoints that the policy would choose from. */
  readonly isCandidate: boolean;
  /** Why it is not; null for a candidate. */
  readonly excluded: string | null;
  /** The policy's own score. */
  readonly score: number;
  readonly load: number;
  readonly occupancy: number;
  readonly hitRate: number;
  readonly quotaUsed: number;
}

interface Context {
  readonly fleet: Fleet;
  readonly eligibility: Eligibility;
  readonly policy: Policy;
  readonly strategy: PolicyName | CustomStrategy;
  /** Index of the session's endpoint, negative for none. */
  readonly sticky: number;
}

export function explain(request: RequestView, context: Context): Explanation {
  const { fleet, eligibility, policy, strategy, sticky } = context;
  const table = fleet.endpoints;
  const list = new Int32Array(table.count);
  let count = eligibility.restrictInto(list, request, -1, request.triedCount, false);
  if (count === 0) count = eligibility.restrictInto(list, request, -1, 0, false);
  const candidates = new Set(list.subarray(0, count));
  const endpoints = [];
  for (let e = 0; e < table.count; e++) {
    if (table.health[e] === REMOVED) continue;
    const isCandidate = candidates.has(e);
    endpoints.push({
      id: fleet.endpointIds[e],
      model: fleet.modelIds[table.modelIndex[e]],
      health: HEALTH_NAMES[table.health[e]],
      tier: table.tier[e],
      isCandidate,
      excluded: isCandidate ? null : whyExcluded(e, request, context),
      score: policy.score(e, table, request),
      load: table.load[e],
      occupancy: table.load[e] / table.maxConcurrent[e],
      hitRate: table.hitRate[e],
      quotaUsed: table.quotaUsed[e],
    });
  }
  return {
    strategy: strategyName(strategy),
    goesBy: typeof strategy === 'string' ? policies[strategy].goesBy : 'largest',
    sticky: sticky < 0 ? null : fleet.endpointIds[sticky],
    endpoints,
  };
}

function whyExcluded(e: number, request: RequestView, { fleet, eligibility }: Context): string {
  const { health, quotaGone, tier } = fleet.endpoints;
  if (!eligibility.matches(request, e)) return 'does not meet the requirements of the request';
  if (tier[e] === INELIGIBLE) {
    if (health[e] === UNHEALTHY) return 'unhealthy';
    return quotaGone[e] === 1 ? 'quota used up' : 'no room';
  }
  if (request.tried.subarray(0, request.triedCount).includes(e)) return 'refused this request before';
  return tier[e] >= 2 ? 'degraded, and healthy ones are left' : 'above the load threshold, and others are left';
}
