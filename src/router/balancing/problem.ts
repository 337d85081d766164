import type { Agent } from './agent.js';
import type { BalancerOptions } from './balancer-options.js';
import type { CapabilityScores } from './capability-score.js';
import type { ModelState } from './model-state.js';
import { scoresOf, UNFIT } from './scores.js';

/** In place of the index of a model. */
export const UNASSIGNED = -1;

/**
 * Agents to be assigned to models, in order of their ids, with the prices that all strategies go by. The k-th agent that a
 * model takes in one assignment (from 0) meets it with k requests more than are active now, and is worth
 *
 *     price = score × load_factor × over_target_factor
 *     load_factor = max(0, 1 − load_weight × u),  u = (active_requests + k) / max_concurrent
 *
 * where `over_target_factor` is 1 up to the target utilization. So the prices of a model only fall, in proportion for all
 * agents. A model takes as many agents as it has room: max_concurrent + max_queue − active_requests. Without load balancing
 * load is not looked at: every factor is 1, and a model takes any number.
 * Cost to make: that of the scores.
 */
export class Problem {
  readonly agents: readonly Agent[];
  readonly models: readonly ModelState[];
  readonly options: BalancerOptions;
  /** By model: the most agents that it takes, at most all. */
  readonly room: Int32Array;
  /** By agent, then by model: the adjusted capability score, UNFIT where it may not serve. */
  readonly #scores: Float64Array;

  /**
   * @param scores adjust what models are good for by what was observed
   * @throws RangeError where they adjust one to what is none
   */
  constructor(
    agents: readonly Agent[],
    models: readonly ModelState[],
    options: BalancerOptions,
    scores?: CapabilityScores,
  ) {
    this.agents = byId(agents);
    this.models = byId(models);
    this.options = options;
    this.room = Int32Array.from(this.models, (model) => Math.min(agents.length, this.#roomOf(model)));
    this.#scores = scoresOf(this.agents, this.models, scores);
  }

  /** Whether a model has no room at all. */
  isFull(model: number): boolean {
    return this.#roomOf(this.models[model]) === 0;
  }

  /** Whether a model meets what an agent requires. */
  fits(agent: number, model: number): boolean {
    return this.score(agent, model) !== UNFIT;
  }

  /** The adjusted capability score; of a model that fits. */
  score(agent: number, model: number): number {
    return this.#scores[agent * this.models.length + model];
  }

  /** What the `k`-th agent of a model, from 0, finds of its utilization. */
  utilization(model: number, k: number): number {
    const { activeRequests, maxConcurrent } = this.models[model];
    return (activeRequests + k) / maxConcurrent;
  }

  loadFactor(model: number, k: number): number {
    const { enableLoadBalancing, loadWeight } = this.options;
    return enableLoadBalancing ? Math.max(0, 1 - loadWeight * this.utilization(model, k)) : 1;
  }

  overTargetFactor(model: number, k: number): number {
    const { enableLoadBalancing, overTargetFactor } = this.options;
    return enableLoadBalancing && this.utilization(model, k) > this.models[model].targetUtilization
      ? overTargetFactor
      : 1;
  }

  /** What the score of the `k`-th agent of a model is multiplied by. */
  factor(model: number, k: number): number {
    return this.loadFactor(model, k) * this.overTargetFactor(model, k);
  }

  #roomOf({ maxConcurrent, maxQueue, activeRequests }: ModelState): number {
    return this.options.enableLoadBalancing ? Math.max(0, maxConcurrent + maxQueue - activeRequests) : Infinity;
  }
}

function byId<Named extends { readonly id: string }>(named: readonly Named[]): readonly Named[] {
  return [...named].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
