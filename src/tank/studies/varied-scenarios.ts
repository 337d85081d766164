import type { Scenario } from '../scenario/index.js';
import type { PlannedSweep } from './run-sweep.js';

/** A scenario of a study, that can be run by itself. */
export interface VariedScenario {
  /** The value of each factor, by path. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly scenario: Scenario;
}

/** The scenario of each point as an object; policies and arrivals that are objects are in it. */
export function variedScenarios({ points }: PlannedSweep): readonly VariedScenario[] {
  return points.map(({ values, plan }) => {
    const { sweep: _, ...scenario } = plan.given;
    return { values, scenario: scenario as unknown as Scenario };
  });
}
