import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Summary, Sweep } from '../../src/index.js';
import { scan } from '../../src/tank/database/scan.js';
import { expectMistake, RESULT_FILES, wavetank, workFolder } from './wavetank.js';

const folder = workFolder();
const TEXT = `schema: wavetank.scenario/1
name: tiny
fleet: { models: [{ id: server, replicas: 2, max_concurrent: 1, max_queue: unlimited }] }
workload: { arrivals: { kind: poisson, rate: 5/s }, requests: 100 }
service: { kind: exponential, mean: 100ms }
strategies: [random, least_loaded]
compare: [response_time_ms.mean]
replications: 3
sweep: { grid: { workload.arrivals.rate: 5/s..15/s:2 } }
`;

test('a sweep of a file is printed, and written as page, JSON and rows', async () => {
  const file = await folder.write('tiny.yaml', TEXT);
  const out = folder.path('out');
  const { code, stdout, stderr } = await wavetank(['sweep', file, '--out', out, '--no-charts']);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('The lead in mean response time of 2 points');
  expect(stdout).toMatch(/│ 15\/s +│/);
  expect(await folder.files('out/tiny.sweep')).toEqual([
    'provenance.json',
    'report.html',
    'rows.csv',
    'scenario.json',
    'sweep.json',
  ]);
  const rows = await readFile(folder.path('out/tiny.sweep/rows.csv'), 'utf8');
  expect(rows.split('\n')[0]).toBe('workload.arrivals.rate,strategy,measure,value,low,high,replications');
  const again = await wavetank([
    'sweep',
    file,
    '--out',
    out,
    '--no-charts',
    '--format',
    'json',
    '--quiet',
    '--workers',
    '2',
  ]);
  expect(JSON.parse(again.stdout)).toEqual(
    JSON.parse(await readFile(folder.path('out/tiny.sweep/sweep.json'), 'utf8')),
  );
  expect((await wavetank(['sweep', file, '--out', out, '--no-charts', '--format', 'csv', '--quiet'])).stdout).toBe(
    rows,
  );
});

test('--pages gives each point the results and page of a run, to which the page leads; the next sweep removes them', async () => {
  const file = await folder.write('tiny.yaml', TEXT);
  const out = folder.path('pages');
  const args = ['sweep', file, '--out', out, '--no-charts', '--quiet'];
  expect((await wavetank([...args, '--pages'])).code).toBe(0);
  const home = 'pages/tiny.sweep/points';
  expect(await readdir(folder.path(home))).toEqual(['1', '2']);
  for (const point of ['1', '2']) expect(await folder.files(home, point)).toEqual(RESULT_FILES);
  const page = await readFile(folder.path('pages/tiny.sweep/report.html'), 'utf8');
  expect(page).toContain('<a href="points/2/report.html">15/s</a>');
  const summary = JSON.parse(await readFile(folder.path(home, '2/summary.json'), 'utf8')) as Summary;
  const { points } = JSON.parse(await readFile(folder.path('pages/tiny.sweep/sweep.json'), 'utf8')) as Sweep;
  expect(summary.scenario.sha256).toBe(points[1].sha256);
  expect(await scan(out)).toEqual([]); // no runs, for the database
  expect((await wavetank(['report', folder.path('pages/tiny.sweep'), '--no-charts'])).code).toBe(0);
  expect(await readFile(folder.path('pages/tiny.sweep/report.html'), 'utf8')).toBe(page);
  expect((await wavetank(args)).code).toBe(0);
  expect(await folder.files(home)).toEqual([]);
});

test('--set takes the place of what the file varies, and --dry-run runs nothing', async () => {
  const file = await folder.write('tiny.yaml', TEXT);
  const args = [
    'sweep',
    file,
    '--out',
    folder.path('none'),
    '--set',
    'replications=2..4',
    '--set',
    'seed=a,b',
    '--dry-run',
  ];
  expect(await wavetank(args)).toMatchObject({ code: 0, stdout: 'tiny: 6 points, 36 jobs\n' });
});

test('a scenario with sweep: runs without it, and with a value of --set', async () => {
  const file = await folder.write('tiny.yaml', TEXT);
  const { code, stdout } = await wavetank([
    'run',
    file,
    '--out',
    folder.path('run'),
    '--no-charts',
    '--set',
    'replications=2',
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain('2 replications of 100 requests');
});

test.each([
  [['--set', 'fleet.models.huge.replicas=1..3'], 'has no entry "huge"', 'expected one of: server'],
  [['--set', 'workload.arrivals.rate=1/s..x'], 'workload.arrivals.rate cannot be "1/s..x"', 'expected a rate'],
  [['--set', 'replications=3..1'], 'is no range of whole numbers', 'expected a..b'],
  [['--set', 'seed=1..1000', '--set', 'replications=1..2'], 'the sweep has 2000 points', '--yes'],
  [['--set', 'seed=1..101', '--pages'], 'the sweep has 101 points', 'expected at most 100 with --pages, or --yes'],
  [['--set', 'nothing'], '--set nothing is no assignment', 'expected PATH=VALUE'],
])('%j is refused with its place', async (args, message, advice) => {
  const file = await folder.write('tiny.yaml', TEXT);
  expectMistake(await wavetank(['sweep', file, ...args, '--out', folder.path('bad')]), message, advice);
});
