/** What the study of coverage found, as the tables of docs/statistics.md, and what is not as it should be. */
import jstat from 'jstat';
import { markdownTable } from '../../../bench/tables.js';
import { formatNumber } from '../../../src/tank/report/numbers.js';
import { type Found, type FoundCell, type Statistic, STATISTICS } from './study.js';

/** Coverage that a cell must reach, as far as chance allows. */
const LEAST_COVERED = 0.93;
/** Share of all experiments that may end with a wrong interval where most have none. */
const MOST_WRONG = 0.06;

export function coveragePage(all: readonly FoundCell[]): string {
  const failures = all.flatMap((cell) => STATISTICS.flatMap((statistic) => failureOf(cell, statistic)));
  return [
    ...[1, 10].map((replications) => tableOf(all.filter((cell) => cell.replications === replications))),
    'All cells of one estimator together, where at most half of the experiments have no interval:',
    markdownTable({
      head: ['estimator', 'intervals', 'held the truth'],
      rows: [1, 10].flatMap((r) => pooledRows(all, r)),
    }),
    failures.length === 0
      ? 'No cell fails.'
      : `Cells that fail (99.9 % of chance allowed for):\n\n${failures.map((text) => `- ${text}`).join('\n')}`,
  ].join('\n\n');
}

function tableOf(cells: readonly FoundCell[]): string {
  return markdownTable({
    head: ['process', 'replications × requests', 'mean', 'P95', 'P99'],
    rows: cells
      .toSorted((a, b) => a.process.localeCompare(b.process) || a.requests - b.requests)
      .map((cell) => [
        cell.process,
        `${cell.replications} × ${formatNumber(cell.requests / cell.replications)}`,
        ...STATISTICS.map((statistic) => inWords(cell.found[statistic], cell.experiments)),
      ]),
  });
}

/** @example 95.1 (refused 3; ±12; K 40) */
function inWords({ given, held, halfWidth, effective }: Found, experiments: number): string {
  const refused = `refused ${percent(1 - given / experiments)}`;
  if (given === 0 || halfWidth === null) return `– (${refused}; K ${formatNumber(effective)})`;
  return `${percent(held / given)} (${refused}; ±${percent(halfWidth)}; K ${formatNumber(effective)})`;
}

function pooledRows(all: readonly FoundCell[], replications: number): string[][] {
  return STATISTICS.flatMap((statistic) => {
    const cells = all.filter((cell) => cell.replications === replications && isMostlyGiven(cell, statistic));
    const [given, held] = (['given', 'held'] as const).map((key) =>
      cells.reduce((sum, cell) => sum + cell.found[statistic][key], 0),
    );
    const name = `${statistic === 'mean' ? 'mean' : statistic.toUpperCase()}, ${replications === 1 ? 'one run' : `${replications} replications`}`;
    return given === 0 ? [] : [[name, formatNumber(given), `${percent(held / given)} %`]];
  });
}

function isMostlyGiven({ found, experiments }: FoundCell, statistic: Statistic): boolean {
  return found[statistic].given >= experiments / 2;
}

function failureOf(cell: FoundCell, statistic: Statistic): string[] {
  const { given, held } = cell.found[statistic];
  const place = `${cell.process}, ${cell.replications} × ${formatNumber(cell.requests / cell.replications)}, ${statistic}`;
  if (!isMostlyGiven(cell, statistic)) {
    const wrong = (given - held) / cell.experiments;
    return atLeast(given - held, cell.experiments) > MOST_WRONG
      ? [`${place}: ${percent(wrong)} % of all are wrong`]
      : [];
  }
  return atMost(held, given) < LEAST_COVERED ? [`${place}: ${percent(held / given)} %`] : [];
}

/** The highest share that so many hits are not too few for, at 99.9 %, two-sided (Clopper and Pearson 1934). */
function atMost(hits: number, trials: number): number {
  return hits === trials ? 1 : jstat.beta.inv(0.9995, hits + 1, trials - hits);
}

/** The lowest share that they are not too many for. */
function atLeast(hits: number, trials: number): number {
  return hits === 0 ? 0 : jstat.beta.inv(0.0005, hits, trials - hits + 1);
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
