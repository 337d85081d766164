import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadScenario, validateScenario } from '../../../src/tank/scenario/index.js';
import { changed, SCENARIO } from './fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'wavetank-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function firstMessage(file: string): Promise<string | undefined> {
  const diagnostics = await validateScenario(file);
  expect(diagnostics.every((diagnostic) => diagnostic.file === file)).toBe(true);
  return diagnostics.at(0)?.message;
}

test('a file is read, and the paths in it are relative to its folder', async () => {
  const recorded = changed(
    [/ {2}arrivals[^]*20000\n/, '  trace: { path: day.csv }\n'],
    ['replications: 10\n', ''],
    [/precision[^]*select.*\n/, ''],
  );
  const { workload } = await loadScenario(written('trace.yaml', recorded));
  expect(workload).toMatchObject({ path: join(folder, 'day.csv') });
  expect(await validateScenario(written('good.yaml', SCENARIO))).toEqual([]);
});

test('the same scenario in another folder has the same hash', async () => {
  const [here, there] = [
    await loadScenario(written('a.yaml', SCENARIO)),
    await loadScenario(written('b.yaml', SCENARIO)),
  ];
  expect(here.sha256).toBe(there.sha256);
});

test('a missing file and a folder are told apart', async () => {
  expect(await firstMessage(join(folder, 'nowhere.yaml'))).toBe('the file does not exist');
  expect(await firstMessage(join(folder, 'nowhere', 'x.yaml'))).toBe('the file does not exist');
  expect(await firstMessage(folder)).toBe('this is a folder, not a file');
  expect(await firstMessage('\0.yaml')).toMatch(/cannot be read/);
});

test('files that are no text are refused as such', async () => {
  const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256);
  expect(await firstMessage(written('noise.yaml', noise))).toBe('not a text file');
  expect(await firstMessage(written('utf16.yaml', Buffer.from(SCENARIO, 'utf16le')))).toBe('not a text file');
  expect(await firstMessage(written('latin1.yaml', Buffer.from('name: caf\u00e9', 'latin1')))).toBe('not a text file');
  expect(await firstMessage(written('empty.yaml', ''))).toBe('the file is empty');
});

test('a file is read up to 1 MiB', async () => {
  const full = SCENARIO.padEnd(2 ** 20, '#');
  expect(await firstMessage(written('full.yaml', full))).toBeUndefined();
  expect(await firstMessage(written('fuller.yaml', `${full}#`))).toBe('the file is larger than 1 MiB');
});
