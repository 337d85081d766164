import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { TINY } from '../tank/runs/tiny.js';
import { expectMistake, type Outcome, ROOT, wavetank, workFolder } from './wavetank.js';

/** Input that cannot be used: exit code 2, every mistake told with its place, nothing run, nothing written. */

const folder = workFolder();

/** The tiny scenario as YAML, a key a line, with some lines changed. */
function yaml(changes: Readonly<Record<string, string>> = {}): string {
  const lines = {
    schema: 'wavetank.scenario/1',
    name: 'tiny',
    fleet: '{ models: [{ id: only }] }',
    workload: '{ arrivals: { kind: poisson, rate: 10/s }, requests: 10 }',
    service: '{ kind: constant, value: 40ms }',
    strategies: '[round_robin]',
    ...changes,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

const ROW = '2023-11-16 18:00:00.0000000,100,10';
const TRACE = `TIMESTAMP,ContextTokens,GeneratedTokens\n${`${ROW}\n`.repeat(500)}`;
const recorded = (name: string, path: string) =>
  yaml({ name, workload: `{ trace: { path: ${path} } }`, service: '{ base: 1ms }' });

/** Files that cannot be used, each with what is told about it after its path. */
const FILES: Readonly<Record<string, readonly [content: string | Uint8Array, told: string]>> = {
  'wrong-key.yaml': [yaml({ warmup: '3s' }), ':7:1: unknown key "warmup"'],
  'wrong-unit.yaml': [yaml({ client: '{ timeout: 30 }' }), ':7:20: client.timeout cannot be 30'],
  'no-policy.yaml': [yaml({ strategies: '[least_loadd]' }), ':6:14: unknown policy "least_loadd"'],
  'cycle.yaml': [
    yaml({ fleet: '&all { models: [*all] }' }),
    ':3:24: the alias "*all" is inside the value that it repeats',
  ],
  'empty.yaml': ['', ': the file is empty'],
  'noise.yaml': [Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256), ': not a text file'],
  'elsewhere.yaml': [yaml({ name: '../../x' }), ':2:7: name cannot be "../../x"'],
  'baselines.yaml': [yaml({ name: 'baselines' }), ':2:7: name cannot be "baselines"'],
  'published.yaml': [yaml({ name: 'published' }), ':2:7: name cannot be "published"'],
  'device.yaml': [yaml({ name: 'nul' }), ':2:7: name cannot be "nul"'],
  'negative.yaml': [yaml({ replications: '-1' }), ':7:15: replications cannot be -1'],
  'huge.yaml': [yaml({ fleet: '{ models: [{ id: only, max_concurrent: 1e300 }] }' }), ':3:47: '],
  'no-endpoints.yaml': [yaml({ fleet: '{ models: [] }' }), ':3:18: '],
  'no-replicas.yaml': [yaml({ fleet: '{ models: [{ id: only, replicas: 0 }] }' }), ':3:41: '],
  'no-requests.yaml': [yaml({ workload: '{ arrivals: { kind: poisson, rate: 10/s }, requests: 0 }' }), ':4:64: '],
  'too-much.yaml': [
    yaml({ workload: '{ arrivals: { kind: poisson, rate: 10/s }, requests: 1e8 }', replications: '2' }),
    ':4:54: 100000000 requests × 2 replications are more than 100000000 response times',
  ],
  'too-many-blocks.yaml': [
    yaml({
      workload:
        '{ arrivals: { kind: poisson, rate: 10/s }, requests: 300, prompt_tokens: { kind: constant, value: 1e7 }, block_tokens: 1 }',
    }),
    ':4:116: the prompts would be cut into about 3000000000 different blocks',
  ],
  'no-trace.yaml': [recorded('a', 'nowhere.csv'), ''],
  'cut-trace.yaml': [recorded('b', 'cut.csv.gz'), ''],
  'bad-row.yaml': [recorded('c', 'bad-row.csv'), ''],
};
/** What is told of traces, after the path of the trace. */
const TRACES = {
  'nowhere.csv': ': the file does not exist',
  'cut.csv.gz': ': the gzip file is cut off: unexpected end of file',
  'bad-row.csv': ':252:29: ContextTokens "many" is not a number of tokens',
};

let outcome: Outcome;

beforeAll(async () => {
  const compressed = gzipSync(TRACE);
  await folder.write('cut.csv.gz', compressed.subarray(0, compressed.length - 20));
  const rows = TRACE.split('\n');
  rows[251] = ROW.replace('100', 'many');
  await folder.write('bad-row.csv', rows.join('\n'));
  const files = await Promise.all(Object.entries(FILES).map(([name, [content]]) => folder.write(name, content)));
  const good = await folder.write('good.yaml', yaml());
  const asFolder = folder.path();
  outcome = await wavetank(['run', good, ...files, asFolder, folder.path('missing.yaml'), '--out', folder.path('out')]);
});

test('the mistakes of all files are told at once, and nothing runs, not even the good one', async () => {
  expectMistake(outcome);
  expect(outcome.stderr).not.toContain('jobs'); // of progress
  expect(await folder.files('out')).toEqual([]);
});

test.each(Object.entries(FILES).filter(([, [, told]]) => told !== ''))(
  '%s is told with its place',
  (name, [, told]) => {
    expect(outcome.stderr).toContain(`${folder.path(name)}${told}`);
  },
);

test.each(Object.entries(TRACES))('the trace %s is told with its place', (name, told) => {
  expect(outcome.stderr).toContain(`${folder.path(name)}${told}`);
});

test('a folder and a missing file are told apart', () => {
  expect(outcome.stderr).toContain(`${folder.path()}: this is a folder, not a file`);
  expect(outcome.stderr).toContain(`${folder.path('missing.yaml')}: the file does not exist`);
});

test('a mistake alone ends with exit code 2 as well, and shows the line with a caret', async () => {
  const file = await folder.write('alone.yaml', yaml({ client: '{ timeout: 30 }' }));
  const alone = await wavetank(['run', file, '--out', folder.path('out')]);
  expectMistake(alone);
  expect(alone.stderr).toBe(`${file}:7:20: client.timeout cannot be 30
  7 | client: { timeout: 30 }
    |                    ^^
  expected a duration above 0 with a unit (ms, s, m, h, d), such as 45ms or 5m
`);
});

test('of a file that is no scenario at all the first twenty mistakes are told, and how many more there are', async () => {
  const readme = await readFile(`${ROOT}README.md`, 'utf8');
  const keys = yaml({ name: 'many', ...Object.fromEntries(Array.from({ length: 30 }, (_, k) => [`key_${k}`, '1'])) });
  const files = [await folder.write('readme.yaml', readme), await folder.write('many.yaml', keys)];
  const outcome = await wavetank(['validate', ...files]);
  expectMistake(outcome, `${files[1]}: … and 10 more mistakes`);
  for (const file of files) {
    const told = outcome.stderr.split('\n').filter((line) => line.startsWith(`${file}:`));
    expect(told.length, file).toBeGreaterThan(0);
    expect(told.length, file).toBeLessThanOrEqual(21);
  }
});

test('a name that is kept for other results is refused with the reason, by every command', async () => {
  const file = await folder.write('kept.yaml', { ...TINY, name: 'baselines' });
  for (const command of ['validate', 'run', 'check', 'plan'])
    expectMistake(await wavetank([command, file]), 'results/baselines is a folder with results of many scenarios');
  const cwd = folder.path();
  expectMistake(await wavetank(['init', 'published'], { cwd }), 'results/published is a folder');
});

test('two scenarios of one name would write to one folder', async () => {
  const [a, b] = [await folder.write('a.yaml', TINY), await folder.write('b.yaml', TINY)];
  expectMistake(
    await wavetank(['run', a, b, '--out', folder.path('out')]),
    `${b}: a scenario before it has the name tiny too`,
  );
  expect(await folder.files('out')).toEqual([]);
});

test('what is wrong with an option is told once, whatever the number of files', async () => {
  const [a, b] = [await folder.write('a.yaml', TINY), await folder.write('b.yaml', { ...TINY, name: 'b' })];
  const twice = await wavetank([
    'run',
    a,
    b,
    '--strategies',
    'least_loadd',
    '--seed',
    '',
    '--trace',
    folder.path('no.csv'),
  ]);
  expectMistake(
    twice,
    '--strategies: unknown strategy "least_loadd"',
    'Did you mean "least_loaded"?',
    '--seed cannot be',
  );
  expect(twice.stderr.match(/least_loadd/g)).toHaveLength(1);
});

test('a results folder that cannot be written to is told before anything runs', async () => {
  const file = await folder.write('tiny.yaml', TINY);
  await folder.write('notes.txt', '');
  const out = folder.path('notes.txt', 'below');
  const refused = await wavetank(['run', file, '--out', out]);
  expectMistake(refused, `${out}/tiny: results cannot be written here: `, 'choose another folder with --out DIR');
  expect(refused.stderr).not.toContain('jobs');
});

test('an unknown option is told with the nearest known one', async () => {
  const told = /unknown option '--wrokers'\s+\(Did you mean --workers\?\)/;
  expectMistake(await wavetank(['run', 'x.yaml', '--wrokers', '3']), told);
});
