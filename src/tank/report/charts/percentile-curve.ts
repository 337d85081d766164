import type { Series, Summary } from '../../results/index.js';
import { formatDuration, formatNumber } from '../numbers.js';
import { inDrawingOrder, looksOf } from './looks.js';
import { chart, type ChartSpec, type Layout, PLAIN_NUMBERS, SHOWN, strategyLine, targets, zoomed } from './theme.js';

/** Percentiles that the axis names: they lie equally far apart, so that the tail has as much room as the middle. */
const NAMED = [50, 90, 99, 99.9, 99.99];

/** Greatest over least response time from which on the axis is logarithmic. */
const MOST_LINEAR = 20;

/**
 * Response time by percentile, on an axis that opens up the tail: x = −log10(1 − p). Undefined where no request was
 * completed. Percentiles that rest on less than one request are left out.
 */
export function percentileCurveChart(summary: Summary, series: Series, layout: Layout = 'wide'): ChartSpec | undefined {
  const looks = looksOf(summary);
  const completed = new Map(summary.strategies.map(({ name, requests }) => [name, requests.completed]));
  const values = inDrawingOrder(series.strategies, looks).flatMap(({ name, response_time_ms }) =>
    curveOf(response_time_ms, completed.get(name) ?? 0).map(({ x, p, ms }) => ({
      strategy: name,
      x: Number(x.toFixed(4)),
      ms,
      percentile: `P${formatNumber(Number((100 * p).toFixed(3)))}`,
      shown: formatDuration(ms),
    })),
  );
  if (values.length === 0) return undefined;
  const { slo, name } = summary.scenario;
  const slowest = Math.max(...values.map(({ ms }) => ms), slo?.response_time_ms ?? 0);
  const isLog = slowest > MOST_LINEAR * Math.min(...values.filter(({ x }) => x >= axisPlace(50)).map(({ ms }) => ms));
  const drawn = isLog ? values.filter(({ ms }) => ms > 0) : values;
  const ends = { last: Math.max(...values.map(({ x }) => x)), isLog };
  return chart(
    `Response time by percentile: ${name}`,
    `Of completed requests over all replications${isLog ? '; both axes are logarithmic' : ''}.`,
    {
      data: { values: drawn },
      transform: [SHOWN],
      width: layout === 'wide' ? 610 : 265,
      height: layout === 'wide' ? 340 : 260,
      layer: [
        {
          params: zoomed('x', 'y'),
          mark: { type: 'line', clip: true },
          encoding: { ...axes(ends), order: { field: 'x', type: 'quantitative' }, ...strategyLine(looks, layout) },
        },
        targets(axes(ends), [
          { field: 'strategy', title: 'strategy' },
          { field: 'percentile', title: 'percentile' },
          { field: 'shown', title: 'response time' },
        ]),
        ...(slo === undefined ? [] : sloLine(slo.response_time_ms)),
      ],
    },
    { layout, looks },
  );
}

/** Place of a percentile on the axis. @example axisPlace(99) // 2 */
export function axisPlace(percentile: number): number {
  return -Math.log10(1 - percentile / 100) || 0;
}

/** Where the axis begins: what is faster matters to nobody. */
const FIRST = 0.1;

/** Points of the axis that lie closer to each other are one in the picture. */
const LEAST_STEP = 0.03;

function curveOf({ p, value }: Series['strategies'][number]['response_time_ms'], completed: number) {
  let last = -Infinity;
  return p.flatMap((share, i) => {
    const x = axisPlace(100 * share);
    if (share < FIRST || (1 - share) * completed < 1 - 1e-6 || x - last < LEAST_STEP) return [];
    last = x;
    return [{ x, p: share, ms: value[i] }];
  });
}

function axes({ last, isLog }: { readonly last: number; readonly isLog: boolean }) {
  const named = NAMED.filter((percentile) => axisPlace(percentile) <= last + 1e-9);
  const isInside = "inrange(datum.value, domain('x'))";
  const unlessOutside = { condition: { test: isInside, value: 1 }, value: 0 };
  return {
    x: {
      field: 'x',
      type: 'quantitative',
      scale: { domain: [Number(axisPlace(100 * FIRST).toFixed(4)), Math.max(last, axisPlace(90))], nice: false },
      axis: {
        title: 'percentile of requests, %',
        values: named.map((percentile) => Number(axisPlace(percentile).toFixed(6))),
        labelExpr: 'format(100 * (1 - pow(10, -datum.value)), ".4~r")',
        labelBound: 25,
        gridOpacity: unlessOutside,
        tickOpacity: unlessOutside,
      },
    },
    y: {
      field: 'ms',
      type: 'quantitative',
      scale: isLog ? { type: 'log', nice: false } : { zero: true, nice: true },
      axis: {
        title: `response time, ms${isLog ? ' (logarithmic)' : ''}`,
        format: PLAIN_NUMBERS,
        tickCount: isLog ? 5 : 6,
      },
    },
  };
}

function sloLine(limit: number) {
  const data = { values: [{ limit, label: `SLO ${formatDuration(limit)}` }] };
  const y = { field: 'limit', type: 'quantitative' };
  return [
    { data, mark: { type: 'rule', color: '#222222', strokeDash: [6, 4], clip: true }, encoding: { y } },
    {
      data,
      mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 4, dy: -3, x: 0, clip: true },
      encoding: { y, text: { field: 'label', type: 'nominal' } },
    },
  ];
}
