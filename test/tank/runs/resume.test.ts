import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { jobsKey } from '../../../src/tank/runs/job-runs.js';
import { runExperiment } from '../../../src/tank/runs/run-experiment.js';
import { JobFiles } from '../../../src/tank/runs/job-files.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { UNEQUAL } from './tiny.js';

/** Runs a scenario again and again in one folder, each time going on with what is there; jobs of threads are kept there. */
async function runsIn() {
  const folder = await mkdtemp(join(tmpdir(), 'wavetank-resume-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return async (changes: object, workers: number) => {
    const plan = planFromObject({ ...UNEQUAL, ...changes });
    const files = await JobFiles.open(folder, jobsKey(plan, undefined), { resume: true, onNotice: expect.unreachable });
    return runExperiment(plan, { workers, files });
  };
}

test('with more replications the jobs of a shorter run are used, and the result is that of a run from the start', async () => {
  const run = await runsIn();
  expect((await run({ replications: 3 }, 2)).reused).toBe(0);
  const resumed = await run({ replications: 5 }, 2);
  expect(resumed.reused).toBe(6);
  expect(resumed.results).toEqual((await runExperiment(planFromObject({ ...UNEQUAL, replications: 5 }))).results);
});

test('jobs that another automatic warm-up measured are run again: more replications are a longer pilot', async () => {
  const run = await runsIn();
  const auto = { warm_up: 'auto', seed: 'another pilot' };
  const short = await run({ ...auto, replications: 2 }, 2);
  const long = await run({ ...auto, replications: 10 }, 2);
  const [before, after] = [short, long].map(({ results }) => results?.summary.scenario.warm_up_ms);
  expect(after).not.toBe(before);
  expect(long.reused).toBe(0);
  const again = await run({ ...auto, replications: 12 }, 1); // the same pilot
  expect(again.reused).toBe(20);
});
