import { mkdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { listBaselines, readBaseline, scenarioOfBaseline, writeBaseline } from '../../../src/tank/results/baseline.js';
import { workFolder } from '../../cli/wavetank.js';
import { baselineOf, GATED } from '../verdicts/gate/baselines.js';

const folder = workFolder();
const baseline = await baselineOf(GATED);

/** The baseline with other measures of its first strategy. */
function withMeasures(measures: object) {
  const [first, ...others] = baseline.summary.strategies;
  return { ...baseline, summary: { ...baseline.summary, strategies: [{ ...first, measures }, ...others] } };
}

/** The baseline with other values in the replications of its first strategy. */
function withValues(values: object) {
  const [first, ...others] = baseline.replications;
  return { ...baseline, replications: [{ ...first, ...values }, ...others] };
}

test('a baseline is read as it was written, digit for digit', async () => {
  const file = folder.path('new', 'deep', 'gated.json');
  await writeBaseline(file, baseline);
  expect(await readBaseline(file)).toEqual(JSON.parse(JSON.stringify(baseline)));
  expect(await folder.files('new')).toEqual(['gated.json']);
});

test('its parts stand on lines of their own, so that a diff shows what changed', async () => {
  const file = folder.path('lines', 'gated.json');
  await writeBaseline(file, baseline);
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/^\{\n"schema": "wavetank\.baseline\/2",\n/);
  expect(text).toMatch(/\n"response_time_ms\.p99": \[[\d.,]+\]/);
  expect(text.split('\n').length).toBeLessThan(110);
});

test('where there is none, there is none', async () => {
  expect(await readBaseline(folder.path('none.json'))).toBeUndefined();
  expect(await listBaselines(folder.path('nowhere'))).toEqual([]);
});

test('baselines are listed by name, other files are not', async () => {
  for (const name of ['b.json', 'a.json', 'c.txt']) await folder.write(`list/${name}`, '');
  expect(await listBaselines(folder.path('list'))).toEqual([
    folder.path('list', 'a.json'),
    folder.path('list', 'b.json'),
  ]);
});

test.each([
  ['{ "schema": ', 'it is not JSON'],
  ['[]', 'Invalid input'],
  [{ ...baseline, schema: 'other' }, 'schema: '],
  [
    { ...baseline, summary: { ...baseline.summary, strategies: [{ name: 'mine' }] } },
    'summary.strategies.0.requests: ',
  ],
  [
    { ...baseline, summary: { ...baseline.summary, strategies: [] }, replications: [] },
    'summary.strategies: no strategies',
  ],
  [{ ...baseline, gated: [] }, 'gated: nothing to judge'],
  [{ ...baseline, replications: [baseline.replications[0], {}] }, 'replications.1: mine has no response_time_ms.p99'],
  [withMeasures({}), 'summary.strategies.0: round_robin has no response_time_ms.p99'],
  [
    { ...withMeasures({}), replications: baseline.replications.map(() => ({})) },
    'summary.strategies.0: round_robin has no completed_share',
  ],
  [withValues({ 'response_time_ms.p99': [null, null] }), 'replications.0: round_robin has no response_time_ms.p99'],
  [withValues({ 'overload.refusals': [0] }), 'replications.0.overload.refusals: 1 values of 10 replications'],
  [
    { ...baseline, summary: { ...baseline.summary, strategies: [0, 0].map((s) => baseline.summary.strategies[s]) } },
    'summary.strategies: round_robin is there twice',
  ],
  [{ ...baseline, summary: { ...baseline.summary, schema: 'wavetank.summary/1' } }, 'summary.schema: '],
  [{ ...baseline, replications: [] }, 'replications: the number of strategies differs from its summary'],
  [{ ...baseline, replications: [{ completed_share: ['1'] }, {}] }, 'replications.0.completed_share.0: '],
  [{ ...baseline, gated: [...baseline.gated, '__proto__'] }, 'gated: there is no measure "__proto__"'],
  [{ ...baseline, gated: [...baseline.gated, 'toString'] }, 'gated: there is no measure "toString"'],
  [{ ...baseline, gated: [...baseline.gated, 'nonsense.x'] }, 'gated: there is no measure "nonsense.x"'],
  [withValues({ throughput_per_s: [16] }), 'replications.0.throughput_per_s: 1 values of 10 replications'],
  [
    withValues({ throughput_per_s: Array(20).fill(16) }),
    'replications.0.throughput_per_s: 20 values of 10 replications',
  ],
  [
    withValues({ 'response_time_ms.p99': Array(9).fill(900) }),
    'replications.0.response_time_ms.p99: 9 values of 10 replications',
  ],
  [
    withValues({ 'response_time_ms.p99': Array(20).fill(900) }),
    'replications.0.response_time_ms.p99: 20 values of 10 replications',
  ],
  [withValues({ 'response_time_ms.p99': Array(10).fill(-900) }), 'replications.0.response_time_ms.p99.0: '],
])('a damaged baseline is a mistake in the input, which says what to do', async (content, why) => {
  const file = await folder.write('damaged.json', content);
  await expect(readBaseline(file)).rejects.toThrow(`${file}: this baseline is damaged: ${why}`);
  await expect(readBaseline(file)).rejects.toThrow('make it again: wavetank check --update SCENARIO');
});

describe('what was altered after it was written is seen, wherever it stands', () => {
  const P99 = 'response_time_ms.p99';
  const alterations: Record<string, (written: Written) => void> = {
    'a value': ({ replications: [first] }) => (first[P99][3] *= 1.001),
    'a value that is gone': ({ replications: [first] }) => (first[P99] = [null, ...first[P99].slice(1)] as number[]),
    'values cut to one': ({ replications: [first] }) => (first[P99].length = 1),
    'values cut to two': ({ replications: [first] }) => (first[P99].length = 2),
    'replications in another order': ({ replications: [first] }) => first[P99].reverse(),
    'replications of another strategy': ({ replications }) => replications.reverse(),
    'a summary that is of other replications': ({ summary }) => (p99Of(summary).value = 1e9),
    'effective requests': ({ summary }) => (p99Of(summary).effective_requests = 1e-9),
    'effective requests that are gone': ({ summary }) => delete p99Of(summary).effective_requests,
    'a number that is not judged': ({ summary }) => (summary.strategies[1].endpoints[0].requests += 1),
    'the version': (written) => (written.version = '9.9.9'),
  };
  interface Written {
    version: string;
    replications: Record<string, number[]>[];
    summary: {
      strategies: {
        measures: { response_time_ms: { p99: { value: number; effective_requests?: number } } };
        endpoints: { requests: number }[];
      }[];
    };
  }
  const p99Of = ({ strategies: [{ measures }] }: Written['summary']) => measures.response_time_ms.p99;

  test.each(Object.entries(alterations))('%s', async (_what, alter) => {
    const file = folder.path('altered', 'gated.json');
    await writeBaseline(file, baseline);
    const written = JSON.parse(await readFile(file, 'utf8')) as Written;
    alter(written);
    await folder.write('altered/gated.json', written);
    await expect(readBaseline(file)).rejects.toThrow(`${file}: this baseline is damaged: `);
  });

  test('another layout is none, and a baseline of before has no sha256', async () => {
    const file = folder.path('laid-out', 'gated.json');
    await writeBaseline(file, baseline);
    const written = JSON.parse(await readFile(file, 'utf8')) as object;
    const read = await readBaseline(file);
    await folder.write('laid-out/gated.json', JSON.stringify(written, null, 7));
    expect(await readBaseline(file)).toEqual(read);
    await folder.write('laid-out/gated.json', { ...written, sha256: undefined });
    expect(await readBaseline(file)).toEqual(read);
  });
});

test('a folder in the place of a baseline is told, and a file in the place of their folder', async () => {
  await mkdir(folder.path('odd', 'gated.json'), { recursive: true });
  const file = folder.path('odd', 'gated.json');
  await expect(readBaseline(file)).rejects.toThrow(`${file}: this baseline is damaged: it is a folder`);
  await expect(scenarioOfBaseline(file)).rejects.toThrow('this baseline is damaged: it is a folder');
  const notFolder = await folder.write('notes.txt', '');
  await expect(listBaselines(notFolder)).rejects.toThrow('baselines cannot be read here: it is not a folder');
});

test('where a baseline cannot be written, that says so', async () => {
  await mkdir(folder.path('blocked', 'gated.json'), { recursive: true });
  await expect(writeBaseline(folder.path('blocked', 'gated.json'), baseline)).rejects.toThrow('--baselines DIR');
});

test('a baseline of another version of the form is refused, with the command that renews it', async () => {
  const file = await folder.write('old/gated.json', { ...baseline, schema: 'wavetank.baseline/1' });
  await expect(readBaseline(file)).rejects.toThrow('has the form wavetank.baseline/1, not wavetank.baseline/2');
  const command = 'wavetank check --update gated.yaml';
  await expect(readBaseline(file, command)).rejects.toThrow(`changes nothing else: ${command}`);
});
