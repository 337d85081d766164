/**
 * Watching a router: how models fare, by agent too; capability scores adjusted by that; alerts.
 * It hangs on a router as a listener, which knows nothing of it. It may import core and router, and of packages
 * hdr-histogram-js and zod.
 */
export { AdaptiveFeedback, type AdaptiveFeedbackOptions } from './adaptive-feedback.js';
export type { AlertEvent } from './alert-log.js';
export { ALERT_RULE_LIMIT, type AlertRule, SEVERITIES, type Severity } from './alert-rule.js';
export { type Alert, type AlertHistory, AlertSystem, type AlertSystemConfig } from './alert-system.js';
export type { AlertKind, AlertUnit } from './alerts/alert-kind.js';
export { alertKindNames, alertKinds, type AlertKindName } from './alerts/registry.js';
export {
  type ModelPerformance,
  type PairPerformance,
  PerformanceTracker,
  type PerformanceTrackerOptions,
} from './performance-tracker.js';
