import type { View } from '../form.js';

export const tailSources: View = {
  summary: 'Where slow requests come from: by model and class, in every run.',
  columns: {
    scenario: 'scenario',
    strategy: 'strategy',
    part_kind: '`model` or `class`',
    part: 'its name',
    share_of_requests: 'share of the accepted attempts of all models, or of the completed requests of all classes',
    tail_share: 'share of the slowest hundredth of the completed requests; null in older results',
    times_its_share: 'tail_share / share_of_requests: above 1 it is slower than the others',
    p99_ms: 'P99 of its response times; null where the scenario does not ask for it',
    run_id: 'run',
  },
  example: `SELECT strategy, part, share_of_requests, p99_ms FROM tail_sources WHERE part_kind = 'model' LIMIT 3`,
  sql: `
    WITH parts AS (
      SELECT run_id, strategy, 'model' AS part_kind, model AS part, requests, tail_share FROM models
      UNION ALL
      SELECT run_id, strategy, 'class', class, completed, tail_share FROM classes
    ), shares AS (
      SELECT *, requests / nullif(sum(requests) OVER (PARTITION BY run_id, strategy, part_kind), 0) AS share_of_requests
      FROM parts
    )
    SELECT r.scenario, s.strategy, s.part_kind, s.part, s.share_of_requests, s.tail_share,
      s.tail_share / nullif(s.share_of_requests, 0) AS times_its_share, m.value AS p99_ms, s.run_id
    FROM shares s
    JOIN runs r ON r.run_id = s.run_id
    JOIN strategies t ON t.run_id = s.run_id AND t.strategy = s.strategy
    LEFT JOIN measures m
      ON m.run_id = s.run_id AND m.strategy = s.strategy AND m.part_kind = s.part_kind AND m.part = s.part
      AND m.measure = 'response_time_ms.p99'
    ORDER BY r.scenario, r.is_latest DESC, s.run_id, t.place, s.part_kind DESC, s.part`,
};
