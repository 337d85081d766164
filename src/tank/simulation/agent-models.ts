import { type Agent, type Assignment, type CapabilityScores, LoadBalancer } from '../../router/balancing/index.js';
import type { AssignmentConfig } from '../../router/config/index.js';
import { type FleetConfig, Fleet, LoadTracker, ManualClock, type RequestRouter } from '../../router/index.js';

/**
 * Which model each agent of a run is assigned to: by the real balancer, before the first request arrives, and again for
 * the agents of a model that fails.
 */
export class AgentModels {
  /** By agent: index of its model, −1 for none. */
  readonly modelOf: Int32Array;
  /** Whether no other model may serve an agent's requests. */
  readonly isHard: boolean;
  /** Times that an agent got another model because its own failed; to get its own one back does not count. */
  reassignments = 0;
  /** By agent: index of the last model that it had, −1 for none yet. */
  readonly #lastModel: Int32Array;

  /**
   * @param router whose view of the fleet the balancer has
   * @param scores adjust capability scores by what was observed, where the strategy asks for it
   */
  constructor(
    agents: readonly Agent[],
    { strategy, options, isHard, reassigns, isAdaptive }: AssignmentConfig,
    { fleet, loadTracker }: RequestRouter,
    scores: CapabilityScores | undefined,
  ) {
    const balancer = new LoadBalancer({
      fleet,
      loadTracker,
      options,
      reassigns,
      scores: isAdaptive ? scores : undefined,
    });
    const indexOf = (model: string | undefined) => (model === undefined ? -1 : fleet.modelIndex(model));
    const modelOf = () => agents.map(({ id }) => indexOf(balancer.modelOf(id)));
    balancer.assign(agents, strategy);
    this.modelOf = Int32Array.from(modelOf());
    this.#lastModel = this.modelOf.slice();
    this.isHard = isHard;
    balancer.onReassigned(() => {
      this.modelOf.set(modelOf());
      this.modelOf.forEach((model, agent) => {
        if (model >= 0) this.#moved(agent, model);
      });
    });
  }

  #moved(agent: number, model: number): void {
    const last = this.#lastModel[agent];
    if (last >= 0 && last !== model) this.reassignments++;
    this.#lastModel[agent] = model;
  }
}

/** The assignment that every run of a strategy begins with. */
export function firstAssignment(
  fleetConfig: FleetConfig,
  agents: readonly Agent[],
  { strategy, options }: AssignmentConfig,
): Assignment {
  const fleet = new Fleet({ ...fleetConfig, clock: new ManualClock() });
  return new LoadBalancer({ fleet, loadTracker: new LoadTracker(fleet), options }).assign(agents, strategy);
}
