import type { View } from '../form.js';

export const worstOverload: View = {
  summary: 'Overload in the latest run of every scenario, the worst strategy first.',
  columns: {
    scenario: 'scenario',
    strategy: 'strategy',
    overload_failed_share: 'share of the requests that ended unserved because of refusals',
    refusals_per_request: 'attempts refused by endpoints / requests that arrived',
    rejections: 'requests rejected by the router, over all replications',
    over_capacity_share: 'share of endpoint-time with more active than max_concurrent',
    worst_endpoint: 'endpoint with the largest over_capacity_share',
    worst_endpoint_share: 'its over_capacity_share',
    run_id: 'run',
  },
  example: `SELECT strategy, overload_failed_share, over_capacity_share, worst_endpoint FROM worst_overload LIMIT 3`,
  sql: `
    WITH whole AS (
      SELECT run_id, strategy,
        max(value) FILTER (measure = 'requests.arrived') AS arrived,
        max(value) FILTER (measure = 'requests.overload_failed') AS overload_failed,
        max(value) FILTER (measure = 'overload.refusals') AS refusals,
        max(value) FILTER (measure = 'overload.rejections') AS rejections
      FROM counts WHERE part_kind IS NULL GROUP BY run_id, strategy
    ), worst AS (
      SELECT run_id, strategy, arg_max(part, value) AS endpoint, max(value) AS share
      FROM measures WHERE part_kind = 'endpoint' AND measure = 'over_capacity_share' AND value > 0
      GROUP BY run_id, strategy
    )
    SELECT o.scenario, w.strategy, w.overload_failed / nullif(w.arrived, 0) AS overload_failed_share,
      w.refusals / nullif(w.arrived, 0) AS refusals_per_request, w.rejections, m.value AS over_capacity_share,
      e.endpoint AS worst_endpoint, e.share AS worst_endpoint_share, o.run_id
    FROM run_order o
    JOIN whole w ON w.run_id = o.run_id
    LEFT JOIN measures m
      ON m.run_id = o.run_id AND m.strategy = w.strategy AND m.part_kind IS NULL
      AND m.measure = 'overload.over_capacity_share'
    LEFT JOIN worst e ON e.run_id = o.run_id AND e.strategy = w.strategy
    WHERE o.age = 1
    ORDER BY overload_failed_share DESC NULLS LAST, refusals_per_request DESC NULLS LAST,
      over_capacity_share DESC NULLS LAST, o.scenario, w.strategy`,
};
