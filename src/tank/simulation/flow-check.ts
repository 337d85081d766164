import { plainSum } from '../../core/index.js';
import { COMPLETED, TIMED_OUT } from './outcomes.js';
import type { Simulation } from './simulation.js';

const TOLERANCE = 1e-6; // of a sum over millions of floating-point times

/**
 * Three laws that every finished run obeys, each taken from two accounts that are kept apart: the stations' and the
 * outcomes'. Flow balance: what an endpoint accepted was completed there, cancelled there at its timeout, or failed there. Little's law: the area
 * under the requests at the endpoints is the sum of the times that they spent there (left out where there were retries
 * or failures, since the columns do not tell when a retry was accepted). Work conservation: nobody waits at an endpoint that has a
 * place, so the area under the requests beyond max_concurrent is the sum of the waiting times (left out where there were
 * retries, timeouts or changes of the fleet, too).
 * Cost: one pass over the requests.
 * @param timeoutMs of the client, undefined for none
 * @returns the laws that do not hold, in words: a fault of the simulator; empty when all is well
 */
export function brokenLaws(
  { outcomes, stations, calendar, retries, hasFleetEvents }: Simulation,
  timeoutMs: number | undefined,
): string[] {
  const { status, endpoint, responseMs, waitingMs } = outcomes;
  const ended = new Int32Array(stations.count);
  let spentMs = 0;
  let waitedMs = 0;
  for (let request = 0; request < status.length; request++) {
    if (endpoint[request] < 0) continue; // never accepted
    if (status[request] === COMPLETED) {
      ended[endpoint[request]]++;
      spentMs += responseMs[request];
      waitedMs += waitingMs[request];
    } else if (status[request] === TIMED_OUT) spentMs += timeoutMs ?? NaN;
  }
  const broken: string[] = [];
  for (let e = 0; e < stations.count; e++) {
    const endedThere = ended[e] + stations.cancelled[e] + stations.failed[e];
    if (endedThere === stations.accepted[e]) continue;
    broken.push(`flow balance: endpoint ${e} accepted ${stations.accepted[e]} attempts, and ${endedThere} ended there`);
  }
  const { activeMs, waitingMs: waitingAreasMs } = stations.areasAt(calendar.clock.cell[0]);
  const areaMs = plainSum(activeMs);
  const hasFailures = stations.failed.some((count) => count > 0);
  if (retries === 0 && !hasFailures && !(Math.abs(areaMs - spentMs) <= TOLERANCE * Math.max(areaMs, spentMs))) {
    broken.push(`Little's law: the area under the requests is ${areaMs} ms, their times sum to ${spentMs} ms`);
  }
  const waitingAreaMs = plainSum(waitingAreasMs);
  const mayWaitOtherwise = retries > 0 || hasFailures || timeoutMs !== undefined || hasFleetEvents;
  if (!mayWaitOtherwise && !(Math.abs(waitingAreaMs - waitedMs) <= TOLERANCE * Math.max(areaMs, spentMs))) {
    broken.push(`work conservation: the area under those waiting is ${waitingAreaMs} ms, they waited ${waitedMs} ms`);
  }
  return broken;
}
