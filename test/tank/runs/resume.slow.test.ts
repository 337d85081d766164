import { expect, test } from 'vitest';
import { runsIn } from './runs-in.js';

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
