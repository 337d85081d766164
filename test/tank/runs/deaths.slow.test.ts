import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError } from '../../../src/index.js';
import { runExperiment } from '../../../src/tank/runs/run-experiment.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import type { Death } from './fixtures/dying-worker.js';
import { UNEQUAL } from './tiny.js';
import { runScenario } from '../../support/unchecked.js';

/** Threads that exit or run out of memory in the middle of a job. Jobs are named `strategy-replication`. */

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wavetank-deaths-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const worker = {
  file: new URL('fixtures/dying-worker.ts', import.meta.url),
  resourceLimits: { maxOldGenerationSizeMb: 60 },
};

async function runWithDeaths(deaths: Readonly<Record<string, Death>>, changes: object = {}) {
  process.env['DYING_FOLDER'] = folder;
  process.env['DYING_JOBS'] = JSON.stringify(deaths);
  const notices: string[] = [];
  const onNotice = (notice: string) => notices.push(notice);
  const experiment = await runExperiment(planFromObject({ ...UNEQUAL, ...changes }), { workers: 2, worker, onNotice });
  return { ...experiment, notices, deaths: (await readdir(folder)).length };
}

test.each([
  ['exit', 'worker exited with code: 3'],
  ['memory', 'Worker terminated due to reaching memory limit: JS heap out of memory'],
] as const)('a job whose thread dies once, by %s, is run again, and nothing is lost', async (by, why) => {
  const { results, notices, lost, interrupted, deaths } = await runWithDeaths({ '1-2': { by, times: 1 } });
  expect(deaths).toBe(1);
  expect(notices).toEqual([`least_loaded, replication 2: its worker thread died (${why}); it runs once more`]);
  expect([lost, interrupted]).toEqual([[], false]);
  expect(results?.summary).toEqual(await runScenario(UNEQUAL));
});

test('a job whose thread dies twice is given up: its replication is left out, all else is kept', async () => {
  const { results, notices, lost, interrupted, jobs } = await runWithDeaths({ '0-1': { by: 'exit', times: 9 } });
  const told =
    'round_robin, replication 1: given up, its worker thread died twice (worker exited with code: 3); ' +
    'replication 1 is omitted from every strategy';
  expect(notices.at(-1)).toBe(told);
  expect(results?.summary.warnings[0]).toBe(told);
  expect(results?.summary.scenario.replications).toBe(3);
  expect([lost.length, interrupted, jobs.length]).toEqual([1, false, 7]);
});

test('replications that are lost count for the limit of a rule, and a selection is not made of too few', async () => {
  const compare = ['response_time_ms.mean'];
  const lost = { '0-1': { by: 'exit', times: 9 } } as const;
  const precise = await runWithDeaths(lost, { compare, precision: { relative: 0.001, batch: 2, max_replications: 6 } });
  expect(precise.results?.summary.scenario.replications).toBe(5);
  expect(precise.results?.summary.precision).toMatchObject({ replications: 5, is_met: false });
  const selected = await runWithDeaths(lost, { compare, select: { indifference: 0.05, max_replications: 6 } });
  expect(selected.results?.summary.selection).toMatchObject({ replications: 3, survivors: UNEQUAL.strategies });
});

test('jobs of the pilot that are lost are told; without any of it, the run is an error', async () => {
  const always = { by: 'exit', times: 2 } as const; // in the pilot
  const { lost, results } = await runWithDeaths({ '0-1': always }, { warm_up: 'auto' });
  expect(lost.map(({ isPilot, replication }) => [isPilot, replication])).toEqual([[true, 1]]);
  expect(results?.summary.warnings[0]).toContain('the warm-up is found without replication 1');
  expect(results?.summary.scenario.replications).toBe(4);
  const ever = { by: 'exit', times: 9 } as const;
  const nothing = runWithDeaths({ '0-0': ever, '1-1': ever }, { warm_up: 'auto', replications: 2 });
  await expect(nothing).rejects.toThrow(/round_robin, replication 0[^]*the warm-up is found without replication 1/);
});

test('every thread may die at once', async () => {
  const once = { by: 'exit', times: 1 } as const;
  const { results, deaths } = await runWithDeaths({ '0-0': once, '1-0': once, '0-1': once, '1-3': once });
  expect(deaths).toBe(4);
  expect(results?.summary).toEqual(await runScenario(UNEQUAL));
});

test('where no replication is left, the run is an error that names each job', async () => {
  const always = { by: 'exit', times: 9 } as const;
  const running = runWithDeaths({ '0-0': always, '0-1': always, '1-2': always, '1-3': always });
  await expect(running).rejects.toThrow(InputError);
  await expect(running).rejects.toThrow(/round_robin, replication 0[^]*fewer workers[^]*least_loaded, replication 3/);
});

test('an error of the job itself ends the run at once: it is a fault', async () => {
  await expect(runWithDeaths({ '0-1': { by: 'error', times: 1 } })).rejects.toThrow('a fault of the job');
});
