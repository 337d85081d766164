import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Baseline } from '../../src/tank/results/baseline.js';
import { GATED, worsened } from '../tank/verdicts/gate/baselines.js';
import { TINY } from '../tank/runs/tiny.js';
import { expectMistake, wavetank, workFolder } from './wavetank.js';

/** `wavetank check`, from the baselines that it makes to the exit codes of CI. */

const folder = workFolder();

/** A folder with a scenario and its baseline; commands run in it. */
async function project(name: string, scenario: object = GATED) {
  const cwd = folder.path(name);
  const write = (content: object) => folder.write(`${name}/gated.yaml`, content);
  await write(scenario);
  const check = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
    wavetank(['check', ...args], { cwd, env: { GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '', ...env } });
  const baseline = `${cwd}/results/baselines/gated.json`;
  /** Makes the baseline pass as one of the other policy: as if the code of the policy had been changed. */
  const worsen = async () => {
    const then = JSON.parse(await readFile(baseline, 'utf8')) as Baseline;
    await write(worsened);
    await check(['--update', 'gated.yaml']);
    const { scenario_sha256 } = JSON.parse(await readFile(baseline, 'utf8')) as Baseline;
    await writeFile(baseline, JSON.stringify({ ...then, scenario_sha256, sha256: undefined }));
  };
  return { cwd, write, check, baseline, worsen };
}

test('a baseline is made, equal on unchanged code, red with a reason where a policy got worse, green after --update', async () => {
  const { check, worsen } = await project('life');
  const made = await check(['--update', 'gated.yaml']);
  expect([made.code, made.stdout]).toEqual([0, 'results/baselines/gated.json: new\n']);

  const unchanged = await check();
  expect(unchanged.code).toBe(0);
  expect(unchanged.stdout).toMatch(/^gated: all \d+ numbers equal to the last digit\npassed: nothing in 1 check/);

  await worsen();
  const red = await check();
  expect(red.code).toBe(1);
  expect(red.stdout).toMatch(
    /gated: mine got worse in response_time_ms\.p99: from [\d,.]+ to [\d,.]+ \(lower is better\), worse by [\d,.]+ \([\d.]+ %\); tolerance 2 % = [\d.]+; by its interval at least [\d,.]+ worse/,
  );
  expect(red.stdout).toContain(
    'or, if the change is intended, run wavetank check --update gated.yaml and say why in the commit.',
  );

  const updated = await check(['--update']);
  expect(updated.code).toBe(0);
  expect(updated.stdout).toMatch(
    /gated\.json: \d+ of \d+ numbers changed\n[^]*mine +│ response_time_ms\.p99 +│ .*\+[\d.]+ %/,
  );
  expect((await check()).code).toBe(0);
});

test('forms go to stdout or to a file beside the table, and to the summary of a GitHub job', async () => {
  const { cwd, check, worsen } = await project('forms');
  await check(['--update', 'gated.yaml']);
  await worsen();
  const junit = await check(['--format', 'junit', '--out', 'junit.xml']);
  expect([junit.code, junit.stdout.split('\n')[0]]).toEqual([1, expect.stringMatching(/^gated: \d+ of/)]);
  expect(await readFile(`${cwd}/junit.xml`, 'utf8')).toMatch(/^<\?xml [^]*<testsuites [^]*<failure type="regression"/);

  await writeFile(`${cwd}/job.md`, 'before\n');
  const github = await check(['--format', 'github'], { GITHUB_STEP_SUMMARY: `${cwd}/job.md` });
  expect(github.stdout).toMatch(
    /^::error file=gated\.yaml,line=\d+,title=wavetank check%3A gated::gated: mine got worse/,
  );
  expect(await readFile(`${cwd}/job.md`, 'utf8')).toMatch(/^before\n## wavetank check\n\n- gated: mine/);
  const both = await check(['--format', 'json', '--out', 'values.json'], { GITHUB_ACTIONS: 'true' });
  expect(both.stdout).toBe(github.stdout);
  expect(JSON.parse(await readFile(`${cwd}/values.json`, 'utf8'))).toContainEqual(
    expect.objectContaining({ name: 'gated/mine/response_time_ms.p99', unit: 'ms' }),
  );
});

test('a scenario that changed, no baseline, a damaged one: exit code 2, and --update is named', async () => {
  const { cwd, write, check, baseline } = await project('mistaken');
  expectMistake(await check(), 'results/baselines: there are no baselines here', 'check --update SCENARIO');
  expectMistake(
    await check(['gated.yaml']),
    /gated\.yaml: there is no baseline for gated: results\/baselines\/gated\.json is missing/,
    'wavetank check --update gated.yaml',
  );
  await check(['--update', 'gated.yaml']);
  await write({ ...GATED, seed: 'another' });
  expectMistake(await check(), 'gated.yaml: the scenario has changed since its baseline', '--update gated.yaml');
  await write({ ...GATED, tolerance: { slo_attainment: '1%' }, slo: { response_time: '1s' } });
  expectMistake(await check(), 'the scenario has changed');
  await write({ ...GATED, tolerance: { 'waiting_time_ms.p95': '1%' } }); // changes no result, but wants values
  expectMistake(await check(), 'gated.json does not hold waiting_time_ms.p95');
  await write({ ...GATED, tolerance: { default: '3%' } });
  expect((await check()).code).toBe(0);
  await writeFile(baseline, '{ "schema": ');
  expectMistake(await check(), 'gated.json: this baseline is damaged: it is not JSON');
  expect((await check(['--update', 'gated.yaml'])).stdout).toBe('results/baselines/gated.json: new\n');
  await rm(`${cwd}/gated.yaml`);
  expectMistake(await check(), 'gated.json: its scenario gated.yaml is gone', 'remove this baseline too');
});

test('a baseline that lost what it is held against is refused, and does not pass', async () => {
  const { check, baseline } = await project('emptied');
  await check(['--update', 'gated.yaml']);
  const whole = JSON.parse(await readFile(baseline, 'utf8')) as Baseline;
  const { summary, replications } = whole;
  const store = (changes: object) => writeFile(baseline, JSON.stringify({ ...whole, sha256: undefined, ...changes }));
  const strategies = (change: (strategy: object, s: number) => object) => ({
    summary: { ...summary, strategies: summary.strategies.map(change) },
  });
  const renewal = 'make it again: wavetank check --update gated.yaml';
  await store({ summary: { ...summary, strategies: [] }, replications: [] });
  expectMistake(await check(), 'gated.json: this baseline is damaged: summary.strategies: no strategies', renewal);
  await store(strategies((strategy) => ({ ...strategy, measures: {} })));
  expectMistake(await check(), 'damaged: summary.strategies.0: round_robin has no response_time_ms.p99', renewal);
  await store({ replications: [replications[0], {}] });
  expectMistake(await check(), 'damaged: replications.1: mine has no response_time_ms.p99', renewal);
  await store(strategies((strategy, s) => (s === 1 ? { ...strategy, name: 'yours' } : strategy)));
  expectMistake(
    await check(),
    'gated.yaml: its baseline results/baselines/gated.json does not hold the strategy mine',
    'gated.yaml: its baseline results/baselines/gated.json holds strategies that the scenario does not have: yours',
    'wavetank check --update gated.yaml',
  );
  await store({ summary: { ...summary, strategies: [summary.strategies[0]] }, replications: [replications[0]] });
  expectMistake(await check(), 'does not hold the strategy mine');
  await store({ schema: 'wavetank.baseline/1' });
  expectMistake(await check(), 'has the form wavetank.baseline/1', 'wavetank check --update gated.yaml');
  await store({ version: '0.0.1' });
  const other = await check();
  expect([other.code, other.stdout]).toEqual([0, expect.stringContaining('was made by wavetank 0.0.1 on Node')]);
});

test('what a new baseline no longer holds is named by --update, and what the gate no longer judges by check', async () => {
  const { write, check } = await project('one-sided', { ...GATED, tolerance: { 'waiting_time_ms.p95': '1%' } });
  await check(['--update', 'gated.yaml']);
  await write(GATED);
  const passed = await check();
  expect([passed.code, passed.stdout]).toEqual([
    0,
    expect.stringContaining('measures of the baseline that are no longer judged: waiting_time_ms.p95'),
  ]);
  await write({ ...GATED, strategies: ['round_robin', { name: 'yours', policy: 'random' }] });
  const updated = await check(['--update']);
  expect(updated.stdout).toContain('strategies that are not in the baseline: yours');
  expect(updated.stdout).toContain('strategies of the baseline that are no longer run: mine');
});

test('folders and files in each other’s place, and baselines that nothing reads, are told', async () => {
  const { cwd, check } = await project('odd');
  await check(['--update', 'gated.yaml']);
  await folder.write('odd/results/baselines/other.json/inside.txt', '');
  expectMistake(await check(), 'other.json: this baseline is damaged: it is a folder');
  await rm(`${cwd}/results/baselines/other.json`, { recursive: true });
  expectMistake(
    await check(['--baselines', 'gated.yaml']),
    'gated.yaml: baselines cannot be read here: it is not a folder',
  );
  await writeFile(`${cwd}/results/baselines/copy.json`, await readFile(`${cwd}/results/baselines/gated.json`));
  expectMistake(await check(), 'copy.json: its scenario has a different name now');
});

test('two scenarios of one name have one baseline: exit code 2', async () => {
  const { check } = await project('twice');
  await folder.write('twice/again.yaml', GATED);
  expectMistake(await check(['--update', 'gated.yaml', 'again.yaml']), 'again.yaml: a scenario before it has the name');
  expect(await folder.files('twice', 'results')).toEqual([]);
});

test('a recorded trace runs once: equal, or judged by the tolerance alone, and another trace is told', async () => {
  const rows = (length: number) =>
    ['18:00:00.0', '18:00:01.0', '18:00:01.5'].map((time) => `2023-11-16 ${time},${length},10`);
  const trace = (length: number) =>
    folder.write('recorded/day.csv', ['TIMESTAMP,ContextTokens,GeneratedTokens', ...rows(length)].join('\n'));
  const { check, baseline } = await project('recorded', {
    ...TINY,
    name: 'gated',
    workload: { trace: { path: 'day.csv' } },
    service: { per_prompt_token: '1ms' },
  });
  await trace(100);
  await check(['--update', 'gated.yaml']);
  const equal = await check();
  expect(equal.stdout).toMatch(
    /equal to the last digit\n {2}a single run has no replications: changes are judged only by tolerance\n/,
  );
  const text = await readFile(baseline, 'utf8');
  await writeFile(
    baseline,
    text
      .replace(/,\n"sha256": "\w+"\n/, '\n')
      .replace('"p99":{"value":100', '"p99":{"value":90')
      .replace('"response_time_ms.p99": [100', '"response_time_ms.p99": [90'),
  );
  const red = await check();
  expect([red.code, red.stdout]).toEqual([
    1,
    expect.stringContaining('there is no interval, so the tolerance alone decides'),
  ]);
  await trace(200);
  expectMistake(await check(), 'its recorded trace has changed since its baseline');
});

test('ratios of a bench are judged apart', async () => {
  const rows = (value: number) => [
    { name: 'simulate/jsq16/times_cpp', unit: 'ratio', value },
    { name: 'route/random/64/mean_ns', unit: 'ns', value },
  ];
  const [then, now] = [await folder.write('then.json', rows(2)), await folder.write('now.json', rows(2.6))];
  const speed = ['check', '--speed', now, '--speed-baseline', then];
  const red = await wavetank(speed);
  expect(red.code).toBe(1);
  expect(red.stdout).toContain('1 rows are not ratios and are not judged');
  expect(red.stdout).toContain('speed: bench got worse in simulate/jsq16/times_cpp: from 2 to 2.6');
  expect((await wavetank([...speed, '--speed-tolerance', '35%'])).code).toBe(0);
  expectMistake(await wavetank(['check', '--speed', now]), '--speed and --speed-baseline need each other');
  expectMistake(await wavetank([...speed, 'a.yaml']), '--speed takes no scenarios');
  expectMistake(await wavetank([...speed, '--speed-tolerance', 'x']), 'Expected a percentage');
  await writeFile(then, '[]');
  expectMistake(await wavetank(speed), 'now.json: nothing to compare: it has none of the rows of');
  await writeFile(now, '{}');
  expectMistake(await wavetank(speed), 'now.json: these are not rows of a bench');
});

test('--out that cannot be written is told', async () => {
  const { check } = await project('unwritable');
  await check(['--update', 'gated.yaml']);
  const { code, stderr } = await check(['--format', 'junit', '--out', 'no/such/folder.xml']);
  expect(code).toBe(2);
  expect(stderr).toContain('no/such/folder.xml: this file cannot be written');
  expect(stderr).not.toContain('jobs'); // before anything ran
});
