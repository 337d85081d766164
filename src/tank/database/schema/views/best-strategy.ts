import type { View } from '../form.js';

export const bestStrategy: View = {
  summary: 'Who is best in each compared measure, in the latest run of every scenario.',
  columns: {
    scenario: 'scenario',
    measure: 'compared measure',
    leader: 'strategy with the best value',
    is_decided: 'whether it is shown to be better than every other one; null where the run cannot tell',
    survivors: 'those that may be the best, the leader first; null where the run cannot tell',
    value: 'value of the leader',
    low: 'lower end of its 95 % interval',
    high: 'upper end',
    run_id: 'run',
  },
  example: `SELECT scenario, measure, leader, is_decided, survivors FROM best_strategy`,
  sql: `
    WITH judged AS (
      SELECT run_id, measure, list(strategy ORDER BY place) AS names
      FROM survivors s
      WHERE source = (SELECT min(source) FROM survivors o WHERE o.run_id = s.run_id AND o.measure = s.measure)
      GROUP BY run_id, measure
    ), best AS (
      SELECT f.run_id, f.measure,
        arg_min(f.strategy, (CASE f.better WHEN 'higher' THEN -f.value ELSE f.value END, t.place)) AS strategy
      FROM figures f JOIN strategies t ON t.run_id = f.run_id AND t.strategy = f.strategy
      WHERE f.value IS NOT NULL
      GROUP BY f.run_id, f.measure
    )
    SELECT o.scenario, c.measure, f.strategy AS leader, len(j.names) = 1 AS is_decided,
      array_to_string(j.names, ', ') AS survivors, f.value, f.low, f.high, o.run_id
    FROM run_order o
    JOIN compared c ON c.run_id = o.run_id
    LEFT JOIN judged j ON j.run_id = o.run_id AND j.measure = c.measure
    LEFT JOIN best b ON b.run_id = o.run_id AND b.measure = c.measure
    LEFT JOIN figures f
      ON f.run_id = o.run_id AND f.measure = c.measure AND f.strategy = coalesce(j.names[1], b.strategy)
    WHERE o.age = 1
    ORDER BY o.scenario, c.place`,
};
