import { replicatedValues } from '../../../../src/tank/results/index.js';
import { scenarioTraffic } from '../../../../src/tank/scenario/index.js';
import type { ComparedRun } from '../../../../src/tank/verdicts/index.js';
import { UNEQUAL } from '../../runs/tiny.js';
import { run } from '../../../support/unchecked.js';

/** Two strategies of which one is clearly better. */
export const TWICE = {
  ...UNEQUAL,
  name: 'twice',
  workload: { arrivals: { kind: 'poisson', rate: '20/s' }, requests: 1500 },
  compare: ['response_time_ms.mean', 'response_time_ms.p95'],
  replications: 10,
  warm_up: '5s',
};

const made = new Map<string, Promise<ComparedRun>>();

/** A run as it would be read from its folder; of one scenario there is one. */
export function comparedRun(changes: object = {}, path = 'run'): Promise<ComparedRun> {
  const scenario = { ...TWICE, ...changes };
  const key = JSON.stringify(scenario);
  const run = made.get(key) ?? makeRun(scenario);
  made.set(key, run);
  return run.then((each) => ({ ...each, path }));
}

async function makeRun(written: object): Promise<ComparedRun> {
  const { summary, replications, scenario } = await run(written);
  const stored = { summary, replications, provenance: undefined, scenario };
  return {
    path: 'run',
    kind: 'run',
    summary,
    values: replicatedValues('run', stored),
    nodeMajor: 22,
    scenario,
    traffic: scenarioTraffic(scenario),
  };
}
