import { beforeAll, expect, test } from 'vitest';
import { readFile } from 'node:fs/promises';
import { UNEQUAL } from '../tank/runs/tiny.js';
import { expectMistake, wavetank, workFolder } from './wavetank.js';

/** Figures for a paper: of runs and of all forms in figures-drawn.slow.test.ts. */

const folder = workFolder();

beforeAll(async () => {
  const file = await folder.write('unequal.yaml', UNEQUAL);
  const factors = ['--set', 'workload.arrivals.rate=10/s,20/s'];
  const args = ['sweep', file, '--out', folder.path(), '--quiet', '--no-charts', ...factors];
  expect((await wavetank(args)).code).toBe(0);
});

test('figures of a sweep are as wide as a column', async () => {
  const home = folder.path('unequal.sweep');
  const { code, stdout } = await wavetank(['report', home, '--format', 'svg']);
  expect([code, stdout]).toEqual([0, `${home}/figures\n`]);
  const names = (await folder.files('unequal.sweep/figures')).filter((name) => name.endsWith('.svg'));
  expect(names.length).toBeGreaterThan(0);
  for (const name of names)
    expect(await readFile(`${home}/figures/${name}`, 'utf8')).toMatch(/^<svg [^>]*width="84mm"/);
});

test.each([
  [['--width', '12'], 'Expected column, page, or a length from 60mm to 400mm'],
  [['--width', '5mm'], 'Expected column, page, or a length from 60mm to 400mm'],
  [['--format', 'svg,gif'], 'Expected some of svg, png, pdf'],
  [['--no-charts', '--theme', 'print'], '--no-charts draws no charts'],
])('%j is refused', async (args, message) => {
  expectMistake(await wavetank(['report', folder.path('unequal.sweep'), ...args]), message);
});
