import { plainMean, plainSum } from '../../core/index.js';
import { capabilityScore, unmetRequirement } from './capability-score.js';
import { type Problem, UNASSIGNED } from './problem.js';
import { assignmentStrategies, type AssignmentStrategyName } from './strategies/registry.js';

/** An agent with its model, and the parts of the score that it was assigned by. */
export interface AssignedAgent {
  readonly agent: string;
  readonly model: string;
  /** 0 to 100, of needs and levels alone. */
  readonly capabilityScore: number;
  /** The same, adjusted by what was observed. */
  readonly adjustedScore: number;
  /** Of the model as this agent finds it: with the agents that came to it before. */
  readonly utilization: number;
  readonly loadFactor: number;
  readonly overTargetFactor: number;
  /** adjusted_score × load_factor × over_target_factor. */
  readonly finalScore: number;
  /** Whether it is there though the model is full, as every model is that fits. */
  readonly isFallback: boolean;
}

/** An agent without a model, and why. */
export interface UnassignedAgent {
  readonly agent: string;
  readonly reason: 'no_model_fits' | 'full';
  /** In words. */
  readonly detail: string;
}

/** What a model has after an assignment. */
export interface AssignedModel {
  readonly model: string;
  /** Agents assigned to it. */
  readonly agents: number;
  /** (active_requests + agents) / max_concurrent: each agent counts as one request. */
  readonly utilization: number;
  /** Requests per second of its agents, as far as they are known. */
  readonly demandPerS: number;
}

/** Which agents go to which models. Agents and models are in order of their ids. */
export interface Assignment {
  readonly strategyUsed: AssignmentStrategyName;
  readonly loadBalancingEnabled: boolean;
  readonly assignments: readonly AssignedAgent[];
  readonly unassigned: readonly UnassignedAgent[];
  readonly models: readonly AssignedModel[];
  /** Sum of the final scores. */
  readonly totalScore: number;
  /** Models that were left out because they were full before. */
  readonly modelsFiltered: number;
  /** Mean utilization of the models with their agents; 0 without models. */
  readonly avgUtilization: number;
}

/** Most models whose reasons are told of an agent that fits none. */
const TOLD_MODELS = 3;

/** Solves an assignment, and tells what it is worth. @throws RangeError where it is too large for the strategy */
export function assignmentOf(problem: Problem, strategy: AssignmentStrategyName): Assignment {
  const modelOf = assignmentStrategies[strategy].assign(problem);
  const takenByModel = problem.models.map(() => 0);
  const assigned = new Array<AssignedAgent | undefined>(problem.agents.length);
  for (const agent of bestFirst(problem, modelOf)) {
    const model = modelOf[agent];
    assigned[agent] = pricedAgent(problem, agent, model, takenByModel[model]++, false);
  }
  const unassigned: UnassignedAgent[] = [];
  problem.agents.forEach(({ id }, agent) => {
    if (modelOf[agent] !== UNASSIGNED) return;
    const model = leastOverfull(problem, agent, takenByModel);
    if (model === UNASSIGNED) unassigned.push({ agent: id, reason: 'no_model_fits', detail: whyNone(problem, agent) });
    else if (problem.options.whenFull === 'least_overfull') {
      assigned[agent] = pricedAgent(problem, agent, model, takenByModel[model]++, true);
    } else unassigned.push({ agent: id, reason: 'full', detail: 'every model that fits is full' });
  });
  const assignments = assigned.filter((each) => each !== undefined);
  const models = modelsOf(problem, assignments);
  return {
    strategyUsed: strategy,
    loadBalancingEnabled: problem.options.enableLoadBalancing,
    assignments,
    unassigned,
    models,
    totalScore: plainSum(assignments.map(({ finalScore }) => finalScore)),
    modelsFiltered: problem.models.filter((_, model) => problem.isFull(model)).length,
    avgUtilization: models.length === 0 ? 0 : plainMean(models.map(({ utilization }) => utilization)),
  };
}

/** The agents that have a model: of each model those with the highest score first, so that they have the best places. */
function bestFirst(problem: Problem, modelOf: Int32Array): number[] {
  const agents = [...modelOf.keys()].filter((agent) => modelOf[agent] !== UNASSIGNED);
  return agents.sort((a, b) => problem.score(b, modelOf[b]) - problem.score(a, modelOf[a]) || a - b);
}

function pricedAgent(problem: Problem, agent: number, model: number, k: number, isFallback: boolean): AssignedAgent {
  const { id, needs = {} } = problem.agents[agent];
  const { id: modelId, levels } = problem.models[model];
  const score = problem.score(agent, model);
  return {
    agent: id,
    model: modelId,
    capabilityScore: capabilityScore(needs, levels),
    adjustedScore: score,
    utilization: problem.utilization(model, k),
    loadFactor: problem.loadFactor(model, k),
    overTargetFactor: problem.overTargetFactor(model, k),
    finalScore: score * problem.factor(model, k),
    isFallback,
  };
}

/** The model that fits with the lowest utilization, of equal ones that with the higher score. @returns UNASSIGNED for none */
function leastOverfull(problem: Problem, agent: number, takenByModel: readonly number[]): number {
  let best = UNASSIGNED;
  let bestUtilization = Infinity;
  takenByModel.forEach((taken, model) => {
    if (!problem.fits(agent, model)) return;
    const utilization = problem.utilization(model, taken);
    const isBetter =
      utilization < bestUtilization ||
      (utilization === bestUtilization && problem.score(agent, model) > problem.score(agent, best));
    if (isBetter) [best, bestUtilization] = [model, utilization];
  });
  return best;
}

function whyNone({ agents, models }: Problem, agent: number): string {
  if (models.length === 0) return 'there is no model';
  const reasons = models
    .slice(0, TOLD_MODELS)
    .map((model) => `${model.id}: ${unmetRequirement(agents[agent], model) ?? 'it fits'}`);
  const others = models.length - reasons.length;
  return `${reasons.join('; ')}${others > 0 ? `; and ${others} more` : ''}`;
}

function modelsOf(problem: Problem, assignments: readonly AssignedAgent[]): AssignedModel[] {
  const demandOf = new Map(problem.agents.map(({ id, demandPerS = 0 }) => [id, demandPerS]));
  const ofModel = new Map<string, string[]>(problem.models.map(({ id }) => [id, []]));
  for (const { agent, model } of assignments) ofModel.get(model)?.push(agent);
  return problem.models.map(({ id }, m) => {
    const own = ofModel.get(id) ?? [];
    return {
      model: id,
      agents: own.length,
      utilization: problem.utilization(m, own.length),
      demandPerS: plainSum(own.map((agent) => demandOf.get(agent) ?? 0)),
    };
  });
}
