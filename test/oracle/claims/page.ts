/** docs/claims.md: what the specification claims, what was measured, and a verdict on each. */
import { markdownTable } from '../../../bench/tables.js';
import type { Claim } from './claim.js';
import { VERDICTS } from './claim.js';
import { CAPACITIES, CAPACITY_SETS, type Effect, READINGS, type Reading } from './effect.js';
import { balancedClaims, effectClaims } from './effect-claims.js';
import { contradictions } from './contradictions.js';
import type { Fall, Predicted, Service, Varied } from './sensitivity.js';
import { change, exactly, percent, shown } from './words.js';

/** All that was measured: what the page is made of. */
export interface Findings {
  readonly schema: 'wavetank.claims/1';
  readonly replications: number;
  readonly router: readonly Claim[];
  readonly balancer: readonly Claim[];
  readonly loadCheck: Claim;
  readonly effects: readonly Effect[];
  readonly region: Readonly<Record<Service, readonly Fall[]>>;
  readonly varied: readonly Varied[];
  readonly predicted: readonly Predicted[];
}

export function claimsPage(findings: Findings): string {
  const { router, balancer, loadCheck, effects, region, varied, predicted, replications } = findings;
  const greedy = (set: string, reading: Reading) => effectOf(effects, 'greedy', set, reading);
  const all = [
    ...contradictions(),
    ...router,
    ...balancer,
    loadCheck,
    ...CAPACITY_SETS.flatMap((set) => readings.flatMap((reading) => effectClaims(greedy(set, reading)))),
    ...CAPACITY_SETS.flatMap((set) => balancedClaims(effectOf(effects, 'balanced', set, 'users'))),
  ];
  return `# Claims put to the test

The system that wavetank rebuilds was described by documents that report its figures as achieved. This page holds each of
them against what the workbench measures. It is made by \`npm run claims\`; nothing was tuned to make numbers come out.

**Finding.** ${finding(findings)}

${markdownTable({ head: ['verdict', 'claims'], rows: VERDICTS.map((verdict) => [verdict, String(all.filter((claim) => claim.verdict === verdict).length)]) })}

- **reproduced**: the measured value, or its 95 % interval, reaches what is claimed.
- **partly**: it reaches the stated target, or half of the claimed change where there is no target.
- **not reproduced**: it does not.
- **contradictory**: the documents' own figures exclude each other.
- **not put to a test**: nothing was claimed that could be measured.

## The claimed effect of load balancing

Claimed of 100 concurrent requests on three models: P99 250 → 150 ms, overload failures 5 → 0, utilization 58 → 67 %.

**The tables contradict each other** (below). Requests divided by utilization give capacities of 50 / 50 / 100 before
(45 / 0.9, 30 / 0.6, 25 / 0.25) and 50 / 50 / 50 after (35 / 0.7, 33 / 0.66, 32 / 0.64); "overloaded at 40", with 5 of 45
requests failing, needs a capacity of 40. With one set of capacities for before and after the claimed gain in utilization is gone:
it comes from counting model 3 with half of its capacity. So three sets were run, each in two readings of "100 concurrent
requests". Where the documents leave a capacity open it is 50 (ours).

What is ours, beside that: 45 agents need code, 30 text, 25 data; each model scores 90 for one of these and 85 for the others;
queues have no room, so that a model takes no more than its capacity; agents keep to their model (\`assignment: hard\`). Service
times are lognormal with a mean of 54.6 ms and a coefficient of variation of 0.686, so that P50 is 45 ms and P95 125 ms before, as
the documents have it. P99, utilization and failures then follow. P99 before is ${shown(greedy('50', 'users').p99.before, 0, 'ms')} and not 250: with P50 and P95 as given, 250 ms is not the P99
of a lognormal time.

Scenarios: \`scenarios/spec/load-balancing-40.yaml\`, \`-50\`, \`-100\`; requests at once are the same with
\`--set workload.requests=100 --set router.max_retries=0\`. ${replications} replications of 100 users, ${10 * replications} of requests at once; brackets are 95 % intervals.

${CAPACITY_SETS.map((set) => readings.map((reading) => `### Capacities ${CAPACITIES[set]}, ${READINGS[reading]}\n\n${claimsTable(effectClaims(greedy(set, reading)))}`).join('\n\n')).join('\n\n')}

### All three strategies

100 users; before without, after with load balancing. Quality is the mean capability score of what was served.

${strategiesTable(effects.filter(({ reading }) => reading === 'users'))}

Claimed of the balanced strategy:

${CAPACITY_SETS.map((set) => `Capacities ${CAPACITIES[set]}:\n\n${claimsTable(balancedClaims(effectOf(effects, 'balanced', set, 'users')))}`).join('\n\n')}

## Where P99 does fall by 40 %

In the readings above every model serves what it accepts at once: there is nothing to wait for, so no assignment can lower a
latency. Here agents send at random times (Poisson), queues have room, capacities are 50 / 50 / 50, and load and load weight are varied
(10 replications of 20,000 requests a point). The penalty over target is off, as it alone would move as many agents.

![Change of P99 by load and load weight](../results/published/claims/charts/region.svg)

${regionText(region)}

One at a time, at a load of 70 % with the default load weight of 0.3 and the penalty over target:

${variedTable(varied)}

## Predicted and simulated utilization

The balancer reckons each agent as one request. What the agents demand is known too: requests per second × mean service time /
servers predicts the utilization of each model before anything is simulated (\`predicted_utilization\` in \`summary.json\`). At a load of 60 %:

${predictedTable(predicted)}

${predictedText(predicted)}

## Claims that exclude each other

${claimsTable(contradictions())}

## The load balancer

${claimsTable([...balancer, loadCheck])}

## The request router

Times are of one machine (docs/performance.md) with 8 endpoints; counts are exact.

${claimsTable(router)}
`;
}

const readings = Object.keys(READINGS) as Reading[];

/** The finding in two sentences, as README has it. */
export function finding({ effects, region }: Findings): string {
  const [first] = CAPACITY_SETS;
  const { failures } = effectOf(effects, 'greedy', first, 'at_once');
  const p99 = CAPACITY_SETS.map((set) => effectOf(effects, 'greedy', set, 'users').p99.change.value);
  const { utilization } = effectOf(effects, 'greedy', first, 'users');
  return `Of 100 requests at once ${failures[0]} fail before load balancing and ${failures[1]} after, as claimed, where the preferred model has room for 40; but P99
falls by ${(-100 * Math.min(...p99)).toFixed(1)} % at most and not by 40 %, and the mean utilization rises by ${(100 * utilization.change.value).toFixed(1)} % at most and not by 15 %. P99 does fall by 40 % or more where the preferred
model would be asked for about as much as it can do, or more: from a load of ${percentText(firstLoad(region.slots))} on where servers take one request each, and of
${percentText(firstLoad(region.sharing))} where they slow down as they fill.`;
}

/** The least load at which the whole interval of the change is at least 40 % down, for the default load weight. */
function firstLoad(falls: readonly Fall[]): number {
  const loads = falls.filter(({ y, change: { high } }) => y === 0.3 && high <= -0.4).map(({ x }) => x);
  return Math.min(...loads);
}

function percentText(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function effectOf(effects: readonly Effect[], balancer: string, set: string, reading: Reading): Effect {
  const found = effects.find((each) => each.balancer === balancer && each.set === set && each.reading === reading);
  if (found === undefined) throw new Error(`nothing was measured of ${balancer}, ${set}, ${reading}`);
  return found;
}

function claimsTable(claims: readonly Claim[]): string {
  return markdownTable({
    head: ['claim', 'claimed', 'target', 'measured', 'verdict', 'why'],
    rows: claims.map(({ what, claimed, target = '', measured, verdict, why = '' }) => [
      what,
      claimed,
      target,
      measured,
      verdict,
      why,
    ]),
  });
}

function strategiesTable(effects: readonly Effect[]): string {
  return markdownTable({
    head: ['capacities', 'strategy', 'agents before', 'after', 'P99, ms', 'utilization', 'failures of 100', 'quality'],
    rows: effects.map(({ set, balancer, agents, p99, utilization, failures, quality }) => [
      CAPACITIES[set],
      balancer,
      agents.map(([before]) => before).join(' / '),
      agents.map(([, after]) => after).join(' / '),
      `${p99.before.value.toFixed(1)} → ${p99.after.value.toFixed(1)} (${change(p99.change)})`,
      `${percent({ ...utilization.before, low: utilization.before.value, high: utilization.before.value })} → ${percent({ ...utilization.after, low: utilization.after.value, high: utilization.after.value })}`,
      failures.map((count) => String(Number(count.toFixed(2)))).join(' → '),
      `${quality.before.value.toFixed(1)} → ${quality.after.value.toFixed(1)}`,
    ]),
  });
}

function regionText(region: Findings['region']): string {
  const at = (service: Service, load: number) =>
    region[service].find(({ x, y }) => x === load && y === 0.3)?.change ?? { value: NaN, low: NaN, high: NaN };
  return `At the claimed utilizations, 58 % before and 67 % after, a load of 60 to 65 % say, P99 changes by ${change(at('slots', 0.6))} to
${change(at('slots', 0.65))} where each server takes one request, and by ${change(at('sharing', 0.6))} to ${change(at('sharing', 0.65))} where servers slow down as they fill.
The load weight hardly matters once it is large enough to move an agent at all (its price of the best model must fall below that of
the runner-up: 90 × (1 − 0.88 w) < 85 × (1 − 0.5 w), so w > 0.14).`;
}

function predictedTable(predicted: readonly Predicted[]): string {
  return markdownTable({
    head: ['strategy', 'model', 'agents', 'predicted', 'simulated', 'difference, points'],
    rows: predicted.map(({ strategy, model, agents, predicted: expected, simulated }) => [
      strategy,
      model,
      String(agents),
      percent(exactly(expected)),
      percent(simulated),
      (100 * (simulated.value - expected)).toFixed(1).replace('-', '−'),
    ]),
  });
}

function predictedText(predicted: readonly Predicted[]): string {
  const inside = predicted.filter(
    ({ predicted: expected, simulated: { low, high } }) => expected >= low && expected <= high,
  );
  return `The prediction lies in ${inside.length} of ${predicted.length} intervals (95 %); what is left is chance, of the finite runs and of the window that ends with the
last arrival. Where a model refuses, or other models serve (\`assignment: soft\`), the two part: then the simulated one is right. Of users without think
time each keeps one server busy, so that the prediction is agents / capacity, at most 1, and is met exactly.`;
}

function variedTable(varied: readonly Varied[]): string {
  return markdownTable({
    head: ['varied', 'value', 'change of P99', ''],
    rows: varied.map(({ what, value, change: found, grows: [before, after] }) => [
      what,
      value,
      change(found),
      before ? `model 1 is asked for more than it can do before${after ? ', and after' : ''}` : '',
    ]),
  });
}
