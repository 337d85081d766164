import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { jobsKey } from '../../../src/tank/runs/job-runs.js';
import { runExperiment } from '../../../src/tank/runs/run-experiment.js';
import { JobFiles } from '../../../src/tank/runs/job-files.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { UNEQUAL } from './tiny.js';

/** Runs a scenario again and again in one folder, each time going on with what is there; jobs of threads are kept there. */
export async function runsIn() {
  const folder = await mkdtemp(join(tmpdir(), 'wavetank-resume-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return async (changes: object, workers: number) => {
    const plan = planFromObject({ ...UNEQUAL, ...changes });
    const files = await JobFiles.open(folder, jobsKey(plan, undefined), { resume: true, onNotice: expect.unreachable });
    return runExperiment(plan, { workers, files });
  };
}
