import { expect, test } from 'vitest';
import { charts, comparisonRows, measureRows, toSvg } from '../../../src/index.js';
import { run } from '../../support/unchecked.js';
import { UNEQUAL } from '../runs/tiny.js';

const results = await run(UNEQUAL);
const rows = measureRows(results, ['response_time_ms.p50', 'response_time_ms.p95']);

const valuesOf = (spec: unknown) =>
  (spec as { data: { values: { by: string; low: number; high: number }[] } }).data.values;

test('a mark for each row, from one end of its interval to the other', async () => {
  const spec = charts.intervals(rows, { colour: 'measure' });
  expect(valuesOf(spec)).toMatchObject(
    rows.map(({ strategy, measure, value, low = value, high = value }) => ({
      by: strategy,
      colour: measure,
      value,
      low,
      high,
    })),
  );
  const svg = await toSvg(spec ?? {});
  expect(svg).toContain('response_time_ms.p95');
  expect(svg).not.toMatch(/NaN|undefined/);
});

test('title and axis name the measure where there is one; else they are given', () => {
  const one = measureRows(results, ['response_time_ms.p95']);
  expect(JSON.stringify(charts.intervals(one))).toContain('"P95 of response time by strategy"');
  expect(JSON.stringify(charts.intervals(one))).toContain('"title":"P95 of response time, ms"');
  const named = charts.intervals(rows, { title: 'Mine', axis: 'ms', by: 'measure', panel: 'strategy', log: true });
  expect(JSON.stringify(named)).toMatch(/"text":"Mine".*"type":"log"/);
});

test('names with dots, quotes and brackets are names', async () => {
  const odd = [{ 'fleet.models[a].x': '<b>"1"</b>', value: 1, low: 0.5, high: 2 }];
  expect(await toSvg(charts.intervals(odd, { by: 'fleet.models[a].x' }) ?? {})).toContain('&lt;b&gt;');
});

test('rows without a value are left out, and without rows there is nothing to show', async () => {
  const some = comparisonRows(results).map((row) => ({ ...row, value: undefined }));
  expect(charts.intervals(some)).toBeUndefined();
  expect(charts.intervals([])).toBeUndefined();
  const bare = charts.intervals([{ strategy: 'a', value: 3 }]);
  expect(JSON.stringify(bare)).toContain('No value has an interval.');
  expect(await toSvg(bare ?? {})).not.toContain('NaN');
});

test('values that are no numbers are left out; a logarithm has only values above 0', async () => {
  const odd = [NaN, Infinity, 5, 7].map((value, i) => ({ strategy: `s${i}`, value, low: value - 6, high: NaN }));
  const spec = charts.intervals(odd);
  expect(valuesOf(spec).map(({ low, high }) => [low, high])).toEqual([
    [5, 5],
    [7, 7],
  ]);
  expect(await toSvg(charts.intervals(odd, { log: true }) ?? {})).not.toContain('NaN');
  expect(() => charts.intervals([{ strategy: 'a', value: 1, low: -1, high: 2 }], { log: true })).toThrow(
    /cannot show -1/,
  );
});

test('a key that the rows do not have is a mistake, with the one that was meant', () => {
  expect(() => charts.intervals(rows, { colour: 'measures' as never })).toThrow(
    /"measures".*\n.*Did you mean "measure"/s,
  );
});

test('an unknown measure of a sweep is a mistake, too', () => {
  const sweep = { scenario: { compare: [] }, points: [], factors: [] } as never;
  expect(() => charts.sweep(sweep, 'response_time')).toThrow(/unknown measure "response_time"/);
});
