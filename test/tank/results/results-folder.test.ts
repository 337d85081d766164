import { chmod, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/core/diagnostic.js';
import type { Provenance } from '../../../src/tank/results/provenance.js';
import { checkResultsFolder, toJson, writeResults } from '../../../src/tank/results/results-folder.js';
import { workFolder } from '../../cli/wavetank.js';
import { TINY } from '../runs/tiny.js';
import { run } from '../../support/unchecked.js';

const folder = workFolder();
const results = await run(TINY);
const { summary } = results;
const provenance: Provenance = {
  schema: 'wavetank.provenance/1',
  version: '0.1.0',
  node: 'v20.19.0',
  command: ['run', 'tiny.yaml'],
  host: { platform: 'linux', arch: 'x64', cpu: 'one', cores: 1, memory_bytes: 1e9 },
  date: '2026-01-02T03:04:05.678Z',
  wall_ms: 12.5,
  workers: 1,
  interrupted: false,
  jobs: [],
};

test('results are written as five files of JSON, each ending in a newline, and nothing else is left behind', async () => {
  const written = await writeResults(folder.path('a', 'b'), 'tiny', results, provenance);
  expect(written).toBe(folder.path('a', 'b', 'tiny'));
  expect(await folder.files('a')).toEqual([
    'provenance.json',
    'replications.json',
    'scenario.json',
    'series.json',
    'summary.json',
  ]);
  const text = await readFile(folder.path('a', 'b', 'tiny', 'summary.json'), 'utf8');
  expect(text).toBe(toJson(summary));
  expect(text).toMatch(/^\{\n {2}"schema": "wavetank\.summary\/2",\n[^]*\n\}\n$/);
  expect(JSON.parse(await readFile(folder.path('a', 'b', 'tiny', 'provenance.json'), 'utf8'))).toEqual(provenance);
});

test('results of an earlier run are replaced', async () => {
  await writeResults(folder.path('again'), 'tiny', results, provenance);
  const later = { ...summary, warnings: ['later'] };
  await writeResults(folder.path('again'), 'tiny', { ...results, summary: later }, provenance);
  expect(await readFile(folder.path('again', 'tiny', 'summary.json'), 'utf8')).toBe(toJson(later));
});

test('where a file cannot be put in place, that is a mistake in the input, and no half of it stays', async () => {
  await mkdir(folder.path('blocked', 'tiny', 'summary.json'), { recursive: true });
  const writing = writeResults(folder.path('blocked'), 'tiny', results, provenance);
  await expect(writing).rejects.toThrow(InputError);
  await expect(writing).rejects.toThrow('results cannot be written here');
  expect(await folder.files('blocked')).toEqual([]);
});

test('a folder that can be made is accepted, and checking it makes nothing', async () => {
  await checkResultsFolder(folder.path('new', 'and', 'deep'), 'tiny');
  await expect(stat(folder.path('new'))).rejects.toThrow('ENOENT');
  await mkdir(folder.path('ready'));
  await symlink(folder.path('ready'), folder.path('link'));
  await checkResultsFolder(folder.path('link'), 'tiny');
  expect(await folder.files('ready')).toEqual([]);
});

/** @returns why results cannot be written there */
async function refusal(root: string, name = 'tiny'): Promise<string> {
  const error: unknown = await checkResultsFolder(root, name).catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${String(error)}`);
  expect(error.message).toContain('choose another folder with --out DIR');
  return error.diagnostics[0].message;
}

test('a folder below a file is refused, and the file is named', async () => {
  const file = await folder.write('notes.txt', 'text');
  expect(await refusal(file)).toBe(`results cannot be written here: ${file} is not a folder`);
  expect(await refusal(folder.path('notes.txt', 'below', 'it'))).toContain(`${file} is not a folder`);
});

test('a file in the place of the folder of this scenario is refused before anything runs', async () => {
  const file = await folder.write('out/tiny', 'text');
  expect(await refusal(folder.path('out'))).toContain(`${file} is not a folder`);
});

test.skipIf(process.platform === 'win32')('a link to nothing is refused before anything runs', async () => {
  await mkdir(folder.path('links'));
  await symlink(folder.path('nowhere'), folder.path('links', 'tiny'));
  expect(await refusal(folder.path('links'))).toContain(`${folder.path('links', 'tiny')} is a link to nothing`);
  expect(await refusal(folder.path('links', 'tiny'))).toContain('is a link to nothing');
});

test.each(['summary.json', 'provenance.json', 'report.html', 'requests.csv'])(
  'a folder in the place of %s is refused before anything runs',
  async (name) => {
    await mkdir(folder.path(`in-the-way-${name}`, 'tiny', name), { recursive: true });
    expect(await refusal(folder.path(`in-the-way-${name}`))).toContain(`tiny/${name} is a folder`);
  },
);

test('a file in the place of a folder inside is refused before anything runs', async () => {
  for (const name of ['charts', 'earlier']) {
    await folder.write(`file-${name}/tiny/${name}`, 'text');
    expect(await refusal(folder.path(`file-${name}`))).toContain(`tiny/${name} is not a folder`);
  }
});

test('a name that is too long for the disk is refused', async () => {
  expect(await refusal(folder.path('x'.repeat(300)))).toContain('ENAMETOOLONG');
});

test.skipIf(process.platform !== 'linux')('a place where nobody can make a folder is refused', async () => {
  expect(await refusal('/proc/wavetank')).toContain('/proc');
});

test.skipIf(process.getuid?.() === 0)(
  'a folder without permission to write is refused (skipped as root, who may write everywhere)',
  async () => {
    await mkdir(folder.path('closed'));
    await chmod(folder.path('closed'), 0o500);
    expect(await refusal(folder.path('closed'))).toContain('EACCES');
  },
);
