import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runScenario } from '../../../src/index.js';
import { Streams } from '../../../src/core/streams.js';
import { loadScenario, validateScenario } from '../../../src/tank/scenario/index.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import type { Trace } from '../../../src/tank/trace/trace.js';
import { isFullRun } from '../../support/runs.js';

/** Lengths from a file beside made arrivals: pairs stay together. */

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wavetank-lengths-'));
  await write('pairs.csv', pairs());
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});
const write = async (name: string, content: string | object) => {
  const file = join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};

/** The output of a prompt of n tokens has 10,000 − n: a pair that is torn apart shows. */
const PAIRS = 300;
const pairs = (row = (prompt: number) => `${prompt},${10_000 - prompt}`) =>
  ['prompt_tokens,output_tokens', ...Array.from({ length: PAIRS }, (_, i) => row(10 * i + 1)), ''].join('\n');

const scenario = (workload: object, more: object = {}) => ({
  schema: 'wavetank.scenario/1',
  name: 'lengths',
  fleet: { models: [{ id: 'a', replicas: 4 }] },
  workload: { arrivals: { kind: 'poisson', rate: '5/s' }, lengths: { path: 'pairs.csv' }, requests: 3000, ...workload },
  service: { base: '1ms', per_prompt_token: '0.01ms', per_output_token: '0.05ms' },
  strategies: ['round_robin', 'least_loaded'],
  ...more,
});

async function made(workload: object, seed = 'lengths'): Promise<Trace> {
  const plan = await loadScenario(await write('made.yaml', scenario(workload)));
  if (plan.workload.kind !== 'synthetic') throw new Error('it is made');
  return generateTrace(plan.workload, new Streams(seed, 0));
}
const isPaired = ({ promptTokens, outputTokens }: Trace) =>
  promptTokens.every((prompt, i) => prompt + outputTokens[i] === 10_000 && prompt % 10 === 1);

test('prompt and output are drawn as pairs, each as often as the others', async () => {
  const trace = await made({ requests: 30_000 });
  expect(isPaired(trace)).toBe(true);
  const counts = new Float64Array(PAIRS);
  for (const prompt of trace.promptTokens) counts[(prompt - 1) / 10]++;
  const expected = 30_000 / PAIRS;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // chi-square with 299 degrees of freedom: mean 299, standard deviation √598; 99.9 % by the normal approximation
  expect(Math.abs(chiSquare - (PAIRS - 1))).toBeLessThan(3.29 * Math.sqrt(2 * (PAIRS - 1)));
});

test('the draws have a stream of their own: equal seeds draw alike, and arrivals stay as they were', async () => {
  const [a, again, b] = [await made({}), await made({}), await made({}, 'another')];
  expect(again).toEqual(a);
  expect(b.promptTokens).not.toEqual(a.promptTokens);
  const without = await made({ lengths: undefined, prompt_tokens: { kind: 'constant', value: 5 }, output_tokens: { kind: 'constant', value: 5 } }); // prettier-ignore
  expect(without.arrivalMs).toEqual(a.arrivalMs);
});

test('each source has its own file, a class its own lengths, and later turns grow from the first pair', async () => {
  await write(
    'equal.csv',
    pairs((prompt) => `${prompt},${prompt}`),
  );
  const arrivals = { kind: 'poisson', rate: '5/s' };
  const ofSources = await made({
    arrivals: undefined,
    lengths: undefined,
    classes: [{ name: 'x' }, { name: 'y', output_tokens: { kind: 'constant', value: 7 } }],
    sources: [
      { class: 'x', arrivals, lengths: { path: 'equal.csv' } },
      { class: 'y', arrivals, lengths: { path: 'pairs.csv' } },
    ],
  });
  const { promptTokens, outputTokens, requestClass } = ofSources;
  promptTokens.forEach((prompt, i) => {
    expect(outputTokens[i]).toBe(requestClass?.index[i] === 0 ? prompt : 7);
  });
  const turns = { kind: 'constant', value: 2 };
  const think_time = { kind: 'constant', value: '1s' };
  const sessions = { turns, think_time, new_tokens: { kind: 'constant', value: 3 } };
  const grown = await made({ sessions, requests: 400 });
  const firstOf = new Map<number, number>();
  grown.session?.forEach((session, i) => {
    const first = firstOf.get(session);
    if (first === undefined) firstOf.set(session, i);
    else expect(grown.promptTokens[i]).toBe(10_000 + 3);
  });
  expect(firstOf.size).toBeLessThan(400);
});

test('users draw pairs by conversation and turn; threads draw as one does', async () => {
  const users = { count: 20, think_time: { kind: 'exponential', mean: '1s' } };
  for (const workload of [...(isFullRun() ? [{}] : []), { arrivals: undefined, users }]) {
    const file = await write('threads.yaml', scenario(workload, { replications: 2 }));
    const [one, two] = [await runScenario(file, { workers: 1 }), await runScenario(file, { workers: 2 })];
    expect(two).toEqual(one);
    expect(one.strategies[0].requests.arrived).toBe(6000);
  }
});

test('the content of the file, not its path, is part of the hash of the scenario', async () => {
  const hashOf = async (path: string) => {
    const plan = await loadScenario(await write('hash.yaml', scenario({ lengths: { path } })));
    return [plan.sha256, plan.jobsSha256];
  };
  await write('copy.csv', pairs());
  await write(
    'other.csv',
    pairs((prompt) => `${prompt},1`),
  );
  const [hash, copy, other] = [await hashOf('pairs.csv'), await hashOf('copy.csv'), await hashOf('other.csv')];
  expect(copy).toEqual(hash);
  expect(other[0]).not.toBe(hash[0]);
  expect(other[1]).not.toBe(hash[1]);
});

describe('validate', () => {
  const mistakesIn = async (workload: object) =>
    (await validateScenario(await write('wrong.yaml', scenario(workload)))).map(({ message }) => message);

  test('reads the file', async () => {
    expect(await mistakesIn({})).toEqual([]);
    expect(await mistakesIn({ lengths: { path: 'none.csv' } })).toEqual(['the file does not exist']);
    await write('bad.csv', 'prompt_tokens,output_tokens\n5,x\n6,1\n');
    expect(await mistakesIn({ lengths: { path: 'bad.csv' } })).toEqual(['output_tokens "x" cannot be used']);
    const file = await write('skipped.yaml', scenario({ lengths: { path: 'bad.csv', skip_bad_rows: true } }));
    expect((await loadScenario(file)).warnings).toEqual(['1 bad rows of the lengths in bad.csv were skipped']);
  });

  test('refuses other lengths beside it, and takes it for those that a service needs', async () => {
    const constant = { kind: 'constant', value: 5 };
    expect(await mistakesIn({ prompt_tokens: constant, output_tokens: constant })).toEqual([
      'prompt_tokens cannot be combined with lengths',
      'output_tokens cannot be combined with lengths',
    ]);
    expect(await mistakesIn({ block_tokens: 16 })).toEqual([]);
    const path = join(folder, 'pairs.csv');
    expect(await validateScenario(scenario({ lengths: { path } }))).toEqual([]);
  });
});
