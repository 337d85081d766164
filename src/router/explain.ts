import type { Attempt } from './attempt.js';
import type { Eligibility } from './eligibility.js';
import { CLOSED, CLOSED_TEXTS, type Health, HEALTH_NAMES, INELIGIBLE } from './fleet/endpoint-table.js';
import type { Fleet } from './fleet/fleet.js';
import type { HealthMonitor, MonitorState } from './fleet/health-monitor.js';
import type { CustomStrategy, Policy } from './policies/policy.js';
import { strategyName } from './statistics.js';
import { policies, type PolicyName } from './policies/registry.js';
import type { Wish } from './precedence.js';

/** Every endpoint as a decision sees it. */
export interface Explanation {
  readonly strategy: string;
  /** Which score the strategy chooses among the candidates. */
  readonly goesBy: 'smallest' | 'largest' | 'in proportion' | 'smallest drawn';
  /** What layers wish for the request, in the order in which they are asked; it comes before the policy's choice. */
  readonly wishes: readonly Wish[];
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
  /** What a health monitor makes of it; null without one. */
  readonly monitor: MonitorState | null;
}

interface Context {
  readonly fleet: Fleet;
  readonly eligibility: Eligibility;
  readonly policy: Policy;
  readonly strategy: PolicyName | CustomStrategy;
  readonly wishes: readonly Wish[];
  readonly monitor: HealthMonitor | undefined;
}

export function explain(attempt: Attempt, context: Context): Explanation {
  const { fleet, eligibility, policy, strategy, wishes } = context;
  const table = fleet.endpoints;
  const list = new Int32Array(table.count);
  let count = eligibility.restrictInto(list, attempt, -1, attempt.triedCount, false);
  if (count === 0) count = eligibility.restrictInto(list, attempt, -1, 0, false);
  const candidates = new Set(list.subarray(0, count));
  const endpoints = [];
  for (let e = 0; e < table.count; e++) {
    if (fleet.isRemoved(e)) continue;
    const isCandidate = candidates.has(e);
    endpoints.push({
      id: fleet.endpointIds[e],
      model: fleet.modelIds[table.modelIndex[e]],
      health: HEALTH_NAMES[table.health[e]],
      tier: table.tier[e],
      isCandidate,
      excluded: isCandidate ? null : whyExcluded(e, attempt, context),
      score: policy.score(e, table, attempt.request),
      load: table.load[e],
      occupancy: table.load[e] / table.maxConcurrent[e],
      hitRate: table.hitRate[e],
      quotaUsed: table.quotaUsed[e],
      monitor: context.monitor?.reportOf(e).state ?? null,
    });
  }
  return {
    strategy: strategyName(strategy),
    goesBy: (typeof strategy === 'string' ? policies[strategy].goesBy : strategy.goesBy) ?? 'largest',
    wishes,
    endpoints,
  };
}

function whyExcluded(e: number, attempt: Attempt, { fleet, eligibility }: Context): string {
  const { generation, tier } = fleet.endpoints;
  if (!eligibility.matches(attempt.request, e)) return 'does not meet the requirements of the request';
  const closed = eligibility.closedBits(e);
  if (closed !== 0) return closedTexts(closed).join(', ');
  if (tier[e] === INELIGIBLE) return 'no room';
  if (attempt.hasTried(attempt.triedCount, e, generation[e])) return 'already failed for this request';
  return tier[e] >= 2 ? 'degraded, and healthy ones remain' : 'above the load threshold, and others remain';
}

function closedTexts(bits: number): string[] {
  const owners = Object.keys(CLOSED) as (keyof typeof CLOSED)[];
  return owners.filter((owner) => (bits & CLOSED[owner]) !== 0).map((owner) => CLOSED_TEXTS[owner]);
}
