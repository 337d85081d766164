import { plainMean } from '../../../core/index.js';
import type { AlertKind } from './alert-kind.js';

/** Active / max_concurrent is above a limit: the early warning before overload. */
export const overTarget: AlertKind = {
  summary: 'active / max_concurrent is above the target',
  unit: 'share',
  needs: 'loadTracker',
  hasLimit: true,
  limit: ({ fleet }, model) => plainMean(fleet.endpointsNamed(model).map((e) => fleet.endpoints.targetUtilization[e])),
  limitText: 'target_utilization of the model',
  forMs: 30_000,
  value: ({ loadTracker }, model) => loadTracker.getUtilization(model),
};
