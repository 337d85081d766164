import { plainSum } from '../../core/index.js';
import { CLOSED, type Fleet, type LoadTracker, UNLIMITED } from '../index.js';

/** What a balancer knows of a model when it assigns agents: of several endpoints the sums. */
export interface ModelState {
  readonly id: string;
  /** How well it does what it can do, from above 0 to 100, by name; what it cannot do is left out. */
  readonly levels: ReadonlyMap<string, number>;
  /** Most tokens of prompt and output together, Infinity where no limit is known. */
  readonly contextWindow: number;
  readonly maxConcurrent: number;
  /** Infinity for no limit. */
  readonly maxQueue: number;
  /** Utilization above which it is over target. */
  readonly targetUtilization: number;
  /** Requests in flight there now. */
  readonly activeRequests: number;
}

/** Most models that agents are assigned to. */
export const MODEL_LIMIT = 1000;

/** Reasons that close an endpoint to an agent; a quota or a Retry-After passes by itself. */
const DOWN = CLOSED.removed | CLOSED.health;

/**
 * The models of a fleet as they are now: of the endpoints of each, those that are up. One without any is left out. Ejected
 * endpoints count where all others are down: a monitor never keeps a whole model out for long.
 */
export function modelStates(fleet: Fleet, loadTracker: LoadTracker): ModelState[] {
  const { models, endpoints } = fleet;
  return models.ids.flatMap((id, m) => {
    const notDown = models.endpoints[m].filter((e) => (endpoints.closed[e] & DOWN) === 0);
    if (notDown.length === 0) return [];
    const serving = notDown.filter((e) => (endpoints.closed[e] & CLOSED.ejected) === 0);
    const up = serving.length > 0 ? serving : notDown;
    const sumOf = (column: Int32Array | Float64Array) => plainSum(up.map((e) => column[e]));
    const queues = up.map((e) => endpoints.maxQueue[e]);
    return {
      id,
      levels: models.levels[m],
      contextWindow: models.contextWindow[m],
      maxConcurrent: sumOf(endpoints.maxConcurrent),
      maxQueue: queues.includes(UNLIMITED) ? Infinity : plainSum(queues),
      targetUtilization: sumOf(endpoints.targetUtilization) / up.length,
      activeRequests: plainSum(up.map((e) => loadTracker.activeAt(e))),
    };
  });
}
