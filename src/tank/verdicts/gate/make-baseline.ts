import { VERSION } from '../../../core/index.js';
import { gatedMeasures } from '../gated-values.js';
import type { Baseline, GatedValues, Summary } from '../../results/index.js';
import type { Plan } from '../../plan/index.js';

/** What a run found, in the form in which it is stored as a baseline. */
export function makeBaseline(
  plan: Plan,
  { summary, gated }: { readonly summary: Summary; readonly gated: readonly GatedValues[] },
  { nodeMajor, scenarioFile }: { readonly nodeMajor: number; readonly scenarioFile: string },
): Baseline {
  return {
    schema: 'wavetank.baseline/2',
    version: VERSION,
    node_major: nodeMajor,
    scenario_file: scenarioFile,
    scenario_sha256: plan.sha256,
    gated: gatedMeasures(plan),
    summary,
    replications: gated,
  };
}
