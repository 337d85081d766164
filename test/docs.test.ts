import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { nodeProcess, ROOT, workFolder } from './cli/wavetank.js';

/** The examples of the pages run as they stand; only the name of the package becomes the path of its sources. */

const folder = workFolder();
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

async function examplesOf(page: string): Promise<string[]> {
  const text = await readFile(join(ROOT, page), 'utf8');
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
}

test('the example of docs/router.md routes a request', async () => {
  const [example] = await examplesOf('docs/router.md');
  const router = pathToFileURL(join(ROOT, 'src/router/index.ts')).href;
  const file = await folder.write('example.mts', example.replace("'wavetank/router'", `'${router}'`));
  const outcome = await nodeProcess(['--import', TSX, file]);
  expect(outcome).toEqual({ code: 0, stdout: 'chosen by the strategy 1\n', stderr: '' });
});
