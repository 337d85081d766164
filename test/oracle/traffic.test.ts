import { describe, expect, test } from 'vitest';
import { arrivals } from '../../src/tank/traffic/arrivals/registry.js';
import { distributions } from '../../src/tank/traffic/distributions/registry.js';
import { arrivalCases, distributionCases } from './traffic-cases.js';
import { arrivalRows, distributionRows, holds, REDUCED, startRows } from './traffic-measures.js';

test('the tables have every distribution and arrival process', () => {
  expect(new Set(distributionCases.map(([{ kind }]) => kind))).toEqual(new Set(Object.keys(distributions)));
  expect(new Set(arrivalCases.map(({ spec: { kind } }) => kind))).toEqual(new Set(Object.keys(arrivals)));
});

describe('a reduced form of docs/traffic-theory.md', () => {
  test('every distribution is that of theory', () => {
    expect(distributionRows(REDUCED).filter((row) => !holds(row))).toEqual([]);
  });

  test('every arrival process is that of theory', () => {
    expect(arrivalRows(REDUCED).filter((row) => !holds(row))).toEqual([]);
  });

  test('every arrival process has its rate from time 0 on', () => {
    expect(startRows(REDUCED).filter((row) => !holds(row))).toEqual([]);
  });
});
