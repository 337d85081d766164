import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/tank/database/scan.js';
import type { RunComparison } from '../../src/tank/results/index.js';
import { expectMistake, wavetank, workFolder } from './wavetank.js';

/** `wavetank compare`: two folders of results, or a folder and a baseline. */

const folder = workFolder();

const scenario = (text = '') => `schema: wavetank.scenario/1
name: twice
fleet:
  models:
    - { id: fast, max_concurrent: 2, max_queue: 20 }
    - { id: slow, max_concurrent: 2, max_queue: 20, backend: { kind: slots, speed: 0.3 } }
workload: { arrivals: { kind: poisson, rate: 20/s }, requests: 1000 }
service: { kind: exponential, mean: 60ms }
strategies: [random, { name: mine, policy: round_robin, max_load_threshold: off }]
compare: [response_time_ms.mean, completed_share]
replications: 10
warm_up: 5s
${text}`;

/** Runs a scenario with other options. @returns its folder of results */
async function run(name: string, ...options: readonly string[]): Promise<string> {
  const out = folder.path(name);
  const { code, stderr } = await wavetank(
    ['run', 'twice.yaml', '--out', out, '--no-charts', '--quiet', '--workers', '1', ...options],
    { cwd: folder.path('project') },
  );
  if (code !== 0) throw new Error(stderr);
  return `${out}/twice`;
}

const compare = (...args: readonly string[]) => wavetank(['compare', ...args], { cwd: folder.path('project') });

async function compared(...args: readonly string[]): Promise<RunComparison> {
  const { code, stdout, stderr } = await compare(...args, '--format', 'json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as RunComparison;
}

let before = '';
let after = '';

beforeAll(async () => {
  await folder.write('project/twice.yaml', scenario());
  before = await run('before');
  after = await run('after', '--set', 'strategies.mine.policy=least_loaded');
});

test('the same run twice: nothing changed', async () => {
  const { code, stdout } = await compare(before, before);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Nothing changed: all [\d,]+ numbers of the strategies are equal to the last digit\.\n/);
  expect(stdout).toMatch(/mine +│ .*= equal/);
});

test('another policy under the same name, on the same traffic: in pairs, verdict first', async () => {
  const { code, stdout } = await compare(before, after);
  expect(code).toBe(0);
  const [found] = stdout.replace(/\s+/g, ' ').split('. ');
  expect(found).toMatch(
    /^mine has a better mean response time now: [\d.]+ ms before, [\d.]+ ms after, −\d\d % \[−\d\d, −\d\d\]$/,
  );
  expect(stdout).toContain('traffic: the same, so replications are compared in pairs');
  expect(stdout).toContain('scenario: strategies.mine.policy round_robin → least_loaded');
  expect(stdout).toMatch(/random +│ .*= equal/);
});

test('another seed: independent runs, and no difference between them', async () => {
  const other = await run('seed', '--seed', 'other');
  const found = await compared(before, other);
  expect(found).toMatchObject({ is_paired: false, unpaired_reason: 'the seeds differ: twice before, other after' });
  for (const { method, verdict } of found.comparisons) expect([method, verdict]).not.toContain('paired');
  expect(found.comparisons.map(({ verdict }) => verdict)).not.toContain('better');
  expect(found.comparisons.map(({ verdict }) => verdict)).not.toContain('worse');
});

test('other traffic is refused, and what differs is named', async () => {
  const other = await run('rate', '--set', 'workload.arrivals.rate=21/s');
  expectMistake(
    await compare(before, other),
    'workload.arrivals.rate 20/s → 21/s',
    'compare runs of the same workload',
  );
});

test('a baseline and a folder are paired, also after its scenario file has changed where its hash is that of the run', async () => {
  const cwd = folder.path('project');
  expect((await wavetank(['check', '--update', 'twice.yaml'], { cwd })).code).toBe(0);
  const baseline = 'results/baselines/twice.json';
  const better = await compared(baseline, after);
  expect(better).toMatchObject({ is_paired: true, before: { path: baseline, kind: 'baseline', scenario: 'twice' } });
  expect(better.comparisons.map(({ strategy, verdict }) => [strategy, verdict]).slice(0, 2)).toEqual([
    ['random', 'no_difference_shown'],
    ['mine', 'better'],
  ]);
  await folder.write('project/twice.yaml', scenario('slo: { response_time: 1s }\n'));
  expect((await compared(baseline, before)).is_paired).toBe(true);
  expect((await compared(baseline, after)).unpaired_reason).toBe(
    `whether they met the same traffic cannot be told, without the scenario of ${baseline}`,
  );
  await folder.write('project/twice.yaml', scenario());
});

test('shipped baselines, of earlier builds, are read', async () => {
  const path = 'results/baselines/large-model.json';
  const { code, stdout } = await wavetank(['compare', path, path]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Nothing changed/);
});

describe('the forms say the same', () => {
  test('JSON is deterministic, and of its own schema', async () => {
    const found = await compared(before, after);
    expect(found.schema).toBe('wavetank.compare/1');
    expect(await compared(before, after)).toEqual(found);
  });

  test('CSV has a row for each strategy and measure', async () => {
    const { comparisons } = await compared(before, after);
    const [head, ...rows] = (await compare(before, after, '--format', 'csv')).stdout.trimEnd().split('\n');
    expect(head).toMatch(/^strategy,measure,method,before,before_low,.*,verdict,reason$/);
    expect(rows.map((row) => row.split(',').slice(0, 3))).toEqual(
      comparisons.map(({ strategy, measure, method }) => [strategy, measure, method]),
    );
  });

  test('markdown begins with what is compared and found', async () => {
    const { stdout } = await compare(before, after, '--format', 'markdown');
    expect(stdout).toContain('\n\n**mine has a better mean response time now:');
    expect(stdout).toContain('### mean response time, ms\n\n| strategy | before |');
  });
});

describe('--out', () => {
  test('writes a page, charts and JSON, and the folder is no run', async () => {
    const out = folder.path('results-of-two', 'comparison');
    const { code, stderr } = await compare(before, after, '--out', out);
    expect([code, stderr]).toEqual([0, `report:  ${out}/report.html\n`]);
    expect(JSON.parse(await readFile(`${out}/compare.json`, 'utf8'))).toEqual(await compared(before, after));
    const page = await readFile(`${out}/report.html`, 'utf8');
    expect(page).toContain('data-chart="differences"');
    expect(page).toContain('data-chart="before-and-after"');
    expect(await folder.files('results-of-two')).toEqual([
      ...['before-and-after.svg', 'before-and-after.vl.json', 'compare.json'],
      ...['differences.svg', 'differences.vl.json', 'report.html'],
    ]);
    expect(await scan(folder.path('results-of-two'))).toEqual([]);
  });

  test('says where nothing can be written', async () => {
    const file = await folder.write('a-file', 'text');
    expectMistake(
      await compare(before, after, '--out', file),
      'results cannot be written here',
      'choose another folder',
    );
  });

  test.each(['sweep', 'capacity'])('tells that a folder of %s is no run, and writes into none', async (name) => {
    const file = await folder.write(`study.${name}/${name}.json`, '{}');
    const study = folder.path(`study.${name}`);
    expectMistake(
      await compare(study, after),
      `this is a study of many runs (wavetank ${name})`,
      'expected the folder of one run',
    );
    expectMistake(
      await compare(before, after, '--out', study),
      `has a ${name}.json, whose report.html would be replaced`,
    );
    expect(await readFile(file, 'utf8')).toBe('{}');
  });

  test('does not replace the page of a run', async () => {
    const page = await readFile(`${before}/report.html`, 'utf8');
    expectMistake(
      await compare(before, after, '--out', before),
      'has a summary.json, whose report.html would be replaced',
    );
    expect(await readFile(`${before}/report.html`, 'utf8')).toBe(page);
  });
});

describe('damaged folders', () => {
  /** A copy of the run before, with the text of a file changed, or without the file. */
  async function damaged(name: string, change?: (text: string) => string): Promise<string> {
    const copy = folder.path('damaged', name);
    await rm(copy, { recursive: true, force: true });
    await mkdir(folder.path('damaged'), { recursive: true });
    await cp(before, copy, { recursive: true });
    const file = `${copy}/${name}`;
    if (change === undefined) await rm(file);
    else await writeFile(file, change(await readFile(file, 'utf8')));
    return copy;
  }

  test.each([
    ['summary.json', (text: string) => text.slice(0, 1000), 'this is not JSON'],
    ['summary.json', undefined, 'there is no summary.json here'],
    ['summary.json', (text: string) => text.replace('summary/2', 'summary/9'), 'its schema is "wavetank.summary/9"'],
    ['summary.json', (text: string) => text.replace(/"value": [\d.]+/, '"value": "much"'), 'these results are damaged'],
    ['replications.json', (text: string) => text.slice(0, -20), 'this is not JSON'],
    ['replications.json', (text: string) => text.replace('mean":[', 'mean":["much",'), 'these results are damaged'],
    ['replications.json', (text: string) => text.replace(/mean":\[[\d.]+,/, 'mean":['), 'has 9 values of'],
    ['scenario.json', () => '{}', 'its schema is missing'],
  ])('%s is refused, with its place (%#)', async (name, change, message) => {
    const copy = await damaged(name, change);
    expectMistake(await compare(before, copy), message, /expected|restore/);
    expectMistake(await compare(copy, before), copy);
  });

  test.each([
    ['replications.json', 'there is no replications.json in'],
    ['scenario.json', undefined],
    ['provenance.json', undefined],
    ['series.json', undefined],
  ])('without %s they are compared as far as they go', async (name, reason) => {
    const copy = await damaged(name);
    const { unpaired_reason, comparisons } = await compared(copy, after);
    if (name === 'scenario.json') expect(unpaired_reason).toContain('without the scenario of');
    else if (reason === undefined) expect(unpaired_reason).toBeUndefined();
    else expect(unpaired_reason).toBe(`${reason} ${copy}`);
    expect(comparisons.find(({ strategy }) => strategy === 'mine')?.verdict).toBe('better');
  });

  test.each([
    ['nothing-here', 'there is nothing here'],
    ['twice.yaml', 'this baseline is damaged: it is not JSON'],
    ['results', 'there is no summary.json here'],
  ])('%s is no run', async (path, message) => {
    await mkdir(folder.path('project', 'results'), { recursive: true });
    expectMistake(await compare(path, after), message, /expected|restore/);
  });

  test('a file of a run is not its folder, which is named', async () => {
    expectMistake(
      await compare(`${before}/summary.json`, after),
      'this is a file of a run',
      `to compare the run: ${before}`,
    );
  });
});

test('text from files means itself in a page, in markdown and on a terminal', async () => {
  const hostile = '<script>alert(1)</script>\u001b[31m|`';
  const copy = folder.path('hostile');
  await cp(before, copy, { recursive: true });
  for (const name of ['summary', 'replications', 'series']) {
    const file = `${copy}/${name}.json`;
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll(/"mine"/g, JSON.stringify(hostile)));
  }
  const written = await readFile(`${copy}/scenario.json`, 'utf8');
  await writeFile(`${copy}/scenario.json`, written.replace('"60ms"', JSON.stringify(hostile)));
  const out = folder.path('hostile-page');
  const { code, stdout } = await compare(copy, copy, '--out', out, '--no-charts');
  expect(code).toBe(0);
  expect(stdout).toContain('<script>alert(1)</script>·[31m');
  expect(stdout).not.toContain('\u001b');
  const page = await readFile(`${out}/report.html`, 'utf8');
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('&#60;script&#62;alert(1)');
  const { stdout: markdown } = await compare(before, copy, '--format', 'markdown');
  expect(markdown).toContain('\\<script\\>alert(1)');
  expect(markdown).not.toContain('<script>');
});
