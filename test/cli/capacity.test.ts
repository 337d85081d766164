import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { duckDb } from '../support/duckdb.js';
import { expectMistake, wavetank, workFolder } from './wavetank.js';

const folder = workFolder();
const TEXT = `schema: wavetank.scenario/1
name: tiny
question: Which bears more?
fleet: { models: [{ id: server, replicas: 4, max_concurrent: 1, max_queue: unlimited }] }
workload: { arrivals: { kind: poisson, rate: 20/s }, requests: 300 }
service: { kind: exponential, mean: 100ms }
strategies:
  - { name: random, policy: random, max_load_threshold: off }
  - least_loaded
slo: { response_time: 600ms, attainment: 95% }
replications: 3
`;

/** A search that is soon over. */
const NEAR = ['--vary', 'workload.arrivals.rate=20/s..40/s', '--tolerance', '10%'];

test('the answers are printed, and written as page, JSON and rows', async () => {
  const file = await folder.write('tiny.yaml', TEXT);
  const out = folder.path('out');
  const args = ['capacity', file, '--out', out, '--no-charts', ...NEAR];
  const { code, stdout, stderr } = await wavetank(args);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    /least_loaded meets the SLO \(95 % within 600 ms\) up to the highest\s+workload\.arrivals\.rate: [\d.]+\/s/,
  );
  expect(stdout).toMatch(/│ least_loaded +│ +[\d.]+\/s │/);
  expect(await folder.files('out/tiny.capacity')).toEqual([
    'capacity.json',
    'points.csv',
    'provenance.json',
    'report.html',
    'scenario.json',
  ]);
  const rows = await readFile(folder.path('out/tiny.capacity/points.csv'), 'utf8');
  expect(rows.split('\n')[0]).toBe('strategy,workload.arrivals.rate,unit,is_met,measure,value,low,high,replications');
  expect(await readFile(folder.path('out/tiny.capacity/report.html'), 'utf8')).toContain('Which bears more?');
  expect((await wavetank([...args, '--format', 'csv', '--quiet'])).stdout).toBe(rows);
  const json = await wavetank([...args, '--format', 'json', '--quiet']);
  expect(JSON.parse(json.stdout)).toEqual(
    JSON.parse(await readFile(folder.path('out/tiny.capacity/capacity.json'), 'utf8')),
  );
});

test.skipIf(duckDb.isMissing)(
  `a folder of a search is no run, and its page can be remade${duckDb.reason}`,
  async () => {
    const file = await folder.write('tiny.yaml', TEXT);
    const out = folder.path('both');
    await wavetank(['capacity', file, '--no-charts', '--quiet', '--out', out, ...NEAR]);
    expect(await wavetank(['report', `${out}/tiny.capacity`, '--no-charts'])).toMatchObject({ code: 0, stderr: '' });
    expect((await wavetank(['query', 'SELECT 1', '--out', out])).stderr).toContain('there are no runs here');
  },
);

test.each([
  [['--vary', 'fleet.models.huge.replicas'], 'no entry "huge"', 'expected one of: server'],
  [['--vary', 'service.mean'], 'it is not known what it means', 'service.mean=1..64'],
  [['--vary', 'workload.arrivals.rate=40/s..20/s'], 'does not go from less to more', 'expected PATH=from..to'],
  [['--vary', 'workload.arrivals.rate=1..2'], 'workload.arrivals.rate cannot be 1', 'expected a rate'],
  [['--set', 'slo.attainment=120%'], 'slo.attainment cannot be "120%"', 'expected'],
  [['--tolerance', '2'], '--tolerance', 'Expected a share above 0 and below 1'],
  [['--seek', 'most'], '--seek', 'highest, lowest'],
  [['--strategies', 'fastest'], 'unknown strategy "fastest"', 'expected one of'],
])('%j is refused with its place', async (args, message, advice) => {
  const file = await folder.write('tiny.yaml', TEXT);
  expectMistake(await wavetank(['capacity', file, ...args, '--out', folder.path('bad')]), message, advice);
});

test('an SLO that no rate meets is told as the answer', async () => {
  const file = await folder.write('tiny.yaml', TEXT);
  const args = [
    '--set',
    'slo.response_time=0.001ms',
    '--vary',
    'workload.arrivals.rate=1/s..4/s',
    '--quiet',
    '--no-charts',
  ];
  const { code, stdout } = await wavetank(['capacity', file, ...args, '--out', folder.path('never')]);
  expect(code).toBe(0);
  expect(stdout).toContain('No strategy meets the SLO');
  expect(stdout).toContain('none');
});
