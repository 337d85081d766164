import type { AlertKind } from './alert-kind.js';

/** More is active than max_concurrent, or more waits than max_queue. The value is active / max_concurrent. */
export const overload: AlertKind = {
  summary: 'more is active than max_concurrent, or more waits than max_queue; the value is active / max_concurrent',
  unit: 'share',
  needs: 'loadTracker',
  hasLimit: false,
  limit: 1,
  limitText: 'all of max_concurrent',
  forMs: 10_000,
  value: ({ loadTracker }, model) => loadTracker.getUtilization(model),
  holds: ({ loadTracker }, model) => loadTracker.isOverloaded(model),
};
