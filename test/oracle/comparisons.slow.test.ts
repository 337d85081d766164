import { expect, test } from 'vitest';
import { falseAlarmCases, falseAlarms, MOST_FALSE_ALARMS, powerCases, powerOf } from './statistics-experiments.js';

test.each(falseAlarmCases.map((each) => [each.name, each] as const))(
  'in %s, strategies that are the same in law are seldom told apart, though they decide differently',
  (_name, each) => {
    const { experiments, declared, uncorrected, alike } = falseAlarms(each);
    expect(alike).toBe(0);
    expect(declared / experiments).toBeLessThanOrEqual(MOST_FALSE_ALARMS);
    expect(uncorrected, 'the intervals have no correction').toBeGreaterThan(declared);
  },
);

/** Of 200 found; a power of 80 % is below it with probability 0.0003. */
const LEAST_POWER = 0.7;

const differences = Object.values(powerCases).map((difference) => [difference.name, difference] as const);

test.each(differences)('with %s, 5 % more in the mean is found where traffic is common', (_name, difference) => {
  const { paired, unpaired, varianceReduction } = powerOf(difference);
  expect(paired).toBeGreaterThanOrEqual(LEAST_POWER);
  expect(unpaired).toBeLessThanOrEqual(0.3);
  expect(varianceReduction).toBeGreaterThan(0.5);
});
