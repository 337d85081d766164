import { expect, test } from 'vitest';
import { tooManyValues } from '../../../src/tank/plan/index.js';

test('a hundred million response times of a strategy are kept, and one replication more is refused', () => {
  expect(tooManyValues(10_000, 10_000)).toBeUndefined();
  expect(tooManyValues(10_000, 10_001)).toBe(
    '10000 requests × 10001 replications are more than 100000000 response times for each strategy',
  );
});
