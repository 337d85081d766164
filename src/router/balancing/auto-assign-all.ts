import type { z } from 'zod';
import { shownKind } from '../../core/options/index.js';
import { capabilityLevels } from '../index.js';
import type { Agent } from './agent.js';
import { type Assignment, assignmentOf } from './assignment.js';
import { autoAssignRequest, type AutoAssignRequest, type AutoAssignResponse } from './auto-assign-schema.js';
import type { CapabilityScores } from './capability-score.js';
import type { ModelState } from './model-state.js';
import { Problem } from './problem.js';

/** A request that cannot be answered: nothing was assigned. */
export class AutoAssignError extends Error {
  /** What is wrong where, such as `agents[3].needs.code`. */
  readonly mistakes: readonly { readonly field: string; readonly message: string }[];

  constructor(mistakes: AutoAssignError['mistakes']) {
    const [{ field, message }, ...others] = mistakes;
    super(`${field} ${message}${others.length > 0 ? ` (and ${others.length} more)` : ''}`);
    this.name = 'AutoAssignError';
    this.mistakes = mistakes;
  }
}

/**
 * Assigns agents to models: the whole of a request and its answer, as plain values.
 * @param scores adjust capability scores by what was observed. Default: they stay as they are
 * @throws AutoAssignError naming the fields that are wrong
 */
export function autoAssignAll(request: unknown, scores?: CapabilityScores): AutoAssignResponse {
  const parsed = autoAssignRequest.safeParse(request, { reportInput: true });
  if (!parsed.success) throw new AutoAssignError(parsed.error.issues.flatMap(mistakesOf).slice(0, TOLD_MISTAKES));
  const { agents, models, strategy, ...options } = parsed.data;
  const problem = new Problem(
    agents.map(agentOf),
    models.map(stateOf),
    {
      enableLoadBalancing: options.enable_load_balancing,
      loadWeight: options.load_weight,
      overTargetFactor: options.over_target_factor,
      whenFull: options.when_full,
    },
    scores,
  );
  try {
    return responseOf(assignmentOf(problem, strategy));
  } catch (error) {
    if (error instanceof RangeError) throw new AutoAssignError([{ field: 'strategy', message: error.message }]);
    throw error;
  }
}

/** Most mistakes that are told. */
const TOLD_MISTAKES = 100;

function agentOf({
  id,
  needs,
  capabilities,
  context_window,
  demand_per_s,
}: AutoAssignRequest['agents'][number]): Agent {
  return {
    id,
    needs,
    capabilities,
    ...(context_window !== undefined && { contextWindow: context_window }),
    ...(demand_per_s !== undefined && { demandPerS: demand_per_s }),
  };
}

function stateOf(model: AutoAssignRequest['models'][number]): ModelState {
  return {
    id: model.id,
    levels: capabilityLevels(model.capabilities),
    contextWindow: model.context_window ?? Infinity,
    maxConcurrent: model.max_concurrent,
    maxQueue: model.max_queue,
    targetUtilization: model.target_utilization,
    activeRequests: model.active_requests,
  };
}

function responseOf(assignment: Assignment): AutoAssignResponse {
  return {
    assignments: assignment.assignments.map((each) => ({
      agent_id: each.agent,
      model_id: each.model,
      capability_score: each.capabilityScore,
      adjusted_score: each.adjustedScore,
      utilization: each.utilization,
      load_factor: each.loadFactor,
      over_target_factor: each.overTargetFactor,
      final_score: each.finalScore,
      fallback: each.isFallback,
    })),
    unassigned: assignment.unassigned.map(({ agent, reason, detail }) => ({ agent_id: agent, reason, detail })),
    models: assignment.models.map(({ model, agents, utilization, demandPerS }) => ({
      model_id: model,
      agents,
      utilization,
      demand_per_s: demandPerS,
    })),
    total_score: assignment.totalScore,
    strategy_used: assignment.strategyUsed,
    load_balancing_enabled: assignment.loadBalancingEnabled,
    models_filtered: assignment.modelsFiltered,
    avg_utilization: assignment.avgUtilization,
  };
}

function mistakesOf(issue: z.core.$ZodIssue): { field: string; message: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: fieldOf([...issue.path, key]),
      message: 'is unknown: there is no such key',
    }));
  }
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().filter(({ path }) => path.length > 0);
    if (inner.length > 0) return inner.flatMap((each) => mistakesOf({ ...each, path: [...issue.path, ...each.path] }));
  }
  return [{ field: fieldOf(issue.path), message: `${givenText(issue)}: ${issue.message}` }];
}

function givenText({ code, input }: z.core.$ZodIssue): string {
  if (code === 'too_big' && Array.isArray(input)) return `has ${input.length} entries`;
  if (code === 'custom' && typeof input === 'object')
    return Array.isArray(input) && input.length === 0 ? 'is empty' : 'is wrong';
  return input === undefined ? 'is missing' : `is ${shownKind(input)}`;
}

/** @example fieldOf(['agents', 3, 'id']) // 'agents[3].id' */
function fieldOf(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? 'request' : text.replace(/^\./, '');
}
