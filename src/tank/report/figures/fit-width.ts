import { CHARACTER, type ChartSpec } from '../charts/theme.js';
import { inLines } from '../in-lines.js';
import { draw } from '../render.js';

/** A figure as wide as it is asked to be: labels beside panels take what they need, panels the rest. */

type Tree = Readonly<Record<string, unknown>>;

/** Narrower panels show nothing: then the figure stays wider, and its text becomes smaller. */
const LEAST_PANEL = 40;

/** Room between panels, into which a heading may reach. */
const GUTTER = 12;

/**
 * @param figure a chart, or a chart above its legend
 * @param width in pixels
 * @returns the specification with widths for its panels, and its drawing
 */
export async function fitWidth(figure: ChartSpec, width: number) {
  const columns = columnsOf(chartIn(figure));
  let panel = Math.floor(width / columns); // too wide: what is left over tells how much
  let spec = withPanels(figure, panel);
  let svg = (await draw(spec)).svg;
  for (let attempt = 0; attempt < 4 && Math.abs(sizeOf(svg).width - width) >= 1; attempt++) {
    panel = Math.max(LEAST_PANEL, Math.floor(panel + (width - sizeOf(svg).width) / columns));
    spec = withPanels(figure, panel);
    svg = (await draw(spec)).svg;
  }
  return { spec, svg };
}

/** In pixels. */
export function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /^<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return { width: Number(width), height: Number(height) };
}

function chartIn(figure: ChartSpec): Tree {
  return Array.isArray(figure['vconcat']) ? (figure['vconcat'][0] as Tree) : figure;
}

/** Panels beside each other. */
function columnsOf(chart: Tree): number {
  const { columns = 1, concat, facet } = chart as { columns?: number; concat?: unknown[]; facet?: { sort: unknown[] } };
  return Math.min(columns, concat?.length ?? facet?.sort.length ?? 1);
}

function withPanels(figure: ChartSpec, width: number): ChartSpec {
  const chart = chartIn(figure);
  const sized = withWidth(chart, width);
  if (chart === figure) return sized;
  const [, legend] = figure['vconcat'] as readonly Tree[];
  return { ...figure, vconcat: [sized, legend] };
}

function withWidth(chart: Tree, width: number): Tree {
  if ('spec' in chart) return { ...narrowed(chart, width), spec: { ...narrowed(chart['spec'] as Tree, width), width } };
  if ('concat' in chart)
    return { ...chart, concat: (chart['concat'] as Tree[]).map((each) => ({ ...narrowed(each, width), width })) };
  return { ...narrowed(chart, width), width };
}

/** Titles of axes below, and of panels, in lines that have room there. */
function narrowed<Value>(value: Value, width: number): Value {
  if (Array.isArray(value)) return value.map((each: unknown) => narrowed(each, width)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]: [string, unknown]) => {
    if (key === 'data') return [key, child];
    if (key === 'x') return [key, withLines(child as Tree, width)];
    if (key === 'facet') return [key, { ...(child as Tree), header: { labelLimit: width + GUTTER } }];
    return [key, narrowed(child, width)];
  });
  return Object.fromEntries(entries) as Value;
}

function withLines(x: Tree, width: number): Tree {
  const { title } = (x['axis'] ?? {}) as { readonly title?: unknown };
  if (typeof title !== 'string') return x;
  const characters = Math.floor(width / CHARACTER);
  const lines = inLines(title, characters).flatMap((line) => brokenPath(line, characters));
  return { ...x, axis: { ...(x['axis'] as Tree), title: lines, titleLimit: width } };
}

/** A path that is too long, broken after its dots. */
function brokenPath(line: string, characters: number): readonly string[] {
  if (line.length <= characters) return [line];
  return line.split(/(?<=\.)/).reduce<readonly string[]>((lines, part) => {
    const last = lines.at(-1);
    return last !== undefined && last.length + part.length <= characters
      ? [...lines.slice(0, -1), last + part]
      : [...lines, part];
  }, []);
}
