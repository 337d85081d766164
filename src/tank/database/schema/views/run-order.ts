import type { View } from '../form.js';

export const runOrder: View = {
  summary: 'The runs of each scenario in order, with what changed since the one before.',
  columns: {
    run_id: 'run',
    scenario: 'its scenario',
    age: '1 for the newest run of the scenario, 2 for the one before',
    run_before: 'the one before; null for the oldest',
    scenario_changed: 'whether the SHA-256 of the scenario differs from the one before; null for the oldest',
    seed_changed: 'whether the seed does',
    version_changed: 'whether the version of wavetank does',
  },
  example: `SELECT scenario, age, scenario_changed FROM run_order`,
  sql: `
    SELECT run_id, scenario,
      row_number() OVER newest AS age,
      lead(run_id) OVER newest AS run_before,
      CASE WHEN lead(run_id) OVER newest IS NOT NULL THEN scenario_sha256 <> lead(scenario_sha256) OVER newest END AS scenario_changed,
      CASE WHEN lead(run_id) OVER newest IS NOT NULL THEN seed <> lead(seed) OVER newest END AS seed_changed,
      CASE WHEN lead(run_id) OVER newest IS NOT NULL THEN version <> lead(version) OVER newest END AS version_changed
    FROM runs
    WINDOW newest AS (PARTITION BY scenario ORDER BY is_latest DESC, time DESC, run_id)
    ORDER BY scenario, age`,
};
