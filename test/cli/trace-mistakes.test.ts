import { beforeAll, expect, test } from 'vitest';
import { expectMistake, wavetank, workFolder } from './wavetank.js';

/** Options of `wavetank trace` that cannot be used. */

const folder = workFolder();
const trace = (...args: readonly string[]) => wavetank(['trace', ...args]);

beforeAll(async () => {
  await folder.write('a-folder/empty.txt', '');
  await folder.write('noise.txt', 'nothing that is known\n');
  await folder.write(
    'recorded.csv',
    `arrival_ms,prompt_tokens\n${Array.from({ length: 200 }, (_, i) => `${i * 50},${i}\n`).join('')}`,
  );
  await folder.write('pool.jsonl', `{"client":"a","windows":[[0,2,1,"Gamma",1,0.5]],"datasets":[]}\n`);
});

test.each<[string, (at: (name: string) => string) => readonly string[], string]>([
  ['an unknown format', (at) => ['inspect', at('noise.txt')], 'noise.txt'],
  ['a format there is none of', (at) => ['inspect', at('recorded.csv'), '--trace-format', 'pcap'], 'Allowed choices'],
  ['a folder as a page', (at) => ['inspect', at('recorded.csv'), '--page', at('a-folder')], 'this is a folder'],
  [
    'no folder for a scenario',
    (at) => ['fit', at('recorded.csv'), '--out', at('no/x.yaml')],
    'x.yaml: this file cannot',
  ],
  ['a duration without a unit', (at) => ['inspect', at('recorded.csv'), '--from', '10'], 'a duration with a unit'],
  ['no number of times', (at) => ['inspect', at('recorded.csv'), '--repeat', '0'], 'Expected a whole number from 1'],
  ['too many times', (at) => ['inspect', at('recorded.csv'), '--repeat', '1000000'], 'repeat it less often'],
  ['no speed', (at) => ['inspect', at('recorded.csv'), '--speed-up', '0'], 'Expected a number above 0'],
  ['an endless speed', (at) => ['inspect', at('recorded.csv'), '--speed-up', 'Infinity'], 'Expected a number above 0'],
  ['a rate without a unit', (at) => ['inspect', at('pool.jsonl'), '--rate', '5'], 'Expected a rate with a unit'],
  ['a part after the end', (at) => ['inspect', at('recorded.csv'), '--from', '2h'], 'no request of the trace arrives'],
  ['columns without names', (at) => ['inspect', at('recorded.csv'), '--columns', 'junk'], 'Expected pairs such as'],
  ['a column that is not there', (at) => ['inspect', at('recorded.csv'), '--columns', 'arrival_s=when'], 'when'],
  ['a column there is none of', (at) => ['inspect', at('recorded.csv'), '--columns', 'colour=red'], 'colour'],
  ['a name left out', (at) => ['inspect', at('recorded.csv'), '--columns', 'arrival_s='], 'arrival_s'],
  ['no scenario', (at) => ['generate', at('recorded.csv'), '--out', at('x.csv')], 'recorded.csv'],
  ['a part of a replication', (at) => ['generate', at('x.yaml'), '--out', 'x', '--replication', '.5'], 'whole number'],
  ['no output', (at) => ['fit', at('recorded.csv')], "required option '--out <file>' not specified"],
  ['a command there is none of', () => ['inspcet'], 'Did you mean inspect?'],
])('%s', async (_what, args, told) => {
  const before = await folder.files();
  expectMistake(await trace(...args((name) => folder.path(name))), told);
  expect(await folder.files()).toEqual(before);
});
