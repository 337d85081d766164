import type { View } from '../form.js';

export const measureHistory: View = {
  summary: 'Every measure over the runs of its scenario that are kept, the oldest first.',
  columns: {
    scenario: 'scenario',
    measure: 'full path of the measure',
    strategy: 'strategy',
    time: 'when the run began, UTC',
    value: 'value',
    low: 'lower end of its 95 % interval',
    high: 'upper end',
    seed: 'seed of the run',
    version: 'version of wavetank',
    replications: 'replications',
    scenario_changed: 'whether the scenario differs from the run before; null for the oldest',
    scenario_sha256: 'SHA-256 of the scenario',
    age: '1 for the newest run',
    run_id: 'run',
  },
  example: `SELECT strategy, age, value FROM measure_history WHERE measure = 'response_time_ms.p99' LIMIT 3`,
  sql: `
    SELECT f.scenario, f.measure, f.strategy, r.time, f.value, f.low, f.high, r.seed, r.version, r.replications,
      o.scenario_changed, r.scenario_sha256, o.age, f.run_id
    FROM figures f
    JOIN runs r ON r.run_id = f.run_id
    JOIN run_order o ON o.run_id = f.run_id
    JOIN strategies t ON t.run_id = f.run_id AND t.strategy = f.strategy
    ORDER BY f.scenario, f.measure, t.place, f.strategy, o.age DESC`,
};
