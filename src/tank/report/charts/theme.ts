/** What all charts have in common: one look, and one colour, marker and dash for each strategy. */

/** A Vega-Lite specification, as plain data. */
export type ChartSpec = Readonly<Record<string, unknown>>;

export const VEGA_LITE_SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Okabe and Ito (2008), Color Universal Design: told apart with every kind of colour blindness; yellow is darkened. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000', '#a89600'];
const SHAPES = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-right',
  'triangle-left',
];
const DASHES = [
  [1, 0],
  [7, 3],
  [2, 2],
  [10, 3, 2, 3],
  [4, 1, 1, 1],
];

const LABEL_SIZE = 11;

/** Scales that give the strategies their looks, in the order of the summary: beyond 8 a colour comes with another shape. */
export function strategyScales(names: readonly string[]) {
  return {
    color: { domain: names, range: names.map((_, i) => COLOURS[i % COLOURS.length]) },
    shape: { domain: names, range: names.map((_, i) => SHAPES[(i + 3 * round(i)) % SHAPES.length]) },
    dash: { domain: names, range: names.map((_, i) => DASHES[(i + 3 * round(i)) % DASHES.length]) },
  };
}

/** How often the colours were used up before strategy i. */
function round(i: number): number {
  return Math.floor(i / COLOURS.length);
}

/** Encodings of a mark that stands for a strategy; the legend is left out where the strategy is written beside it. */
export function strategyMark(names: readonly string[], { legend }: { readonly legend: boolean }) {
  const { color, shape } = strategyScales(names);
  const shown = legend ? { legend: LEGEND } : { legend: null };
  return {
    color: { field: 'strategy', type: 'nominal', scale: color, ...shown },
    shape: { field: 'strategy', type: 'nominal', scale: shape, ...shown },
  };
}

/** Encodings of a line that stands for a strategy. */
export function strategyLine(names: readonly string[]) {
  const { color, dash } = strategyScales(names);
  return {
    color: { field: 'strategy', type: 'nominal', scale: color, legend: LINE_LEGEND },
    strokeDash: { field: 'strategy', type: 'nominal', scale: dash, legend: LINE_LEGEND },
  };
}

const LEGEND = {
  title: null,
  orient: 'bottom',
  columns: 3,
  labelLimit: 300,
  symbolStrokeWidth: 2,
  symbolSize: 160,
};

const LINE_LEGEND = { ...LEGEND, symbolSize: 1000 };

/** A specification in the common look. */
export function chart(title: string, subtitle: string, body: ChartSpec): ChartSpec {
  return {
    $schema: VEGA_LITE_SCHEMA,
    background: '#ffffff',
    padding: 12,
    title: { text: title, subtitle, anchor: 'start', offset: 12 },
    config: {
      font: 'DejaVu Sans, sans-serif',
      title: { fontSize: 14, fontWeight: 'bold', subtitleFontSize: LABEL_SIZE, subtitleColor: '#444444' },
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
      header: { labelFontSize: LABEL_SIZE, titleFontSize: LABEL_SIZE, labelFontWeight: 'bold', labelAnchor: 'start' },
      legend: { labelFontSize: LABEL_SIZE },
      view: { stroke: '#cccccc' },
    },
    ...body,
  };
}
