/** What all charts have in common: one look, and one colour, marker and dash for each strategy. */
import { inLines } from '../in-lines.js';

/** A Vega-Lite specification, as plain data. */
export type ChartSpec = Readonly<Record<string, unknown>>;

/** As wide as a column of text, or as a telephone. */
export type Layout = 'wide' | 'narrow';

export const VEGA_LITE_SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** What a strategy, or another line of a chart, looks like wherever it is drawn. */
export interface Look {
  readonly name: string;
  /** Colours, marks and dashes go by it. */
  readonly place: number;
  /** Whether it is in the background unless it is chosen: where there are too many to be told apart by colour. */
  readonly isMuted: boolean;
}

/** Okabe and Ito (2008), Color Universal Design: told apart with every kind of colour blindness; yellow is darkened. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000', '#a89600'];
export const MUTED = '#949494';
const SHAPES = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-right',
  'triangle-left',
] as const;
const DASHES = [
  [1, 0],
  [7, 3],
  [2, 2],
  [10, 3, 2, 3],
  [4, 1, 1, 1],
];

/** More lines than there are colours are not told apart by them. */
export const MOST_COLOURED = COLOURS.length;

const LABEL_SIZE = 11;

export function colourOf({ place }: Pick<Look, 'place'>): string {
  return COLOURS[place % COLOURS.length];
}

/** Beyond the number of colours a colour comes with another shape. */
export function shapeOf({ place }: Pick<Look, 'place'>): (typeof SHAPES)[number] {
  return SHAPES[(place + 3 * round(place)) % SHAPES.length];
}

/** Lengths of the strokes and gaps of its line. */
export function dashOf({ place }: Pick<Look, 'place'>): readonly number[] {
  return DASHES[(place + 3 * round(place)) % DASHES.length];
}

/** How often the colours were used up before. */
function round(place: number): number {
  return Math.floor(place / COLOURS.length);
}

/** Scales that give strategies their looks; colours and widths follow the parameter `chosen` where some are muted. */
export function strategyScales(looks: readonly Look[]) {
  const domain = looks.map(({ name }) => name);
  const isAnyMuted = looks.some(({ isMuted }) => isMuted);
  const unlessChosen = <Value>(look: Look, chosen: Value, muted: Value) =>
    isAnyMuted
      ? { expr: `indexof(chosen, ${look.place}) < 0 ? ${JSON.stringify(muted)} : ${JSON.stringify(chosen)}` }
      : chosen;
  return {
    color: { domain, range: looks.map((look) => unlessChosen(look, colourOf(look), MUTED)) },
    shape: { domain, range: looks.map(shapeOf) },
    dash: { domain, range: looks.map(dashOf) },
    width: { domain, range: looks.map((look) => unlessChosen(look, 2, 1)) },
  };
}

/** Encodings of a mark that stands for a strategy; the legend is left out where the strategy is written beside it. */
export function strategyMark(
  looks: readonly Look[],
  { legend, layout = 'wide' }: { readonly legend: boolean; readonly layout?: Layout },
) {
  const { color, shape } = strategyScales(looks);
  const shown = legend ? { legend: { ...LEGEND, columns: legendColumns(looks, layout, 40) } } : { legend: null };
  return {
    color: { field: 'strategy', type: 'nominal', scale: color, ...shown },
    shape: { field: 'strategy', type: 'nominal', scale: shape, ...shown },
  };
}

/** The colour alone, for marks without a shape. */
export function strategyColour(looks: readonly Look[]) {
  return { color: strategyMark(looks, { legend: false }).color };
}

/** Encodings of a line that stands for a strategy. */
export function strategyLine(looks: readonly Look[], layout: Layout = 'wide') {
  const { color, dash, width } = strategyScales(looks);
  const legend = { ...LEGEND, symbolSize: 1000, columns: legendColumns(looks, layout, 70) };
  return {
    color: { field: 'strategy', type: 'nominal', scale: color, legend },
    strokeDash: { field: 'strategy', type: 'nominal', scale: dash, legend },
    strokeWidth: looks.some(({ isMuted }) => isMuted)
      ? { field: 'strategy', type: 'ordinal', scale: width, legend }
      : { value: 2 },
  };
}

const LEGEND = {
  title: null,
  values: { expr: 'named' }, // those in the background have no place in it
  orient: 'bottom',
  labelLimit: 300,
  symbolStrokeWidth: 2,
  symbolSize: 160,
};

/** An axis with the name of each row above its marks, which are to be moved down by 7. */
export const NAMES_ABOVE = {
  labelAlign: 'left',
  labelPadding: -4,
  labelOffset: -8,
  labelLimit: 280,
  labelOverlap: false,
  ticks: false,
  domain: false,
  zindex: 1,
};

/**
 * Encoding of rows that stand for strategies, those of the parameter `rows`. Names stand before the rows, or above them where there is no room: then marks
 * are to be moved down by `down`, and a grid would cross the names.
 */
export function strategyRows(layout: Layout, step = 22) {
  const y = { field: 'strategy', type: 'nominal', scale: { domain: { expr: 'rows' } } };
  if (layout === 'wide') return { y: { ...y, axis: { title: null } }, height: { step }, down: 0 };
  return { y: { ...y, axis: { title: null, ...NAMES_ABOVE } }, height: { step: step + 14 }, down: 7 };
}

/**
 * Panels below each other have numbers on each axis, for the last is out of sight; so have panels that leave places in the
 * last row, under which an axis would stand alone.
 */
export function panelAxes(layout: Layout, panels = 1, columns = 1) {
  return layout === 'wide' && panels % columns === 0 ? {} : { axis: { x: 'independent' } };
}

/** Strategies that are not hidden: a page sets the parameter. */
export const SHOWN = { filter: 'indexof(hidden, datum.strategy) < 0' };

/**
 * What a pointer finds on a chart of lines where a page is live, for a drawing need not have it: invisible dots along the
 * lines, of which the nearest tells what it is wherever the pointer is.
 */
export function targets(encoding: ChartSpec, tooltip: readonly ChartSpec[]) {
  return {
    params: [{ name: 'pointed', select: { type: 'point', on: 'pointerover', nearest: true, toggle: false } }],
    transform: [{ filter: 'is_live' }],
    mark: { type: 'point', filled: true, opacity: 0, size: 120, clip: true },
    encoding: { ...encoding, tooltip },
  };
}

/** Moving by dragging, zooming by wheel with the control key so that the page still scrolls, double click for all. */
export function zoomed(...encodings: readonly ('x' | 'y')[]) {
  return [
    {
      name: 'zoom',
      bind: 'scales',
      select: { type: 'interval', encodings, zoom: 'wheel![event.ctrlKey || event.metaKey]' },
    },
  ];
}

/** Characters of a subtitle that have room in a line. */
const LINE = 92;

/** Width of a chart for wide screens, with its labels. */
const WHOLE = 660;
const LONGEST_LABEL = 300;
/** Width of a character of labels, as it is measured when they are drawn. */
export const CHARACTER = 7.05;

/** Width of each of some panels in a row, beside names of strategies: once on the left, or before each panel. */
export function panelWidth(looks: readonly Look[], layout: Layout, columns: number, areLabelsRepeated = false): number {
  if (layout === 'narrow') return 300;
  const label = Math.min(LONGEST_LABEL, CHARACTER * longest(looks)) + 12;
  const labels = areLabelsRepeated ? columns * label : label;
  return Math.max(90, Math.min(440, Math.floor((WHOLE - labels - 22 * (columns - 1)) / columns)));
}

/** Characters of the longest name. */
export function longest(looks: readonly Look[]): number {
  return Math.max(0, ...looks.map(({ name }) => name.length));
}

/** Columns of a legend that have room beside each other. */
function legendColumns(looks: readonly Look[], layout: Layout, symbol: number): number {
  if (layout === 'narrow') return 1;
  const each = CHARACTER * Math.min(longest(looks), LONGEST_LABEL / CHARACTER) + symbol;
  return Math.max(1, Math.min(3, Math.floor(WHOLE / each)));
}

/** Times on an axis, to four digits. */
export const PLAIN_NUMBERS = ',.4~r';

/**
 * A specification in the common look.
 * @param looks of the strategies in it, whose choice a page may change
 * @param rows of the strategies that have a row, where not all have one
 */
export function chart(
  title: string,
  subtitle: string,
  body: ChartSpec,
  { layout = 'wide', looks, rows = looks }: ChartOptions = {},
): ChartSpec {
  return {
    $schema: VEGA_LITE_SCHEMA,
    background: '#ffffff',
    padding: layout === 'wide' ? 12 : 4,
    // in a narrow picture there is no room for it: the page has it
    ...(layout === 'wide' && {
      title: { text: title, subtitle: inLines(subtitle, LINE), anchor: 'start', offset: 12 },
    }),
    ...(looks && { params: pageParameters(looks, rows) }),
    config: {
      aria: false, // the figure has a name, and the numbers are in tables
      font: 'DejaVu Sans, sans-serif',
      title: {
        fontSize: 14,
        fontWeight: 'bold',
        color: '#222222',
        subtitleFontSize: LABEL_SIZE,
        subtitleColor: '#444444',
      },
      axis: {
        labelFontSize: LABEL_SIZE,
        titleFontSize: LABEL_SIZE,
        titleFontWeight: 'normal',
        labelColor: '#222222',
        titleColor: '#222222',
        gridColor: '#e4e4e4',
        domainColor: '#888888',
        tickColor: '#888888',
        labelLimit: 300,
        labelOverlap: 'greedy',
        labelSeparation: 6,
        labelFlush: false, // a last label that is moved inwards may lie on the one before
      },
      header: {
        labelFontSize: LABEL_SIZE,
        titleFontSize: LABEL_SIZE,
        labelFontWeight: 'bold',
        labelAnchor: 'start',
        labelColor: '#222222',
        labelLimit: 280,
      },
      legend: { labelFontSize: LABEL_SIZE, labelColor: '#222222' },
      text: { color: '#222222', fontSize: LABEL_SIZE },
      view: { stroke: '#cccccc' },
    },
    ...body,
  };
}

interface ChartOptions {
  readonly layout?: Layout;
  readonly looks?: readonly Look[] | undefined;
  readonly rows?: readonly Look[] | undefined;
}

/** What a page sets: who is hidden, coloured by place, named in legends and has a row, and that a pointer may ask. */
function pageParameters(looks: readonly Look[], rows: readonly Look[] = looks) {
  const chosen = looks.filter(({ isMuted }) => !isMuted);
  return [
    { name: 'hidden', value: [] },
    { name: 'chosen', value: chosen.map(({ place }) => place) },
    { name: 'named', value: chosen.map(({ name }) => name) },
    { name: 'rows', value: rows.map(({ name }) => name) },
    { name: 'is_live', value: false },
  ];
}

/** Looks of lines that are not strategies, by their order. */
export function looksInOrder(names: readonly string[]): readonly Look[] {
  return names.map((name, place) => ({ name, place, isMuted: false }));
}
