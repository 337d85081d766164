import type { Macro, View } from './form.js';
import { compareRuns } from './macros/compare-runs.js';
import { history } from './macros/history.js';
import { sloAttainment } from './macros/slo-attainment.js';
import { strategyRank } from './macros/strategy-rank.js';
import { type TableName, tables } from './tables.js';
import { beforeAndAfter } from './views/before-and-after.js';
import { bestStrategy } from './views/best-strategy.js';
import { figures } from './views/figures.js';
import { measureHistory } from './views/measure-history.js';
import { runOrder } from './views/run-order.js';
import { tailSources } from './views/tail-sources.js';
import { worstOverload } from './views/worst-overload.js';

/** The only list of views; one may use those before it. */
export const views: Readonly<Record<string, View>> = {
  figures,
  run_order: runOrder,
  best_strategy: bestStrategy,
  measure_history: measureHistory,
  before_and_after: beforeAndAfter,
  tail_sources: tailSources,
  worst_overload: worstOverload,
};

/** The only list of macros. */
export const macros: Readonly<Record<string, Macro>> = {
  history,
  strategy_rank: strategyRank,
  compare_runs: compareRuns,
  slo_attainment: sloAttainment,
};

/** Statements that make an empty database. */
export function schemaSql(): readonly string[] {
  return [
    ...(Object.keys(tables) as TableName[]).map((name) => {
      const columns = Object.entries(tables[name].columns).map(([column, [type]]) => `${column} ${type}`);
      return `CREATE TABLE ${name} (${columns.join(', ')})`;
    }),
    ...Object.entries(views).map(([name, { sql }]) => `CREATE VIEW ${name} AS ${sql}`),
    ...Object.entries(macros).map(
      ([name, { parameters, sql }]) => `CREATE MACRO ${name}(${parameters.join(', ')}) AS TABLE ${sql}`,
    ),
  ];
}
