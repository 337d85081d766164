import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { leastOf } from '../../../src/router/policies/least-of.js';
import { expectShares } from '../../support/acceptance.js';
import { countsOf } from '../counts-of.js';

const random = new Streams('least', 0).named('ties');

test('the least of the first of a list, whatever stands behind them', () => {
  const score = Float64Array.of(3, 1, Infinity, 0, 2);
  expect(leastOf(score, Int32Array.of(2, 4, 0, 1, 3), 3, random)).toBe(4);
  expect(leastOf(score, Int32Array.of(2, 4, 0, 1, 3), 5, random)).toBe(3);
  expect(leastOf(score, Int32Array.of(2, 3), 1, random)).toBe(2);
});

test('ties are drawn uniformly, also of Infinity', () => {
  for (const least of [-2, 0, Infinity]) {
    const score = Float64Array.of(Infinity, least, 7, least, 5, least).map((each) =>
      least === Infinity ? least : each,
    );
    const list = Int32Array.of(4, 1, 2, 5, 3);
    const picked = Array.from({ length: 20_000 }, () => leastOf(score, list, list.length, random));
    const tied = [...list].filter((e) => score[e] === least);
    expectShares(
      countsOf(picked, 6),
      [...score.keys()].map((e) => (tied.includes(e) ? 1 / tied.length : 0)),
      `least ${least}`,
    );
  }
});
