import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { throughSibling, writeWhole } from '../../../src/core/input/index.js';
import { workFolder } from '../../cli/wavetank.js';

const folder = workFolder();

test('a file is replaced by the whole new one', async () => {
  await mkdir(folder.path('replaced'));
  const file = folder.path('replaced/summary.json');
  await writeWhole(file, 'earlier');
  await writeWhole(file, Buffer.from('later'));
  expect(await readFile(file, 'utf8')).toBe('later');
  expect(await readdir(folder.path('replaced'))).toEqual(['summary.json']);
});

test('the earlier file stays, alone, when writing stops halfway', async () => {
  await mkdir(folder.path('halfway'));
  const file = folder.path('halfway/trace.csv');
  await writeWhole(file, 'earlier');
  const stopped = throughSibling(file, async (temporary) => {
    await writeFile(temporary, 'la');
    throw new Error('the disk is full');
  });
  await expect(stopped).rejects.toThrow('the disk is full');
  expect(await readFile(file, 'utf8')).toBe('earlier');
  expect(await readdir(folder.path('halfway'))).toEqual(['trace.csv']);
});

test('what goes wrong first is told, and nothing is left', async () => {
  await mkdir(folder.path('taken/summary.json'), { recursive: true });
  await expect(writeWhole(folder.path('taken/summary.json'), 'later')).rejects.toThrow(/^E(ISDIR|PERM)|EEXIST/);
  expect(await readdir(folder.path('taken'))).toEqual(['summary.json']);
});
