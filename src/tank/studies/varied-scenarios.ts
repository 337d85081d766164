import { givePolicies, type Scenario, takePolicies } from '../scenario/index.js';
import type { PlannedSweep } from './run-sweep.js';

/** A scenario of a study, that can be run by itself. */
export interface VariedScenario {
  /** The value of each factor, by path. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly scenario: Scenario;
}

/** The scenario of each point as an object; policies that were handed over as objects are in it. */
export function variedScenarios(fileOrObject: unknown, { points }: PlannedSweep): readonly VariedScenario[] {
  const { handed } = takePolicies(fileOrObject);
  return points.map(({ values, plan }) => {
    const { sweep: _, ...scenario } = plan.written;
    return { values, scenario: givePolicies(scenario, handed) as unknown as Scenario };
  });
}
