/** What the specification claims of load balancing, held against what was measured. */
import { type Claim, verdictOnChange, type VerdictOnClaim } from './claim.js';
import { type CapacitySet, type Change, type Effect, type Reading } from './effect.js';
import { change, exactly, percent, shown } from './words.js';

/** Claimed before and after, of the table of §5, and its target. */
const LATENCIES = [
  { name: 'p50', label: 'P50', before: 45, after: 42 },
  { name: 'p95', label: 'P95', before: 125, after: 95 },
  { name: 'p99', label: 'P99', before: 250, after: 150, target: -0.15, targetText: '−15 to −25 %' },
] as const;

/** Claimed of the models 1, 2 and 3. */
const MODELS = [
  { before: 0.9, after: 0.7, agents: [45, 35] },
  { before: 0.6, after: 0.66, agents: [30, 33] },
  { before: 0.25, after: 0.64, agents: [25, 32] },
] as const;

/** The rows of the table for one capacity set and reading, greedy. */
export function effectClaims({ set, reading, ...found }: Effect): Claim[] {
  return [
    ...LATENCIES.map(({ name, label, before, after, ...rest }) => {
      const claimed = after / before - 1;
      return {
        what: `${label} of the latency`,
        claimed: `${before} → ${after} ms (${change(exactly(claimed))})`,
        ...('targetText' in rest && { target: rest.targetText }),
        measured: latencyText(found[name]),
        verdict: verdictOnChange(claimed, found[name].change, 'target' in rest ? rest.target : undefined),
      };
    }),
    {
      what: 'utilization, mean of the models',
      claimed: '58 → 67 % (+15 %)',
      target: '+20 to +30 %',
      measured: `${percent(found.utilization.before)} → ${percent(found.utilization.after)} (${change(found.utilization.change)})`,
      verdict: verdictOnUtilization(found.utilization),
      why: utilizationReason(set, reading),
    },
    ...MODELS.map(({ before, after, agents }, m): Claim => {
      const [measuredBefore, measuredAfter] = found.utilizations[m];
      return {
        what: `model ${m + 1}: utilization (agents)`,
        claimed: `${percent(exactly(before), 0)} → ${percent(exactly(after), 0)} (${agents.join(' → ')})`,
        measured: `${percent(exactly(measuredBefore), 0)} → ${percent(exactly(measuredAfter), 0)} (${found.agents[m].join(' → ')})`,
        verdict: verdictOnModel([before, after], found.utilizations[m]),
      };
    }),
    {
      what: 'overload failures of 100',
      claimed: '5 → 0',
      target: '0',
      measured: `${round(found.failures[0])} → ${round(found.failures[1])}`,
      verdict: verdictOnFailures(found.failures),
    },
  ];
}

/** The claim on the balanced strategy: P99 125 → 95 ms, utilization 45 → 58 %, overload events 3 → 0. */
export function balancedClaims({ p99, utilization, failures }: Effect): Claim[] {
  return [
    {
      what: 'balanced: P99',
      claimed: '125 → 95 ms (−24 %)',
      measured: latencyText(p99),
      verdict: verdictOnChange(95 / 125 - 1, p99.change),
    },
    {
      what: 'balanced: utilization',
      claimed: '45 → 58 % (+29 %)',
      measured: `${percent(utilization.before)} → ${percent(utilization.after)} (${change(utilization.change)})`,
      verdict: verdictOnChange(58 / 45 - 1, utilization.change),
    },
    {
      what: 'balanced: overload events',
      claimed: '3 → 0',
      measured: `${round(failures[0])} → ${round(failures[1])} of 100 requests`,
      verdict: failures[0] > 0 && failures[1] === 0 ? 'partly' : 'not reproduced',
    },
  ];
}

function latencyText({ before, after, change: found }: Change): string {
  return `${shown(before, 1, 'ms')} → ${shown(after, 1, 'ms')} (${change(found)})`;
}

function verdictOnUtilization({ change: found }: Change): VerdictOnClaim {
  return verdictOnChange(0.15, found);
}

function utilizationReason(set: CapacitySet, reading: Reading): string {
  const fixed = 'the offered work and the servers are the same before and after';
  if (set === '40') {
    return reading === 'users'
      ? `${fixed}: the gain is that of the users who were turned away before`
      : `${fixed}: the gain is that of the requests that failed before`;
  }
  if (set === '100') return `${fixed}, only models of different size weigh alike in the mean`;
  return `${fixed}: the mean cannot change`;
}

/** Reproduced where both are within five points of what is claimed, partly where one is. */
function verdictOnModel(claimed: readonly number[], found: readonly number[]): VerdictOnClaim {
  const near = claimed.filter((value, i) => Math.abs(found[i] - value) <= 0.05 + 1e-9).length;
  return near === 2 ? 'reproduced' : near === 1 ? 'partly' : 'not reproduced';
}

function verdictOnFailures([before, after]: readonly [number, number]): VerdictOnClaim {
  if (Math.abs(before - 5) < 0.5 && after === 0) return 'reproduced';
  return before > 0 && after === 0 ? 'partly' : 'not reproduced';
}

function round(count: number): string {
  return String(Number(count.toFixed(2)));
}
