import { expect, test } from 'vitest';
import { runExperiment } from '../../../src/tank/runs/run-experiment.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { UNEQUAL } from './tiny.js';
import { runScenario } from '../../support/unchecked.js';

/** Ends a run as soon as so many of its jobs are finished. Two strategies: jobs 1 and 2 are the first replication. */
function interruptedAfter(finished: number, changes: object = {}, workers = 1) {
  const interrupt = new AbortController();
  const onProgress = ({ finishedJobs }: { readonly finishedJobs: number }) => {
    if (finishedJobs >= finished) interrupt.abort();
  };
  const plan = planFromObject({ ...UNEQUAL, ...changes });
  return runExperiment(plan, { workers, signal: interrupt.signal, onProgress });
}

test('an interrupted run summarises what every strategy finished, and says so', async () => {
  const { results, interrupted, jobs } = await interruptedAfter(5);
  expect(interrupted).toBe(true);
  expect(jobs.map(({ strategy, replication }) => [strategy, replication])).toEqual([
    ['round_robin', 0],
    ['least_loaded', 0],
    ['round_robin', 1],
    ['least_loaded', 1],
    ['round_robin', 2], // its partner is missing
  ]);
  expect(results?.summary.scenario.replications).toBe(2);
  expect(results?.summary.warnings).toContain('interrupted: only 2 of 4 replications were finished by every strategy');
});

test('the summary of an interrupted run has the numbers of a run of that length', async () => {
  const { results } = await interruptedAfter(4);
  const short = await runScenario({ ...UNEQUAL, replications: 2 });
  expect(results?.summary.strategies).toEqual(short.strategies);
  expect(results?.summary.comparisons).toEqual(short.comparisons);
});

test.each([0, 1])(
  'interrupted after %i jobs, before every strategy had finished one, there is no summary',
  async (k) => {
    const { results, interrupted, jobs } = await interruptedAfter(k);
    expect([results, interrupted, jobs.length]).toEqual([undefined, true, k]);
  },
);

test('with a rule that adds replications, those begun are counted, and nothing is decided early', async () => {
  const select = { indifference: 0.05 };
  const early = await interruptedAfter(6, { compare: ['response_time_ms.mean'], select });
  expect(early.results?.summary.selection).toMatchObject({ replications: 3, survivors: UNEQUAL.strategies });
  const late = await interruptedAfter(13, { precision: { relative: 0.001, batch: 4 } });
  const { warnings } = late.results?.summary ?? {};
  expect(warnings).toContain('interrupted: only 6 of 8 replications were finished by every strategy');
});

test('interrupted after the last job, the run is whole', async () => {
  const { results, interrupted } = await interruptedAfter(8);
  expect(interrupted).toBe(false);
  expect(results?.summary).toEqual(await runScenario(UNEQUAL));
});

const LONG = {
  strategies: ['round_robin'],
  workload: { ...UNEQUAL.workload, requests: 5000 },
  replications: 40,
};

test('threads are ended in the middle of their jobs, and what was finished before is kept', async () => {
  const { results, interrupted, jobs } = await interruptedAfter(3, LONG, 2);
  expect(interrupted).toBe(true);
  expect(jobs.length).toBeGreaterThanOrEqual(3);
  expect(jobs.length).toBeLessThan(40);
  expect(results?.summary.scenario.replications).toBe(jobs.length);
  expect(results?.summary.strategies[0].requests.arrived).toBe(5000 * jobs.length);
});

test('threads take the jobs in order, so that few replications are left half done', async () => {
  const { results, jobs } = await interruptedAfter(12, { ...LONG, strategies: UNEQUAL.strategies }, 2);
  expect(results?.summary.scenario.replications).toBeGreaterThanOrEqual(jobs.length / 2 - 2);
});

test('interrupted before they start, threads begin no job', async () => {
  const { results, jobs } = await interruptedAfter(0, LONG, 2);
  expect([results, jobs]).toEqual([undefined, []]);
});

test('from TypeScript, an interruption that leaves no summary is an error', async () => {
  await expect(runScenario(UNEQUAL, { signal: AbortSignal.abort() })).rejects.toThrow(
    'interrupted before every strategy had finished a replication',
  );
});
