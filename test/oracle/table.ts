/**
 * `npm run oracles`: every oracle with what theory says and what was measured, as a table for a terminal; with --markdown
 * the page docs/oracles.md. With --traffic the same of distributions and arrival processes, docs/traffic-theory.md; with
 * --statistics the measured figures of docs/statistics.md. --quick leaves out the long runs. Ends with exit code 1 when a theory is not met.
 */
import { Command } from 'commander';
import { markdownTable, type Table } from '../../bench/tables.js';
import { formatNumber } from '../../src/tank/report/numbers.js';
import { terminalTable } from '../../src/tank/report/terminal.js';
import { fleets, limits, queues, sharing, SLOW_LOAD } from './cases.js';
import { measures } from './measures.js';
import { type Held, measured, type OracleCase } from './replicated.js';
import { measuredStatistics } from './statistics-table.js';
import { arrivalRows, distributionRows, FULL, holds, REDUCED, type TrafficRow } from './traffic-measures.js';

const HEAD = ['model', 'load', 'measure', 'theory', 'measured', '99.9 % interval', 'half-width', 'inside'];

const PAGE = `# Oracles: the simulator against queueing theory

Every row is a queue whose behaviour is known exactly, run by the simulator with the real router in it: mean service 1,
load threshold and retries off, 40 independent replications after a warm-up. The interval is that of Student's t at
99.9 %, for a P99 by sectioning. A test fails when theory lies outside the interval, or when its half-width is more than
2 % of a mean or 5 % of a P99: a wide interval proves nothing. Seeds are fixed, so this table is the same everywhere.

Made by \`npm run -s oracles -- --markdown > docs/oracles.md && npx prettier --write docs/oracles.md\`; the same cases
(test/oracle/cases.ts) run in \`npm test\` up to load 0.8, and from 0.9 in \`npm run test:slow\`. The formulas and their
sources are in test/oracle/formulas.ts, general-service.ts and shortest-queue.ts, held against published values.
`;

const TRAFFIC_PAGE = `# Traffic against theory

Every distribution and arrival process beside its theory, as \`theory / measured ± bound\`: a row holds when no difference
is larger than its bound, each at 99.9 %. Seeds are fixed, so this page is the same everywhere.

- **Distributions**: ${FULL.draws.toLocaleString('en-US')} draws. The coefficient of variation (cv) is the deviation of the draws over the
  mean of theory, its bound from the fourth moment. KS is the Kolmogorov-Smirnov distance, at most 1.95 / √n. Of single
  values (\`constant\`, \`zipf\`, \`discrete\`, and the ends of a clipped mixture) it is the largest difference of the
  distribution functions at the values and just below them; the bound is then wider than it need be.
- **Arrival processes**: ${FULL.runs} independent runs of ${FULL.runMs / 60_000} minutes (${(2 * FULL.runMs) / 60_000} of \`cox\`); bounds by Student's t over the
  runs. IDC, the index of dispersion of counts, is that of windows about their own mean, so that a Poisson process at
  any rate has 1. Renewal processes have the terms of Cox (1962), §4.5. Equal gaps have nothing
  random: all is within 0.005 of the limit.
- **KS of gaps**: the first ${FULL.draws.toLocaleString('en-US')} gaps, where they are independent: those of arrivals, of batches, or of
  operational time (the integral of the rate), in which any Poisson process has exponential gaps of mean 1.

Made by \`npm run -s oracles -- --traffic --markdown > docs/traffic-theory.md && npx prettier --write
docs/traffic-theory.md\`. The theory is in test/oracle/traffic-theory.ts, the rows in traffic-cases.ts there; \`npm test\`
holds a reduced form, \`npm run test:slow\` this one.
`;

/** Of sums of equal gaps. */
const ROUNDING = 1e-9;

const options = new Command('oracles')
  .description('Measures every oracle and holds it against theory (docs/oracles.md).')
  .option('--quick', `only loads below ${SLOW_LOAD}; of traffic, fewer draws`)
  .option('--traffic', 'distributions and arrival processes instead (docs/traffic-theory.md)')
  .option('--statistics', 'how often intervals cover and verdicts err instead (docs/statistics.md)')
  .option('--markdown', 'the page in markdown')
  .parse()
  .opts<{ quick?: true; traffic?: true; statistics?: true; markdown?: true }>();

const asMarkdown = options.markdown === true;
const print = options.statistics === true ? printStatistics : options.traffic === true ? printTraffic : printQueues;
if (!print()) process.exitCode = 1;

function printStatistics(): boolean {
  console.log(measuredStatistics(asMarkdown ? markdownTable : terminalTable));
  return true;
}

function printQueues(): boolean {
  const cases = [...queues, ...limits, ...sharing, ...fleets];
  const rows = cases.filter(({ load }) => options.quick !== true || load < SLOW_LOAD).flatMap(rowsOf);
  const table = { head: HEAD, rows };
  console.log(asMarkdown ? `${PAGE}\n${markdownTable(table)}` : terminalTable(table));
  return rows.every((row) => row.at(-1) === 'yes');
}

function printTraffic(): boolean {
  const size = options.quick === true ? REDUCED : FULL;
  const [shapes, processes] = [distributionRows(size), arrivalRows(size)];
  if (asMarkdown) console.log(TRAFFIC_PAGE);
  for (const [title, rows] of [
    ['Distributions', shapes],
    ['Arrival processes', processes],
  ] as const) {
    const table = wideTable(title === 'Distributions' ? 'distribution' : 'arrival process', rows);
    console.log(asMarkdown ? `## ${title}\n\n${markdownTable(table)}\n` : terminalTable(table));
  }
  return [...shapes, ...processes].every(holds);
}

/** A line for each subject, a column for each measure. */
function wideTable(head: string, rows: readonly TrafficRow[]): Table {
  const columns = [...new Set(rows.map(({ measure }) => columnOf(measure)))];
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const lines = subjects.map((subject) => {
    const own = rows.filter((row) => row.subject === subject);
    const cellsOf = columns.map((column) => trafficCell(own.find(({ measure }) => columnOf(measure) === column)));
    return [subject, ...cellsOf, own.every(holds) ? 'yes' : 'no'];
  });
  return { head: [head, ...columns, 'holds'], rows: lines };
}

function columnOf(measure: string): string {
  return measure.startsWith('KS') ? 'KS' : measure;
}

function trafficCell(row: TrafficRow | undefined): string {
  if (row === undefined) return '–';
  const { measure, theory, measured, bound } = row;
  if (!measure.startsWith('KS'))
    return `${formatNumber(theory)} / ${formatNumber(Math.abs(measured) < ROUNDING ? 0 : measured)} ± ${formatNumber(bound)}`;
  const of = measure.slice('KS, '.length);
  return `${measured.toFixed(4)} ≤ ${bound.toFixed(4)}${of === '' ? '' : ` (${of})`}`;
}

function rowsOf(oracle: OracleCase): string[][] {
  process.stderr.write(`${oracle.model}, load ${oracle.load}\n`);
  return measured(oracle).map((held) => [oracle.model, String(oracle.load), ...cells(held)]);
}

function cells({ measure, theory, value, halfWidth }: Held): string[] {
  const { text, precision } = measures[measure];
  const width = halfWidth / theory;
  const inside = Math.abs(value - theory) <= halfWidth;
  return [
    text,
    formatNumber(theory),
    formatNumber(value),
    `[${formatNumber(value - halfWidth)}, ${formatNumber(value + halfWidth)}]`,
    `${(100 * width).toFixed(2)} %`,
    inside ? (width <= precision ? 'yes' : 'too wide') : 'no',
  ];
}
