import type { Macro } from '../form.js';

export const history: Macro = {
  parameters: ['of_scenario', 'of_measure'],
  summary: 'A measure over the runs of a scenario that are kept, the oldest first.',
  columns: {
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
    run_id: 'run',
  },
  example: `SELECT strategy, value, seed, version FROM history('quickstart', 'utilization') LIMIT 3`,
  sql: `
    SELECT h.strategy, h.time, h.value, h.low, h.high, h.seed, h.version, h.replications, h.scenario_changed,
      h.scenario_sha256, h.run_id
    FROM measure_history h
    JOIN strategies t ON t.run_id = h.run_id AND t.strategy = h.strategy
    WHERE h.scenario = of_scenario AND h.measure = of_measure
    ORDER BY t.place, h.strategy, h.age DESC`,
};
