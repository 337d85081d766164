import { DEFAULT_CAPACITY } from '../../router/index.js';
import { type FleetEvent, fleetEndpoints } from '../simulation/index.js';
import { agentsOf } from './agents.js';
import type { Plan, StrategyPlan } from './plan.js';

/** What an assignment by `optimal` looks at. */
export interface OptimalSize {
  readonly agents: number;
  /** Places of all models, of each at most one for each agent. */
  readonly places: number;
}

/**
 * The largest assignment that a strategy may ask of `optimal` in a run: endpoints that events add, and what they make
 * larger, count as there from the start.
 * @returns undefined where it asks for none, or load is not looked at
 */
export function optimalSize(plan: Plan, { assignment }: StrategyPlan): OptimalSize | undefined {
  if (assignment?.strategy !== 'optimal' || !assignment.options.enableLoadBalancing) return undefined;
  const { fleet, events } = plan;
  const agents = agentsOf(plan)?.length ?? 0;
  const rooms = fleet.models.map(() => 0);
  for (const { id, model } of fleetEndpoints(fleet.models, events)) {
    const { maxConcurrent, maxQueue } = { ...DEFAULT_CAPACITY, ...fleet.models[model] };
    const own = events.filter(({ endpoint }) => endpoint === id);
    rooms[model] += largest(own, 'max_concurrent', maxConcurrent) + largest(own, 'max_queue', maxQueue);
  }
  return { agents, places: rooms.reduce((sum, room) => sum + Math.min(agents, room), 0) };
}

function largest(events: readonly FleetEvent[], field: 'max_concurrent' | 'max_queue', atFirst: number): number {
  return events.reduce((most, event) => (event.field === field ? Math.max(most, event.value) : most), atFirst);
}
