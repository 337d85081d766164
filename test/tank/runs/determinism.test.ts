import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { policyNames, type Summary } from '../../../src/index.js';
import { toJson } from '../../../src/tank/results/results-folder.js';
import { ROOT, wavetankProcess, workFolder } from '../../cli/wavetank.js';
import { isFullRun } from '../../support/runs.js';
import { TINY } from './tiny.js';
import { runScenario, run } from '../../support/unchecked.js';

/**
 * Same scenario, seed, version and Node major: the same bytes of summary.json, wherever and however it runs. The
 * scenario has what could tell them apart: every policy, both backends, timeouts, refusals, retries, events.
 */
const EVERYTHING = {
  ...TINY,
  name: 'everything',
  fleet: {
    models: [
      { id: 'slots', replicas: 2, max_concurrent: 3, max_queue: 3 },
      { id: 'deaf', max_concurrent: 3, max_queue: 1, backend: { kind: 'slots', speed: 0.5, slots: 2, queue: 1 } },
      { id: 'shared', max_concurrent: 4, max_queue: 2, backend: { kind: 'processor_sharing', speed: 2, cores: 1.5 } },
    ],
  },
  workload: {
    arrivals: { kind: 'poisson', rate: '130/s' },
    prompt_tokens: { kind: 'lognormal', mean: 400, cv: 1.5 },
    output_tokens: { kind: 'exponential', mean: 60 },
    requests: 800,
  },
  service: { base: '5ms', per_prompt_token: '0.05ms', per_output_token: '1ms', noise_cv: 0.3 },
  client: { timeout: '400ms' },
  router: { max_retries: 2, retry_delay_ms: 15 },
  strategies: [
    ...policyNames,
    ...policyNames.map((policy) => ({ name: `${policy}_off`, policy, max_load_threshold: 'off' })),
  ],
  compare: ['response_time_ms.p95', 'completed_share'],
  replications: 3,
  warm_up: '500ms',
  slo: { response_time: '150ms' },
  events: [
    { at: '2s', endpoint: 'slots/0', health: 'unhealthy' },
    { at: '3s', endpoint: 'slots/0', health: 'healthy' },
    { at: '4s', endpoint: 'shared', speed: 0.7 },
    { at: '5s', endpoint: 'slots/1', max_concurrent: 1 },
    { at: '3500ms', endpoint: 'deaf', health: 'unhealthy' }, // it alone never looks full
    { at: '5500ms', endpoint: 'deaf', health: 'degraded' },
  ],
};

/** Those that processes and recorded traces run: all of them in the full run, every third in the quick one. */
const SOME = EVERYTHING.strategies.filter((_, s) => isFullRun() || s % 3 === 0);

const folder = workFolder();
const ran = run(EVERYTHING);
const here = ran.then(({ summary }) => toJson(summary));

test('the scenario of these tests has timeouts, refusals, rejections, retries and overload', async () => {
  const { strategies } = JSON.parse(await here) as Summary;
  for (const { name, requests, overload } of strategies) {
    expect(requests.timed_out, name).toBeGreaterThan(0);
    const values = Object.values(overload).map((each) => (typeof each === 'number' ? each : each.value));
    expect(Math.min(...values), name).toBeGreaterThan(0);
  }
});

test('two runs give the same bytes', async () => {
  expect(toJson(await runScenario(EVERYTHING))).toBe(await here);
});

test('two workers of a process in another folder, time zone and language give the same bytes as one worker here', async () => {
  const some = { ...EVERYTHING, strategies: SOME };
  const one = toJson(await runScenario(some));
  const file = await folder.write('everything.yaml', some);
  const cwd = folder.path('elsewhere');
  await mkdir(cwd);
  const env = { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' };
  const args = ['run', file, '--workers', '2', '--no-charts', '--format', 'json'];
  const { code, stdout } = await wavetankProcess(args, { cwd, env });
  expect(code).toBe(0);
  expect(stdout).toBe(one);
  expect(await readFile(folder.path('elsewhere/results/everything/summary.json'), 'utf8')).toBe(one);
});

test('another seed gives other numbers for the same strategies', async () => {
  const other = await runScenario(EVERYTHING, { seed: 'another' });
  const { strategies } = JSON.parse(await here) as Summary;
  expect(other.strategies.map(({ name }) => name)).toEqual(strategies.map(({ name }) => name));
  for (const [s, { measures }] of other.strategies.entries()) {
    expect(measures.response_time_ms).not.toEqual(strategies[s].measures.response_time_ms);
  }
});

test('a strategy has the same numbers whichever others run beside it', async () => {
  const alone = await runScenario(EVERYTHING, { strategies: ['random'] });
  const { strategies } = JSON.parse(await here) as Summary;
  expect(alone.strategies).toEqual(strategies.filter(({ name }) => name === 'random'));
});

/** 300 requests, 10 ms apart, as the Azure traces write them. */
const TRACE = [
  'TIMESTAMP,ContextTokens,GeneratedTokens',
  ...Array.from({ length: 300 }, (_, i) => {
    const time = `2023-11-16 18:00:0${Math.floor(i / 100)}.${String(i % 100).padStart(2, '0')}`;
    return `${time},${100 + ((i * 37) % 400)},${10 + ((i * 53) % 90)}`;
  }),
  '',
].join('\n');

test('a recorded trace gives the same bytes by another path, compressed or not, in threads or in one', async () => {
  const { workload: _synthetic, replications: _three, ...rest } = { ...EVERYTHING, strategies: SOME };
  const recorded = (path: string, workers: number) =>
    runScenario({ ...rest, workload: { trace: { path } } }, { workers }).then(toJson);
  const plain = await recorded(await folder.write('day.csv', TRACE), 1);
  expect(await recorded(await folder.write('deep/er/other-name.csv', TRACE), 2)).toBe(plain);
  expect(await recorded(await folder.write('day.csv.gz', gzipSync(TRACE)), 1)).toBe(plain);
  const changed = await folder.write('changed.csv', TRACE.replace(',100,10', ',101,10'));
  expect(await recorded(changed, 1)).not.toBe(plain);
});

const MAJOR = process.versions.node.split('.')[0];
const GOLDEN = `test/golden/results.node${MAJOR}.sha256`;
const RECORD = 'npx vitest run test/tank/runs/determinism.test.ts --update=all';

test('what is compared has the digits that were recorded for this Node major, strategy by strategy', async ({
  skip,
}) => {
  skip(!existsSync(join(ROOT, GOLDEN)), `none are recorded for Node ${MAJOR}; to do so: touch ${GOLDEN} && ${RECORD}`);
  const { replications, summary } = await ran;
  const lines = replications.strategies.map(({ name, ...values }) => `${sha256(values)}  ${name}\n`);
  const digests = [...lines, `${sha256(summary.comparisons)}  comparisons\n`].join(''); // a new measure changes none
  const failure = `some number of some replication has changed. If that is meant, tell the users and record it: ${RECORD}`;
  await expect(digests, failure).toMatchFileSnapshot(join(ROOT, GOLDEN));
});

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
