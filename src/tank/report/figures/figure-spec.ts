import { CHARACTER, type ChartSpec, longest, type Look, SHOWN } from '../charts/theme.js';
import { inLines } from '../in-lines.js';
import { legendView, MARK } from './legend.js';
import { strategyChannels, type Theme } from './themes.js';

/** A chart with all that only a page needs taken out, in the look of a figure. */

interface Style {
  readonly theme: Theme;
  readonly channels: ReturnType<typeof strategyChannels>;
  readonly rows: unknown;
  /** Fields that tell panels apart. */
  readonly panels: readonly string[];
  readonly looks: readonly Look[];
  readonly isNarrow: boolean;
}

/** Narrower figures, in pixels, have fewer ticks and are less high. */
const NARROW = 500;

/** Height of rows, area of marks and height of panels, beside those of a page. */
const ROW = 0.73;
const MARK_AREA = 0.6;
const NARROW_HEIGHT = 0.65;
const LEAST_HEIGHT = 70;
const NARROW_TICKS = 5;

/** Least width of panels beside each other, with room between them. */
const PANEL = 130;
const AXIS = 45;

/** Share of the width that names beside rows take at most. */
const NAMES = 0.55;

type Tree = Readonly<Record<string, unknown>>;

/**
 * A chart of a page as a figure: no parameters, pointers and tooltips, the colours of the theme, its legend below it.
 * @param looks of its strategies
 * @param width of the whole figure, in pixels
 */
export function figureSpec(chart: ChartSpec, looks: readonly Look[], theme: Theme, width: number): ChartSpec {
  const { $schema, background, config, title, params, padding: _, ...body } = chart as Tree & { params?: Tree[] };
  const facet = body['facet'] as Tree | undefined;
  const style = {
    theme,
    channels: strategyChannels(facet?.['field'] === 'strategy' ? looks.map(inFront) : looks, theme),
    rows: params?.find(({ name }) => name === 'rows')?.['value'],
    panels: [facet?.['field']].flatMap((field) => (typeof field === 'string' ? [field] : [])),
    looks,
    isNarrow: width < NARROW,
  };
  const drawn = inColumns(restyled(body, style) as Tree, width, looks);
  const common = {
    $schema,
    background,
    padding: 2,
    ...(theme.isTitled && { title: wrapped(title as Title, width) }),
    config: configOf(config as Tree, width),
  };
  const channels = legendChannels(body);
  if (channels.size === 0) return { ...common, ...drawn };
  const hasLines = channels.has('strokeDash');
  const hasMarks = theme.isMarked || channels.has('shape');
  return {
    ...common,
    vconcat: [drawn, legendView(looks, theme, { width, hasLines, hasMarks })],
    resolve: { scale: { color: 'independent', shape: 'independent', strokeDash: 'independent' } },
  };
}

/** Thin lines; no name beside a row is left out; the legend stands close to its chart. */
function configOf(config: Tree, width: number): Tree {
  const thin = { domainWidth: 0.6, gridWidth: 0.5, tickWidth: 0.6 };
  return {
    ...config,
    axis: { ...(config['axis'] as Tree), labelLimit: Math.floor(NAMES * width), ...thin },
    axisY: { labelSeparation: 1 },
    view: { ...(config['view'] as Tree), strokeWidth: 0.6 },
    concat: { spacing: 8 },
  };
}

interface Title {
  readonly text: string;
  readonly subtitle: readonly string[];
}

function wrapped(title: Title, width: number) {
  const text = inLines(title.text, Math.floor(width / 9.5)); // bold, and larger
  return { ...title, text, subtitle: inLines(title.subtitle.join(' '), Math.floor(width / CHARACTER)) };
}

/** As many panels beside each other, and beside names of rows, as have room; at most as many as on a page. */
function inColumns(chart: Tree, width: number, looks: readonly Look[]): Tree {
  const { columns, facet, resolve } = chart;
  if (typeof columns !== 'number') return chart;
  const names = hasRows(chart) ? CHARACTER * longest(looks) : AXIS;
  const fitting = Math.max(1, Math.min(columns, Math.floor((width - names) / PANEL)));
  if (!isTree(facet)) return { ...chart, columns: fitting };
  const isFull = (facet['sort'] as readonly unknown[]).length % fitting === 0;
  const axis = isFull ? {} : { axis: { x: 'independent' } }; // else one would stand alone under an empty place
  return { ...chart, columns: fitting, resolve: { scale: isTree(resolve) ? (resolve['scale'] ?? {}) : {}, ...axis } };
}

/** Whether strategies are rows with their names before them. */
function hasRows(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasRows);
  return (
    isTree(value) && Object.entries(value).some(([key, child]) => (key === 'y' ? isOfStrategy(child) : hasRows(child)))
  );
}

/** In a panel of its own nothing is in the background. */
function inFront(look: Look): Look {
  return { ...look, isMuted: false };
}

function restyled(value: unknown, style: Style): unknown {
  if (Array.isArray(value)) return value.map((each) => restyled(each, style));
  if (!isTree(value)) return value;
  const entries = Object.entries(value).flatMap(([key, child]) => {
    const found = restyledEntry(key, child, style);
    return found === undefined ? [] : [[key, found]];
  });
  return Object.fromEntries(entries);
}

/** @returns undefined where it is left out */
function restyledEntry(key: string, value: unknown, style: Style): unknown {
  const { theme, channels, rows, isNarrow } = style;
  if (key === 'data') return value;
  if (key === 'params' || key === 'tooltip') return undefined;
  if (key === 'transform') return withoutPage(value as readonly Tree[]);
  if (key === 'mark' && isTree(value) && typeof value['height'] === 'number') return lowerBar(value, style);
  if (key === 'layer') return layers(value as readonly Tree[], style).map((each) => restyled(each, style));
  if (key in channels && isOfStrategy(value)) return channels[key as keyof typeof channels];
  if (key === 'strokeWidth') return scaled(value, theme.lineWidth);
  if (key === 'domain' && isTree(value) && value['expr'] === 'rows') return rows;
  if (key === 'scheme') return theme.scheme;
  if (key === 'step' && typeof value === 'number') return Math.round(ROW * value);
  if (key === 'size' && typeof value === 'number') return value * MARK_AREA;
  if (key === 'height' && typeof value === 'number' && isNarrow)
    return Math.max(LEAST_HEIGHT, Math.round(value * NARROW_HEIGHT));
  if (key === 'tickCount' && typeof value === 'number' && isNarrow) return Math.min(value, NARROW_TICKS);
  return restyled(value, style);
}

/** A bar as much lower as its row; it is no panel, which has a least height. */
function lowerBar({ height, ...mark }: Tree, style: Style): Tree {
  return { ...(restyled(mark, style) as Tree), height: Math.round(ROW * Number(height)) };
}

/** A width, or the encoding of one. */
function scaled(width: unknown, factor: number): unknown {
  if (typeof width === 'number') return Number((width * factor).toFixed(2));
  return isTree(width) && typeof width['value'] === 'number' ? { value: scaled(width['value'], factor) } : width;
}

function withoutPage(transform: readonly Tree[]): readonly Tree[] | undefined {
  const left = transform.filter(({ filter }) => filter !== SHOWN.filter);
  return left.length === 0 ? undefined : left;
}

/** Layers without what a pointer looks for; of a theme with marks, lines have them, and bars take the place of bands. */
function layers(all: readonly Tree[], style: Style): readonly Tree[] {
  const drawn = all.filter((layer) => !isForPointers(layer));
  if (!style.theme.isMarked) return drawn;
  const isAnyPoint = drawn.some((layer) => typeOf(layer) === 'point');
  return drawn.flatMap((layer) => {
    if (typeOf(layer) === 'area') return [{ ...layer, mark: { ...(layer['mark'] as Tree), ...BAR } }];
    if (typeOf(layer) === 'point') return [withShape(layer)];
    const { strokeDash } = encodingOf(layer);
    return typeOf(layer) === 'line' && isOfStrategy(strokeDash) && !isAnyPoint
      ? [layer, marksAlong(layer, style)]
      : [layer];
  });
}

const BAR = { type: 'rule', strokeWidth: 1.2, opacity: 1 };

function isForPointers(layer: Tree): boolean {
  if (Array.isArray(layer['layer'])) return layer['layer'].every((each: Tree) => isForPointers(each));
  return Array.isArray(layer['transform']) && layer['transform'].some(({ filter }: Tree) => filter === 'is_live');
}

function withShape(layer: Tree): Tree {
  const encoding = encodingOf(layer);
  return isOfStrategy(encoding['color']) ? { ...layer, encoding: { shape: encoding['color'], ...encoding } } : layer;
}

/** About as many marks along each line. */
const MARKS = 6;

/** A few marks along each line of a layer; lines that lie on each other have theirs in other places. */
function marksAlong(layer: Tree, { panels, looks }: Style): Tree {
  const { x, y, color } = encodingOf(layer);
  const groupby = ['strategy', ...panels];
  const names = looks.filter(({ isMuted }) => !isMuted).map(({ name }) => name);
  const step = `ceil(datum.points / ${MARKS})`;
  const turn = `round(indexof(${JSON.stringify(names)}, datum.strategy) * ${step} / ${names.length})`;
  return {
    ...('data' in layer && { data: layer['data'] }),
    transform: [
      { filter: { field: 'strategy', oneOf: names } },
      { window: [{ op: 'row_number', as: 'point' }], sort: [{ field: (x as Tree)['field'] }], groupby },
      { joinaggregate: [{ op: 'count', as: 'points' }], groupby },
      { filter: `(datum.point + ${turn}) % ${step} == 0` },
    ],
    mark: { type: 'point', filled: true, opacity: 1, size: MARK },
    encoding: { x, y, color, shape: color },
  };
}

/** Channels by which a legend tells strategies apart; none where they are written beside their marks. */
function legendChannels(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(look);
    else if (isTree(node))
      for (const [key, child] of Object.entries(node)) {
        if (isOfStrategy(child) && child['legend'] !== undefined && child['legend'] !== null) found.add(key);
        else if (key !== 'data') look(child);
      }
  };
  look(value);
  return found;
}

function isOfStrategy(value: unknown): value is Tree {
  return isTree(value) && value['field'] === 'strategy';
}

function typeOf({ mark }: Tree): unknown {
  return isTree(mark) ? mark['type'] : mark;
}

function encodingOf({ encoding }: Tree): Tree {
  return isTree(encoding) ? encoding : {};
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
