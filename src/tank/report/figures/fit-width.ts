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
  if ('spec' in chart) {
    const spec = chart['spec'] as Tree;
    const room = roomIn(spec, width);
    return { ...inRoom(chart, room), spec: { ...inRoom(spec, room), width } };
  }
  const sized = (view: Tree) => ({ ...inRoom(view, roomIn(view, width)), width });
  return 'concat' in chart ? { ...chart, concat: (chart['concat'] as Tree[]).map(sized) } : sized(chart);
}

/** Of a panel, in pixels; its height where it is not that of its rows. */
interface Room {
  readonly width: number;
  readonly height: number | undefined;
}

function roomIn({ height }: Tree, width: number): Room {
  return { width, height: typeof height === 'number' ? height : undefined };
}

/** Titles of axes, and of panels, in lines that have room. */
function inRoom<Value>(value: Value, room: Room): Value {
  if (Array.isArray(value)) return value.map((each: unknown) => inRoom(each, room)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]: [string, unknown]) => {
    if (key === 'data') return [key, child];
    if (key === 'x') return [key, withLines(child as Tree, room.width, { titleLimit: room.width })];
    if (key === 'y')
      return [key, withLines(child as Tree, room.height === undefined ? Infinity : BESIDE * room.height)];
    if (key === 'facet') return [key, { ...(child as Tree), header: { labelLimit: room.width + GUTTER } }];
    return [key, inRoom(child, room)];
  });
  return Object.fromEntries(entries) as Value;
}

/** A title beside a panel may be a little longer than the panel is high. */
const BESIDE = 1.3;

function withLines(channel: Tree, room: number, axis: Tree = {}): Tree {
  const { title } = (channel['axis'] ?? {}) as { readonly title?: unknown };
  if (typeof title !== 'string') return channel;
  const characters = Math.floor(room / CHARACTER);
  const lines = inLines(title, characters).flatMap((line) => brokenPath(line, characters));
  return { ...channel, axis: { ...(channel['axis'] as Tree), title: lines, ...axis } };
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
