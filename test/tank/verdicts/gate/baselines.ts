import { runExperiment } from '../../../../src/tank/runs/run-experiment.js';
import type { GateCheck } from '../../../../src/tank/verdicts/gate/gate-check.js';
import { judgeScenario } from '../../../../src/tank/verdicts/gate/judge-scenario.js';
import { makeBaseline } from '../../../../src/tank/verdicts/gate/make-baseline.js';
import type { Baseline } from '../../../../src/tank/results/baseline.js';
import { planFromObject } from '../../../../src/tank/scenario/index.js';
import { UNEQUAL } from '../../runs/tiny.js';

/** A scenario with a strategy that may be made worse under its name. */
export const GATED = {
  ...UNEQUAL,
  name: 'gated',
  strategies: ['round_robin', { name: 'mine', policy: 'least_loaded' }],
  compare: ['response_time_ms.p99', 'throughput_per_s'],
  replications: 10,
};

/** The scenario with another policy under the name that stays. */
export const worsened = { ...GATED, strategies: ['round_robin', { name: 'mine', policy: 'random' }] };

/** What a run of the scenario would store. */
export async function baselineOf(scenario: object): Promise<Baseline> {
  const plan = planFromObject(scenario);
  const { results } = await runExperiment(plan, { workers: 1 });
  if (results === undefined) throw new Error('nothing was run');
  return makeBaseline(plan, results, { nodeMajor: 20, scenarioFile: '../../gated.yaml' });
}

const stored = new Map<object, Promise<Baseline>>();

/** What a run of the scenario stored: one run for all tests, which leave it as it is. */
export async function storedBaseline(scenario: object): Promise<Baseline> {
  const baseline = stored.get(scenario) ?? baselineOf(scenario);
  stored.set(scenario, baseline);
  return baseline;
}

/** One run held against another, by the tolerances of the second; of one scenario there are two runs. */
export async function judgedRuns(
  before: object,
  now: object,
): Promise<Pick<GateCheck, 'judged' | 'numbers' | 'notes'>> {
  const since = now === before ? baselineOf(now) : storedBaseline(now);
  return judgeScenario(await storedBaseline(before), await since, planFromObject(now).tolerance);
}

/** The outcome of each measure of a strategy that is not equal. */
export function outcomes({ judged }: Pick<GateCheck, 'judged'>, strategy = 'mine'): Record<string, string> {
  const changed = judged.filter((each) => each.strategy === strategy && each.outcome !== 'equal');
  return Object.fromEntries(changed.map(({ measure, outcome }) => [measure, outcome]));
}
