import { beforeAll, describe, expect, test } from 'vitest';
import { type RunResults, runScenarioWithSeries } from '../../../src/index.js';
import { allCharts, charts } from '../../../src/tank/report/charts/all.js';
import type { ChartSpec } from '../../../src/tank/report/charts/theme.js';
import { toPng, toSvg } from '../../../src/tank/report/render.js';
import { TINY, UNEQUAL } from '../runs/tiny.js';

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
  'many endpoints': { ...UNEQUAL, fleet: { models: [{ id: 'm', replicas: 50, max_concurrent: 1 }] } },
};

const results = new Map<string, RunResults>();
beforeAll(async () => {
  for (const [name, scenario] of Object.entries(SCENARIOS)) results.set(name, await runScenarioWithSeries(scenario));
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
    }
  });
});

test('a chart is the same bytes each time, whatever was drawn before', async () => {
  const found = resultsOf('two strategies');
  const spec = charts.ecdf(found.summary, found.series);
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

/** Every scale of strategies in a specification, as JSON. */
function strategyScalesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'field' in value && value.field === 'strategy' && 'scale' in value ? [JSON.stringify(value.scale)] : [];
  return [...own, ...Object.values(value).flatMap(strategyScalesIn)];
}

test('a strategy has one colour, one marker and one dash in all charts, and no two look alike', () => {
  const found = resultsOf('ten strategies');
  const scales = new Set(allCharts(found).flatMap(({ spec }: { spec: ChartSpec }) => strategyScalesIn(spec)));
  expect(scales.size).toBe(3);
  const ranges = [...scales].map((scale) => (JSON.parse(scale) as { range: unknown[] }).range);
  const [colours, ...others] = ranges;
  for (const range of others) {
    const looks = colours.map((colour, i) => JSON.stringify([colour, range[i]]));
    expect(new Set(looks).size).toBe(10);
  }
});

test('where nothing was completed there are no latencies to draw, and failures are', () => {
  const found = resultsOf('nothing served');
  const names = allCharts(found).map(({ name }) => name);
  expect(names).toContain('overload');
  expect(names).not.toContain('percentiles');
  expect(names).not.toContain('ecdf');
});

test('where everything went well there is no chart of overload', () => {
  expect(charts.overload(resultsOf('one strategy').summary)).toBeUndefined();
});

test('of a large fleet models have rows, not endpoints', () => {
  const spec = charts.utilization(resultsOf('many endpoints').summary);
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
