import { expect, test } from 'vitest';
import { wavetank, workFolder } from './wavetank.js';

const folder = workFolder();

test('the tables of the quickstart fit into 120 columns', async () => {
  const { code, stdout } = await wavetank(['run', 'scenarios/quickstart.yaml', '--out', folder.path()]);
  expect(code).toBe(0);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
});
