import { parseMeasurePath } from '../../measures/index.js';
import { storedMeasure, type StrategySummary, type Sweep } from '../../results/index.js';
import { chart, type ChartSpec, type Layout, type Look, SHOWN, strategyLine, PLAIN_NUMBERS } from '../charts/theme.js';
import { formatMeasure } from '../numbers.js';
import { measureInWords } from '../verdict.js';
import { axisOf, numberOf, valueText } from './axis.js';
import { unitOf } from './sweep-table.js';

/** A chart of a sweep with its name. */
export interface SweepChart {
  readonly name: string;
  /** How to read it, in a sentence. */
  readonly reading: string;
  readonly spec: ChartSpec;
}

/** How strategies look: colours and marks by their place in the scenario, whichever is best where. */
export function sweepLooks({ points }: Sweep): readonly Look[] {
  return points[0].strategies.map(({ name, place }) => ({ name, place, isMuted: false }));
}

/** The compared measures, goodput and the SLO against the last factor; a heat map of the first measure for two factors. */
export function sweepCharts(sweep: Sweep, layout: Layout = 'wide'): readonly SweepChart[] {
  const { compare, slo } = sweep.scenario;
  const paths = [...new Set([...compare, ...(slo === undefined ? [] : ['slo_attainment']), 'goodput_per_s'])];
  return [...paths.map((path) => sweepLines(sweep, path, layout)), sweepHeatMap(sweep, compare[0], layout)].flatMap(
    (chart) => chart ?? [],
  );
}

const MOST_PANELS = 12;

/** Greatest over least value from which on the axis of values is logarithmic. */
const MOST_LINEAR = 20;

/** A measure against the factor with most values; undefined where there is nothing to show, or too much. */
export function sweepLines(sweep: Sweep, measure: string, layout: Layout = 'wide'): SweepChart | undefined {
  const values = valuesOf(sweep, measure);
  if (values.length === 0) return undefined;
  const looks = sweepLooks(sweep);
  const axis = axisOf(mainFactor(sweep));
  const panels = new Set(values.map(({ panel }) => panel));
  if (panels.size > MOST_PANELS) return undefined;
  const x = axis.isNumeric
    ? {
        field: 'x',
        type: 'quantitative',
        scale: { zero: false, nice: false },
        axis: { title: axis.title, tickCount: layout === 'narrow' ? 4 : 8 },
      }
    : { field: 'shownX', type: 'ordinal', sort: null, axis: { title: axis.title } };
  const title = measureInWords(measure);
  const isSeveral = panels.size > 1;
  const isShare = parseMeasurePath(measure)?.measure.unit === 'share';
  const [least, greatest] = [Math.min(...values.map(({ low }) => low)), Math.max(...values.map(({ value }) => value))];
  const isLog = least > 0 && !isShare && greatest > MOST_LINEAR * least; // a knee owns a linear axis
  const axisTitle = `${title}${unitOf(measure)}${isLog ? ' (logarithmic)' : ''}`;
  const y = {
    type: 'quantitative',
    axis: {
      title: axisTitle,
      ...(isShare && { format: '.0%' }),
      ...(isLog && { format: PLAIN_NUMBERS, tickCount: 5 }),
    },
    scale: isLog ? { type: 'log', nice: false } : { zero: !isShare },
  };
  const line = strategyLine(looks, layout);
  const legend = { ...line.color.legend, symbolType: 'stroke', symbolOpacity: 1, symbolFillColor: 'transparent' };
  const color = { ...line.color, legend };
  const strokeDash = { ...line.strokeDash, legend };
  const layers = [
    {
      mark: { type: 'area', opacity: 0.18, clip: true },
      encoding: {
        x,
        y: { field: 'low', ...y },
        y2: { field: 'high' },
        color,
      },
    },
    {
      mark: { type: 'line', clip: true },
      encoding: { x, y: { field: 'value', ...y }, ...line, color, strokeDash },
    },
    {
      mark: { type: 'point', filled: true, size: 40, opacity: 1 },
      encoding: {
        x,
        y: { field: 'value', ...y },
        color,
        tooltip: [
          { field: 'strategy', title: 'strategy' },
          { field: 'shownX', title: axis.path },
          { field: 'shown', title },
        ],
      },
    },
    ...(limitOf(sweep, measure) ?? []),
  ];
  const width = layout === 'narrow' ? 250 : isSeveral ? 250 : 560;
  const size = { width, height: isSeveral ? 180 : 300 };
  const body = isSeveral
    ? {
        facet: { field: 'panel', type: 'nominal', sort: [...panels], title: null },
        columns: layout === 'narrow' ? 1 : 2,
        spec: { ...size, layer: layers },
      }
    : { ...size, layer: layers };
  return {
    name: `lines-${measure.replace(/[^a-z0-9]+/gi, '-')}`,
    reading: 'A line is a strategy, its band the 95 % interval at each point; every strategy met the same traffic.',
    spec: chart(
      `${title} against ${axis.path}: ${sweep.scenario.name}`,
      'Bands are 95 % intervals.',
      { data: { values }, transform: [SHOWN], ...body },
      { layout, looks },
    ),
  };
}

/** A dashed line at what the SLO asks. */
function limitOf({ scenario: { slo } }: Sweep, measure: string) {
  if (slo === undefined || measure !== 'slo_attainment') return undefined;
  const y = { datum: slo.attainment, type: 'quantitative', scale: { zero: false } };
  return [{ mark: { type: 'rule', color: '#222222', strokeDash: [6, 4] }, encoding: { y } }];
}

/** What lines are drawn against: the factor with most values, of numbers if there are some. */
function mainFactor({ factors }: Sweep): Sweep['factors'][number] {
  const rank = (factor: Sweep['factors'][number]) => (axisOf(factor).isNumeric ? 1e6 : 0) + factor.values.length;
  return [...factors].sort((a, b) => rank(b) - rank(a))[0];
}

function valuesOf(sweep: Sweep, measure: string) {
  const { factors, points } = sweep;
  const main = mainFactor(sweep).path;
  return points.flatMap((point) =>
    point.strategies.flatMap((strategy) => {
      const found = valueAt(strategy, measure);
      if (found === undefined) return [];
      const { value, low, high, shown } = found;
      const panel = factors
        .filter(({ path }) => path !== main)
        .map((factor) => `${axisOf(factor).short} ${valueText(point.values[factor.path])}`)
        .join(', ');
      const at = point.values[main];
      return [
        { strategy: strategy.name, x: numberOf(at)?.number, shownX: valueText(at), panel, value, low, high, shown },
      ];
    }),
  );
}

function valueAt(strategy: StrategySummary, measure: string) {
  const found = storedMeasure(strategy, measure);
  if (found === undefined) return undefined;
  if (typeof found === 'number') return { value: found, low: found, high: found, shown: String(found) };
  const [low, high] = found.ci95 ?? [found.value, found.value];
  return { value: found.value, low, high, shown: formatMeasure(found) };
}

/** The first measure over two factors, a panel a strategy. */
export function sweepHeatMap(sweep: Sweep, measure: string, layout: Layout = 'wide'): SweepChart | undefined {
  const { factors, points, scenario } = sweep;
  if (factors.length !== 2 || points[0].strategies.length > MOST_PANELS) return undefined;
  const [first, second] = factors.map(axisOf);
  const values = points.flatMap((point) =>
    point.strategies.flatMap((strategy) => {
      const found = valueAt(strategy, measure);
      if (found === undefined) return [];
      const [y, x] = [first, second].map(({ path }) => valueText(point.values[path]));
      return [{ strategy: strategy.name, x, y, value: found.value, shown: found.shown }];
    }),
  );
  if (values.length === 0) return undefined;
  const title = measureInWords(measure);
  return {
    name: 'heat-map',
    reading: `A dark cell has a high ${title}; all panels have one scale.`,
    spec: chart(
      `${title} over two factors: ${scenario.name}`,
      `From left to right ${second.path}, from top to bottom ${first.path}; a panel for each strategy.`,
      {
        data: { values },
        transform: [SHOWN],
        facet: {
          field: 'strategy',
          type: 'nominal',
          sort: points[0].strategies.map(({ name }) => name),
          title: null,
        },
        columns: layout === 'narrow' ? 1 : 3,
        spec: {
          width: { step: 34 },
          height: { step: 26 },
          mark: { type: 'rect' },
          encoding: {
            x: { field: 'x', type: 'ordinal', sort: null, axis: { title: second.title, labelAngle: 0 } },
            y: { field: 'y', type: 'ordinal', sort: null, axis: { title: first.title } },
            color: {
              field: 'value',
              type: 'quantitative',
              scale: { scheme: 'blues' },
              legend: { title: `${title}${unitOf(measure)}`, orient: 'bottom' },
            },
            tooltip: [
              { field: 'strategy', title: 'strategy' },
              { field: 'y', title: first.path },
              { field: 'x', title: second.path },
              { field: 'shown', title },
            ],
          },
        },
      },
      { layout, looks: sweepLooks(sweep) },
    ),
  };
}
