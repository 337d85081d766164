/**
 * Watching a router: how models fare, by agent too; capability scores adjusted by that.
 * It hangs on a router as a listener, which knows nothing of it. It may import core and router, and of packages
 * hdr-histogram-js and zod.
 */
export { AdaptiveFeedback, type AdaptiveFeedbackOptions } from './adaptive-feedback.js';
export {
  type ModelPerformance,
  type PairPerformance,
  PerformanceTracker,
  type PerformanceTrackerOptions,
} from './performance-tracker.js';
