import type { Capacity } from '../../results/index.js';
import {
  chart,
  type ChartSpec,
  type Layout,
  type Look,
  panelWidth,
  SHOWN,
  strategyColour,
  strategyLine,
  strategyMark,
  strategyRows,
} from '../charts/theme.js';
import { formatDuration, formatPercent, formatTwoDigits } from '../numbers.js';
import { sloText } from './capacity-verdict.js';
import { answerText, intervalText, rankedAnswers, valueIn } from './ranked-answers.js';

/** A chart of a search with its name. */
export interface CapacityChart {
  readonly name: string;
  /** How to read it, in a sentence. */
  readonly reading: string;
  readonly spec: ChartSpec;
}

/** How strategies look, the best first. */
export function capacityLooks(capacity: Capacity): readonly Look[] {
  return rankedAnswers(capacity).map(({ name, place }) => ({ name, place, isMuted: false }));
}

/** What each strategy needs or bears, and how the share of requests that are not good grows. */
export function capacityCharts(capacity: Capacity, layout: Layout = 'wide'): readonly CapacityChart[] {
  const answers = capacityAnswersChart(capacity, layout);
  return [...(answers ? [answers] : []), capacityCurvesChart(capacity, layout)];
}

/** The answer of each strategy with its interval; undefined where none has one. */
export function capacityAnswersChart(capacity: Capacity, layout: Layout = 'wide'): CapacityChart | undefined {
  const { varied, scenario } = capacity;
  const values = rankedAnswers(capacity).flatMap((each) => {
    if (each.value === null) return [];
    const [low, high] = each.ci95 ?? [each.value, each.value];
    return [
      {
        strategy: each.name,
        value: each.value,
        low: low ?? varied.from,
        high: high ?? varied.to,
        shown: answerText(capacity, each),
        interval: intervalText(capacity, each),
      },
    ];
  });
  if (values.length === 0) return undefined;
  const looks = capacityLooks(capacity).filter(({ name }) => values.some(({ strategy }) => strategy === name));
  const { y, height, down } = strategyRows(layout);
  const title = varied.unit === '' ? varied.path : `${varied.path}, ${varied.unit}`;
  const axis = {
    title,
    tickCount: 6,
    ...(varied.is_whole && { tickMinStep: 1, format: 'd' }),
    grid: layout === 'wide',
  };
  const x = { type: 'quantitative', scale: { zero: varied.is_whole, nice: true }, axis };
  const what = varied.sought === 'highest' ? 'Highest' : 'Lowest';
  return {
    name: 'capacity',
    reading: `A mark is the ${varied.sought} ${varied.path} at which a strategy meets the SLO; the line is the 95 % interval of that answer.`,
    spec: chart(
      `${what} ${varied.path} that meets the SLO: ${scenario.name}`,
      `${sloText(scenario)}; lines are 95 % intervals, each for itself.`,
      {
        data: { values },
        transform: [SHOWN],
        width: panelWidth(looks, layout, 1),
        height,
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 2, yOffset: down },
            encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, ...strategyColour(looks) },
          },
          {
            mark: { type: 'point', filled: true, size: 70, opacity: 1, yOffset: down },
            encoding: {
              y,
              x: { ...x, field: 'value' },
              ...strategyMark(looks, { legend: false }),
              tooltip: [
                { field: 'strategy', title: 'strategy' },
                { field: 'shown', title: varied.path },
                { field: 'interval', title: '95 % interval' },
              ],
            },
          },
        ],
      },
      { layout, looks: capacityLooks(capacity), rows: looks },
    ),
  };
}

/** Smallest share that is drawn, of what the SLO allows: on a logarithm there is no 0. */
const FLOOR = 1 / 20;
/** How far from the outermost answers curves are drawn, as a factor. */
const AROUND = 1.5;

/** The share of requests that are not good, on a logarithm: near the SLO all shares of good ones look alike. */
export function capacityCurvesChart(capacity: Capacity, layout: Layout = 'wide'): CapacityChart {
  const { varied, scenario } = capacity;
  const looks = capacityLooks(capacity);
  const allowed = 1 - scenario.slo.attainment;
  const missed = (attained: number) => Math.max(1 - attained, FLOOR * allowed);
  const [from, to] = drawnRange(capacity);
  const values = capacity.strategies.flatMap(({ name, points }) =>
    points.map(({ value, slo_attainment: attainment }) => {
      const [low, high] = attainment.ci95 ?? [attainment.value, attainment.value];
      const shown = `${formatPercent(1 - attainment.value)} [${formatTwoDigits(100 * (1 - high))}, ${formatTwoDigits(100 * (1 - low))}]`;
      return {
        strategy: name,
        x: value,
        shownX: valueIn(varied, value),
        value: missed(attainment.value),
        low: missed(high),
        high: missed(low),
        shown,
      };
    }),
  );
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { zero: false, nice: false, domain: [from, to] },
    axis: {
      title: varied.unit === '' ? varied.path : `${varied.path}, ${varied.unit}`,
      tickCount: layout === 'narrow' ? 4 : 8,
      ...(varied.is_whole && { tickMinStep: 1, format: 'd' }),
    },
  };
  const y = {
    type: 'quantitative',
    title: 'requests that are not good',
    scale: { type: 'log', domain: [FLOOR * allowed, 1] },
    axis: { format: '~%' },
  };
  const line = strategyLine(looks, layout);
  const legend = { ...line.color.legend, symbolType: 'stroke', symbolOpacity: 1, symbolFillColor: 'transparent' };
  const color = { ...line.color, legend };
  return {
    name: 'missed',
    reading:
      'A dot is a value that was looked at, the band its 95 % interval; the SLO is met below the dashed line. The axis is logarithmic.',
    spec: chart(
      `Requests that are not good, against ${varied.path}: ${scenario.name}`,
      `Of all that arrived, those not completed within ${formatDuration(scenario.slo.response_time_ms)}; the SLO allows ${formatPercent(allowed)}.`,
      {
        data: { values },
        transform: [SHOWN],
        width: layout === 'narrow' ? 250 : 560,
        height: 300,
        layer: [
          {
            mark: { type: 'area', opacity: 0.18, clip: true },
            encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' }, color },
          },
          {
            mark: { type: 'line', clip: true },
            encoding: { x, y: { field: 'value', ...y }, ...line, color, strokeDash: { ...line.strokeDash, legend } },
          },
          {
            mark: { type: 'point', filled: true, size: 30, opacity: 1, clip: true },
            encoding: {
              x,
              y: { field: 'value', ...y },
              color,
              tooltip: [
                { field: 'strategy', title: 'strategy' },
                { field: 'shownX', title: varied.path },
                { field: 'shown', title: 'not good' },
              ],
            },
          },
          {
            mark: { type: 'rule', color: '#222222', strokeDash: [6, 4] },
            encoding: { y: { datum: allowed, ...y } },
          },
        ],
      },
      { layout, looks },
    ),
  };
}

/** Around the answers, where there are some; else all that was looked at. */
function drawnRange({ strategies }: Capacity): readonly [number, number] {
  const looked = strategies.flatMap(({ points }) => points.map(({ value }) => value));
  const answers = strategies.flatMap(({ value, ci95 = [] }) =>
    value === null ? [] : [value, ...ci95].flatMap((end) => end ?? []),
  );
  const [least, most] = [Math.min(...looked), Math.max(...looked)];
  if (answers.length === 0) return [least, most];
  return [Math.max(least, Math.min(...answers) / AROUND), Math.min(most, Math.max(...answers) * AROUND)];
}
