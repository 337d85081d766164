/**
 * `npm run oracles`: every oracle with what theory says and what was measured, as a table for a terminal; with --markdown
 * the page docs/validation.md. With --traffic the same of distributions and arrival processes, docs/traffic-theory.md; with
 * --statistics the measured figures of docs/statistics.md. --quick leaves out the long runs. Ends with exit code 1 when a
 * theory is not met.
 */
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { inProcessOfItsOwn } from '../../bench/child.js';
import { markdownTable } from '../../bench/tables.js';
import { formatNumber } from '../../src/tank/report/numbers.js';
import { terminalTable } from '../../src/tank/report/terminal.js';
import { isSlow, oracles } from './cases.js';
import { measures } from './measures.js';
import { measuredStatistics } from './statistics-table.js';
import { printTraffic } from './traffic-page.js';
import { deviation, type Held, type OracleCase } from './replicated.js';

const HEAD = ['model', 'load', 'measure', 'theory', 'measured', '99.9 % interval', 'half-width', 'inside'];

const PAGE = `# Validation: the simulator against queueing theory

Every row is a queue with exactly known behaviour, run by the simulator with the real router: mean service 1,
load threshold and retries off, 40 independent replications after a warm-up. The interval is Student's t at
99.9 %, for a P99 by sectioning. A test fails if theory lies outside the interval, or if the half-width exceeds
2 % of a mean or 5 % of a P99: a wide interval proves nothing. Seeds are fixed, so this table is the same everywhere.

A theory value with ± is only known to that precision: 16 servers behind \`least_loaded\` are compared with long runs of another
program, and 1000 servers with the limit of infinitely many (Mitzenmacher 2001; Stolyar 2015), from which a
thousand differ slightly. In these rows the two intervals must overlap.

Made by \`npm run -s oracles -- --markdown > docs/validation.md && npx prettier --write docs/validation.md\`; the same cases
(test/oracle/cases.ts) run as tests: short ones at loads below 0.8 in \`npm test\`, the others in
\`npm run test:slow\`. The formulas and their sources are in test/oracle/formulas.ts, general-service.ts and
sorted-queues.ts, tested against published values. With 99.9 % intervals one row in a thousand is outside by chance.
`;

const options = new Command('oracles')
  .description('Measures every oracle and holds it against theory (docs/validation.md).')
  .option('--quick', 'only the short runs, of loads below 0.8')
  .option('--traffic', 'distributions and arrival processes instead (docs/traffic-theory.md)')
  .option('--statistics', 'how often intervals cover and verdicts err instead (docs/statistics.md)')
  .option('--markdown', 'the page in markdown')
  .parse()
  .opts<{ quick?: true; traffic?: true; statistics?: true; markdown?: true }>();

const asMarkdown = options.markdown === true;
if (options.statistics === true) console.log(measuredStatistics(asMarkdown ? markdownTable : terminalTable));
else if (options.traffic === true) {
  if (!printTraffic({ isQuick: options.quick === true, asMarkdown })) process.exitCode = 1;
} else await holdOracles();

async function holdOracles(): Promise<void> {
  const chosen = [...oracles.keys()].filter((i) => options.quick !== true || !isSlow(oracles[i]));
  const found = (await allMeasured(chosen)).flat();
  const table = {
    head: HEAD,
    rows: found.map(({ oracle, held }) => [oracle.model, String(oracle.load), ...cells(held)]),
  };
  if (asMarkdown) console.log(`${PAGE}\n**${summary(found)}**\n\n${markdownTable(table)}`);
  else console.log(`${terminalTable(table)}\n${summary(found)}`);
  if (found.some(({ held }) => verdict(held) !== 'yes')) process.exitCode = 1;
}

/** A measure of a case. */
interface Found {
  readonly oracle: OracleCase;
  readonly held: Held;
}

/** Each case in a process of its own, as many at a time as there are processors. */
async function allMeasured(numbers: readonly number[]): Promise<Found[][]> {
  const results: Found[][] = [];
  const left = [...numbers.entries()].reverse();
  const work = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [place, number] = next;
      const oracle = oracles[number];
      const held = (await inProcessOfItsOwn('test/oracle/measure-case.ts', [String(number)])) as Held[];
      results[place] = held.map((each) => ({ oracle, held: each }));
      process.stderr.write(`${oracle.model}, load ${oracle.load}\n`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

function summary(found: readonly Found[]): string {
  const inside = found.filter(({ held }) => deviation(held) <= 1).length;
  const [{ oracle, held }] = found.toSorted((a, b) => deviation(b.held) - deviation(a.held));
  const farthest = `${oracle.model} at load ${oracle.load}, ${measures[held.measure].text}`;
  const distance = `the largest deviation is ${deviation(held).toFixed(2)} half-widths (${farthest})`;
  return `${found.length} points, ${inside} of them inside their 99.9 % interval; ${distance}.`;
}

function cells(held: Held): string[] {
  const { measure, theory, theoryHalfWidth, value, halfWidth } = held;
  const known = theoryHalfWidth > 0 ? ` ± ${formatNumber(theoryHalfWidth)}` : '';
  return [
    measures[measure].text,
    `${formatNumber(theory)}${known}`,
    formatNumber(value),
    `[${formatNumber(value - halfWidth)}, ${formatNumber(value + halfWidth)}]`,
    `${((100 * halfWidth) / theory).toFixed(2)} %`,
    verdict(held),
  ];
}

function verdict(held: Held): 'yes' | 'too wide' | 'no' {
  if (deviation(held) > 1) return 'no';
  return held.halfWidth / held.theory <= measures[held.measure].precision ? 'yes' : 'too wide';
}
