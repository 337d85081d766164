/** Measures that a scenario may compare, and which direction is better. */
export const comparableMeasures = {
  'response_time_ms.mean': 'lower',
  'response_time_ms.p50': 'lower',
  'response_time_ms.p95': 'lower',
  'response_time_ms.p99': 'lower',
  'response_time_ms.p999': 'lower',
  'waiting_time_ms.mean': 'lower',
  'waiting_time_ms.p50': 'lower',
  'waiting_time_ms.p95': 'lower',
  'waiting_time_ms.p99': 'lower',
  'waiting_time_ms.p999': 'lower',
  throughput_per_s: 'higher',
  goodput_per_s: 'higher',
  slo_attainment: 'higher',
  utilization: 'higher',
  completed_share: 'higher',
  cache_hit_rate: 'higher',
} as const satisfies Record<string, 'lower' | 'higher'>;

export type MeasureName = keyof typeof comparableMeasures;

/** Counts of a summary that the gate judges too; lower is better. */
export const gatedCounts = [
  'overload.refusals',
  'overload.rejections',
  'overload.episodes',
  'overload.retries',
  'requests.timed_out',
] as const;

export type GatedCount = (typeof gatedCounts)[number];

/** What the gate may judge. */
export type GatedMeasure = MeasureName | GatedCount;
