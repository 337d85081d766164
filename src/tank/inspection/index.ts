/**
 * What a trace is like: rate, dispersion, lengths, sessions, shared prompts.
 * It may import trace and statistics.
 */
export { coefficientOfVariation, dispersionCurve, gapsBetween, wholeWindows, windowCounts } from './dispersion.js';
export { inspectTrace } from './inspect-trace.js';
export { LENGTH_SHARES, type LengthProfile, type TraceProfile } from './profile.js';
export { laterTurns } from './session-profile.js';
