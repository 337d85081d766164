import { expect, test } from 'vitest';
import { expectMistake, wavetank, workFolder } from './wavetank.js';

/** The commands on traces in one look; trace-commands.test.ts has them all. */

const folder = workFolder();
const ROWS = 'arrival_ms,prompt_tokens,output_tokens\n0,100,10\n250,200,20\n1000,300,30\n';

test('a trace is imported into another form, and both are shown to be alike', async () => {
  const file = await folder.write('small.csv', ROWS);
  const copy = folder.path('small.jsonl.gz');
  expect(await wavetank(['trace', 'import', file, '--out', copy])).toMatchObject({ code: 0 });
  const { code, stdout } = await wavetank(['trace', 'inspect', file, copy, '--format', 'json']);
  expect(code).toBe(0);
  const [{ trace: _csv, ...first }, { trace: _jsonl, ...second }] = JSON.parse(stdout) as Record<string, unknown>[];
  expect(first).toMatchObject({ schema: 'wavetank.trace_profile/1', requests: 3, span_s: 1 });
  expect(second).toEqual(first);
});

test('a file that is not there is a mistake of the user', async () => {
  expectMistake(await wavetank(['trace', 'inspect', folder.path('nowhere.csv')]), 'the file does not exist');
});
