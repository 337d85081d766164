import { expect, test } from 'vitest';
import { TINY } from './tiny.js';
import { run } from '../../support/unchecked.js';

const found = async (requests: number) => {
  const { series } = await run({
    ...TINY,
    workload: { ...TINY.workload, requests },
    warm_up: 'auto',
    replications: 2,
  });
  return series.warm_up;
};

/** A request every 100 ms, each served in 40 ms. */
test('a short run has a bin for each request, a long one a hundred', async () => {
  const short = await found(30);
  expect(short?.strategies[0].response_time_ms).toEqual(Array.from({ length: 30 }, () => 40));
  expect(short?.bin_ms).toBeCloseTo(100, 9);
  const long = await found(250);
  expect(long?.strategies[0].response_time_ms).toEqual(Array.from({ length: 100 }, () => 40));
  expect(long?.bin_ms).toBeCloseTo(250, 9);
});
