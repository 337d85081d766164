import { mkdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { listBaselines, readBaseline, writeBaseline } from '../../../src/tank/results/baseline.js';
import { workFolder } from '../../cli/wavetank.js';
import { baselineOf, GATED } from '../verdicts/gate/baselines.js';

const folder = workFolder();
const baseline = await baselineOf(GATED);

test('a baseline is read as it was written, digit for digit', async () => {
  const file = folder.path('new', 'deep', 'gated.json');
  await writeBaseline(file, baseline);
  expect(await readBaseline(file)).toEqual(JSON.parse(JSON.stringify(baseline)));
  expect(await folder.files('new')).toEqual(['gated.json']);
});

test('its parts stand on lines of their own, so that a diff shows what changed', async () => {
  const file = folder.path('lines', 'gated.json');
  await writeBaseline(file, baseline);
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/^\{\n"schema": "wavetank\.baseline\/2",\n/);
  expect(text).toMatch(/\n"response_time_ms\.p99": \[[\d.,]+\]/);
  expect(text.split('\n').length).toBeLessThan(100);
});

test('where there is none, there is none', async () => {
  expect(await readBaseline(folder.path('none.json'))).toBeUndefined();
  expect(await listBaselines(folder.path('nowhere'))).toEqual([]);
});

test('baselines are listed by name, other files are not', async () => {
  for (const name of ['b.json', 'a.json', 'c.txt']) await folder.write(`list/${name}`, '');
  expect(await listBaselines(folder.path('list'))).toEqual([
    folder.path('list', 'a.json'),
    folder.path('list', 'b.json'),
  ]);
});

test.each([
  ['{ "schema": ', 'it is no JSON'],
  ['[]', 'Invalid input'],
  [{ ...baseline, schema: 'other' }, 'schema: '],
  [
    { ...baseline, summary: { ...baseline.summary, strategies: [{ name: 'mine' }] } },
    'summary.strategies.0.requests: ',
  ],
  [{ ...baseline, replications: [] }, 'replications: not as many strategies as in its summary'],
  [{ ...baseline, replications: [{ completed_share: ['1'] }, {}] }, 'replications.0.completed_share.0: '],
])('a damaged baseline is a mistake in the input, which says what to do', async (content, why) => {
  const file = await folder.write('damaged.json', content);
  await expect(readBaseline(file)).rejects.toThrow(`${file}: this baseline is damaged: ${why}`);
  await expect(readBaseline(file)).rejects.toThrow('make it again: wavetank check --update SCENARIO');
});

test('where a baseline cannot be written, that says so', async () => {
  await mkdir(folder.path('blocked', 'gated.json'), { recursive: true });
  await expect(writeBaseline(folder.path('blocked', 'gated.json'), baseline)).rejects.toThrow('--baselines DIR');
});

test('a baseline of another version of the form is refused, with the command that renews it', async () => {
  const file = await folder.write('old/gated.json', { ...baseline, schema: 'wavetank.baseline/1' });
  await expect(readBaseline(file)).rejects.toThrow('has the form wavetank.baseline/1, not wavetank.baseline/2');
  await expect(readBaseline(file)).rejects.toThrow(/wavetank check --update \S*gated\.yaml/);
});
