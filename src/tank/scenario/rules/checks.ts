import { alertMistakes } from './alert-checks.js';
import { fleetMistakes } from './fleet-checks.js';
import { type Mistake, schemaMistakes } from '../../../core/input/index.js';
import { SCENARIO_FILE } from '../form/scenario-file.js';
import { scenarioSchema } from '../form/schema.js';
import { measureMistakes } from './measure-checks.js';
import { strategyMistakes } from './strategy-checks.js';
import { workloadMistakes } from './workload-checks.js';

/**
 * All mistakes of a scenario: of each value by the schema, and between values by the rules. A rule looks at the parts
 * that satisfy the schema, so one mistake does not hide another.
 * @param scenario plain values, as parsed
 */
export function scenarioMistakes(scenario: unknown): Mistake[] {
  return [
    ...schemaMistakes(scenarioSchema, scenario, scenario, [], SCENARIO_FILE.noun),
    ...fleetMistakes(scenario),
    ...workloadMistakes(scenario),
    ...strategyMistakes(scenario),
    ...measureMistakes(scenario),
    ...alertMistakes(scenario),
  ];
}
