import type { Comparison, Summary } from '../../results/index.js';
import { formatRelative, formatTwoDigits } from '../numbers.js';
import { VERDICT_WORDS } from '../ranking-table.js';
import { measureInWords } from '../verdict.js';
import { looksOf } from './looks.js';
import {
  chart,
  type ChartSpec,
  type Layout,
  type Look,
  panelWidth,
  SHOWN,
  strategyColour,
  strategyMark,
  strategyRows,
} from './theme.js';

/** Greatest over middle distance from 0 from which on the axis is not linear: outliers must not own it. */
const MOST_LINEAR = 5;

/** Narrower panels stand below each other. */
const LEAST_WIDTH = 170;

/** Each strategy's difference from the baseline with its interval; undefined where nothing is compared. */
export function differencesChart(summary: Summary, layout: Layout = 'wide'): ChartSpec | undefined {
  const { comparisons, scenario } = summary;
  return differencePanels(comparisons, layout, looksOf(summary), {
    title: `Difference from ${scenario.baseline}, %: ${scenario.name}`,
    subtitle: 'On the same traffic, with 95 % intervals where available',
  });
}

type Compared = Pick<Comparison, 'strategy' | 'measure' | 'relative' | 'relative_ci95' | 'verdict'>;

/**
 * Relative differences with their intervals, a row a strategy and a panel a measure; undefined where there are none. Where a
 * few differ by far more than the others the axis is a symmetric logarithm, linear around 0.
 */
export function differencePanels(
  comparisons: readonly Compared[],
  layout: Layout,
  all: readonly Look[],
  { title, subtitle }: { readonly title: string; readonly subtitle: string },
): ChartSpec | undefined {
  const values = comparisons.flatMap(({ strategy, measure, relative, relative_ci95: ci95, verdict: found }) => {
    if (relative === undefined || relative === 0) return [];
    const [low, high] = ci95?.map((end) => 100 * end) ?? [100 * relative, 100 * relative];
    const shown = formatRelative(relative);
    const interval = ci95 === undefined ? 'none' : `${formatTwoDigits(low)} % to ${formatTwoDigits(high)} %`;
    const isShown = found === 'better' || found === 'worse';
    const verdict = VERDICT_WORDS[found];
    return [{ strategy, measure, value: 100 * relative, low, high, shown, interval, verdict, isShown }];
  });
  if (values.length === 0) return undefined;
  const looks = all.filter(({ name }) => values.some(({ strategy }) => strategy === name));
  const panels = [...new Set(values.map(({ measure }) => measure))].map((measure) =>
    values.filter((value) => value.measure === measure),
  );
  const isAnySymlog = panels.some((panel) => linearPart(panel) !== undefined);
  const told = isAnySymlog ? ' Axes labelled so are logarithmic away from 0.' : '';
  const isSingle = panels.length === 1;
  const columns = layout === 'narrow' || isSingle || panelWidth(looks, layout, 2, true) < LEAST_WIDTH ? 1 : 2;
  const drawn = panels.map((panel) => panelOf(panel, { looks, layout, isSingle, columns }));
  return chart(
    title,
    `${subtitle}; a hollow mark: no difference is shown, or no verdict.${told}`,
    {
      data: { values },
      ...(isSingle ? drawn[0] : { columns, concat: drawn }),
    },
    { layout, looks: all, rows: looks },
  );
}

interface Difference {
  readonly strategy: string;
  readonly measure: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface PanelLook {
  readonly looks: ReturnType<typeof looksOf>;
  readonly layout: Layout;
  readonly isSingle: boolean;
  readonly columns: number;
}

function panelOf(panel: readonly Difference[], { looks, layout, isSingle, columns }: PanelLook) {
  const { y, height, down } = strategyRows(layout);
  const [{ measure }] = panel;
  const constant = linearPart(panel);
  const x = {
    type: 'quantitative',
    scale: constant === undefined ? { zero: true, nice: true } : { type: 'symlog', constant, nice: false, padding: 10 },
    axis: {
      title: `difference, %${constant === undefined ? '' : ` (logarithmic beyond ±${constant} %)`}`,
      ...(constant === undefined ? { tickCount: 5 } : { values: symlogTicks(panel, constant) }),
      format: ',~f',
      grid: layout === 'wide', // it would cross the names
    },
  };
  return {
    transform: [SHOWN, { filter: { field: 'measure', equal: measure } }],
    ...(isSingle && layout === 'wide' ? {} : { title: { text: measureInWords(measure), fontSize: 11 } }),
    width: panelWidth(looks, layout, columns, true),
    height,
    layer: [
      layout === 'wide'
        ? { mark: { type: 'rule', color: '#888888' }, encoding: { x: { ...x, datum: 0 } } }
        : { mark: { type: 'tick', color: '#888888', size: 20, yOffset: down }, encoding: { y, x: { ...x, datum: 0 } } },
      {
        mark: { type: 'rule', strokeWidth: 2, yOffset: down },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, ...strategyColour(looks) },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1, strokeWidth: 1.5, yOffset: down },
        encoding: {
          y,
          x: { ...x, field: 'value' },
          ...strategyMark(looks, { legend: false }),
          stroke: strategyColour(looks).color,
          fillOpacity: { condition: { test: 'datum.isShown', value: 1 }, value: 0 },
          tooltip: [
            { field: 'strategy', title: 'strategy' },
            { field: 'shown', title: 'difference' },
            { field: 'interval', title: '95 % interval' },
            { field: 'verdict', title: 'verdict' },
          ],
        },
      },
    ],
  };
}

/** Up to where an axis on which a few lie far out is linear; undefined where none does. */
function linearPart(panel: readonly Difference[]): number | undefined {
  const sizes = panel.map(({ value }) => Math.abs(value)).sort((a, b) => a - b);
  const middle = sizes[Math.floor((sizes.length - 1) / 2)];
  const greatest = Math.max(...panel.flatMap(({ low, high }) => [-low, high]));
  if (middle === 0 || greatest <= MOST_LINEAR * middle) return undefined;
  return roundStep(middle);
}

/** 1, 2 or 5 times a power of ten, at most the value. */
function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = value / power >= 5 ? 5 : value / power >= 2 ? 2 : 1;
  return Number((step * power).toPrecision(1));
}

const MOST_TICKS = 6;

/** 0, and on both sides the end of the linear part and a few more, as far as the values go. */
function symlogTicks(panel: readonly Difference[], constant: number): readonly number[] {
  const low = Math.min(0, ...panel.map((each) => each.low));
  const high = Math.max(0, ...panel.map((each) => each.high));
  const sizes: number[] = [];
  const limit = Math.max(-low, high);
  for (let size = constant; size <= limit; size = roundStep(size * 2.51)) sizes.push(size);
  const every = Math.ceil(sizes.length / MOST_TICKS);
  const kept = sizes.filter((_, i) => (sizes.length - 1 - i) % every === 0);
  return [...kept.map((size) => -size).reverse(), 0, ...kept].filter((tick) => tick >= low && tick <= high);
}
