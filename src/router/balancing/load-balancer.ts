import { checkedAgainst, expectFlag, expectObject, type Given } from '../../core/options/index.js';
import { type Fleet, LoadTracker } from '../index.js';
import { type Agent, checkAgents } from './agent.js';
import { type Assignment, assignmentOf } from './assignment.js';
import { BALANCER_OPTIONS, type BalancerOptions } from './balancer-options.js';
import type { CapabilityScores } from './capability-score.js';
import { MODEL_LIMIT, modelStates } from './model-state.js';
import { Problem } from './problem.js';
import { type AssignmentStrategyName, checkStrategy } from './strategies/registry.js';

export interface LoadBalancerConfig {
  /** Whose endpoints are up, and what they take. */
  readonly fleet: Fleet;
  /** What is in flight there: that of the fleet's router. */
  readonly loadTracker: LoadTracker;
  /** Adjusts capability scores by what was observed. Default: they stay as they are. */
  readonly scores?: CapabilityScores | undefined;
  readonly options?: Given<BalancerOptions> | undefined;
  /** Whether agents get another model at once when theirs has no endpoint up any more. Default true. */
  readonly reassigns?: boolean | undefined;
}

/**
 * Assigns agents to the models of a fleet, by capability and load, and keeps the assignment: an agent whose model has no
 * endpoint up any more gets another one at once, unless `reassigns` is false. A request is sent to its agent's model by `RequestView.preferredModel`
 * (soft: another one may serve it) or `requiredModel` (hard).
 */
export class LoadBalancer {
  readonly fleet: Fleet;
  readonly options: BalancerOptions;
  readonly #loadTracker: LoadTracker;
  readonly #scores: CapabilityScores | undefined;
  #strategy: AssignmentStrategyName = 'greedy';
  #agents: ReadonlyMap<string, Agent> = new Map();
  /** By id of the agent, the id of its model. */
  readonly #modelOf = new Map<string, string>();
  #listener: (reassigned: Assignment) => void = () => undefined;

  constructor(config: LoadBalancerConfig) {
    expectObject(config, 'the configuration of a load balancer', '{ fleet, loadTracker }');
    const { fleet, loadTracker, scores, options = {}, reassigns = true } = config;
    expectFlag(reassigns, 'reassigns');
    if (!(loadTracker instanceof LoadTracker))
      throw new TypeError('loadTracker is missing: expected router.loadTracker');
    if (loadTracker.fleet !== fleet) throw new Error('the load tracker is of another fleet than the load balancer');
    this.fleet = fleet;
    this.options = checkedAgainst(BALANCER_OPTIONS, options, 'the load balancer');
    this.#loadTracker = loadTracker;
    this.#scores = scores;
    if (!reassigns) return;
    fleet.attach({
      advance: () => Infinity,
      onFleetChange: () => {
        this.#fleetChanged();
      },
    });
  }

  /**
   * Assigns all agents anew, in place of those that were assigned before.
   * @throws TypeError, RangeError naming what is wrong with an agent; then nothing has changed
   */
  assign(agents: readonly Agent[], strategy: AssignmentStrategyName = this.#strategy): Assignment {
    checkAgents(agents);
    checkStrategy(strategy);
    const states = modelStates(this.fleet, this.#loadTracker);
    if (states.length > MODEL_LIMIT)
      throw new RangeError(`the fleet has ${states.length} models: expected at most ${MODEL_LIMIT}`);
    const assignment = assignmentOf(new Problem(agents, states, this.options, this.#scores), strategy);
    this.#strategy = strategy;
    this.#agents = new Map(agents.map((agent) => [agent.id, agent]));
    this.#modelOf.clear();
    this.#note(assignment);
    return assignment;
  }

  /** @returns id of the model that an agent is assigned to; undefined for none */
  modelOf(agent: string): string | undefined {
    return this.#modelOf.get(agent);
  }

  /** Agents that are assigned to a model. */
  agentsOf(model: string): readonly string[] {
    return [...this.#modelOf].flatMap(([agent, assigned]) => (assigned === model ? [agent] : []));
  }

  /**
   * Somebody is told whenever agents lose their model because it failed, or get one that is up again: of these agents, and of those
   * that had none before.
   */
  onReassigned(listener: (reassigned: Assignment) => void): void {
    this.#listener = listener;
  }

  /** The agents of models that are down, and those without a model, are assigned to what is up. */
  #fleetChanged(): void {
    if (this.#agents.size === 0) return;
    const states = modelStates(this.fleet, this.#loadTracker);
    const up = new Set(states.map(({ id }) => id));
    const homeless = [...this.#agents.values()].filter(({ id }) => !up.has(this.#modelOf.get(id) ?? ''));
    if (homeless.length === 0) return;
    const evicted = homeless.filter(({ id }) => this.#modelOf.delete(id));
    const counts = new Map<string, number>();
    for (const model of this.#modelOf.values()) counts.set(model, (counts.get(model) ?? 0) + 1);
    // the agents that stay are active, whether or not a request of theirs is in flight just now
    const occupied = states.map((state) => ({
      ...state,
      activeRequests: Math.max(state.activeRequests, counts.get(state.id) ?? 0),
    }));
    const reassigned = this.#solved(new Problem(homeless, occupied, this.options, this.#scores));
    this.#note(reassigned);
    if (evicted.length > 0 || reassigned.assignments.length > 0) this.#listener(reassigned);
  }

  /** By the strategy in use; greedily where there is more room now than that can look at, since a fleet's change must go on. */
  #solved(problem: Problem): Assignment {
    try {
      return assignmentOf(problem, this.#strategy);
    } catch (error) {
      if (error instanceof RangeError) return assignmentOf(problem, 'greedy');
      throw error;
    }
  }

  #note({ assignments }: Assignment): void {
    for (const { agent, model } of assignments) this.#modelOf.set(agent, model);
  }
}
