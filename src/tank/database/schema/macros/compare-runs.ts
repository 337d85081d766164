import type { Macro } from '../form.js';

export const compareRuns: Macro = {
  parameters: ['run_a', 'run_b'],
  summary: 'Two runs side by side: every measure of every strategy that both have, compared measures first.',
  columns: {
    strategy: 'strategy',
    measure: 'measure of the whole strategy',
    a: 'value in run_a',
    b: 'value in run_b',
    difference: 'b minus a',
    relative: 'difference / a',
    intervals_overlap: 'whether the 95 % intervals of both have values in common; null without both',
    is_compared: 'whether the scenario of run_a compares the measure',
  },
  example: `SELECT strategy, measure, a, b, relative FROM compare_runs('quickstart', 'quickstart') LIMIT 3`,
  sql: `
    SELECT a.strategy, a.measure, a.value AS a, b.value AS b, b.value - a.value AS difference,
      (b.value - a.value) / nullif(a.value, 0) AS relative,
      a.low <= b.high AND b.low <= a.high AS intervals_overlap, c.place IS NOT NULL AS is_compared
    FROM figures a
    JOIN figures b ON b.strategy = a.strategy AND b.measure = a.measure
    JOIN strategies t ON t.run_id = a.run_id AND t.strategy = a.strategy
    LEFT JOIN compared c ON c.run_id = a.run_id AND c.measure = a.measure
    WHERE a.run_id = run_a AND b.run_id = run_b AND a.part_kind IS NULL AND b.part_kind IS NULL
    ORDER BY c.place NULLS LAST, a.measure, t.place`,
};
