/** All that is written into the folder of a run's scenario. */
export const RUN_FILES = [
  'summary.json',
  'series.json',
  'replications.json',
  'provenance.json',
  'scenario.json',
  'report.html',
  'charts',
  'figures',
  'requests.parquet',
  'requests.csv',
] as const;
