import { beforeAll, describe, expect, test } from 'vitest';
import type { RunResults, Summary } from '../../../src/index.js';
import { allCharts, runCharts as charts } from '../../../src/tank/report/charts/all.js';
import { alikeByEndpoint } from '../../../src/tank/report/charts/endpoints.js';
import { looksOf } from '../../../src/tank/report/charts/looks.js';
import { fewOverloads } from '../../../src/tank/report/charts/overload.js';
import { axisPlace } from '../../../src/tank/report/charts/percentile-curve.js';
import { type ChartSpec, colourOf, shapeOf } from '../../../src/tank/report/charts/theme.js';
import { toPng, toSvg } from '../../../src/tank/report/render.js';
import { AGENTS, TINY, UNEQUAL } from '../runs/tiny.js';
import { CLASSED } from './summaries.js';
import { run } from '../../support/unchecked.js';

const SCENARIOS: Readonly<Record<string, object>> = {
  'two strategies': { ...UNEQUAL, compare: ['response_time_ms.p99', 'throughput_per_s'] },
  'one strategy': TINY,
  'ten strategies': {
    ...UNEQUAL,
    strategies: Array.from({ length: 10 }, (_, i) => ({ name: `strategy_with_a_long_name_${i}`, policy: 'random' })),
  },
  'nothing served': {
    ...UNEQUAL,
    workload: { arrivals: { kind: 'deterministic', rate: '10/s' }, requests: 20 },
    service: { kind: 'constant', value: '1h' },
    client: { timeout: '1s' },
    replications: 2,
  },
  agents: AGENTS,
  'many endpoints': { ...UNEQUAL, fleet: { models: [{ id: 'm', replicas: 50, max_concurrent: 1 }] } },
};

const results = new Map<string, RunResults>();
beforeAll(async () => {
  for (const [name, scenario] of Object.entries(SCENARIOS)) results.set(name, await run(scenario));
});

function resultsOf(name: string): RunResults {
  const found = results.get(name);
  if (found === undefined) throw new Error(`no results of ${name}`);
  return found;
}

describe.each(Object.keys(SCENARIOS))('%s', (name) => {
  test('every chart is drawn, without a warning of the library, with a title that carries its unit', async () => {
    const found = resultsOf(name);
    const drawn = allCharts(found);
    expect(drawn.length).toBeGreaterThan(1);
    for (const { name: chart, spec } of drawn) {
      const svg = await toSvg(spec);
      expect(svg, chart).toMatch(/^<svg /);
      expect(svg, chart).not.toMatch(/NaN|undefined|null/);
      const { text } = spec['title'] as { readonly text: string };
      expect(text, chart).toContain(found.summary.scenario.name);
      expect(widthOf(svg), chart).toBeLessThanOrEqual(715);
    }
  });

  test('every chart has a form for a telephone, which is no wider', async () => {
    const found = resultsOf(name);
    const narrow = allCharts(found, 'narrow');
    expect(narrow.map(({ name: chart }) => chart)).toEqual(allCharts(found).map(({ name: chart }) => chart));
    for (const { name: chart, spec } of narrow) {
      const svg = await toSvg(spec);
      expect(svg, chart).not.toMatch(/NaN|undefined|null/);
      expect(widthOf(svg), chart).toBeLessThanOrEqual(343);
    }
  });
});

function widthOf(svg: string): number {
  return Number(/ width="([\d.]+)"/.exec(svg)?.[1]);
}

test('a chart is the same bytes each time, whatever was drawn before', async () => {
  const found = resultsOf('two strategies');
  const spec = charts.percentile_curve(found);
  if (spec === undefined) throw new Error('no chart');
  const first = await toSvg(spec);
  for (const { spec: other } of allCharts(found)) await toSvg(other);
  expect(await toSvg(spec)).toBe(first);
});

test('a picture is a PNG with text in it', async () => {
  const found = resultsOf('two strategies');
  const [{ spec }] = allCharts(found);
  const svg = await toSvg(spec);
  const png = await toPng(svg);
  expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
  const silent = await toPng(svg.replace(/<text[^]*?<\/text>/g, ''));
  expect(png.length).toBeGreaterThan(1.2 * silent.length);
});

/** Every scale of strategies in a specification, by channel, as JSON. */
function strategyScalesIn(value: unknown, channel = ''): [channel: string, scale: string][] {
  if (typeof value !== 'object' || value === null) return [];
  const isLook = ['color', 'shape', 'strokeDash', 'strokeWidth'].includes(channel);
  const own: [string, string][] =
    isLook && 'field' in value && value.field === 'strategy' && 'scale' in value
      ? [[channel, JSON.stringify(value.scale)]]
      : [];
  return [...own, ...Object.entries(value).flatMap(([key, each]) => strategyScalesIn(each, key))];
}

test('a strategy has one colour, one marker and one dash in all charts, and no two look alike', () => {
  const found = resultsOf('ten strategies');
  const all = allCharts(found).filter(({ name }) => name !== 'differences'); // the baseline is not in it
  const scales = all.flatMap(({ spec }: { spec: ChartSpec }) => strategyScalesIn(spec));
  for (const channel of ['color', 'shape', 'strokeDash']) {
    expect(new Set(scales.filter(([of]) => of === channel).map(([, scale]) => scale)).size, channel).toBe(1);
  }
  const looks = looksOf(found.summary).map((look) => `${colourOf(look)} ${shapeOf(look)}`);
  expect(new Set(looks).size).toBe(10);
});

test('colours go by the place in the scenario, whichever strategies were run and however they did', () => {
  const { summary } = resultsOf('two strategies');
  const [first, second] = summary.strategies;
  const moved = { ...summary, strategies: [{ ...first, place: 5 }, second] };
  const colours = (of: Summary) => new Map(looksOf(of).map((look) => [look.name, colourOf(look)]));
  expect(colours(summary)).toEqual(
    new Map([
      ['round_robin', '#0072b2'],
      ['least_loaded', '#d55e00'],
    ]),
  );
  expect(colours(moved).get('round_robin')).toBe('#e69f00');
  expect(colours(moved).get('least_loaded')).toBe('#d55e00');
});

test('of more than eight strategies the leader and the baseline alone have colours, until others are chosen', () => {
  const { summary, series } = resultsOf('ten strategies');
  const coloured = looksOf(summary).filter(({ isMuted }) => !isMuted);
  const { name } = looksOf(summary)[0];
  expect(new Set(coloured.map((look) => look.name))).toEqual(new Set([name, summary.scenario.baseline]));
  const spec = JSON.stringify(charts.percentile_curve({ summary, series }));
  expect(spec).toContain(`"name":"chosen","value":${JSON.stringify(coloured.map(({ place }) => place))}`);
  expect(looksOf(resultsOf('two strategies').summary).some(({ isMuted }) => isMuted)).toBe(false);
});

test('on the axis of percentiles 90, 99 and 99.9 % lie as far apart as each other', () => {
  expect([0, 50, 90, 99, 99.9, 99.99].map((p) => Number(axisPlace(p).toFixed(4)))).toEqual([0, 0.301, 1, 2, 3, 4]);
  const { summary, series } = resultsOf('two strategies');
  const spec = charts.percentile_curve({ summary, series }) as unknown as {
    data: { values: { x: number; ms: number }[] };
  };
  const p99 = spec.data.values.filter(({ x }) => x === 2).map(({ ms }) => ms);
  expect(p99).toHaveLength(2);
  for (const { measures } of summary.strategies)
    expect(p99.some((ms) => Math.abs(ms - (measures.response_time_ms?.p99?.value ?? NaN)) < 0.01)).toBe(true);
  expect(Math.max(...spec.data.values.map(({ x }) => x))).toBeLessThanOrEqual(Math.log10(4000) + 1e-9); // of 4,000 requests
});

test('the limit of an SLO is a line in it', async () => {
  const { summary, series } = resultsOf('two strategies');
  const slo = { response_time_ms: 250, attainment: 0.99 };
  const spec = charts.percentile_curve({ summary: { ...summary, scenario: { ...summary.scenario, slo } }, series });
  expect(await toSvg(spec ?? {})).toContain('SLO 250 ms');
  expect(await toSvg(charts.percentile_curve({ summary, series }) ?? {})).not.toContain('SLO');
});

test('where one difference is far greater than the others their axis is a symmetric logarithm, and says so', async () => {
  const { summary } = resultsOf('ten strategies');
  const sized = (sizes: readonly number[]): Summary => ({
    ...summary,
    comparisons: summary.comparisons.map((comparison, c) => ({
      ...comparison,
      difference: sizes[c % sizes.length],
      relative: sizes[c % sizes.length] / 100,
      relative_ci95: [sizes[c % sizes.length] / 100 - 0.01, sizes[c % sizes.length] / 100 + 0.01],
    })),
  });
  const outlier = JSON.stringify(charts.differences(sized([-4, 3, 3, 2, -2, 2, 3, 3, 600])));
  expect(outlier).toContain('"type":"symlog","constant":2');
  expect(outlier).toContain('logarithmic beyond ±2 %');
  const ticks = (/"values":(\[[-\d.,]+\]),"format"/.exec(outlier) ?? [])[1];
  expect(JSON.parse(ticks)).toEqual([-5, 0, 5, 20, 100, 500]);
  expect(await toSvg(charts.differences(sized([-4, 600])) ?? {})).not.toMatch(/NaN/);
  expect(JSON.stringify(charts.differences(sized([-4, 3, 5])))).not.toContain('symlog');
});

/** Two strategies, the first of which had some requests rejected. */
function withRejections(rejections: number): Summary {
  const { summary } = resultsOf('two strategies');
  const [first, second] = summary.strategies;
  return { ...summary, strategies: [{ ...first, overload: { ...first.overload, rejections } }, second] };
}

test('a few rejections among many requests look like next to nothing', () => {
  const { data, spec: panel } = charts.overload(withRejections(8)) as unknown as {
    data: { values: { percent: number; shown: string }[] };
    spec: { layer: [{ encoding: { x: { scale: { domain: [number, number] } } } }] };
  };
  expect(data.values[0]).toMatchObject({ percent: 800 / 4000, shown: '0.2 % (8)' });
  expect(panel.layer[0].encoding.x.scale.domain[1]).toBeGreaterThanOrEqual(10);
});

test('of one in thousands a sentence tells, and no chart', () => {
  expect(charts.overload(withRejections(1))).toBeUndefined();
  expect(fewOverloads(withRejections(1))).toMatch(/^Next to nothing: .*: 1 of 4,000 requests \(round_robin\)\.$/);
  expect(fewOverloads(withRejections(8))).toBeUndefined();
  expect(fewOverloads(withRejections(0))).toBeUndefined();
});

test('where all strategies load all endpoints alike a sentence tells, and no chart', () => {
  const { summary } = resultsOf('two strategies');
  const [first, second] = summary.strategies;
  const alike = { ...summary, strategies: [first, { ...second, endpoints: first.endpoints }] };
  expect(charts.utilization(alike)).toBeUndefined();
  expect(charts.share(alike)).toBeUndefined();
  expect(alikeByEndpoint(alike)).toEqual([
    'Every strategy loads every endpoint alike, within 0.0 points.',
    'Every strategy sends every endpoint the same share of the requests, within 0.0 points.',
  ]);
  expect(alikeByEndpoint(summary)).toEqual([]);
});

test('what made the tail is shown by model and by class', () => {
  const { summary } = resultsOf('two strategies');
  const rows = (spec: ChartSpec | undefined) =>
    (spec as unknown as { data: { values: { part: string; percentile: string }[] } }).data.values;
  expect(new Set(rows(charts.models(summary)).map(({ part }) => part))).toEqual(new Set(['fast', 'slow']));
  expect(new Set(rows(charts.classes(CLASSED)).map(({ part }) => part))).toEqual(new Set(['chat', '(none)']));
  expect(charts.classes(summary)).toBeUndefined();
  expect(charts.models(resultsOf('one strategy').summary)).toBeUndefined();
});

test('load over time has a panel a strategy, on the same axes', () => {
  const { summary, series } = resultsOf('ten strategies');
  const spec = charts.utilization_over_time({ summary, series }) as unknown as {
    facet: { sort: string[] };
    resolve?: { scale?: unknown };
  };
  expect(spec.facet.sort).toHaveLength(10);
  expect(spec.resolve?.scale).toBeUndefined();
});

test('where nothing was completed there are no latencies to draw, and failures are', () => {
  const found = resultsOf('nothing served');
  const names = allCharts(found).map(({ name }) => name);
  expect(names).toContain('overload');
  expect(names).not.toContain('percentiles');
  expect(names).not.toContain('percentile_curve');
});

test('where everything went well there is no chart of overload', () => {
  expect(charts.overload(resultsOf('one strategy').summary)).toBeUndefined();
});

test('of a large fleet models have rows, not endpoints', () => {
  const { summary } = resultsOf('many endpoints');
  const [first, second] = summary.strategies;
  const busy = { ...second, endpoints: second.endpoints.map((each) => ({ ...each, utilization: { value: 0.9 } })) };
  const spec = charts.utilization({ ...summary, strategies: [first, busy] });
  const { values } = (spec as unknown as { data: { values: { row: string }[] } }).data;
  expect(new Set(values.map(({ row }) => row))).toEqual(new Set(['m']));
});

describe('series', () => {
  test('the distribution ascends from the least to the greatest, and its P99 is that of the summary', () => {
    const { summary, series } = resultsOf('two strategies');
    series.strategies.forEach(({ response_time_ms: { p, value } }, s) => {
      expect(value.every((ms, i) => i === 0 || ms >= value[i - 1])).toBe(true);
      const p99 = summary.strategies[s].measures.response_time_ms?.p99;
      expect(value[p.findIndex((share) => share >= 0.99 - 1e-9)]).toBeCloseTo(p99?.value ?? NaN, 2);
    });
  });

  test('the course of D/D/1 is busy 40 ms of every 100, and nothing waits', () => {
    const { course } = resultsOf('one strategy').series.strategies[0];
    if (course === undefined) throw new Error('no course');
    const [{ model, value }] = course.utilization;
    expect([model, value.length, course.bin_ms]).toEqual(['only', 120, 8.33333]);
    expect(value.reduce((sum, share) => sum + share, 0) / 120).toBeCloseTo(0.36, 2); // the first comes after 100 ms
    expect(Math.max(...course.waiting)).toBe(0);
  });
});
