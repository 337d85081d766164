import { expect, test } from 'vitest';
import { SteppingEngine } from '../../../../../src/tank/simulation/backends/llm/engine.js';
import { makeCase, makeTiedCase } from '../../../../support/llm/cases.js';
import { drive, type EngineFactory, firstDifference } from '../../../../support/llm/drive.js';
import { ReferenceEngine } from '../../../../support/llm/reference-engine.js';
import { repetitions } from '../../../../support/runs.js';

/** The stepper beside the token-by-token reference, which was written apart from it: the same events, order, times and counts, to the bit. */

const reference: EngineFactory = (...parts) => new ReferenceEngine(...parts);
const stepper: EngineFactory = (...parts) => new SteppingEngine(...parts);

test('random cases', () => {
  for (let number = 0; number < repetitions(300, 6000); number++) {
    const each = makeCase(number);
    expect(firstDifference(drive(each, reference).log, drive(each, stepper).log), each.name).toBeUndefined();
  }
});

test('cases whose arrivals, cancels and speeds lie on boundaries', () => {
  for (let number = 0; number < repetitions(40, 600); number++) {
    const each = makeTiedCase(number, (one) => drive(one, reference).boundaries.map(({ atMs }) => atMs));
    expect(firstDifference(drive(each, reference).log, drive(each, stepper).log), each.name).toBeUndefined();
  }
});
