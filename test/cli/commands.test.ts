import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { VERSION } from '../../src/core/index.js';
import { TINY } from '../tank/runs/tiny.js';
import { expectMistake, RESULT_FILES, wavetank, workFolder } from './wavetank.js';

const folder = workFolder();

test('init writes a commented scenario that runs as it is, and never over another file', async () => {
  const cwd = folder.path('init');
  await mkdir(cwd);
  const { code, stdout } = await wavetank(['init', 'my-fleet'], { cwd });
  expect([code, stdout]).toEqual([0, 'my-fleet.yaml written: edit it, then run  wavetank run my-fleet.yaml\n']);
  const text = await readFile(folder.path('init', 'my-fleet.yaml'), 'utf8');
  expect(text).toMatch(/^# A scenario: /);

  expectMistake(await wavetank(['init', 'my-fleet'], { cwd }), 'my-fleet.yaml: this file already exists');
  expect(await readFile(folder.path('init', 'my-fleet.yaml'), 'utf8')).toBe(text);

  const run = await wavetank(['run', 'my-fleet.yaml', '--replications', '1', '--no-charts'], { cwd });
  expect(run.code).toBe(0);
  expect(await folder.files('init', 'results')).toEqual(RESULT_FILES);
});

test.each(['standard', 'minimal', 'closed-loop', 'ab', 'agents', 'outage'])(
  'the template %s runs as it is',
  async (template) => {
    const cwd = folder.path(`template-${template}`);
    await mkdir(cwd);
    expect((await wavetank(['init', 'mine', '--template', template], { cwd })).code).toBe(0);
    const { code, stderr } = await wavetank(['run', 'mine.yaml', '--replications', '1', '--no-charts', '--quiet'], {
      cwd,
    });
    expect([code, stderr]).toEqual([0, '']);
  },
);

test('init refuses a name that leads elsewhere', async () => {
  const cwd = folder.path('deep');
  await mkdir(cwd);
  expectMistake(await wavetank(['init', '../fleet'], { cwd }), 'name cannot be "../fleet"');
  expect(await folder.files()).not.toContain('fleet.yaml');
});

test('validate says ok of each good file on stdout, and every mistake of the others on stderr', async () => {
  const good = await folder.write('good.yaml', TINY);
  const bad = await folder.write('bad.yaml', 'schema: wavetank.scenario/1\nname: Bad\nseed: 7.5\n');
  const { code, stdout, stderr } = await wavetank(['validate', good, bad, folder.path('none.yaml')]);
  expect(code).toBe(2);
  expect(stdout).toBe(`${good}: ok\n`);
  for (const told of [
    `${bad}:2:7: `,
    `${bad}:3:7: `,
    'missing key "fleet"',
    `${folder.path('none.yaml')}: the file does`,
  ]) {
    expect(stderr).toContain(told);
  }
});

test('validate ends with 0 where every file is good', async () => {
  const { code, stdout } = await wavetank([
    'validate',
    'scenarios/quickstart.yaml',
    'scenarios/azure-conversation.yaml',
  ]);
  expect([code, stdout]).toEqual([0, 'scenarios/quickstart.yaml: ok\nscenarios/azure-conversation.yaml: ok\n']);
});

test.each([
  ['policies', 'least_loaded'],
  ['arrivals', 'poisson'],
  ['distributions', 'lognormal'],
  ['backends', 'processor_sharing'],
  ['assignments', 'balanced'],
  ['alerts', 'over_target'],
  ['formats', 'azure_llm'],
])('list %s shows %s', async (kind, name) => {
  const { code, stdout } = await wavetank(['list', kind]);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`│ ${kind} +│ description`));
  expect(stdout).toMatch(new RegExp(`│ ${name} +│ \\S+`));
});

test('list says what the names of policies and arrivals do not', async () => {
  expect((await wavetank(['list', 'policies'])).stdout).toMatch(
    /0\.9 of its max_concurrent.*round_robin, random, quota_aware, weighted_random, .*set max_load_threshold: off\.\n$/,
  );
  expect((await wavetank(['list', 'arrivals'])).stdout).toMatch(/Arrivals come before completions.*\n$/);
  expect((await wavetank(['list', 'backends'])).stdout).toMatch(/┘\n$/);
});

test('explain shows the decisions on a request, as a table or as JSON', async () => {
  const scenario = await folder.write('explained.yaml', TINY);
  const { code, stdout } = await wavetank(['explain', scenario, '--request', '3']);
  expect(code).toBe(0);
  for (const shown of [
    'replication 0, request 3\nIt arrived at ',
    'It ended completed at only after ',
    '(chosen by the strategy)',
    'takes the smallest score',
    '│ → only',
  ]) {
    expect(stdout).toContain(shown);
  }
  const json = await wavetank(['explain', scenario, '--request', '3', '--format', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schema: 'wavetank.explanation/3',
    request: 3,
    status: 'completed',
    attempts: 1,
    decisions: [{ endpoint: 'only', wishes: [], endpoints: [{ id: 'only', is_candidate: true, excluded: null }] }],
  });
});

test('explain refuses a request, replication or strategy that is not there', async () => {
  const scenario = await folder.write('explained.yaml', TINY);
  const explain = (...args: string[]) => wavetank(['explain', scenario, ...args]);
  expectMistake(await explain('--request', '999'), '--request 999: the replication has');
  expectMistake(await explain('--request', '-1'), 'Expected a whole number from 0');
  expectMistake(await explain('--request', '1', '--replication', '99'), '--replication 99: the scenario has');
  expectMistake(await explain('--request', '1', '--strategy', 'round_robni'), 'Did you mean "round_robin"?');
});

test('report makes page and charts again from results, and says of other folders what is wrong', async () => {
  const scenario = await folder.write('reported.yaml', TINY);
  await wavetank(['run', scenario, '--no-charts', '--out', folder.path('reported')]);
  expect(await folder.files('reported')).toEqual(RESULT_FILES);
  const home = folder.path('reported', 'tiny');
  const { code, stdout } = await wavetank(['report', home]);
  expect([code, stdout]).toEqual([0, `${home}/report.html\n`]);
  expect(await folder.files('reported')).toEqual(
    expect.arrayContaining(['percentile_curve.png', 'percentile_curve.svg', 'percentile_curve.vl.json']),
  );
  expect(await readFile(`${home}/report.html`, 'utf8')).toContain('wavetank run ');

  expectMistake(await wavetank(['report', folder.path('nowhere')]), /summary\.json: ENOENT/);
  await folder.write('broken/summary.json', '{ "schema": ');
  expectMistake(await wavetank(['report', folder.path('broken')]), 'this is not JSON');
  await folder.write('foreign/summary.json', '{ "schema": "other/1" }');
  expectMistake(
    await wavetank(['report', folder.path('foreign')]),
    'its schema is "other/1", not "wavetank.summary/2"',
  );

  const damaged = async (file: string, change: (content: Record<string, unknown>) => object) => {
    const text = await readFile(`${home}/${file}`, 'utf8');
    await writeFile(`${home}/${file}`, JSON.stringify(change(JSON.parse(text) as Record<string, unknown>)));
    const outcome = await wavetank(['report', home]);
    await writeFile(`${home}/${file}`, text);
    return outcome;
  };
  const told = (file: string, why: string) =>
    `${home}/${file}: these results are damaged, or of another build of wavetank than this ${VERSION}: ${why}`;
  expectMistake(
    await damaged('summary.json', (summary) => ({ ...summary, strategies: [] })),
    told('summary.json', 'strategies: '),
    'run the scenario again',
  );
  expectMistake(
    await damaged('series.json', (series) => ({ ...series, strategies: [] })),
    told('series.json', 'strategies: they differ from those of summary.json'),
  );
  expectMistake(
    await damaged('replications.json', (replications) => ({ ...replications, compared: null })),
    told('replications.json', 'compared: '),
  );
  expectMistake(
    await damaged('provenance.json', (provenance) => ({ ...provenance, command: 'run' })),
    told('provenance.json', 'command: '),
  );
});
