import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import type { Summary } from '../../../src/index.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import { prefixHitRates } from '../../../src/tank/trace/prefix-reuse.js';
import { plan } from '../scenario/fixture.js';
import { TINY, tinySummary } from './tiny.js';
import { runScenario } from '../../support/unchecked.js';

const sessions = {
  turns: { kind: 'exponential', mean: 5 },
  think_time: { kind: 'exponential', mean: '5s' },
  new_tokens: { kind: 'exponential', mean: 60 },
};
const TALKS = {
  ...TINY,
  fleet: { models: [{ id: 'a', max_queue: 'unlimited', cache: { blocks: 300 } }] },
  workload: {
    arrivals: { kind: 'poisson', rate: '2/s' },
    sessions,
    prefixes: { count: 5, skew: 1, tokens: { kind: 'constant', value: 200 } },
    prompt_tokens: { kind: 'lognormal', mean: 300, cv: 1 },
    output_tokens: { kind: 'constant', value: 50 },
    block_tokens: 16,
    requests: 3000,
  },
  service: { base: '1ms', per_prompt_token: '0.05ms', per_output_token: '1ms', noise_cv: 0.2 },
};

function hitRates({ strategies }: Summary): number[] {
  return strategies.map(({ measures }) => measures.cache_hit_rate?.value ?? NaN);
}

test('the cache of a lone endpoint has the hit rate by tokens that its capacity gives on the trace', async () => {
  const { workload, seed } = plan(JSON.stringify(TALKS));
  if (workload.kind !== 'synthetic') throw new Error('the workload is made');
  const { blocks, promptTokens } = generateTrace(workload, new Streams(seed, 0));
  if (blocks === undefined) throw new Error('the prompts have blocks');
  const [{ tokens }, unlimited] = prefixHitRates(blocks, promptTokens, [300, Infinity]);
  const [found] = hitRates(await runScenario(TALKS));
  expect(found).toBeCloseTo(tokens, 12);
  expect(found).toBeLessThan(0.9 * unlimited.tokens);
});

test('sessions that stay where they were find more of their prompts, and wait less', async () => {
  const fleet = { models: [{ ...TALKS.fleet.models[0], replicas: 8 }] };
  const summary = await runScenario({ ...TALKS, fleet, strategies: ['round_robin', 'affinity_based'] });
  const [spread, sticky] = hitRates(summary);
  expect(sticky).toBeGreaterThan(1.5 * spread);
  const [slow, fast] = summary.strategies.map(({ measures }) => measures.response_time_ms?.mean.value ?? NaN);
  expect(fast).toBeLessThan(slow);
});

test('prompts that grow while the run goes on are looked up too', async () => {
  const workload = { ...TALKS.workload, sessions: { ...sessions, think_from: 'completion' } };
  const [rate] = hitRates(await runScenario({ ...TALKS, workload }));
  expect(rate).toBeGreaterThan(0.1);
  expect(rate).toBeLessThan(1);
});

test('a recorded trace brings its blocks; one without leaves the caches empty, with a warning', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wavetank-'));
  const changes = (path: string) => ({
    fleet: TALKS.fleet,
    workload: { trace: { path } },
    service: { per_prompt_token: '1ms' },
  });
  const rows = [1000, 5000].map((timestamp) => ({ timestamp, input_length: 1000, output_length: 1 }));
  const text = (extra: object) => rows.map((row) => JSON.stringify({ ...row, ...extra })).join('\n');
  await writeFile(join(folder, 'blocks.jsonl'), text({ hash_ids: [7, 8] }));
  await writeFile(join(folder, 'none.jsonl'), text({}));
  const known = await tinySummary(changes(join(folder, 'blocks.jsonl')));
  const unknown = await tinySummary(changes(join(folder, 'none.jsonl')));
  await rm(folder, { recursive: true });
  expect(known.warnings).toEqual([]);
  expect(hitRates(known)).toEqual([999 / 2000]);
  expect(known.strategies[0].measures.response_time_ms?.mean.value).toBeCloseTo((1000 + 1) / 2, 9);
  expect(unknown.warnings).toEqual(['the trace has no blocks of prompts: caches of blocks stay empty']);
  expect(hitRates(unknown)).toEqual([NaN]);
});
