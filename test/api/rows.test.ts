import { expect, test } from 'vitest';
import { InputError, measureRows, requestRows } from '../../src/index.js';
import { run, sweep } from '../support/unchecked.js';
import { TINY, UNEQUAL } from '../tank/runs/tiny.js';

const results = await run(UNEQUAL, { rows: true });
const { summary } = results;

test('rows of measures have every measure of every strategy once, with its interval', () => {
  const rows = measureRows(results);
  expect(measureRows(summary)).toEqual(rows);
  const keys = rows.map(({ strategy, measure }) => `${strategy} ${measure}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { name, requests, measures } of summary.strategies) {
    const p99 = measures.response_time_ms?.p99;
    expect(rows).toContainEqual({
      strategy: name,
      measure: 'response_time_ms.p99',
      value: p99?.value,
      ...(p99?.ci95 && { low: p99.ci95[0], high: p99.ci95[1] }),
      replications: 4,
    });
    expect(rows).toContainEqual({
      strategy: name,
      measure: 'requests.completed',
      value: requests.completed,
      replications: 4,
    });
  }
});

test('named measures are given in their order, those of parts too; what a run does not have has no row', () => {
  const paths = ['models.slow.utilization', 'response_time_ms.mean', 'classes.none.response_time_ms.mean'];
  expect(measureRows(results, paths).map(({ strategy, measure }) => [strategy, measure])).toEqual([
    ['round_robin', 'models.slow.utilization'],
    ['round_robin', 'response_time_ms.mean'],
    ['least_loaded', 'models.slow.utilization'],
    ['least_loaded', 'response_time_ms.mean'],
  ]);
});

test('a path that is none of a measure is a mistake, with the one that was meant', () => {
  expect(() => measureRows(results, ['response_time_ms.p9'])).not.toThrow(); // a quantile that this run does not have
  expect(() => measureRows(results, ['utilisation'])).toThrow(
    /unknown measure "utilisation"\n.*Did you mean "utilization"/,
  );
});

test('rows of a sweep have the values of its factors', async () => {
  const found = await sweep(TINY, { grid: { 'workload.requests': [10, 20] } });
  expect(measureRows(found)).toEqual(found.rows);
  expect(measureRows(found, ['requests.arrived'])).toEqual([
    { 'workload.requests': 10, strategy: 'round_robin', measure: 'requests.arrived', value: 10, replications: 1 },
    { 'workload.requests': 20, strategy: 'round_robin', measure: 'requests.arrived', value: 20, replications: 1 },
  ]);
});

test('every request is a row: the measures can be computed from them', () => {
  const rows = requestRows(results);
  expect(rows).toHaveLength(2 * 4 * 1000);
  const [first] = summary.strategies;
  const own = requestRows(results, { strategy: first.name });
  expect(own.filter(({ status }) => status === 'completed')).toHaveLength(first.requests.completed);
  const times = own.flatMap(({ response_time_ms: ms }) => ms ?? []);
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  expect(mean).toBeCloseTo(first.measures.response_time_ms?.mean.value ?? 0, 6);
  expect(requestRows(results, { strategy: first.name, replication: 2 })).toEqual(
    own.filter(({ replication }) => replication === 2),
  );
  expect(new Set(own.map(({ endpoint }) => endpoint))).toEqual(new Set(['fast', 'slow']));
});

test('requests that were not asked for, and strategies that did not run, are mistakes', async () => {
  const without = await run(TINY);
  expect(without.requests).toBeUndefined();
  expect(() => requestRows(without)).toThrow(/no rows of requests\n.*rows: true/);
  expect(() => requestRows(results, { strategy: 'least_loade' })).toThrow(/Did you mean "least_loaded"/);
  await expect(
    run({ ...TINY, workload: { ...TINY.workload, requests: 3000 }, replications: 10_000 }, { rows: true }),
  ).rejects.toThrow(InputError);
});
