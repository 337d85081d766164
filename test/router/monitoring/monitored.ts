import {
  type Attempt,
  CLIENT_GONE,
  COMPLETED,
  type ModelConfig,
  RATE_LIMITED,
  REFUSED,
  TIMED_OUT,
  UPSTREAM_ERROR,
} from '../../../src/router/index.js';
import { PerformanceTracker, type PerformanceTrackerOptions } from '../../../src/router/monitoring/index.js';
import { attempt, routerOf } from '../../support/routers.js';

/** A router with a tracker, and attempts that end there as they are told to. */
export function monitored(
  models: readonly ModelConfig[] = [{ id: 'large', replicas: 2 }, { id: 'small' }],
  options: Partial<PerformanceTrackerOptions> = {},
) {
  const made = routerOf(models);
  const { router, fleet, clock } = made;
  const tracker = new PerformanceTracker(fleet, options);
  router.listen(tracker);

  /** An attempt that ends now and began `latencyMs` ago. */
  function end(outcome: number, { model = 'large', agent = '', latencyMs = 100 } = {}): void {
    const sent = attempt();
    sent.request.agent = agent;
    clock.cell[0] -= latencyMs;
    router.started(fleet.endpointsNamed(model)[0], sent);
    clock.cell[0] += latencyMs;
    if (outcome === COMPLETED) router.completed(sent);
    else if (outcome === CLIENT_GONE || outcome === TIMED_OUT) router.abandoned(sent, outcome);
    else router.refused(sent, outcome);
  }

  return {
    ...made,
    tracker,
    end,
    complete: (times: number, of: Parameters<typeof end>[1] = {}) => {
      for (let i = 0; i < times; i++) end(COMPLETED, of);
    },
    fail: (times: number, of: Parameters<typeof end>[1] = {}) => {
      for (let i = 0; i < times; i++) end(UPSTREAM_ERROR, of);
    },
    /** Starts attempts that go on until they are completed. */
    occupy: (model: string, count: number): readonly Attempt[] =>
      Array.from({ length: count }, (_, i) => {
        const endpoints = fleet.endpointsNamed(model);
        const sent = attempt();
        router.started(endpoints[i % endpoints.length], sent);
        return sent;
      }),
    waitUntil: (ms: number) => {
      clock.cell[0] = ms;
    },
  };
}

export const FAILURES = [
  ['refused', REFUSED],
  ['an upstream error', UPSTREAM_ERROR],
  ['rate-limited', RATE_LIMITED],
  ['timed out', TIMED_OUT],
] as const;
