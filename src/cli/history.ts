import type { Command } from 'commander';
import { InputError } from '../core/index.js';
import { suggestOneOf } from '../core/input/index.js';
import { type Answer, Interrupted, type ResultsDatabase, type Value } from '../tank/database/index.js';
import { formatMeasure } from '../tank/report/index.js';
import { answerText } from './answer-output.js';
import { addDatabaseOptions, type DatabaseOptions, withResults } from './database-options.js';
import { DONE, INTERRUPTED } from './exit.js';
import type { Call } from './io.js';

interface HistoryOptions extends DatabaseOptions {
  readonly measure?: string;
}

const HELP = `
Examples:
  wavetank history quickstart
  wavetank history quickstart --measure slo_attainment --format csv
  wavetank history tenants --measure classes.chat.response_time_ms.p99`;

export function configure(command: Command): void {
  addDatabaseOptions(
    command
      .description('Shows a measure over the runs of a scenario that are kept, latest and earlier/, by strategy.')
      .argument('<scenario>', 'name of the scenario')
      .option('--measure <path>', 'path of the measure; default: those that the scenario compares'),
  ).addHelpText('after', HELP);
}

export async function action(call: Call, scenario: string, options: HistoryOptions): Promise<number> {
  try {
    await withResults(call, options, async (database) => {
      const measures = await measuresOf(database, scenario, options.measure);
      const answer = await database.ask(HISTORY, MOST_ROWS, [scenario, JSON.stringify(measures)]);
      call.stdout.write(answerText(isForPeople(options) ? forPeople(answer) : answer, options.format));
    });
  } catch (error) {
    if (error instanceof Interrupted) return INTERRUPTED;
    throw error;
  }
  return DONE;
}

const MOST_ROWS = 1_000_000;

const HISTORY = `
  SELECT m.measure, h.strategy, h.time, h.value, h.low, h.high, h.seed, h.version, h.replications, h.scenario_changed,
    h.scenario_sha256, h.run_id
  FROM (SELECT unnest($2::JSON::VARCHAR[]) AS measure) m
  JOIN measure_history h ON h.measure = m.measure
  JOIN strategies t ON t.run_id = h.run_id AND t.strategy = h.strategy
  WHERE h.scenario = $1
  ORDER BY list_position($2::JSON::VARCHAR[], m.measure), t.place, h.strategy, h.age DESC`;

/**
 * What is shown: the measure that was asked for, or what the latest run compares.
 * @throws InputError when there is no such scenario, or none of its runs has the measure
 */
async function measuresOf(
  database: ResultsDatabase,
  scenario: string,
  measure: string | undefined,
): Promise<readonly string[]> {
  const { rows } = await database.ask(KNOWN, MOST_ROWS, [scenario]);
  const [[scenarios, compared, known]] = rows as [readonly (readonly string[] | null)[]];
  if (!(scenarios ?? []).includes(scenario)) {
    const advice =
      scenarios === null ? 'wavetank run writes runs there' : `${suggestOneOf(scenarios, scenario)}; runs are of --out`;
    throw new InputError([{ message: `there are no runs of a scenario "${scenario}"`, advice }]);
  }
  if (measure === undefined) return compared ?? [];
  if ((known ?? []).includes(measure)) return [measure];
  const isOfPart = PART.test(measure);
  const alike = (known ?? []).filter((each) => PART.test(each) === isOfPart);
  const advice = suggestOneOf(alike, measure);
  throw new InputError([{ message: `no run of ${scenario} has a measure "${measure}"`, advice }]);
}

const PART = /^(?:classes|models|endpoints)\b/;

/** All scenarios, what the latest run of one compares, and every measure that its runs have. */
const KNOWN = `
  SELECT (SELECT list(DISTINCT scenario ORDER BY scenario) FROM runs),
    (SELECT list(measure ORDER BY place) FROM compared c JOIN run_order o ON o.run_id = c.run_id
      WHERE o.age = 1 AND o.scenario = $1),
    (SELECT list(DISTINCT measure ORDER BY measure) FROM figures WHERE scenario = $1)`;

function isForPeople({ format }: HistoryOptions): boolean {
  return format === 'table' || format === 'markdown';
}

/** Values with their intervals, and what changed beside the run before. */
function forPeople({ rows, ...answer }: Answer): Answer {
  const columns = ['measure', 'strategy', 'time, UTC', 'value', 'seed', 'version', 'replications', 'scenario'];
  return {
    ...answer,
    columns,
    types: columns.map((name) =>
      name === 'replications' ? 'INTEGER' : name === 'time, UTC' ? 'TIMESTAMP' : 'VARCHAR',
    ),
    rows: rows.map(([measure, strategy, time, value, low, high, seed, version, replications, hasChanged, sha256]) => [
      ...[measure, strategy, time, valueText(value, low, high), seed, version, replications],
      `${(typeof sha256 === 'string' ? sha256 : '').slice(0, 8)}${hasChanged === true ? ' changed' : ''}`,
    ]),
  };
}

function valueText(value: Value, low: Value, high: Value): string {
  if (typeof value !== 'number') return '–';
  return formatMeasure({ value, ...(typeof low === 'number' && typeof high === 'number' && { ci95: [low, high] }) });
}
