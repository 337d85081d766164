import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { VERSION } from '../../src/index.js';
import type { Provenance } from '../../src/tank/results/provenance.js';
import type { Summary } from '../../src/tank/results/summary.js';
import { BUILT_BIN } from '../support/build.js';
import { TINY, UNEQUAL } from '../tank/runs/tiny.js';
import { expectMistake, type Outcome, RESULT_FILES, wavetank, wavetankProcess, workFolder } from './wavetank.js';

/** `wavetank run` with good input: what goes to stdout, to stderr and to the results folder. */

const folder = workFolder();
const text = (...names: readonly string[]) => readFile(folder.path(...names), 'utf8');
const ESCAPE = '\u001b';

test('several scenarios: tables on stdout, progress on stderr, a folder of results for each', async () => {
  const files = [await folder.write('tiny.yaml', TINY), await folder.write('unequal.yaml', UNEQUAL)];
  const out = folder.path('several');
  const { code, stdout, stderr } = await wavetank(['run', ...files, '--no-charts', '--verbose', '--out', out], {
    env: { CI: 'true' },
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^tiny\n1 replication of 10 requests, seed tiny, [^]*\nunequal\n4 replications of 1,000 requests/,
  );
  expect(stdout).toContain('Compared with round_robin on the same traffic');
  expect(stdout).not.toContain(ESCAPE); // no terminal, no colours: in CI too
  expect(stdout).not.toContain('jobs');
  expect(stderr).toMatch(
    /^tiny: 0 of 1 jobs\ntiny: 1 of 1 jobs\nreport: .*tiny\/report.html: open it .*\nresults: .*tiny\nunequal: 0 of 8 jobs\n[^]*report: .*\nresults: .*unequal\n$/,
  );
  expect(stderr).not.toContain(ESCAPE);
  expect(await folder.files('several')).toEqual([...RESULT_FILES, ...RESULT_FILES].sort());
});

test('--format json of two scenarios is one array, also where the second was interrupted', async () => {
  const files = [await folder.write('one.yaml', { ...TINY, name: 'one' }), await folder.write('two.yaml', TINY)];
  const args = ['run', ...files, '--no-charts', '--verbose', '--format', 'json', '--out', folder.path('array')];
  const names = ({ stdout }: Outcome) => (JSON.parse(stdout) as Summary[]).map(({ scenario }) => scenario.name);
  const whole = await wavetank(args);
  expect(names(whole)).toEqual(['one', 'tiny']);
  expect((JSON.parse(whole.stdout) as Summary[])[1]).toEqual(
    JSON.parse(await readFile(folder.path('array/tiny/summary.json'), 'utf8')),
  );
  expect(names(await wavetank(args, { interruptAt: 'report:' }))).toEqual(['one']);
  expect((await wavetank(args, { interruptAt: 'one: 0 of' })).stdout).toBe('');
});

test('options change seed, replications, strategies and folder; --format json prints the bytes of summary.json', async () => {
  const file = await folder.write('unequal.yaml', UNEQUAL);
  const options = ['--strategies', 'least_loaded, random', '--seed', 'other', '--replications', '2', '--workers', '2'];
  const { code, stdout } = await wavetank([
    'run',
    file,
    ...options,
    '--no-charts',
    '--format',
    'json',
    '--out',
    folder.path('a', 'b'),
  ]);
  expect(code).toBe(0);
  expect(stdout).toBe(await text('a', 'b', 'unequal', 'summary.json'));
  const { scenario, strategies, comparisons } = JSON.parse(stdout) as Summary;
  expect(scenario).toMatchObject({ name: 'unequal', seed: 'other', replications: 2 });
  expect(strategies.map(({ name }) => name)).toEqual(['least_loaded', 'random']);
  expect(comparisons).toMatchObject([{ baseline: 'least_loaded', strategy: 'random' }]);

  const provenance = JSON.parse(await text('a', 'b', 'unequal', 'provenance.json')) as Provenance;
  expect(provenance).toMatchObject({
    schema: 'wavetank.provenance/1',
    version: VERSION,
    node: process.version,
    workers: 2,
    interrupted: false,
  });
  expect(provenance.command.slice(0, 3)).toEqual(['run', file, '--strategies']);
  expect(new Date(provenance.date).toISOString()).toBe(provenance.date);
  expect(provenance.jobs.map(({ strategy, replication, requests }) => [strategy, replication, requests])).toEqual([
    ['least_loaded', 0, 1000],
    ['random', 0, 1000],
    ['least_loaded', 1, 1000],
    ['random', 1, 1000],
  ]);
  for (const { wall_ms } of provenance.jobs) expect(wall_ms).toBeGreaterThan(0);
});

test('--require-slo: exit code 1 where a strategy misses it or there is none, 0 where all attain it', async () => {
  const slo = (name: string, responseTime: string) => ({ ...TINY, name, slo: { response_time: responseTime } });
  const [kept, missed] = [
    await folder.write('kept.yaml', slo('kept', '40ms')),
    await folder.write('missed.yaml', slo('missed', '39ms')),
  ];
  const none = await folder.write('none.yaml', TINY);
  const gate = ['--require-slo', '--no-charts', '--format', 'markdown', '--out', folder.path('gate')];
  const good = await wavetank(['run', kept, ...gate]);
  expect([good.code, good.stdout.split('\n')[0]]).toEqual([0, '## kept']);
  const bad = await wavetank(['run', missed, kept, none, ...gate]);
  expect(bad.code).toBe(1);
  expect(bad.stderr).toContain('missed: round_robin misses the SLO: 0.00 % of requests within 39 ms, 99 % required');
  expect(bad.stderr).toContain('tiny: --require-slo, but the scenario has no slo');
  expect(bad.stderr).not.toContain('kept: round_robin');
  expect(bad.stdout).toMatch(/^## missed\n[^]*\n## kept\n[^]*\n## tiny\n/);
  expect(await folder.files('gate', 'missed')).toEqual(expect.arrayContaining(RESULT_FILES)); // results are kept
});

test('--dry-run says what would run, runs nothing and writes nothing', async () => {
  const file = await folder.write('big.yaml', {
    ...UNEQUAL,
    name: 'big',
    workload: { ...UNEQUAL.workload, requests: 10_000_000 },
  });
  const { code, stdout, stderr } = await wavetank([
    'run',
    file,
    '--dry-run',
    '--workers',
    '2',
    '--out',
    folder.path('dry'),
  ]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/fleet +│ 2 models, 2 endpoints/);
  expect(stdout).toMatch(/strategies +│ round_robin, least_loaded/);
  expect(stdout).toMatch(/requests in each +│ 10,000,000/);
  expect(stdout).toMatch(/requests simulated +│ 80,000,000/);
  expect(stdout).toMatch(/jobs +│ 8 on 2 workers/);
  expect(stdout).toMatch(/time +│ about [\d.]+ (s|min)/);
  expect(stdout).toMatch(/memory +│ about [\d,]+ MB/);
  expect(await folder.files('dry')).toEqual([]);
});

test('--sort and --time-unit read a trace otherwise; times that look wrong are told', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${(i * 7) % 30}`).join('\n');
  const file = await folder.write('unsorted.csv', `arrival_ms\n${rows}\n`);
  const scenario = await folder.write('unequal.yaml', UNEQUAL);
  const run = (...args: readonly string[]) =>
    wavetank([
      'run',
      scenario,
      '--trace',
      file,
      '--no-charts',
      '--format',
      'json',
      '--out',
      folder.path('sorted'),
      ...args,
    ]);
  expectMistake(await run(), 'unsorted.csv:7:1: arrival_ms "5" is earlier than that of line 6', '--sort');
  const warningsOf = ({ stdout }: { readonly stdout: string }) => (JSON.parse(stdout) as Summary).warnings;
  const hint = expect.stringContaining('arrival_ms was read as milliseconds, which makes 1,000 requests/s') as string;
  expect(warningsOf(await run('--sort'))).toContainEqual(hint);
  expect(warningsOf(await run('--sort', '--time-unit', 's'))).not.toContainEqual(hint);
});

test('--trace replaces the traffic; --skip-bad-rows counts and reports what it leaves out', async () => {
  const rows = ['18:00:00.0,100,10', '18:00:01.0,many,10', '18:00:02.0,300,30'].map((row) => `2023-11-16 ${row}`);
  const trace = await folder.write('day.csv', ['TIMESTAMP,ContextTokens,GeneratedTokens', ...rows].join('\n'));
  const file = await folder.write('unequal.yaml', {
    ...UNEQUAL,
    service: { per_output_token: '1ms' },
    workload: { ...UNEQUAL.workload, output_tokens: { kind: 'constant', value: 9 } },
  });
  const args = [
    'run',
    file,
    '--trace',
    trace,
    '--skip-bad-rows',
    '--no-charts',
    '--format',
    'json',
    '--out',
    folder.path('traced'),
  ];
  const { code, stdout } = await wavetank(args);
  expect(code).toBe(0);
  const { scenario, strategies, warnings } = JSON.parse(stdout) as Summary;
  expect(scenario.trace).toMatchObject({ format: 'azure_llm', requests: 2, skipped_rows: 1 });
  expect(scenario.replications).toBe(1);
  expect(strategies.map(({ requests }) => requests.completed)).toEqual([2, 2]);
  expect(warnings).toEqual([
    'replications: 4 requested, 1 run: a recorded trace runs once',
    '1 bad rows of the trace were skipped',
    'row skipped, line 3: ContextTokens "many" is not a number of tokens',
  ]);
});

test('run may be left out before a scenario', async () => {
  const text = JSON.stringify(TINY);
  await folder.write('named/tiny.yaml', text);
  await folder.write('named/tiny', text);
  await folder.write('named/validate', text);
  const cwd = folder.path('named');
  const named = await wavetank(['run', 'tiny.yaml', '--no-charts'], { cwd });
  expect(named.code).toBe(0);
  const withoutReplaced = ({ stderr, ...outcome }: Outcome) => ({
    ...outcome,
    stderr: stderr.replace(/^tiny: replaced the run of .*\n/m, ''),
  });
  for (const file of ['tiny.yaml', 'tiny'])
    expect(withoutReplaced(await wavetank([file, '--no-charts'], { cwd }))).toEqual(named);
  expect((await wavetank(['gone.yaml'], { cwd })).stderr).toContain('gone.yaml: the file does not exist');
  expect((await wavetank(['validate', 'tiny'], { cwd })).stdout).toBe('tiny: ok\n'); // a command comes first
});

test('a reader that goes away, such as head, ends neither the run nor its results', async () => {
  const file = await folder.write('tiny.yaml', TINY);
  const args = ['run', file, '--no-charts', '--out', folder.path('piped')];
  const { code, stderr } = await wavetankProcess(args, { watch: ({ stdout }) => stdout?.destroy() });
  expect(stderr).not.toMatch(/^\s+at |EPIPE/m);
  expect(code).toBe(0);
  expect(await folder.files('piped')).toEqual(RESULT_FILES);
});

test('nor does one that read messages and output alike, as in 2>&1 | head -1', async () => {
  const file = await folder.write('tiny.yaml', TINY);
  const { code } = await wavetankProcess(['run', file, '--no-charts', '--out', folder.path('unheard')], {
    watch: ({ stdout, stderr }) => {
      stdout?.destroy();
      stderr?.destroy();
    },
  });
  expect(code).toBe(0);
  expect(await folder.files('unheard')).toEqual(RESULT_FILES);
});

test.skipIf(!existsSync('/dev/full'))(
  'a full disk for what is printed is told, and the results are whole',
  async () => {
    const file = await folder.write('tiny.yaml', TINY);
    const args = [BUILT_BIN, 'run', file, '--no-charts', '--out', folder.path('printed')];
    const command = [process.execPath, ...args].map((word) => `'${word}'`).join(' ');
    const { status, stderr } = spawnSync('/bin/sh', ['-c', `${command} > /dev/full`], { encoding: 'utf8' });
    expect(status, stderr).toBe(2);
    expect(stderr).toContain('the output cannot be printed: ');
    expect(stderr).toContain(`results: ${folder.path('printed', 'tiny')}`);
    expect(await folder.files('printed')).toEqual(RESULT_FILES);
  },
);

test('rows of an earlier run do not stand beside the results of another', async () => {
  const file = await folder.write('again.yaml', { ...UNEQUAL, name: 'again', replications: 1 });
  const args = ['run', file, '--no-charts', '--out', folder.path('again')];
  expect((await wavetank([...args, '--rows', '--rows-format', 'csv'])).code).toBe(0);
  expect(await folder.files('again')).toContain('requests.csv');
  expect((await wavetank([...args, '--seed', 'other'])).code).toBe(0);
  const [now] = (await readdir(folder.path('again'))).sort();
  expect(await readdir(folder.path('again', now))).not.toContain('requests.csv'); // it went to earlier/
});
