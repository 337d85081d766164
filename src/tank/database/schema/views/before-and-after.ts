import type { View } from '../form.js';

export const beforeAndAfter: View = {
  summary:
    'The latest run of every scenario beside the one before, by strategy and compared measure. It is no verdict.',
  columns: {
    scenario: 'scenario',
    strategy: 'strategy',
    measure: 'compared measure',
    before: 'value in the run before; null where the strategy was not in it',
    after: 'value in the latest run',
    difference: 'after minus before',
    relative: 'difference / before',
    change: '`better` or `worse` by the direction of the measure, `same` where the values are equal',
    intervals_overlap: 'whether the 95 % intervals of both have values in common; null without both',
    scenario_changed: 'whether the scenario differs',
    seed_changed: 'whether the seed does',
    version_changed: 'whether the version of wavetank does',
    run_before: 'the run before',
    run_after: 'the latest run',
  },
  example: `SELECT strategy, measure, before, after, relative, change FROM before_and_after`,
  sql: `
    SELECT o.scenario, a.strategy, a.measure, b.value AS before, a.value AS after, a.value - b.value AS difference,
      (a.value - b.value) / nullif(b.value, 0) AS relative,
      CASE WHEN a.value = b.value THEN 'same'
        WHEN (a.value < b.value) = (a.better = 'lower') THEN 'better'
        WHEN a.better IS NOT NULL AND b.value IS NOT NULL THEN 'worse'
      END AS change,
      a.low <= b.high AND b.low <= a.high AS intervals_overlap,
      o.scenario_changed, o.seed_changed, o.version_changed, o.run_before, o.run_id AS run_after
    FROM run_order o
    JOIN compared c ON c.run_id = o.run_id
    JOIN figures a ON a.run_id = o.run_id AND a.measure = c.measure
    JOIN strategies t ON t.run_id = a.run_id AND t.strategy = a.strategy
    LEFT JOIN figures b ON b.run_id = o.run_before AND b.measure = a.measure AND b.strategy = a.strategy
    WHERE o.age = 1 AND o.run_before IS NOT NULL
    ORDER BY o.scenario, c.place, t.place`,
};
