import type { StrategySummary } from './summary.js';

/** From this share of unserved requests on, latencies are flattered by what they leave out. */
const WORTH_TELLING = 0.001;

/** Of the requests that arrived, over all replications; 0 where none did. */
export function unservedShare({ requests: { arrived, completed } }: Pick<StrategySummary, 'requests'>): number {
  return arrived === 0 ? 0 : (arrived - completed) / arrived;
}

/** Whether so much was left unserved that no latency may stand without it. */
export function leavesUnserved(strategy: Pick<StrategySummary, 'requests'>): boolean {
  return unservedShare(strategy) > WORTH_TELLING;
}
