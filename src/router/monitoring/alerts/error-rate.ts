import type { AlertKind } from './alert-kind.js';

/** Too large a share of the attempts in the tracker's window failed. */
export const errorRate: AlertKind = {
  summary: 'share of failed attempts in the window',
  unit: 'share',
  needs: 'performance',
  hasLimit: true,
  limit: 0.1,
  limitText: '10%',
  minAttempts: 20,
  forMs: 0,
  value({ performance }, model, minAttempts) {
    const window = performance?.windowOf(model);
    return window === undefined || window.count() < minAttempts ? null : window.errorShare();
  },
};
