import type { AlertKind } from './alert-kind.js';

/** The 99th percentile of latency in the tracker's window is too high. */
export const p99: AlertKind = {
  summary: '99th percentile of the latency of completed attempts in the window',
  unit: 'ms',
  needs: 'performance',
  hasLimit: true,
  limit: 30_000,
  limitText: '30s',
  minAttempts: 100,
  forMs: 0,
  value({ performance }, model, minAttempts) {
    const window = performance?.windowOf(model);
    if (window === undefined || window.completedCount() < minAttempts) return null;
    return window.quantileMs(0.99);
  },
};
