import { rmSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/index.js';
import { sweepPage } from '../../../src/tank/report/sweep/write-sweep-report.js';
import { sweepRowsTable, sweepTable } from '../../../src/tank/report/sweep/sweep-table.js';
import { sweepVerdict } from '../../../src/tank/report/sweep/sweep-verdict.js';
import { sweepCharts } from '../../../src/tank/report/sweep/sweep-charts.js';
import { toSvg } from '../../../src/index.js';
import { KeptPoints, planSweep, pointsOf, runSweep } from '../../../src/tank/studies/index.js';
import { workFolder } from '../../cli/wavetank.js';
import { runScenario, sweep, vary } from '../../support/unchecked.js';

const SCENARIO = {
  schema: 'wavetank.scenario/1',
  name: 'tiny',
  fleet: { models: [{ id: 'server', replicas: 4, max_concurrent: 1, max_queue: 'unlimited' }] },
  workload: { arrivals: { kind: 'poisson', rate: '10/s' }, requests: 400 },
  service: { kind: 'exponential', mean: '100ms' },
  strategies: ['random', 'least_loaded'],
  replications: 4,
  compare: ['response_time_ms.mean'],
  slo: { response_time: '1s', attainment: 0.9 },
};
const GRID = { grid: { 'workload.arrivals.rate': '10/s..30/s:3' } };
const folder = workFolder();

test('a point is the run of the scenario with its values', async () => {
  const { points, factors } = await sweep(SCENARIO, GRID);
  expect(factors).toEqual([{ path: 'workload.arrivals.rate', values: ['10/s', '20/s', '30/s'] }]);
  expect(points.map(({ values }) => values)).toEqual([
    { 'workload.arrivals.rate': '10/s' },
    { 'workload.arrivals.rate': '20/s' },
    { 'workload.arrivals.rate': '30/s' },
  ]);
  const workload = { ...SCENARIO.workload, arrivals: { kind: 'poisson', rate: '20/s' } };
  const run = await runScenario({ ...SCENARIO, workload });
  expect(points[1].sha256).toBe(run.scenario.sha256);
  expect(points[1].strategies).toEqual(run.strategies.map((strategy) => ({ ...strategy, endpoints: [] })));
  expect(points[1].comparisons).toEqual(run.comparisons);
});

test('one thread and two give the same bytes', async () => {
  const one = await sweep(SCENARIO, GRID, { workers: 1 });
  const two = await sweep(SCENARIO, GRID, { workers: 2 });
  expect(JSON.stringify(two)).toBe(JSON.stringify(one));
});

test('points that were finished before are taken, unless they are damaged or of another scenario', async () => {
  const planned = await planSweep(SCENARIO, pointsOf(GRID));
  const whole = await runSweep(planned);
  const home = folder.path('tiny.sweep');
  const first = await KeptPoints.open(home, false);
  const ended = new AbortController();
  const interrupted = await runSweep(planned, {
    kept: first,
    signal: ended.signal,
    onProgress: (finished) => {
      if (finished === 2) ended.abort();
    },
  });
  expect(interrupted).toBeUndefined();
  const files = await readdir(`${home}/.points`);
  expect(files).toHaveLength(2);
  await folder.write(`tiny.sweep/.points/${files[0]}`, 'damaged');
  const seen: number[] = [];
  const again = await runSweep(planned, {
    kept: await KeptPoints.open(home, true),
    onProgress: (finished) => seen.push(finished),
  });
  expect(JSON.stringify(again)).toBe(JSON.stringify(whole));
  expect(seen).toEqual([1, 2, 3]);
  const other = await planSweep({ ...SCENARIO, seed: 'other' }, pointsOf(GRID));
  expect(await (await KeptPoints.open(home, true)).read(other.points[0].plan)).toBeUndefined();
  await KeptPoints.open(home, false);
  expect(await readdir(home)).toEqual([]);
});

test('where whole results are wanted, only points that have them are taken', async () => {
  const planned = await planSweep(SCENARIO, pointsOf(GRID));
  const home = folder.path('whole.sweep');
  const first = await KeptPoints.open(home, false);
  await runSweep(planned, { kept: first });
  await mkdir(join(...(await first.placeOf(planned.points[1].plan))));
  const ran: string[] = [];
  const onRun = ({ sha256 }: { readonly sha256: string }) => Promise.resolve(void ran.push(sha256));
  await runSweep(planned, { kept: await KeptPoints.open(home, true, true), onRun });
  expect(ran).toEqual([0, 2].map((point) => planned.points[point].plan.sha256));
});

test('points that have a recorded trace in common read it once, and give what single runs give', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i * 50},10,10`);
  const path = await folder.write('trace.csv', `arrival_ms,prompt_tokens,output_tokens\n${rows.join('\n')}\n`);
  const scenario = { ...SCENARIO, workload: { trace: { path } }, replications: 1 };
  const planned = await planSweep(scenario, pointsOf({ grid: { 'fleet.models.server.replicas': [2, 3, 4] } }));
  const kept = await KeptPoints.open(folder.path('recorded.sweep'), false);
  const found = await runSweep(planned, {
    workers: 1,
    kept,
    onProgress: () => {
      rmSync(path, { force: true });
    },
  });
  expect(found?.points.map(({ strategies: [{ requests }] }) => requests['arrived'])).toEqual([60, 60, 60]);
  await expect(runSweep(planned, { workers: 1 })).rejects.toThrow(InputError); // the file is gone
});

test('a trace is read again where it is read in another way', async () => {
  const path = await folder.write('again.csv', 'arrival_ms,prompt_tokens,output_tokens\n0,1,1\n1000,1,1\n2000,1,1\n');
  const scenario = { ...SCENARIO, workload: { trace: { path } }, replications: 1 };
  const { points } = await sweep(scenario, { grid: { 'workload.trace.to': ['1500ms', '3s'] } });
  expect(points.map(({ strategies: [{ requests }] }) => requests['arrived'])).toEqual([2, 3]);
});

test('every point is checked before the first runs', async () => {
  await expect(sweep(SCENARIO, { grid: { 'fleet.models.server.replicas': [1, 0] } })).rejects.toThrow(InputError);
  await expect(sweep(SCENARIO, { grid: { 'fleet.models.none.replicas': [1] } })).rejects.toThrow('has no entry "none"');
});

test('rows are stacked: one for each measure of each strategy at each point, with the values of the point', async () => {
  const { points, rows, ...head } = await sweep(SCENARIO, GRID);
  expect(Object.keys(head)).toEqual(['schema', 'version', 'scenario', 'factors']);
  const p99 = rows.filter(({ measure, strategy }) => measure === 'response_time_ms.p99' && strategy === 'random');
  const of = points.map(({ strategies: [{ measures }] }) => measures.response_time_ms?.p99);
  expect(p99.map(({ value, low, high }) => ({ value, ci95: low === undefined ? undefined : [low, high] }))).toEqual(
    of.map((found) => ({ value: found?.value, ci95: found?.ci95 })),
  );
  expect(p99.map((row) => row['workload.arrivals.rate'])).toEqual(['10/s', '20/s', '30/s']);
  const counted = rows.find(({ measure }) => measure === 'requests.arrived');
  expect(counted).toEqual({
    'workload.arrivals.rate': '10/s',
    strategy: 'random',
    measure: 'requests.arrived',
    value: 1600,
    replications: 4,
  });
});

test('vary gives the scenario of each point, which run by itself is that point', async () => {
  const { points } = await sweep(SCENARIO, GRID, { seed: 'mine' });
  const varied = await vary({ ...SCENARIO, sweep: GRID }, GRID, { seed: 'mine' });
  expect(varied.map(({ values }) => values)).toEqual(points.map(({ values }) => values));
  expect(varied[1].scenario).toEqual({
    ...SCENARIO,
    workload: { ...SCENARIO.workload, arrivals: { kind: 'poisson', rate: '20/s' } },
    seed: 'mine',
  });
  for (const [i, { scenario }] of varied.entries())
    expect((await runScenario(scenario)).scenario.sha256).toBe(points[i].sha256);
  await expect(vary(SCENARIO, { grid: { replications: [4, 0] } })).rejects.toThrow(InputError);
});

test('vary keeps a policy that is an object', async () => {
  const policy = {
    summary: 'the first',
    create: () => ({ pick: (_: unknown, __: unknown, { index }: { index: Int32Array }) => index[0] }),
  };
  const strategies = ['random', { name: 'first', policy }];
  const [{ scenario }] = await vary({ ...SCENARIO, strategies }, { grid: { seed: ['a'] } });
  expect(scenario['strategies']).toEqual(strategies);
});

test('verdict, table, rows, charts and page say what was found', async () => {
  const found = await sweep(SCENARIO, {
    grid: { 'workload.arrivals.rate': ['10/s', '38/s'], 'fleet.models.server.replicas': [4, 5] },
  });
  const [lead, slo] = sweepVerdict(found);
  expect(lead).toContain('The lead in mean response time of 4 points');
  expect(slo).toContain('The SLO (90 % within 1 s) is met by');
  const table = sweepTable(found, 'response_time_ms.mean');
  expect(table.head).toEqual(['workload.arrivals.rate', 'fleet.models.server.replicas', 'random', 'least_loaded']);
  expect(table.rows).toHaveLength(4);
  expect(table.rows[0][2]).toMatch(/^[✓✗] [\d,.]+/);
  const { head, rows } = sweepRowsTable(found);
  expect(head.slice(2)).toEqual(['strategy', 'measure', 'value', 'low', 'high', 'replications']);
  const p99 = rows.filter(
    ([rate, , strategy, measure]) => rate === '38/s' && strategy === 'random' && measure === 'response_time_ms.p99',
  );
  expect(p99.map(([, , , , value]) => Number(value))).toEqual(
    found.points.slice(2).map(({ strategies: [{ measures }] }) => measures.response_time_ms?.p99?.value),
  );
  const charts = sweepCharts(found);
  expect(charts.map(({ name }) => name)).toContain('heat-map');
  for (const { spec } of charts) expect(await toSvg(spec)).not.toMatch(/NaN|undefined/);
  const page = sweepPage(found, { ...SCENARIO, question: '<script>' }, []);
  expect(page).not.toContain('<script>');
  expect(page).toContain('Point by point');
});
