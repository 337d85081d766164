/** The page docs/traffic-theory.md: every distribution and arrival process beside its theory. */
import { markdownTable, type Table } from '../../bench/tables.js';
import { formatNumber } from '../../src/tank/report/numbers.js';
import { terminalTable } from '../../src/tank/report/terminal.js';
import { arrivalRows, distributionRows, FULL, holds, REDUCED, startRows, type TrafficRow } from './traffic-measures.js';

const TRAFFIC_PAGE = `# Traffic against theory

Every distribution and arrival process compared with theory, as \`theory / measured ± bound\`: a row holds if no difference
is larger than its bound, each at 99.9 %. Seeds are fixed, so this page is the same everywhere.

- **Distributions**: ${FULL.draws.toLocaleString('en-US')} draws. The coefficient of variation (cv) is the standard deviation of the draws over the
  theoretical mean, its bound from the fourth moment. KS is the Kolmogorov-Smirnov distance, at most 1.95 / √n. For single
  values (\`constant\`, \`zipf\`, \`discrete\`, and the ends of a clipped mixture) it is the largest difference of the
  distribution functions at the values and just below them; the bound is then wider than necessary.
- **Arrival processes**: ${FULL.runs} independent runs of ${FULL.runMs / 60_000} minutes (${(2 * FULL.runMs) / 60_000} of \`cox\`); bounds by Student's t over the
  runs. IDC, the index of dispersion of counts, is computed for windows about their own mean, so a Poisson process at
  any rate has 1. Renewal processes use the terms of Cox (1962), §4.5. Equal gaps are not random:
  all values are within 0.005 of the limit.
- **Arrivals from time 0**: the first minute of ${((FULL.runs * FULL.runMs) / 60_000).toLocaleString('en-US')} runs. All processes but equal gaps are stationary from the start: the mean
  number of arrivals is rate × time however uneven the gaps, and KS refers to the time to the first arrival, Cox (1962),
  §5.2.
- **KS of gaps**: the first ${FULL.draws.toLocaleString('en-US')} gaps, if they are independent: gaps of arrivals, of batches, or of
  operational time (the integral of the rate), in which any Poisson process has exponential gaps of mean 1.

Made by \`npm run -s oracles -- --traffic --markdown > docs/traffic-theory.md && npx prettier --write
docs/traffic-theory.md\`. The theory is in test/oracle/traffic-theory.ts, the rows in test/oracle/traffic-cases.ts; \`npm test\`
runs a reduced form, \`npm run test:slow\` this one.
`;

/** Of sums of equal gaps. */
const ROUNDING = 1e-9;

/** Prints the tables. @returns whether every row holds */
export function printTraffic({
  isQuick,
  asMarkdown,
}: {
  readonly isQuick: boolean;
  readonly asMarkdown: boolean;
}): boolean {
  const size = isQuick ? REDUCED : FULL;
  const [shapes, processes, starts] = [distributionRows(size), arrivalRows(size), startRows(size)];
  if (asMarkdown) console.log(TRAFFIC_PAGE);
  for (const [title, rows] of [
    ['Distributions', shapes],
    ['Arrival processes', processes],
    ['Arrivals from time 0', starts],
  ] as const) {
    const table = wideTable(title === 'Distributions' ? 'distribution' : 'arrival process', rows);
    console.log(asMarkdown ? `## ${title}\n\n${markdownTable(table)}\n` : terminalTable(table));
  }
  return [...shapes, ...processes, ...starts].every(holds);
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
