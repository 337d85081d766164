import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { UNEQUAL } from '../tank/runs/tiny.js';
import { wavetank, workFolder } from './wavetank.js';

const folder = workFolder();
const isMissing = spawnSync('rsvg-convert', ['--version']).status !== 0;
const reason = isMissing ? ' (skipped: rsvg-convert is not installed)' : '';

test.skipIf(isMissing)(`a figure as PDF is as wide as it is asked to be, with fonts of its own${reason}`, async () => {
  const file = await folder.write('unequal.yaml', UNEQUAL);
  await wavetank(['run', file, '--out', folder.path(), '--quiet', '--no-charts']);
  const home = folder.path('unequal');
  const make = async () => {
    const { code, stderr } = await wavetank(['report', home, '--format', 'pdf', '--width', '100mm']);
    expect([code, stderr]).toEqual([0, '']);
    return readFile(folder.path('unequal/figures/percentile_curve.pdf'));
  };
  const pdf = await make();
  const [, points] = /\/MediaBox \[ 0 0 ([\d.]+) /.exec(pdf.toString('latin1')) ?? [];
  expect(Number(points)).toBeCloseTo((100 / 25.4) * 72, 1);
  expect(pdf.toString('latin1')).toContain('DejaVuSans');
  expect((await folder.files('unequal/figures')).filter((name) => name.endsWith('.svg'))).toEqual([]);
  expect(await make()).toEqual(pdf);
});
