/** All that a run writes into the folder of its scenario. */
export const RUN_FILES = [
  'summary.json',
  'series.json',
  'replications.json',
  'provenance.json',
  'scenario.json',
  'report.html',
  'charts',
  'requests.parquet',
  'requests.csv',
] as const;
