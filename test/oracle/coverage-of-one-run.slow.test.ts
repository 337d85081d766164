import { beforeAll, describe, expect, test } from 'vitest';
import { type Coverage, coverageOf, NOMINAL, oneRun, tooShort } from './statistics-experiments.js';

describe(`M/M/1: ${oneRun.name}`, () => {
  let coverage: readonly Coverage[];

  beforeAll(() => {
    coverage = coverageOf(oneRun);
  });

  test.each([
    { measure: 'mean', index: 0 },
    { measure: 'P99', index: 1 },
  ])('the interval of the $measure holds the true value as often as promised', ({ measure, index }) => {
    expect(coverage[index].measure).toBe(measure);
    expect(coverage[index].refused / coverage[index].experiments).toBeLessThan(0.01);
    expect(coverage[index].covered).toBeGreaterThanOrEqual(NOMINAL.low);
  });
});

describe('M/M/1, too short', () => {
  test('replications that count their empty start seldom hold the true mean, and give no P99 an interval', () => {
    const [mean, p99] = coverageOf(tooShort[0]);
    expect(mean.refused).toBe(0);
    expect(mean.covered).toBeLessThan(NOMINAL.low);
    expect(p99.refused).toBe(p99.experiments);
  });

  test('a run of a few correlation times gives P99 no interval, and the mean one so wide that it mostly holds the truth', () => {
    const [mean, p99] = coverageOf(tooShort[1]);
    expect(mean.refused).toBe(0);
    expect(mean.covered).toBeGreaterThan(0.85);
    expect(p99.refused).toBe(p99.experiments);
  });
});
