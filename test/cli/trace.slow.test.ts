import { beforeAll, expect, test } from 'vitest';
import type { TraceProfile } from '../../src/tank/inspection/profile.js';
import { expectMistake, wavetank, workFolder } from './wavetank.js';

/** Options of `wavetank trace` that cannot be used, and a fit of a long trace. */

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

test.concurrent.each<[string, (at: (name: string) => string) => readonly string[], string]>([
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

test('a fit of 200,000 requests, and of the traffic that its scenario makes', async () => {
  const scenario = await folder.write('long.yaml', {
    schema: 'wavetank.scenario/1',
    name: 'long',
    fleet: { models: [{ id: 'only' }] },
    workload: {
      arrivals: { kind: 'cox', rate: '20/s', rate_cv: 0.3, time_constant: '2m' },
      prompt_tokens: { kind: 'lognormal', mean: 900, cv: 1 },
      output_tokens: { kind: 'lognormal', mean: 200, cv: 0.6 },
      requests: 200_000,
    },
    service: { kind: 'constant', value: '10ms' },
    strategies: ['random'],
  });
  const [recorded, again] = [folder.path('long.csv.gz'), folder.path('again.parquet')];
  const [first, second] = [folder.path('first.yaml'), folder.path('second.yaml')];
  for (const args of [
    ['generate', scenario, '--out', recorded],
    ['fit', recorded, '--out', first],
    ['generate', first, '--out', again],
    ['fit', again, '--out', second],
  ]) {
    expect((await trace(...args)).code, args.join(' ')).toBe(0);
  }
  const { stdout } = await trace('inspect', recorded, again, '--format', 'json');
  const [a, b] = JSON.parse(stdout) as TraceProfile[];
  // 83 time constants of a rate of cv 0.3: its mean is known to 0.3 √(2 / 83) = 4.7 %
  expect(Math.abs((b.arrivals.mean_per_s ?? NaN) / (a.arrivals.mean_per_s ?? NaN) - 1)).toBeLessThan(0.15);
  expect(Math.abs((b.prompt_tokens?.mean ?? NaN) / (a.prompt_tokens?.mean ?? NaN) - 1)).toBeLessThan(0.03);
});
