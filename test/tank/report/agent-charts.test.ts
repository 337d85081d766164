import { expect, test } from 'vitest';
import type { RunResults, Summary } from '../../../src/index.js';
import { alertsChart, noAlerts } from '../../../src/tank/report/charts/alerts.js';
import { assignmentChart } from '../../../src/tank/report/charts/assignment.js';
import { labelPlaces } from '../../../src/tank/report/charts/label-places.js';
import { looksOf } from '../../../src/tank/report/charts/looks.js';
import { qualityChart } from '../../../src/tank/report/charts/quality.js';
import type { ChartSpec } from '../../../src/tank/report/charts/theme.js';
import { figureSpec } from '../../../src/tank/report/figures/figure-spec.js';
import { themes } from '../../../src/tank/report/figures/themes.js';
import { toSvg } from '../../../src/tank/report/render.js';
import { AGENTS, TINY } from '../runs/tiny.js';
import { run } from '../../support/unchecked.js';

const { summary, series } = await run(AGENTS);

type Row = Readonly<Record<string, string | number | boolean>>;

function rowsOf(spec: ChartSpec | undefined): readonly Row[] {
  return (spec as unknown as { data: { values: Row[] } }).data.values;
}

/** The summary with its strategies changed. */
function changed(change: (strategy: Summary['strategies'][number], place: number) => object): Summary {
  return { ...summary, strategies: summary.strategies.map((each, s) => ({ ...each, ...change(each, s) })) };
}

test('without agents, qualities and rules there is none of the charts', async () => {
  const none = await run(TINY);
  expect(assignmentChart(none.summary)).toBeUndefined();
  expect(qualityChart(none.summary)).toBeUndefined();
  expect(alertsChart(none.summary, none.series)).toBeUndefined();
  expect(noAlerts(none.summary, none.series)).toEqual([]);
});

test('before load balancing all agents are with the best model, after it some have moved to another', () => {
  const bars = rowsOf(assignmentChart(summary)).map(({ strategy, model, kind, agents, reckoned, isOverfull }) =>
    [strategy, model, kind, agents, reckoned, isOverfull].join(' '),
  );
  expect(bars.slice(0, 3)).toEqual([
    'before best coder 3 250 % true',
    'before best writer 2 250 % true',
    'before good coder 0 0 % false',
  ]);
  const after = rowsOf(assignmentChart(summary)).filter(({ strategy }) => strategy === 'after');
  const agentsOf = (model: string) =>
    after.filter((row) => row['model'] === model).reduce((sum, { agents }) => sum + Number(agents), 0);
  expect(agentsOf('best')).toBeLessThan(5);
  expect(agentsOf('best') + agentsOf('good')).toBe(5);
  expect(new Set(rowsOf(assignmentChart(summary)).map(({ strategy }) => strategy))).toEqual(
    new Set(['before', 'after']), // the third assigns none
  );
});

test('of many models twelve have a row, of many kinds five have a colour, and agents without a model are told', async () => {
  const models = Array.from({ length: 15 }, (_, m) => ({ id: `model-${m}`, agents: 1 + m, utilization: (1 + m) / 10 }));
  const agents = [
    ...models.flatMap(({ id }, m) =>
      Array.from({ length: 9 }, (_, kind) => ({ kind: `kind-${kind}`, model: id, agents: kind === m % 9 ? 1 + m : 0 })),
    ),
    { kind: 'kind-0', agents: 2 },
  ];
  const many = changed(({ assignment }) =>
    assignment === undefined ? {} : { assignment: { ...assignment, models, agents } },
  );
  for (const layout of ['wide', 'narrow'] as const) {
    const spec = assignmentChart(many, layout);
    const rows = rowsOf(spec);
    const shown = [...new Set(rows.map(({ model }) => model))];
    expect(shown).toEqual([...models.slice(3).map(({ id }) => id), '(no model)']);
    expect(new Set(rows.map(({ kind }) => kind)).size).toBeLessThanOrEqual(6);
    expect(rows.map(({ kind }) => kind)).toContain('4 other kinds');
    expect(await toSvg(spec ?? {})).not.toMatch(/NaN|undefined|null/);
  }
  expect(JSON.stringify(assignmentChart(many))).toContain('Of the models, the 12');
});

/** The strategies at some P99 and quality each. */
function at(places: readonly (readonly [p99: number, quality: number])[]): Summary {
  return changed(({ measures }, s) => ({
    measures: {
      ...measures,
      quality: { value: places[s][1] },
      response_time_ms: { ...measures.response_time_ms, p99: { value: places[s][0] } },
    },
  }));
}

test('the frontier has the strategies that none beats in both, and equals among them', () => {
  const unbeaten = (places: readonly (readonly [number, number])[]) =>
    rowsOf(qualityChart(at(places)))
      .filter(({ isUnbeaten }) => isUnbeaten)
      .map(({ strategy }) => strategy)
      .sort();
  expect(unbeaten([[100, 90], [90, 80], [110, 85]])).toEqual(['after', 'before']); // prettier-ignore
  expect(unbeaten([[100, 90], [100, 90], [100, 80]])).toEqual(['after', 'before']); // prettier-ignore
  expect(unbeaten([[100, 90], [90, 90], [90, 95]])).toEqual(['least_loaded']); // prettier-ignore
});

test('strategies on one place have their names together, and every name is in the picture', async () => {
  for (const layout of ['wide', 'narrow'] as const) {
    const spec = qualityChart(at([[100, 90], [100, 90], [5000, 80]]), layout); // prettier-ignore
    expect(new Set(rowsOf(spec).map(({ group }) => group)).size).toBe(2);
    const svg = await toSvg(spec ?? {});
    for (const { name } of summary.strategies) expect(svg).toContain(`>${name}<`);
    expect(svg).not.toMatch(/NaN|undefined|null/);
    expect(svg).toContain('(logarithmic)');
  }
});

test('where one strategy alone has a quality there is nothing to be seen beside it', () => {
  const one = changed(({ measures }, s) =>
    s === 0 ? {} : { measures: { response_time_ms: measures.response_time_ms } },
  );
  expect(qualityChart(one)).toBeUndefined();
});

test('labels lie neither on each other nor outside of the frame; one without room has none', () => {
  const frame = { width: 300, height: 200 };
  const labels = Array.from({ length: 8 }, (_, i) => ({ x: 150 + i, y: 100, width: 80, height: 13 }));
  const boxes = labelPlaces([{ labels, frame, lines: [] }]).map((place, i) => {
    if (place === undefined) throw new Error('no place');
    const { x, y, width } = labels[i];
    return { left: x + place.dx, right: x + place.dx + width, top: y + place.dy - 6.5, bottom: y + place.dy + 6.5 };
  });
  for (const [i, a] of boxes.entries()) {
    expect(a.left >= 0 && a.right <= frame.width && a.top >= 0 && a.bottom <= frame.height).toBe(true);
    for (const b of boxes.slice(i + 1))
      expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
  }
  const tooLong = [{ x: 10, y: 10, width: 400, height: 13 }];
  expect(labelPlaces([{ labels: tooLong, frame, lines: [] }])).toEqual([undefined]);
});

test('a line is kept clear where there is other room', () => {
  const line = { left: 0, right: 300, top: 80, bottom: 82 };
  const labels = [{ x: 150, y: 90, width: 80, height: 13 }];
  const [place] = labelPlaces([{ labels, frame: { width: 300, height: 200 }, lines: [line] }]);
  expect(place?.dy).toBeGreaterThan(0);
});

test('a place holds in every size of the picture', () => {
  const size = { width: 80, height: 13 };
  const views = [100, 200].map((height) => {
    const frame = { width: 300, height };
    const labels = [0.5, 0.6].map((share) => ({ x: 150, y: share * height, ...size }));
    return { labels, frame, lines: [] };
  });
  const places = labelPlaces(views);
  for (const { labels } of views) {
    const [a, b] = labels.map(({ y }, l) => y + (places[l]?.dy ?? NaN));
    const isBeside = Math.abs((places[0]?.dx ?? NaN) - (places[1]?.dx ?? NaN)) >= size.width;
    expect(Math.abs(a - b) >= size.height || isBeside).toBe(true);
  }
});

/** The series with these alerts under the first strategy, and none under the others. */
function withAlerts(alerts: NonNullable<RunResults['series']['strategies'][number]['alerts']>): RunResults['series'] {
  const strategies = series.strategies.map((each, s) => ({ ...each, ran_ms: 600_000, alerts: s === 0 ? alerts : [] }));
  return { ...series, strategies };
}

test('alerts are bars from raised to cleared, by rule and model, and strategies without any are named', () => {
  const spec = alertsChart(
    summary,
    withAlerts([
      { rule: 'overload', model: 'best', raised_ms: 60_000, cleared_ms: 120_000 },
      { rule: 'overload', model: 'good', raised_ms: 300_000 },
    ]),
  );
  expect(rowsOf(spec)).toMatchObject([
    { strategy: 'before', row: 'overload: best', severity: 'critical', from: 1, to: 2, isOpen: false, alerts: 1 },
    { strategy: 'before', row: 'overload: good', from: 5, to: 10, isOpen: true, cleared: 'not before the end' },
  ]);
  expect(JSON.stringify(spec)).toContain('None under after, least_loaded.');
});

test('alerts that nobody could tell apart are one bar, and too many rows become fewer', () => {
  const close = Array.from({ length: 1000 }, (_, i) => ({
    rule: 'overload',
    model: 'best',
    raised_ms: 500 * i,
    cleared_ms: 500 * i + 400,
  }));
  const dense = alertsChart(summary, withAlerts(close));
  expect(rowsOf(dense)).toMatchObject([{ alerts: 1000, to: 8.3317 }]);
  expect(JSON.stringify(dense)).toContain('The first 1,000 alerts');
  const wide = Array.from({ length: 40 }, (_, m) => ({
    rule: 'overload',
    model: `m${m}`,
    raised_ms: 1e4 * m,
    cleared_ms: 1e4 * m + 5000,
  }));
  expect(new Set(rowsOf(alertsChart(summary, withAlerts(wide))).map(({ row }) => row))).toEqual(new Set(['overload']));
});

test('where nothing was raised there is a sentence, and no chart', () => {
  const quiet = withAlerts([]);
  expect(alertsChart(summary, quiet)).toBeUndefined();
  expect(noAlerts(summary, quiet)).toEqual([expect.stringContaining('In the first replication no alert was raised')]);
  const never = changed(({ alerts = [] }) => ({ alerts: alerts.map((each) => ({ ...each, raised: 0 })) }));
  expect(noAlerts(never, quiet)).toEqual(['No alert was raised, under any strategy.']);
});

test('bars of a narrow figure stay within their rows', () => {
  const figure = figureSpec(assignmentChart(summary) ?? {}, looksOf(summary), themes.print, 327);
  const text = JSON.stringify(figure);
  const step = Number(/"step":(\d+)/.exec(text)?.[1]);
  const height = Number(/"type":"bar"[^}]*"height":(\d+)/.exec(text)?.[1]);
  expect(height).toBeGreaterThan(5);
  expect(height).toBeLessThan(step);
});
