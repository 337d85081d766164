import type { Capacity } from '../../results/index.js';
import { formatMeasure, formatNumber, formatRelative, formatShare } from '../numbers.js';
import { VERDICT_WORDS } from '../ranking-table.js';
import type { ReportTable } from '../report-table.js';
import { answerText, intervalText, type RankedAnswer, rankedAnswers, valueIn } from './ranked-answers.js';

/** The answer of every strategy, the best first. */
export function capacityTable(capacity: Capacity): ReportTable {
  const { varied, scenario, at_baseline: at } = capacity;
  const ranked = rankedAnswers(capacity);
  const isCompared = at !== undefined;
  return {
    title: `${varied.sought === 'highest' ? 'Highest' : 'Lowest'} ${varied.path} at which the SLO is met`,
    head: [
      'strategy',
      varied.sought,
      '95 % interval',
      ...(ranked.length === 1 ? [] : [`against ${scenario.baseline}`]),
      'good there',
      'P99 there, ms',
      ...(isCompared ? [`good at ${valueIn(varied, at.value)}`] : []),
    ],
    rows: ranked.map((each) => [
      each.name,
      answerText(capacity, each),
      intervalText(capacity, each),
      ...(ranked.length === 1 ? [] : [against(each)]),
      each.answer === undefined ? '–' : formatShare(each.answer.slo_attainment.value),
      each.answer?.response_time_p99_ms === undefined ? '–' : formatNumber(each.answer.response_time_p99_ms.value),
      ...(isCompared ? [verdictOf(each)] : []),
    ]),
  };
}

function against({ isBaseline, relative }: RankedAnswer): string {
  if (isBaseline) return 'baseline';
  return relative === undefined ? '–' : relative === 0 ? 'equal' : formatRelative(relative);
}

function verdictOf({ isBaseline, comparison }: RankedAnswer): string {
  if (isBaseline) return '· baseline';
  return comparison === undefined ? '–' : VERDICT_WORDS[comparison.verdict];
}

/** Every value that was looked at. */
export function pointsTable(capacity: Capacity): ReportTable {
  const { varied, strategies } = capacity;
  return {
    title: 'Every value that was looked at',
    head: ['strategy', varied.path, 'SLO', 'good requests, %', 'P99, ms', 'goodput, /s', 'replications'],
    rows: strategies.flatMap(({ name, points }) =>
      points.map((point) => [
        name,
        valueIn(varied, point.value),
        point.is_met ? '✓ met' : '✗ missed',
        formatMeasure(percent(point.slo_attainment)),
        formatMeasure(point.response_time_p99_ms),
        formatMeasure(point.goodput_per_s),
        String(point.replications),
      ]),
    ),
  };
}

type Point = Capacity['strategies'][number]['points'][number];

function percent({ value, ci95 }: Point['slo_attainment']): Point['slo_attainment'] {
  return { value: 100 * value, ...(ci95 && { ci95: [100 * ci95[0], 100 * ci95[1]] as const }) };
}

/** The same for programs: a row each, numbers in full. */
export function pointRows({ varied, strategies }: Capacity): ReportTable {
  return {
    title: '',
    head: ['strategy', varied.path, 'unit', 'is_met', 'measure', 'value', 'low', 'high', 'replications'],
    rows: strategies.flatMap(({ name, points }) =>
      points.flatMap((point) =>
        [
          ['slo_attainment', point.slo_attainment] as const,
          ['response_time_ms.p99', point.response_time_p99_ms] as const,
          ['goodput_per_s', point.goodput_per_s] as const,
        ].flatMap(([measure, found]) =>
          found === undefined
            ? []
            : [
                [
                  name,
                  String(point.value),
                  varied.unit,
                  String(point.is_met),
                  measure,
                  String(found.value),
                  String(found.ci95?.[0] ?? ''),
                  String(found.ci95?.[1] ?? ''),
                  String(point.replications),
                ],
              ],
        ),
      ),
    ),
  };
}
