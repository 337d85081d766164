/** What the study of coverage found, as the tables of docs/statistics.md, and what is not as it should be. */
import jstat from 'jstat';
import { markdownTable } from '../../../bench/tables.js';
import { formatNumber } from '../../../src/tank/report/numbers.js';
import type { FoundLength } from './lengths.js';
import { cells, type Found, type FoundCell, subjectOf } from './study.js';
import { type Statistic, STATISTICS } from './subjects.js';

/** Coverage that a cell must reach, as far as chance allows, and all cells of an estimator together. */
const LEAST_COVERED = 0.93;
/** Coverage of an estimator above which its intervals are called longer than needed. */
const OVER_COVERED = 0.975;
/** Share of all experiments that may end with a wrong interval where most have none. */
const MOST_WRONG = 0.06;

/** The tables of the study, one for each way to come to an estimate. */
const GROUPS = [
  { title: 'one run', has: (kind: string, replications: number) => kind === 'steady' && replications === 1 },
  { title: '10 replications', has: (kind: string, replications: number) => kind === 'steady' && replications > 1 },
  { title: 'runs from empty', has: (kind: string) => kind === 'terminating' },
  { title: 'differences', has: (kind: string) => kind === 'difference' },
];

export function coveragePage(all: readonly FoundCell[]): string {
  const groups = GROUPS.map(({ title, has }) => ({
    title,
    cells: all.filter((cell) => has(subjectOf(cell.process).kind, cell.replications)),
  })).filter((group) => group.cells.length > 0);
  const failures = [
    ...all.flatMap(failuresOf),
    ...groups.flatMap(({ title, cells: some }) =>
      STATISTICS.flatMap((statistic) => pooledFailure(title, some, statistic)),
    ),
  ];
  return [
    `${all.length} of ${cells(0).length} cells are there.`,
    ...groups.map(({ title, cells: some }) => `${sentence(title)}:\n\n${tableOf(some)}`),
    'All cells of one estimator together, where at most half of the experiments have no interval:',
    markdownTable({
      head: ['estimator', 'intervals', 'held the truth', 'longer than one of 95 % by'],
      rows: groups.flatMap(({ title, cells: some }) => pooledRows(title, some)),
    }),
    failures.length === 0
      ? 'No cell fails, nor does an estimator.'
      : `What fails (99.9 % of chance allowed for):\n\n${failures.map((text) => `- ${text}`).join('\n')}`,
  ].join('\n\n');
}

/** By length: where half of the experiments get an interval, and ten times that. */
export function lengthsPage(all: readonly FoundLength[]): string {
  const rows = all.map((each) => [
    each.process,
    each.replications === 1 ? 'one run' : `${each.replications} replications`,
    each.statistic.toUpperCase(),
    formatNumber(each.requests),
    percent(each.givenAtTen),
    each.advised === null ? '–' : formatNumber(each.advised),
    formatNumber(each.needed),
  ]);
  const short = all.filter(({ givenAtTen }) => givenAtTen < 0.9);
  return [
    markdownTable({
      head: ['process', 'estimated from', 'of', 'L, requests', 'given at 10 L, %', 'advised factor', 'needed'],
      rows,
    }),
    short.length === 0
      ? 'At 10 L at least 90 % of the experiments have an interval, in each row.'
      : `Fewer than 90 % at 10 L: ${short.map(({ process, statistic }) => `${process}, ${statistic}`).join('; ')}.`,
  ].join('\n\n');
}

/** What is wrong with a cell, of each statistic. */
export function failuresOf(cell: FoundCell): string[] {
  return STATISTICS.flatMap((statistic) => failureOf(cell, statistic));
}

function tableOf(some: readonly FoundCell[]): string {
  return markdownTable({
    head: ['process', 'replications × requests', 'mean', 'P95', 'P99'],
    rows: some
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

function pooledRows(title: string, group: readonly FoundCell[]): string[][] {
  return STATISTICS.flatMap((statistic) => {
    const { given, held } = pooled(group, statistic);
    if (given === 0) return [];
    const covered = held / given;
    const longer = covered > OVER_COVERED ? excess(covered) : '';
    return [[estimatorName(title, statistic), formatNumber(given), `${percent(covered)} %`, longer]];
  });
}

function pooledFailure(title: string, group: readonly FoundCell[], statistic: Statistic): string[] {
  const { given, held } = pooled(group, statistic);
  if (given === 0 || held / given >= LEAST_COVERED) return [];
  return [`all cells of ${estimatorName(title, statistic)}: ${percent(held / given)} %`];
}

function pooled(group: readonly FoundCell[], statistic: Statistic): { given: number; held: number } {
  const some = group.filter((cell) => isMostlyGiven(cell, statistic)).map(({ found }) => found[statistic]);
  return {
    given: some.reduce((sum, { given }) => sum + given, 0),
    held: some.reduce((sum, { held }) => sum + held, 0),
  };
}

function estimatorName(title: string, statistic: Statistic): string {
  return `${statistic === 'mean' ? 'mean' : statistic.toUpperCase()}, ${title}`;
}

/** By how much an interval of a normal estimate with that coverage is longer than one of 95 %. */
function excess(covered: number): string {
  const z = (level: number) => jstat.normal.inv((1 + level) / 2, 0, 1);
  return `${percent(z(covered) / z(0.95) - 1)} %`;
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

function sentence(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
