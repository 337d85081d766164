import type { GateCheck, JudgedMeasure } from '../../../../src/tank/verdicts/gate/gate-check.js';
import { ATTACK } from '../../report/summaries.js';

/** What the gate may find, one of each kind, for the forms of its output. */

const JUDGED: JudgedMeasure = {
  strategy: 'mine',
  measure: 'response_time_ms.p99',
  better: 'lower',
  tolerance: { share: 0.02 },
  outcome: 'equal',
  from: 2747.25,
  to: 2747.25,
  worseBy: 0,
  limit: 54.945,
  range: [2685.25, 2809.25],
};

const EQUAL: GateCheck = {
  name: 'equal',
  file: 'scenarios/equal.yaml',
  lines: new Map([['mine', 12]]),
  judged: [JUDGED],
  numbers: { compared: 1288, changed: 0 },
  notes: [],
  advice: 'What to do: nothing.',
};

const CHANGED: GateCheck = {
  ...EQUAL,
  name: 'changed',
  numbers: { compared: 1288, changed: 5 },
  judged: [
    JUDGED,
    {
      ...JUDGED,
      strategy: 'faster',
      outcome: 'better',
      to: 2500,
      worseBy: -247.25,
      interval: { low: -300, high: -194.5 },
    },
    { ...JUDGED, strategy: 'other', outcome: 'changed', to: 2747.26, worseBy: 0.01, interval: { low: -1, high: 1.02 } },
    {
      ...JUDGED,
      strategy: 'slower',
      measure: 'throughput_per_s',
      better: 'higher',
      outcome: 'within_tolerance',
      from: 40,
      to: 39.5,
      worseBy: 0.5,
      limit: 0.8,
      interval: { low: 0.4, high: 0.6 },
      range: [39.25, 39.75],
    },
    {
      strategy: 'new',
      measure: 'cache_hit_rate',
      better: 'higher',
      tolerance: { share: 0.02 },
      outcome: 'changed',
      to: 0.5,
    },
  ],
  notes: ['the baseline was made by wavetank 0.1.0 on Node 20, this run by wavetank 0.1.0 on Node 22'],
};

const WORSE: GateCheck = {
  ...EQUAL,
  name: 'worse',
  file: 'scenarios/worse.yaml',
  numbers: { compared: 1288, changed: 40 },
  judged: [
    { ...JUDGED, outcome: 'worse', to: 3120.5, worseBy: 373.25, interval: { low: 310, high: 436.5 } },
    {
      strategy: 'mine',
      measure: 'overload.refusals',
      better: 'lower',
      tolerance: { amount: 10 },
      outcome: 'worse',
      from: 0,
      to: 12,
      worseBy: 12,
      limit: 10,
    },
    {
      ...JUDGED,
      strategy: 'none_served',
      outcome: 'worse',
      to: undefined,
      worseBy: undefined,
      range: undefined,
    } as never,
  ],
  advice:
    'What to do: wavetank run scenarios/worse.yaml shows the whole report; or wavetank check --update scenarios/worse.yaml.',
};

/** Texts that a file name, the one thing that is the user's own, may hold. */
const HOSTILE: GateCheck = {
  ...WORSE,
  name: 'hostile',
  file: ATTACK,
  advice: `What to do: ${ATTACK}`,
  notes: [ATTACK],
};

export const PASSED = [EQUAL, CHANGED];
export const FAILED = [EQUAL, CHANGED, WORSE];
export const ATTACKED = [HOSTILE];
