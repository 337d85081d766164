import { LENGTH_SHARES, type LengthProfile, type TraceProfile } from '../../inspection/index.js';
import type { NamedProfile } from '../trace-tables.js';
import { chart, type ChartSpec, looksInOrder, strategyLine } from './theme.js';

/** Charts of what traces are like, a line each; undefined where there is nothing to draw. */

/** The rate over time. */
export function rateChart(traces: readonly NamedProfile[]): ChartSpec | undefined {
  const values = traces.flatMap(({ name, profile: { arrivals } }) =>
    arrivals.course.per_s.map((rate, bin) => ({
      strategy: name,
      x: ((bin + 0.5) * arrivals.course.bin_s) / 60,
      y: rate,
    })),
  );
  return lines(traces, values, {
    title: 'Rate over time',
    subtitle: 'Arrivals per second, in 120 equal parts of the trace.',
    x: { title: 'minutes from the start', scale: { nice: false } },
    y: { title: 'requests per second', scale: { domainMin: 0 } },
  });
}

/** The index of dispersion by window. */
export function dispersionChart(traces: readonly NamedProfile[]): ChartSpec | undefined {
  const values = traces.flatMap(({ name, profile }) =>
    profile.arrivals.dispersion
      .filter(({ value }) => value > 0) // the scale is logarithmic
      .map(({ window_s, value }) => ({ strategy: name, x: window_s, y: value })),
  );
  return lines(traces, values, {
    title: 'Index of dispersion of counts',
    subtitle: 'Variance / mean of the counts in windows: 1 for Poisson; it grows with the window if the rate changes.',
    x: { title: 'window, s (logarithmic)', scale: { type: 'log', nice: false } },
    y: { title: 'variance / mean (logarithmic)', scale: { type: 'log' } },
  });
}

/** The distribution of lengths. */
export function lengthChart(traces: readonly NamedProfile[], side: 'prompt' | 'output'): ChartSpec | undefined {
  const values = traces.flatMap(({ name, profile }) => lengthPoints(name, lengthsOf(profile, side)));
  return lines(traces, values, {
    title: `Length of ${side}s`,
    subtitle: 'Cumulative share of requests by length, at eleven quantiles.',
    x: { title: 'tokens (logarithmic)', scale: { type: 'log', nice: false } },
    y: { title: 'share of requests', scale: { domain: [0, 1] }, format: '.0%' },
  });
}

function lengthsOf(profile: TraceProfile, side: 'prompt' | 'output'): LengthProfile | undefined {
  return side === 'prompt' ? profile.prompt_tokens : profile.output_tokens;
}

function lengthPoints(name: string, lengths: LengthProfile | undefined) {
  return (lengths?.quantiles ?? []).map((tokens, i) => ({
    strategy: name,
    x: Math.max(1, tokens),
    y: LENGTH_SHARES[i],
  }));
}

/** The hit rate of one cache that all requests share, by its size. */
export function hitRateChart(traces: readonly NamedProfile[]): ChartSpec | undefined {
  const values = traces.flatMap(({ name, profile }) =>
    (profile.prefixes?.hit_rates ?? []).flatMap(({ blocks, block_hit_rate }) =>
      blocks === undefined ? [] : [{ strategy: name, x: blocks, y: block_hit_rate }],
    ),
  );
  return lines(traces, values, {
    title: 'Hit rate of a shared cache',
    subtitle: 'Share of prompt blocks found in one LRU cache for all requests.',
    x: { title: 'cache size, blocks (logarithmic)', scale: { type: 'log', nice: false } },
    y: { title: 'blocks hit', scale: { domainMin: 0 }, format: '.0%' },
  });
}

interface Axis {
  readonly title: string;
  readonly scale: ChartSpec;
  readonly format?: string;
}

function lines(
  traces: readonly NamedProfile[],
  values: readonly { readonly strategy: string; readonly x: number; readonly y: number }[],
  { title, subtitle, x, y }: { readonly title: string; readonly subtitle: string; readonly x: Axis; readonly y: Axis },
): ChartSpec | undefined {
  if (values.length < 2) return undefined;
  const axis = (name: string, { title, scale, format = ',~f' }: Axis) => ({
    field: name,
    type: 'quantitative',
    scale,
    axis: { title, format, tickCount: 8 },
  });
  const looks = looksInOrder(traces.map(({ name }) => name));
  return chart(
    title,
    subtitle,
    {
      data: { values },
      width: 620,
      height: 240,
      mark: { type: 'line', strokeWidth: 1.8 },
      encoding: {
        x: axis('x', x),
        y: axis('y', y),
        order: { field: 'x', type: 'quantitative' },
        ...strategyLine(looks),
      },
    },
    { looks },
  );
}
