import { expect, test } from 'vitest';
import { runExperiment } from '../../../src/tank/runs/run-experiment.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { runsIn } from './runs-in.js';
import { UNEQUAL } from './tiny.js';

test('with more replications the jobs of a shorter run are used, and the result is that of a run from the start', async () => {
  const run = await runsIn();
  expect((await run({ replications: 3 }, 2)).reused).toBe(0);
  const resumed = await run({ replications: 5 }, 1);
  expect(resumed.reused).toBe(6);
  expect(resumed.results).toEqual((await runExperiment(planFromObject({ ...UNEQUAL, replications: 5 }))).results);
});
