import { expect, test } from 'vitest';
import { bestCases, MOST_FALSE_ALARMS, namedBest } from './statistics-experiments.js';

/** Of ten strategies the study alone makes enough (`npm run oracles -- --statistics`): they take five times as long. */
const few = bestCases.filter(({ strategies }) => strategies <= 3);

test.each(few)('of $strategies equal strategies in $measures measures one is seldom called the best', (each) => {
  const { named, experiments } = namedBest(each, 200);
  expect(named / experiments).toBeLessThanOrEqual(MOST_FALSE_ALARMS);
});
