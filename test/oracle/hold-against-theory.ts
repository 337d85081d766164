import { beforeAll, describe, expect, test } from 'vitest';
import { repetitions } from '../support/runs.js';
import { type MeasureName, measures } from './measures.js';
import { deviation, type Held, measured, type OracleCase } from './replicated.js';

/** The quick run has a quarter of the requests of a case, and so intervals of twice the width. */
const SHORTER = repetitions(4, 1);

/** Tests that theory lies inside the interval of every measure, and that the interval is narrow enough to show it. */
export function holdAgainstTheory(cases: readonly OracleCase[]): void {
  describe.each(cases)('$model at load $load', (oracle) => {
    let held: readonly Held[];

    beforeAll(() => {
      held = measured(shortened(oracle));
    }, 600_000);

    test.each(Object.keys(oracle.theory) as MeasureName[])('%s', (measure) => {
      const found = held.find((one) => one.measure === measure);
      if (found === undefined) throw new Error(`${measure} was not measured`);
      const { theory, value, halfWidth } = found;
      expect(deviation(found), `${value} ± ${halfWidth}, expected ${theory}`).toBeLessThanOrEqual(1);
      const { precision } = measures[measure];
      const tooWide = `${value} ± ${halfWidth}: a wide interval proves nothing`;
      expect(halfWidth / theory, tooWide).toBeLessThanOrEqual(precision * Math.sqrt(SHORTER));
    });
  });
}

function shortened(oracle: OracleCase): OracleCase {
  const { experiment } = oracle;
  return { ...oracle, experiment: { ...experiment, requests: experiment.requests / SHORTER } };
}
