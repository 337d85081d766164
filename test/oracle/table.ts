/**
 * `npm run oracles`: every oracle with what theory says and what was measured, as a table for a terminal; with --markdown
 * the page docs/oracles.md. --quick leaves out the long runs. Ends with exit code 1 when a theory is not met.
 * --statistics gives the measured figures of docs/statistics.md instead.
 */
import { Command } from 'commander';
import { markdownTable } from '../../bench/tables.js';
import { formatNumber } from '../../src/tank/report/numbers.js';
import { terminalTable } from '../../src/tank/report/terminal.js';
import { fleets, limits, queues, sharing, SLOW_LOAD } from './cases.js';
import { measures } from './measures.js';
import { type Held, measured, type OracleCase } from './replicated.js';
import { measuredStatistics } from './statistics-table.js';

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

const options = new Command('oracles')
  .description('Measures every oracle and holds it against theory (docs/oracles.md).')
  .option('--quick', `only loads below ${SLOW_LOAD}`)
  .option('--statistics', 'how often intervals cover and verdicts err instead (docs/statistics.md)')
  .option('--markdown', 'in markdown')
  .parse()
  .opts<{ quick?: true; statistics?: true; markdown?: true }>();

const tableText = options.markdown === true ? markdownTable : terminalTable;
if (options.statistics === true) console.log(measuredStatistics(tableText));
else holdOracles();

function holdOracles(): void {
  const cases = [...queues, ...limits, ...sharing, ...fleets];
  const rows = cases.filter(({ load }) => options.quick !== true || load < SLOW_LOAD).flatMap(rowsOf);
  console.log(`${options.markdown === true ? `${PAGE}\n` : ''}${tableText({ head: HEAD, rows })}`);
  if (rows.some((row) => row.at(-1) !== 'yes')) process.exitCode = 1;
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
