import type { Macro } from '../form.js';

export const sloAttainment: Macro = {
  parameters: ['of_scenario'],
  summary: 'Whether each strategy of the latest run of a scenario meets its SLO; no rows for a scenario without one.',
  columns: {
    strategy: 'strategy',
    limit_ms: 'response time that the SLO allows',
    target: 'share of the requests that must keep it',
    attainment: 'share that kept it',
    low: 'lower end of its 95 % interval',
    high: 'upper end',
    is_met: 'whether attainment is at least the target',
    is_sure: 'whether the whole interval is on that side of the target; null without one',
    goodput_per_s: 'requests within the SLO per second',
    run_id: 'run',
  },
  example: `SELECT strategy, target, attainment, is_met, is_sure FROM slo_attainment('quickstart') LIMIT 3`,
  sql: `
    SELECT m.strategy, r.slo_response_time_ms AS limit_ms, r.slo_attainment AS target, m.value AS attainment, m.low,
      m.high, m.value >= r.slo_attainment AS is_met, m.low >= r.slo_attainment OR m.high < r.slo_attainment AS is_sure,
      g.value AS goodput_per_s, r.run_id
    FROM run_order o
    JOIN runs r ON r.run_id = o.run_id
    JOIN measures m ON m.run_id = r.run_id AND m.part_kind IS NULL AND m.measure = 'slo_attainment'
    JOIN strategies t ON t.run_id = m.run_id AND t.strategy = m.strategy
    LEFT JOIN measures g
      ON g.run_id = m.run_id AND g.strategy = m.strategy AND g.part_kind IS NULL AND g.measure = 'goodput_per_s'
    WHERE o.age = 1 AND o.scenario = of_scenario AND r.slo_attainment IS NOT NULL
    ORDER BY attainment DESC, t.place`,
};
