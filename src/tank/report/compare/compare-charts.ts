import { parseMeasurePath } from '../../measures/index.js';
import type { RunComparison, RunDifference } from '../../results/index.js';
import { differencePanels } from '../charts/differences.js';
import {
  chart,
  type ChartSpec,
  type Layout,
  type Look,
  panelWidth,
  PLAIN_NUMBERS,
  SHOWN,
  strategyColour,
  strategyRows,
} from '../charts/theme.js';
import { formatMeasure } from '../numbers.js';
import { measureInWords } from '../verdict.js';
import { measuresIn } from './compare-words.js';

/** A chart of two runs with its name. */
interface CompareChart {
  readonly name: string;
  /** How to read it, in a sentence. */
  readonly reading: string;
  readonly spec: ChartSpec;
}

/** Measures that are drawn: tables have all. */
const MOST_PANELS = 12;

/** How strategies look: as in the report of the run after. */
export function compareLooks({ comparisons }: RunComparison): readonly Look[] {
  const places = new Map(comparisons.map(({ strategy, place }) => [strategy, place]));
  return [...places].map(([name, place]) => ({ name, place, isMuted: false }));
}

/** Relative differences with their intervals, and values before and after; those without data are left out. */
export function compareCharts(comparison: RunComparison, layout: Layout = 'wide'): readonly CompareChart[] {
  const drawn = measuresIn(comparison).slice(0, MOST_PANELS);
  const rows = comparison.comparisons.filter(({ measure }) => drawn.includes(measure));
  const looks = compareLooks(comparison);
  const differences = differencePanels(rows, layout, looks, {
    title: 'Difference of the run after from the run before, %',
    subtitle: comparison.is_paired
      ? 'On the same traffic, with 95 % intervals where available'
      : 'As independent runs, with 95 % intervals where available',
  });
  return [
    ...(differences === undefined ? [] : [{ name: 'differences', reading: READING_OF_DIFFERENCES, spec: differences }]),
    ...before(rows, looks, layout),
  ];
}

const READING_OF_DIFFERENCES =
  'A mark left of 0 is a lower value than before. A filled mark is a difference that is shown, with all comparisons corrected for together (Holm); a hollow one is not.';

/** A row for each strategy: a hollow mark before, a filled one after; of measures in which one changed. */
function before(rows: readonly RunDifference[], looks: readonly Look[], layout: Layout): readonly CompareChart[] {
  const values = rows.flatMap(({ strategy, measure, before: had, after: has }) => {
    if (had === undefined || has === undefined) return [];
    const [shownBefore, shownAfter] = [had, has].map((each) => formatMeasure(each));
    return [{ strategy, measure, before: had.value, after: has.value, shownBefore, shownAfter }];
  });
  const changed = values.filter((each) => each.before !== each.after);
  const measures = [...new Set(changed.map(({ measure }) => measure))];
  if (measures.length === 0) return [];
  const columns = layout === 'narrow' || measures.length === 1 ? 1 : 2;
  const panels = measures.map((measure) => panelOf(measure, looks, layout, columns));
  return [
    {
      name: 'before-and-after',
      reading: 'A hollow mark is the value before, a filled one the value after; the line between them is the change.',
      spec: chart(
        'Values before and after',
        'Hollow: before; filled: after.',
        { data: { values }, ...(panels.length === 1 ? panels[0] : { columns, concat: panels }) },
        { layout, looks },
      ),
    },
  ];
}

function panelOf(measure: string, looks: readonly Look[], layout: Layout, columns: number) {
  const { y, height, down } = strategyRows(layout);
  const unit = parseMeasurePath(measure)?.measure.unit;
  const title = `${measureInWords(measure)}${unit === 'ms' ? ', ms' : unit === '1/s' ? ', /s' : ''}`;
  const x = {
    type: 'quantitative',
    scale: { zero: false, nice: true },
    axis: { title, format: unit === 'share' ? '.1~%' : PLAIN_NUMBERS, tickCount: 5, grid: layout === 'wide' },
  };
  const { color } = strategyColour(looks);
  const tooltip = [
    { field: 'strategy', title: 'strategy' },
    { field: 'shownBefore', title: 'before' },
    { field: 'shownAfter', title: 'after' },
  ];
  const point = { type: 'point', shape: 'circle', size: 60, opacity: 1, strokeWidth: 1.5, yOffset: down };
  return {
    transform: [SHOWN, { filter: { field: 'measure', equal: measure } }],
    width: panelWidth(looks, layout, columns, true),
    height,
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2, opacity: 0.5, yOffset: down },
        encoding: { y, x: { ...x, field: 'before' }, x2: { field: 'after' }, color },
      },
      {
        mark: { ...point, filled: true, fill: '#ffffff' },
        encoding: { y, x: { ...x, field: 'before' }, stroke: color, tooltip },
      },
      { mark: { ...point, filled: true }, encoding: { y, x: { ...x, field: 'after' }, color, tooltip } },
    ],
  };
}
