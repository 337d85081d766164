import type { Assignment } from '../../router/balancing/index.js';
import { LEVEL } from '../estimates/index.js';
import type { JobResult } from '../measures/index.js';
import { agentsOf, type Plan, predictedUtilization, type StrategyPlan } from '../plan/index.js';
import type { AlertSummary, AssignmentSummary } from '../results/index.js';
import { firstAssignment } from '../simulation/index.js';
import { sectioningInterval } from '../statistics/index.js';

/** How a strategy assigns the agents at first; undefined where it does not. */
export function summariseAssignment(plan: Plan, { assignment: config }: StrategyPlan): AssignmentSummary | undefined {
  const agents = agentsOf(plan);
  if (config === undefined || agents === undefined) return undefined;
  const assignment = firstAssignment(plan.fleet, agents, config);
  const predicted = predictedUtilization(plan, assignment);
  const models = new Map(assignment.models.map((model) => [model.model, model]));
  return {
    strategy: config.strategy,
    enable_load_balancing: config.options.enableLoadBalancing,
    assignment: config.isHard ? 'hard' : 'soft',
    total_score: assignment.totalScore,
    models_filtered: assignment.modelsFiltered,
    avg_utilization: assignment.avgUtilization,
    agents: byKind(plan, assignment),
    models: plan.fleet.models.map(({ id }, m) => {
      const predictedHere = predicted[m];
      return {
        id,
        agents: models.get(id)?.agents ?? 0,
        utilization: models.get(id)?.utilization ?? 0,
        ...(predictedHere !== undefined && { predicted_utilization: predictedHere }),
      };
    }),
  };
}

/** Agents of one kind with one model, counted. */
function byKind({ workload }: Plan, { assignments, unassigned }: Assignment): AssignmentSummary['agents'] {
  if (workload.kind !== 'synthetic') return [];
  const { agents = [], classes = [] } = workload;
  const kindOf = new Map(agents.map(({ id, kind }) => [id, classes[kind].name]));
  const counted = new Map<string, { kind: string; model?: string; agents: number; capability_score?: number }>();
  const count = (agent: string, model?: string, score?: number) => {
    const kind = kindOf.get(agent) ?? agent;
    const key = JSON.stringify([kind, model]);
    const entry = counted.get(key) ?? {
      kind,
      ...(model !== undefined && { model }),
      agents: 0,
      ...(score !== undefined && { capability_score: score }),
    };
    counted.set(key, { ...entry, agents: entry.agents + 1 });
  };
  for (const { agent, model, capabilityScore } of assignments) count(agent, model, capabilityScore);
  for (const { agent } of unassigned) count(agent);
  const order = classes.map(({ name }) => name);
  return [...counted.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** What each rule of alerts came to, over the replications of a strategy. */
export function summariseAlerts({ alerts }: Plan, results: readonly JobResult[]): readonly AlertSummary[] {
  return alerts.map(({ name, kind, severity = 'warning' }, rule) => {
    const outcomes = results.map((result) => result.alerts[rule]);
    const shares = results.map(({ ranMs }, r) => (ranMs === 0 ? 0 : outcomes[r].raisedMs / ranMs));
    const value = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const interval = shares.length > 1 ? sectioningInterval(value, shares, LEVEL) : undefined;
    const firstMs = Math.min(...outcomes.map((outcome) => outcome.firstMs));
    return {
      rule: name,
      kind,
      severity,
      raised: outcomes.reduce((sum, { raised }) => sum + raised, 0),
      replications: outcomes.filter(({ raised }) => raised > 0).length,
      raised_share: {
        value,
        ...(interval === undefined
          ? { ci_absent: shares.length > 1 ? ('no_spread' as const) : ('single_replication' as const) }
          : {
              ci95: [Math.max(0, interval.low), Math.min(1, interval.high)] as const,
              ci_method: 'replications' as const,
            }),
      },
      ...(firstMs !== Infinity && { first_ms: firstMs }),
    };
  });
}
