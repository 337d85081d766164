import type { ManualClock } from '../../core/index.js';
import { AdaptiveFeedback, PerformanceTracker } from '../../router/monitoring/index.js';
import { AgentModels } from './agent-models.js';
import { AlertWatch } from './alert-watch.js';
import type { SimulatedRouter } from './routers.js';
import type { SimulationConfig } from './simulation-config.js';

/** What watches a router, and what acts on it; each undefined where the scenario has none of it. */
export interface Monitors {
  readonly agentModels: AgentModels | undefined;
  readonly alertWatch: AlertWatch | undefined;
}

/** @param simulated the router whose view they have: of several the first */
export function monitorsOf(
  { agents, alerts = [], strategy }: SimulationConfig,
  simulated: SimulatedRouter,
  clock: ManualClock,
): Monitors {
  const { router, quota } = simulated;
  const { assignment } = strategy;
  const isTracked = alerts.length > 0 || assignment?.isAdaptive === true;
  const performance = isTracked ? new PerformanceTracker(router.fleet) : undefined;
  if (performance !== undefined) router.listen(performance);
  const scores = performance && new AdaptiveFeedback(performance);
  return {
    agentModels: agents && assignment && new AgentModels(agents, assignment, router, scores),
    alertWatch:
      performance && alerts.length > 0 ? new AlertWatch(alerts, router, { clock, performance, quota }) : undefined,
  };
}
