import { expect, test } from 'vitest';
import { DeterministicArrivals } from '../../../../src/tank/traffic/arrivals/deterministic.js';

test('the k-th arrival is at exactly k gaps, also where the gap has no exact binary form', () => {
  const process = new DeterministicArrivals(30);
  for (let k = 1; k <= 10_000; k++) expect(process.nextMs()).toBe((k * 1000) / 30);
});

test('after a million arrivals at 3/s the process is not behind by a rounding error', () => {
  const process = new DeterministicArrivals(3);
  let timeMs = 0;
  for (let k = 0; k < 3_000_000; k++) timeMs = process.nextMs();
  expect(timeMs).toBe(1_000_000_000);
});

test('a rate that is not above 0 is refused', () => {
  expect(() => new DeterministicArrivals(-1)).toThrow('the rate of deterministic arrivals must be above 0, not -1');
});
