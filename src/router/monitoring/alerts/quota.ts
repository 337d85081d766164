import type { AlertKind } from './alert-kind.js';

/** The quota of a model is nearly used up. */
export const quota: AlertKind = {
  summary: 'largest used share of the limits of its quota',
  unit: 'share',
  needs: 'quota',
  hasLimit: true,
  limit: 0.9,
  limitText: '90%',
  forMs: 0,
  value({ fleet, quota }, model) {
    const isLimited = quota?.isLimited(fleet.modelIndex(model)) === true;
    return isLimited ? quota.getModelReport(model).used : null;
  },
};
