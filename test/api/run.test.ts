import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import {
  capacity,
  type Diagnostic,
  InputError,
  runScenario,
  type Scenario,
  scenarioJsonSchema,
  sweep,
  validateScenario,
} from '../../src/index.js';
import { wavetank, workFolder } from '../cli/wavetank.js';
import * as tiny from '../tank/runs/tiny.js';

/** The public API, as a notebook or a program uses it. */

const TINY = tiny.TINY as Scenario;
const UNEQUAL = tiny.UNEQUAL as Scenario;

const folder = workFolder();

test('a file, the same content as an object, and the command line give the same summary', async () => {
  const file = await folder.write('unequal.yaml', UNEQUAL);
  await wavetank(['run', file, '--no-charts', '--out', folder.path('out')]);
  const written: unknown = JSON.parse(await readFile(folder.path('out/unequal/summary.json'), 'utf8'));
  expect(await runScenario(file)).toEqual(written);
  expect(await runScenario(UNEQUAL)).toEqual(written);
});

test('options change seed, replications and strategies', async () => {
  const { scenario, strategies } = await runScenario(UNEQUAL, {
    seed: 'mine',
    replications: 2,
    strategies: ['random'],
  });
  expect(scenario).toMatchObject({ seed: 'mine', replications: 2 });
  expect(strategies.map(({ name }) => name)).toEqual(['random']);
});

test('the scenario object is left as it was', async () => {
  const before = structuredClone(UNEQUAL);
  await runScenario(UNEQUAL, { replications: 2 });
  expect(UNEQUAL).toEqual(before);
});

/** @returns what is told of each mistake */
async function mistakesOf(running: Promise<unknown>): Promise<readonly Diagnostic[]> {
  const error: unknown = await running.catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${String(error)}`);
  return error.diagnostics;
}

test('mistakes in an object are an InputError with the path of each', async () => {
  const mistakes = await mistakesOf(runScenario({ ...TINY, replications: 0, client: { timeout: 30 as never } }));
  expect(mistakes.map(({ file }) => file).sort()).toEqual(['client.timeout', 'replications']);
});

test('mistakes in a file are an InputError with its places, and the same that validateScenario returns', async () => {
  const file = await folder.write('bad.yaml', 'schema: wavetank.scenario/1\nname: Bad\n');
  const mistakes = await mistakesOf(runScenario(file));
  expect(mistakes).toContainEqual(expect.objectContaining({ file, line: 2, column: 7 }));
  expect(await validateScenario(file)).toEqual(mistakes);
});

test('a missing file and mistakes in the options are InputErrors too', async () => {
  expect(await mistakesOf(runScenario(folder.path('nowhere.yaml')))).toMatchObject([
    { message: 'the file does not exist' },
  ]);
  expect(await mistakesOf(runScenario(TINY, { replications: 0 }))).toHaveLength(1);
  expect(await mistakesOf(runScenario(TINY, { strategies: ['best'] }))).toHaveLength(1);
  expect(await mistakesOf(runScenario(TINY, { seed: '' }))).toHaveLength(1);
});

test.each([1, 2])('progress with %d workers rises by one from none to all jobs', async (workers) => {
  const told: number[] = [];
  await runScenario(UNEQUAL, {
    workers,
    onProgress: ({ scenario, finishedJobs, jobs }) => {
      expect([scenario, jobs]).toEqual(['unequal', 8]);
      told.push(finishedJobs);
    },
  });
  expect(told).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('a signal that comes too early ends a run and a study with an error of its own', async () => {
  const signal = AbortSignal.abort();
  await expect(runScenario(UNEQUAL, { signal })).rejects.toMatchObject({ name: 'AbortError' });
  const grid = { seed: ['a', 'b'] };
  await expect(sweep(UNEQUAL, { grid }, { signal })).rejects.toThrow('interrupted before every point was finished');
  const slo = { response_time: '1s' } as const;
  await expect(capacity({ ...UNEQUAL, slo }, { signal })).rejects.toThrow('interrupted before every strategy');
});

test('the progress of a study counts its runs', async () => {
  const told: unknown[] = [];
  const onProgress = (progress: object) => told.push(progress);
  await sweep(TINY, { grid: { seed: ['a', 'b'] } }, { onProgress });
  expect(told).toEqual([0, 1, 2].map((finishedJobs) => ({ scenario: 'tiny', finishedJobs, jobs: 2 })));
});

test('a mistake is shown by its message alone where nobody catches it', async () => {
  const error: unknown = await runScenario({ ...TINY, replications: 0 }).catch((reason: unknown) => reason);
  expect(inspect(error)).toBe((error as Error).message);
  expect(Object.keys(error as object)).not.toContain('diagnostics');
});

test.each([
  ['an option that is none', { replication: 3 }, /unknown option "replication"\n.*Did\s+you mean "replications"/s],
  ['options that are no object', 10, /options cannot be 10/],
  ['a signal that is none', { signal: 3 }, /signal is no AbortSignal/],
  ['strategies that are no list', { strategies: 'random' }, /strategies cannot be "random"/],
  ['a value out of range', { replications: 0 }, /^replications cannot be 0/],
  ['no strategy at all', { strategies: [] }, /^strategies names no strategy/],
])('%s is told in words of the library', async (_, options, message) => {
  let ended = 0;
  const all = typeof options === 'object' ? { ...options, onEnd: () => ended++ } : options;
  await expect(runScenario(TINY, all as object)).rejects.toThrow(message);
  expect(ended).toBeLessThanOrEqual(1);
});

test('nothing to vary is told in words of the library, too', async () => {
  await expect(sweep(TINY, { grid: {} })).rejects.toThrow(/nothing is varied\n.*\{ grid: \{ PATH: VALUES \} \}/);
});

test('the end of a run is told however it ends', async () => {
  let ended = 0;
  const onEnd = () => ended++;
  await runScenario(TINY, { onEnd });
  await runScenario({ ...TINY, name: 'Bad Name' }, { onEnd }).catch(() => undefined);
  await sweep(TINY, { grid: { seed: ['a'] } }, { onEnd });
  expect(ended).toBe(3);
});

test('a stopwatch is read for times only: it changes nothing in the summary', async () => {
  let readings = 0;
  const stopwatch = { elapsedMs: () => 1000 * readings++ };
  expect(await runScenario(UNEQUAL, { stopwatch })).toEqual(await runScenario(UNEQUAL));
  expect(readings).toBe(16); // before and after each job
});

test('the JSON Schema names every key of a scenario', () => {
  const { properties } = scenarioJsonSchema() as { readonly properties: object };
  expect(Object.keys(properties)).toEqual(
    expect.arrayContaining([...Object.keys(UNEQUAL), 'warm_up', 'slo', 'events']),
  );
});
