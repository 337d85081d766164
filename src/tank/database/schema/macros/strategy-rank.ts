import type { Macro } from '../form.js';

export const strategyRank: Macro = {
  parameters: ['of_scenario', 'of_measure'],
  summary:
    'The strategies of the latest run of a scenario, the best first; the lowest first where no direction is better.',
  columns: {
    rank: 'place, 1 for the best; equal values share one',
    strategy: 'strategy',
    value: 'value',
    low: 'lower end of its 95 % interval',
    high: 'upper end',
    behind: 'value minus the best value',
    verdict: 'against the baseline, where the scenario compares the measure',
    run_id: 'run',
  },
  example: `SELECT rank, strategy, value, behind, verdict FROM strategy_rank('quickstart', 'response_time_ms.p99') LIMIT 3`,
  sql: `
    SELECT rank() OVER best AS rank, f.strategy, f.value, f.low, f.high,
      f.value - first_value(f.value) OVER best AS behind, c.verdict, f.run_id
    FROM run_order o
    JOIN figures f ON f.run_id = o.run_id
    JOIN strategies t ON t.run_id = f.run_id AND t.strategy = f.strategy
    LEFT JOIN comparisons c ON c.run_id = f.run_id AND c.strategy = f.strategy AND c.measure = f.measure
    WHERE o.age = 1 AND o.scenario = of_scenario AND f.measure = of_measure AND f.value IS NOT NULL
    WINDOW best AS (ORDER BY CASE f.better WHEN 'higher' THEN -f.value ELSE f.value END)
    ORDER BY rank, t.place`,
};
