import type { Measure, Summary } from '../../results/index.js';
import { formatMeasure, formatValue } from '../numbers.js';
import { frontierOf, type Rated, ratedStrategies } from '../unbeaten.js';
import { type Box, labelPlaces, type Place } from './label-places.js';
import { inDrawingOrder, looksOf } from './looks.js';
import { CHARACTER, chart, type ChartSpec, type Layout, PLAIN_NUMBERS, SHOWN, strategyMark } from './theme.js';

/** Greatest over least P99 from which on the axis is logarithmic. */
const MOST_LINEAR = 5;

const SIZES = { wide: { width: 600, height: 300 }, narrow: { width: 262, height: 280 } } as const;

/** A figure for a column of a paper is no larger: what has room there has room in all. */
const SMALL = { width: 262, height: 185 };

/** Room around the points, as a share of the axis. */
const PADDING = 0.08;

/** Longer names are cut. */
const LONGEST = { wide: 40, narrow: 30 } as const;

/**
 * Quality against P99 of the response time, a point a strategy with both intervals, and the line of those that none beats in
 * both. Undefined where fewer than two strategies have both.
 */
export function qualityChart(summary: Summary, layout: Layout = 'wide'): ChartSpec | undefined {
  const rated = ratedStrategies(summary.strategies);
  if (rated.length < 2) return undefined;
  const looks = looksOf(summary);
  const { width, height } = SIZES[layout];
  const across = axisOf(
    rated.map(({ p99 }) => p99),
    true,
  );
  const up = axisOf(
    rated.map(({ quality }) => quality),
    false,
  );
  const frontier = frontierOf(rated);
  const shown = inDrawingOrder(rated, looks);
  const named = new Set(looks.filter(({ isMuted }) => !isMuted).map(({ name }) => name));
  for (const { name } of frontier) named.add(name);
  const [inColumn, own] = [SMALL, SIZES[layout]].map((frame) => {
    const at = (p99: number, quality: number) => ({
      x: frame.width * across.place(p99),
      y: frame.height * (1 - up.place(quality)),
    });
    return {
      frame,
      spot: ({ p99, quality }: Rated) => at(p99.value, quality.value),
      lines: [...rated.flatMap(({ p99, quality }) => crossOf(p99, quality, at)), ...stepsOf(frontier, at)],
    };
  });
  const written = shown.filter(({ name }) => named.has(name));
  const labels = [[inColumn, own], [own]].map((views) => {
    const groups = groupsOf(written, views[0].spot);
    const places = labelPlaces(
      views.map(({ frame, spot, lines }) => ({
        frame,
        lines,
        labels: groups.map((group) => ({ ...spot(group[0]), ...sizeOf(group, layout) })),
      })),
    );
    return { groups, places };
  });
  const { groups, places } = labels.find((each) => !each.places.includes(undefined)) ?? labels[1];
  const labelOf = new Map(
    groups.flatMap((group, g) => group.map(({ name }) => [name, labelFields(group, g, places[g], layout)] as const)),
  );
  const values = shown.map(({ name, p99, quality, beatenBy }) => ({
    strategy: name,
    ms: p99.value,
    msLow: p99.ci95?.[0] ?? p99.value,
    msHigh: p99.ci95?.[1] ?? p99.value,
    quality: quality.value,
    low: quality.ci95?.[0] ?? quality.value,
    high: quality.ci95?.[1] ?? quality.value,
    isUnbeaten: beatenBy.length === 0,
    shownMs: formatMeasure(p99),
    shownQuality: formatValue('score', quality),
    label: cut(name, LONGEST[layout]),
    ...(labelOf.get(name) ?? NO_LABEL),
  }));
  const x = {
    type: 'quantitative',
    scale: { domain: across.domain, nice: false, ...(across.isLog ? { type: 'log' } : { zero: false }) },
    axis: {
      title: `P99 of response time, ms${across.isLog ? ' (logarithmic)' : ''}`,
      format: PLAIN_NUMBERS,
      tickCount: layout === 'wide' ? 6 : 4,
    },
  };
  const y = {
    type: 'quantitative',
    scale: { domain: up.domain, nice: false, zero: false },
    axis: { title: 'quality, score of 0 to 100', format: '~r', tickCount: 6 },
  };
  const mark = strategyMark(looks, { legend: places.includes(undefined) || named.size < rated.length, layout });
  const { color } = mark; // the same in all layers: so is the legend
  return chart(
    `Quality and P99 response time, ms: ${summary.scenario.name}`,
    'Thin lines are 95 % intervals where available; the dashed line joins the strategies that no other beats in both.',
    {
      data: { values },
      transform: [SHOWN],
      width,
      height,
      layer: [
        {
          transform: [{ filter: 'datum.isUnbeaten' }],
          mark: { type: 'line', interpolate: 'step-after', color: '#888888', strokeWidth: 1.5, strokeDash: [5, 3] },
          encoding: { x: { ...x, field: 'ms' }, y: { ...y, field: 'quality' }, order: { field: 'ms' } },
        },
        {
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: {
            x: { ...x, field: 'msLow' },
            x2: { field: 'msHigh' },
            y: { ...y, field: 'quality' },
            color,
          },
        },
        {
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: { x: { ...x, field: 'ms' }, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
        },
        {
          transform: [{ filter: 'datum.lineX != 0 || datum.lineY != 0' }],
          mark: {
            type: 'rule',
            strokeWidth: 0.7,
            color: '#888888',
            x2Offset: { expr: 'datum.lineX' },
            y2Offset: { expr: 'datum.lineY' },
          },
          encoding: {
            x: { ...x, field: 'ms' },
            x2: { field: 'ms' },
            y: { ...y, field: 'quality' },
            y2: { field: 'quality' },
          },
        },
        {
          mark: { type: 'point', filled: true, size: 90, opacity: 1 },
          encoding: {
            x: { ...x, field: 'ms' },
            y: { ...y, field: 'quality' },
            ...mark,
            tooltip: [
              { field: 'strategy', title: 'strategy' },
              { field: 'shownQuality', title: 'quality' },
              { field: 'shownMs', title: 'P99, ms' },
            ],
          },
        },
        {
          transform: [
            { filter: 'datum.group >= 0' },
            {
              aggregate: [{ op: 'values', as: 'members' }],
              groupby: ['group', 'groupMs', 'groupQuality', 'dx', 'top'],
            },
            { calculate: "pluck(datum.members, 'label')", as: 'lines' }, // without those that are hidden
          ],
          mark: {
            type: 'text',
            align: 'left',
            baseline: 'middle',
            lineHeight: LINE,
            dx: { expr: 'datum.dx' },
            dy: { expr: 'datum.top' },
          },
          encoding: {
            x: { ...x, field: 'groupMs' },
            y: { ...y, field: 'groupQuality' },
            text: { field: 'lines', type: 'nominal' },
          },
        },
      ],
    },
    { layout, looks },
  );
}

/** Height of a name. */
const LINE = 13;

/** Points that lie closer to each other, in pixels, have their names together. */
const TOGETHER = 5;

/** Points that lie on each other, together. */
function groupsOf(points: readonly Rated[], spot: (point: Rated) => Spot): readonly (readonly Rated[])[] {
  const groups: Rated[][] = [];
  for (const point of points) {
    const { x, y } = spot(point);
    const near = groups.find(([first]) => Math.hypot(x - spot(first).x, y - spot(first).y) < TOGETHER);
    if (near === undefined) groups.push([point]);
    else near.push(point);
  }
  return groups;
}

function sizeOf(group: readonly Rated[], layout: Layout) {
  const characters = Math.max(...group.map(({ name }) => Math.min(LONGEST[layout], name.length)));
  return { width: CHARACTER * characters, height: LINE * group.length };
}

/** What is not named has no place. */
const NO_LABEL = { group: -1, groupMs: 0, groupQuality: 0, dx: 0, top: 0, lineX: 0, lineY: 0 };

/** Where the names of a group stand, beside its first point, and where the line to them ends, 0 without one. */
function labelFields(group: readonly Rated[], index: number, place: Place | undefined, layout: Layout) {
  if (place === undefined) return NO_LABEL;
  const [{ p99, quality }] = group;
  const { width, height } = sizeOf(group, layout);
  return {
    group: index,
    groupMs: p99.value,
    groupQuality: quality.value,
    dx: Math.round(place.dx),
    top: Math.round(place.dy - (height - LINE) / 2),
    lineX: place.far > 0 ? Math.round(nearest(place.dx, place.dx + width)) : 0,
    lineY: place.far > 0 ? Math.round(nearest(place.dy - height / 2, place.dy + height / 2)) : 0,
  };
}

/** Of the numbers between two, the one that is nearest to 0. */
function nearest(low: number, high: number): number {
  return Math.min(Math.max(0, low), high);
}

function cut(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}

/** An axis that has all intervals, with room around them. */
function axisOf(measures: readonly Measure[], mayBeLog: boolean) {
  const ends = measures.flatMap(({ value, ci95 = [value, value] }) => [value, ...ci95]);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const isLog = mayBeLog && least > 0 && most > MOST_LINEAR * least;
  const scale = isLog ? Math.log : (value: number) => value;
  const [from, to] = [scale(least), scale(most)];
  const room = to > from ? PADDING * (to - from) : Math.max(1, 0.02 * Math.abs(to));
  const [low, high] = [from - room, to + room];
  const back = isLog ? Math.exp : (value: number) => value;
  return {
    isLog,
    domain: [back(low), back(high)],
    /** 0 to 1. */
    place: (value: number) => (scale(value) - low) / (high - low),
  };
}

/** Where a point is drawn. */
type At = (p99: number, quality: number) => Spot;

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What the line of those that none beats covers. */
function stepsOf(frontier: readonly Rated[], at: At): readonly Box[] {
  return frontier.slice(1).flatMap((next, i) => {
    const { p99, quality } = frontier[i];
    const corner = at(next.p99.value, quality.value);
    return [boxOf(at(p99.value, quality.value), corner), boxOf(corner, at(next.p99.value, next.quality.value))];
  });
}

/** What the lines of two intervals cover. */
function crossOf(p99: Measure, quality: Measure, at: At): readonly Box[] {
  const [left, right] = p99.ci95 ?? [p99.value, p99.value];
  const [low, high] = quality.ci95 ?? [quality.value, quality.value];
  return [boxOf(at(left, quality.value), at(right, quality.value)), boxOf(at(p99.value, low), at(p99.value, high))];
}

function boxOf(a: Spot, b: Spot): Box {
  return {
    left: Math.min(a.x, b.x) - 1,
    right: Math.max(a.x, b.x) + 1,
    top: Math.min(a.y, b.y) - 1,
    bottom: Math.max(a.y, b.y) + 1,
  };
}
