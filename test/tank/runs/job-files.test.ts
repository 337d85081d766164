import { copyFile, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { JobFiles } from '../../../src/tank/runs/job-files.js';
import { workFolder } from '../../cli/wavetank.js';

const folder = workFolder();
const KEY = '0123456789abcdef';

async function open(name: string, resume: boolean, key = KEY) {
  const notices: string[] = [];
  const onNotice = (notice: string) => notices.push(notice);
  return { files: await JobFiles.open(folder.path(name), key, { resume, onNotice }), notices };
}

const JOB = { wallMs: 1.5, times: Float64Array.of(1, NaN, -0, 3), counts: Int32Array.of(7), nothing: undefined };

test('what was written is read again as it was, by a later run of the same key', async () => {
  const { files } = await open('kept', false);
  files.write('0-0', JOB);
  files.write('1-12', { other: true });
  await files.flush();
  const { files: later, notices } = await open('kept', true);
  expect(later.count).toBe(2);
  expect(await later.read('0-0')).toStrictEqual(JOB);
  expect(await later.read('0-1')).toBeUndefined();
  expect((await open('kept', true, 'fedcba9876543210')).files.count).toBe(0);
  expect(notices).toEqual([]);
});

test('a file copied under the name of another job, or of another run, is ignored, and that is told', async () => {
  const { files } = await open('copied', false);
  files.write('0-0', JOB);
  await files.flush();
  const [from, to] = ['0-0', '1-0'].map((name) => folder.path('copied', `.jobs-${KEY}`, `${name}.job`));
  await copyFile(from, to);
  const other = 'fedcba9876543210';
  await mkdir(folder.path('copied', `.jobs-${other}`));
  await copyFile(from, folder.path('copied', `.jobs-${other}`, '0-0.job'));
  const { files: later, notices } = await open('copied', true);
  expect(await later.read('0-0')).toStrictEqual(JOB);
  expect(await later.read('1-0')).toBeUndefined();
  expect([later.count, notices]).toEqual([1, [`${to}: ignored: it belongs to another job`]]);
  const foreign = await open('copied', true, other);
  expect(await foreign.files.read('0-0')).toBeUndefined();
  expect(foreign.notices).toEqual([expect.stringContaining('ignored: it belongs to another run')]);
});

test('a new run removes what earlier ones left, a whole one its own, and neither anything else', async () => {
  await folder.write('old/summary.json', {});
  await folder.write('old/.jobs-mine/0-0.job', '');
  await folder.write(`old/.jobs-${KEY}/0-0.job`, '');
  await folder.write('old/.jobs-fedcba9876543210/0-0.job', '');
  const { files } = await open('old', false);
  expect((await readdir(folder.path('old'))).sort()).toEqual(['.jobs-mine', 'summary.json']);
  files.write('0-0', JOB);
  await files.remove();
  expect((await readdir(folder.path('old'))).sort()).toEqual(['.jobs-mine', 'summary.json']);
});

test('what a killed process had half written is no job', async () => {
  await folder.write(`half/.jobs-${KEY}/0-0.job.123.tmp`, 'wave');
  const { files, notices } = await open('half', true);
  expect([files.count, notices]).toEqual([0, []]);
});

test('a folder that cannot be written is told once, and the run goes on', async () => {
  await folder.write('blocked', 'a file');
  const { files, notices } = await open('blocked', false);
  files.write('0-0', JOB);
  files.write('0-1', JOB);
  await files.flush();
  expect(notices).toEqual([expect.stringMatching(/^finished jobs cannot be kept in .*blocked/)]);
});

test.skipIf(process.platform === 'win32')('a link to elsewhere is neither read nor written', async () => {
  await mkdir(folder.path('elsewhere'));
  await mkdir(folder.path('linked'));
  await writeFile(folder.path('elsewhere/0-0.job'), 'private');
  await symlink(folder.path('elsewhere'), folder.path(`linked/.jobs-${KEY}`));
  const { files, notices } = await open('linked', true);
  expect(files.count).toBe(0);
  files.write('0-1', JOB);
  await files.remove();
  expect(notices).toHaveLength(1);
  expect(await readdir(folder.path('elsewhere'))).toEqual(['0-0.job']);
  await rm(folder.path('linked'), { recursive: true });
});
