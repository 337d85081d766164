import type { View } from '../form.js';

export const figures: View = {
  summary: 'Every measure and count by its full path: counts as the mean of a replication, as they are compared.',
  columns: {
    run_id: 'run',
    scenario: 'its scenario',
    strategy: 'strategy',
    part_kind: '`class`, `model` or `endpoint`; null for the whole strategy',
    part: 'its name',
    measure: 'full path, such as `utilization` or `classes.chat.response_time_ms.p99`',
    value: 'value',
    low: 'lower end of the 95 % interval',
    high: 'upper end',
    better: 'direction that is better',
  },
  example: `SELECT strategy, value FROM figures WHERE run_id = 'quickstart' AND measure = 'models.tiny.utilization' LIMIT 3`,
  sql: `
    WITH every AS (
      SELECT run_id, strategy, part_kind, part, measure, value, low, high, better FROM measures
      UNION ALL
      SELECT c.run_id, strategy, part_kind, part, measure, value / replications, NULL, NULL, better
      FROM counts c JOIN runs r ON r.run_id = c.run_id
    )
    SELECT e.run_id, r.scenario, e.strategy, e.part_kind, e.part,
      CASE WHEN part IS NULL THEN measure
        ELSE CASE part_kind WHEN 'class' THEN 'classes' WHEN 'model' THEN 'models' ELSE 'endpoints' END
          || CASE WHEN part SIMILAR TO '.*[.\\[].*' THEN '[' || part || ']' ELSE '.' || part END
          || '.' || measure
      END AS measure,
      e.value, e.low, e.high, e.better
    FROM every e JOIN runs r ON r.run_id = e.run_id`,
};
