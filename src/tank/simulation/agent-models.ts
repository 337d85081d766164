import { type Agent, type Assignment, LoadBalancer } from '../../router/balancing/index.js';
import type { AssignmentConfig } from '../../router/config/index.js';
import type { RequestRouter } from '../../router/index.js';

/**
 * Which model each agent of a run is assigned to: by the real balancer, before the first request arrives, and again for
 * the agents of a model that fails.
 */
export class AgentModels {
  /** By agent: index of its model, −1 for none. */
  readonly modelOf: Int32Array;
  /** Whether no other model may serve an agent's requests. */
  readonly isHard: boolean;
  /** As it was at first. */
  readonly assignment: Assignment;
  /** Times that an agent got another model because its own failed. */
  reassignments = 0;

  /** @param router whose view of the fleet the balancer has */
  constructor(agents: readonly Agent[], config: AssignmentConfig, router: RequestRouter) {
    const { fleet, loadTracker } = router;
    const { strategy, options, isHard, reassigns } = config;
    const balancer = new LoadBalancer({ fleet, loadTracker, options, reassigns });
    const modelOf = () => agents.map(({ id }) => fleet.modelIndex(balancer.modelOf(id) ?? ''));
    this.assignment = balancer.assign(agents, strategy);
    this.modelOf = Int32Array.from(modelOf(), (model) => Math.max(-1, model));
    this.isHard = isHard;
    balancer.onReassigned((reassigned) => {
      this.reassignments += reassigned.assignments.length;
      this.modelOf.set(modelOf().map((model) => Math.max(-1, model)));
    });
  }
}
