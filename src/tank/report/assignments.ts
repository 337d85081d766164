/** What charts, tables and the setup tell of how strategies assign agents to models. */
import { plainSum } from '../../core/index.js';
import type { AssignmentSummary, StrategySummary } from '../results/index.js';

/** Models that have a row each; of a larger fleet those with the most agents. */
export const MOST_MODELS = 12;

/** Kinds that are told apart; of more, those with the fewest agents are one. */
export const MOST_KINDS = 6;

/** Where agents stand that have no model. */
export const NO_MODEL = '(no model)';

export type Assigning = StrategySummary & { readonly assignment: AssignmentSummary };

/** The strategies that assign agents, in the order of the scenario. */
export function assigningStrategies(strategies: readonly StrategySummary[]): readonly Assigning[] {
  return strategies.filter((strategy): strategy is Assigning => strategy.assignment !== undefined);
}

/** How a strategy chooses: its policy, and the balancer before it. @example "least_loaded behind greedy assignment, load-aware, hard" */
export function policyText({ policy, assignment }: Pick<StrategySummary, 'policy' | 'assignment'>): string {
  return assignment === undefined ? policy : `${policy} behind ${balancerText(assignment)}`;
}

/** @example "greedy assignment, load ignored, hard" */
export function balancerText({ strategy, enable_load_balancing, assignment }: AssignmentSummary): string {
  return `${strategy} assignment, ${enable_load_balancing ? 'load-aware' : 'load ignored'}, ${assignment}`;
}

/** A model, or what stands for none, with the agents that a strategy assigns to it. */
export interface AssignedModel {
  readonly id: string;
  readonly agents: number;
  /** By kind, of those that are told apart and in their order, then of all others. */
  readonly kinds: readonly { readonly kind: string; readonly agents: number }[];
  /** What the summary says of the model; absent of those without a model. */
  readonly model?: AssignmentSummary['models'][number];
}

/** The assignments of all strategies with the same models and the same kinds in each. */
export interface Assignments {
  readonly models: readonly string[];
  /** Models of the fleet that are not among them. */
  readonly hiddenCount: number;
  readonly kinds: readonly string[];
  readonly strategies: readonly { readonly strategy: Assigning; readonly models: readonly AssignedModel[] }[];
}

/** Undefined where no strategy assigns any. */
export function assignmentsOf(all: readonly StrategySummary[]): Assignments | undefined {
  const strategies = assigningStrategies(all);
  if (!strategies.some(({ assignment }) => assignment.agents.length > 0)) return undefined;
  const { kinds, kindOf } = kindsOf(strategies);
  const modelIds = strategies[0].assignment.models.map(({ id }) => id);
  const most = (id: string) => Math.max(...strategies.map(({ assignment }) => agentsWith(assignment, id)));
  const models = new Set([...modelIds].sort((a, b) => most(b) - most(a)).slice(0, MOST_MODELS));
  const hasHomeless = strategies.some(({ assignment }) => assignment.agents.some(({ model }) => model === undefined));
  const rows = [...modelIds.filter((id) => models.has(id)), ...(hasHomeless ? [undefined] : [])];
  return {
    models: rows.map((id) => id ?? NO_MODEL),
    hiddenCount: modelIds.length - models.size,
    kinds,
    strategies: strategies.map((strategy) => ({
      strategy,
      models: rows.map((id) => {
        const { agents, models: ofFleet } = strategy.assignment;
        const own = agents.filter(({ model }) => model === id);
        const counts = kinds.map((kind) => ({ kind, agents: sumOf(own.filter((each) => kindOf(each.kind) === kind)) }));
        const model = ofFleet.find((each) => each.id === id);
        return { id: id ?? NO_MODEL, agents: sumOf(own), kinds: counts, ...(model && { model }) };
      }),
    })),
  };
}

/** Kinds in the order of the scenario, the smallest of many as one. */
function kindsOf(strategies: readonly Assigning[]) {
  const totals = new Map<string, number>();
  const [{ assignment }] = strategies;
  for (const { kind, agents } of assignment.agents) totals.set(kind, (totals.get(kind) ?? 0) + agents);
  const all = [...totals.keys()];
  if (all.length <= MOST_KINDS) return { kinds: all, kindOf: (kind: string) => kind };
  const largest = [...all].sort((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0)).slice(0, MOST_KINDS - 1);
  const shown = all.filter((kind) => largest.includes(kind));
  const others = `${all.length - shown.length} other kinds`;
  return { kinds: [...shown, others], kindOf: (kind: string) => (shown.includes(kind) ? kind : others) };
}

function agentsWith({ models }: AssignmentSummary, id: string): number {
  return models.find((model) => model.id === id)?.agents ?? 0;
}

function sumOf(agents: readonly { readonly agents: number }[]): number {
  return plainSum(agents.map((each) => each.agents));
}
