import { beforeAll, describe, expect, test } from 'vitest';
import { type Coverage, coverageOf, NOMINAL, replicated } from './statistics-experiments.js';

describe(`M/M/1: ${replicated.name}`, () => {
  let coverage: readonly Coverage[];

  beforeAll(() => {
    coverage = coverageOf(replicated);
  });

  test.each([
    { measure: 'mean', index: 0 },
    { measure: 'P99', index: 1 },
  ])('the interval of the $measure holds the true value as often as promised', ({ measure, index }) => {
    expect(coverage[index]).toMatchObject({ measure, refused: 0 });
    expect(coverage[index].covered).toBeGreaterThanOrEqual(NOMINAL.low);
  });
});
