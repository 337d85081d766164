/** `npm run oracles -- --statistics`: the measured figures of docs/statistics.md, as text or in markdown. */
import type { Table } from '../../bench/tables.js';
import { formatNumber, formatShare } from '../../src/tank/report/numbers.js';
import {
  bestCases,
  type CoverageCase,
  coverageOf,
  falseAlarmCases,
  falseAlarms,
  namedBest,
  oneRun,
  type Power,
  powerCases,
  powerOf,
  replicated,
  tooShort,
} from './statistics-experiments.js';

/** @param tableText a table as text */
export function measuredStatistics(tableText: (table: Table) => string): string {
  const alarms = falseAlarmCases.map(falseAlarms);
  const powers = Object.values(powerCases).map(powerOf);
  return [
    'Coverage of nominal 95 % intervals of the response time, M/M/1:',
    tableText({ head: COVERAGE_HEAD, rows: [replicated, oneRun, ...tooShort].flatMap(coverageRows) }),
    `False alarms, ${alarms[0].experiments} experiments with strategies that are the same in law:`,
    tableText({
      head: [
        'experiment',
        'comparisons in each',
        'with at least one verdict',
        'with an uncorrected interval that leaves 0 out',
      ],
      rows: alarms.map(({ name, experiments, tests, declared, uncorrected }) => [
        name,
        String(tests),
        formatShare(declared / experiments),
        formatShare(uncorrected / experiments),
      ]),
    }),
    `The best of equal strategies, ${bestCases.length} cases of 600 experiments:`,
    tableText({
      head: ['strategies', 'measures', 'experiments in which one is called the best'],
      rows: bestCases.map((each) => {
        const { strategies, measures, named, experiments } = namedBest(each);
        return [String(strategies), String(measures), formatShare(named / experiments)];
      }),
    }),
    `Power, ${powers[0].experiments} experiments with a true difference of 5 % in the mean, 10 replications each:`,
    tableText({ head: POWER_HEAD, rows: powers.map(powerRow) }),
  ].join('\n\n');
}

const COVERAGE_HEAD = ['experiment', 'measure', 'truth, ms', 'experiments', 'without interval', 'others covered'];

function coverageRows(experiment: CoverageCase): string[][] {
  return coverageOf(experiment).map(({ measure, truth, experiments, refused, covered }) => [
    experiment.name,
    measure,
    formatNumber(truth),
    formatNumber(experiments),
    formatNumber(refused),
    Number.isNaN(covered) ? '' : formatShare(covered),
  ]);
}

const POWER_HEAD = ['difference', 'measured', 'found, paired', 'found, traffic of its own', 'variance reduction'];

function powerRow({ name, difference, paired, unpaired, varianceReduction }: Power): string[] {
  return [name, ...[difference, paired, unpaired, varianceReduction].map(formatShare)];
}
