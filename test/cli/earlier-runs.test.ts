import { mkdirSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.js';
import type { Provenance } from '../../src/tank/results/provenance.js';
import type { Summary } from '../../src/tank/results/summary.js';
import { TINY } from '../tank/runs/tiny.js';
import { Collected, expectMistake, RESULT_FILES, ROOT, wavetank, workFolder } from './wavetank.js';

/** What becomes of the run that was there, and of a run whose last files cannot be written. */

const folder = workFolder();

const read = async <Kind>(...names: readonly string[]) =>
  JSON.parse(await readFile(folder.path(...names), 'utf8')) as Kind;

async function runs(out: string) {
  const file = await folder.write(`${out}.yaml`, TINY);
  return {
    run: (...options: readonly string[]) =>
      wavetank(['run', file, '--no-charts', '--out', folder.path(out), ...options]),
    date: async (...names: readonly string[]) =>
      (await read<Provenance>(out, 'tiny', ...names, 'provenance.json')).date,
    earlier: () => readdir(folder.path(out, 'tiny', 'earlier')),
  };
}

test('the same scenario and seed again replaces the run that was there, and says so', async () => {
  const { run, date } = await runs('same');
  expect((await run()).stderr).not.toContain('the run of');
  const first = await date();
  expect((await run()).stderr).toContain(`tiny: replaced the run of ${first}\n`);
  expect(await date()).not.toBe(first);
  expect(await folder.files('same')).toEqual(RESULT_FILES);
});

test('another one moves it to earlier/ with all its files, and says where', async () => {
  const { run, date, earlier } = await runs('other');
  await run('--rows-format', 'csv');
  const first = await date();
  const { stderr } = await run('--seed', 'second');
  const name = first.replace(/[:.]/g, '-');
  expect(stderr).toContain(`tiny: the run of ${first} is kept in ${folder.path('other', 'tiny', 'earlier', name)}\n`);
  expect(await earlier()).toEqual([name]);
  expect(await folder.files('other', 'tiny', 'earlier', name)).toEqual([...RESULT_FILES, 'requests.csv'].sort());
  expect(await date('earlier', name)).toBe(first);
  expect((await readdir(folder.path('other', 'tiny'))).sort()).toEqual(['earlier', ...RESULT_FILES]);
  const { scenario } = await read<Summary>('other', 'tiny', 'summary.json');
  expect(scenario.seed).toBe('second');
  const report = await wavetank(['report', folder.path('other', 'tiny', 'earlier', name), '--no-charts']);
  expect(report.code).toBe(0);
});

test('as many earlier runs are kept as are asked for, the latest; with none the last is replaced', async () => {
  const { run, date, earlier } = await runs('few');
  const dates: string[] = [];
  for (const seed of ['a', 'b', 'c', 'd']) {
    await run('--seed', seed, '--keep', '2');
    dates.push((await date()).replace(/[:.]/g, '-'));
  }
  expect((await earlier()).sort()).toEqual(dates.slice(1, 3));
  expect((await run('--seed', 'e', '--keep', '0')).stderr).toContain('tiny: replaced the run of ');
  expect((await earlier()).sort()).toEqual(dates.slice(1, 3));
  expectMistake(await run('--keep', '-1'), 'Expected a whole number from 0');
});

test.each([
  ['a summary of something else', 'summary.json', '{ "mine": 1 }'],
  ['a damaged one', 'summary.json', '{ "schema"'],
  ['a list', 'summary.json', '[]'],
  ['a page without a summary', 'report.html', 'mine'],
])('what is no run of ours is moved, said, and never removed: %s', async (_what, name, content) => {
  const { run, earlier } = await runs('foreign');
  rmSync(folder.path('foreign'), { recursive: true, force: true });
  await folder.write(`foreign/tiny/${name}`, content);
  const { stderr } = await run('--keep', '0');
  expect(stderr).toContain('tiny: the folder held files that are not a run of wavetank; they are kept in ');
  expect(stderr).not.toContain('replaced');
  for (const seed of ['a', 'b', 'c']) await run('--seed', seed, '--keep', '1');
  const [foreign = ''] = (await earlier()).filter((each) => each.endsWith('-no-run'));
  expect(await readFile(folder.path('foreign', 'tiny', 'earlier', foreign, name), 'utf8')).toBe(content);
  expect(await earlier()).toHaveLength(2);
});

test('where the page cannot be written any more, the results are kept, and that is said', async () => {
  const file = await folder.write('full.yaml', TINY);
  const home = folder.path('full', 'tiny');
  const [stdout, stderr] = [new Collected(), new Collected()];
  stderr.watch = (text) => {
    if (text.includes('1 of 1 jobs')) mkdirSync(`${home}/report.html`, { recursive: true }); // while it runs
  };
  const interruptSignal = () => new AbortController().signal;
  const args = ['run', file, '--no-charts', '--verbose', '--out', folder.path('full')];
  const code = await main(args, { stdout, stderr, env: {}, cwd: ROOT, interruptSignal });
  expect(code).toBe(2);
  expect(stderr.text).toContain(`${home}: results cannot be written here: `);
  expect(stderr.text).toContain(
    `${home}: the results are kept: summary.json, series.json, replications.json and provenance.json are complete`,
  );
  expect(stderr.text).toContain(`wavetank report ${home}`);
  rmSync(`${home}/report.html`, { recursive: true });
  expect(await folder.files('full')).toEqual(RESULT_FILES.filter((name) => name !== 'report.html'));
  expect((await wavetank(['report', home, '--no-charts'])).code).toBe(0);
});
