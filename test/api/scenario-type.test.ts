import { expect, test } from 'vitest';
import { runScenario, type Scenario, type Strategy, validateScenario } from '../../src/index.js';

/** What the type of a scenario refuses, the schema refuses too; and what the type takes can be run. `npm run check` holds the types. */

const RIGHT: Scenario = {
  schema: 'wavetank.scenario/1',
  name: 'typed',
  fleet: { models: [{ id: 'm', replicas: 2, max_concurrent: 2, max_queue: 'unlimited', target_utilization: '80%' }] },
  workload: { arrivals: { kind: 'poisson', rate: '20/s' }, requests: 200 },
  service: { kind: 'exponential', mean: '50ms' },
  strategies: ['random', { name: 'two', policy: 'power_of_d', options: { d: 2 } }],
  slo: { response_time: '1s', attainment: 0.9 },
  warm_up: 'auto',
};

test('a scenario of the type runs, lists that nobody changes among it', async () => {
  const strategies: readonly Strategy[] = [
    'random',
    { policy: { name: 'first', create: () => ({ pick: (_request, _table, { index }) => index[0] }) } },
    { name: 'last', policy: { create: () => ({ pickAmong: (_request, _table, list, count) => list[count - 1] }) } },
  ];
  const { strategies: found } = await runScenario({ ...RIGHT, strategies, warm_up: 0 });
  expect(found.map(({ name, policy }) => [name, policy])).toEqual([
    ['random', 'random'],
    ['first', 'object'],
    ['last', 'object'],
  ]);
});

test('a number of a variable makes a rate or a duration', async () => {
  for (const perS of [10, 12.5]) {
    const workload: Scenario['workload'] = { arrivals: { kind: 'poisson', rate: `${perS}/s` }, requests: 20 };
    expect(await validateScenario({ ...RIGHT, workload })).toEqual([]);
  }
});

// @ts-expect-error: a rate has a unit
const rateWithoutUnit: Scenario = { ...RIGHT, workload: { arrivals: { kind: 'poisson', rate: '20' }, requests: 200 } };
// @ts-expect-error: a duration has a unit
const durationWithoutUnit: Scenario = { ...RIGHT, slo: { response_time: 1000 } };
// @ts-expect-error: there is no such arrival process
const unknownArrivals: Scenario = { ...RIGHT, workload: { arrivals: { kind: 'poison', rate: '20/s' }, requests: 200 } };
// @ts-expect-error: gamma arrivals have a cv
const missingKey: Scenario = { ...RIGHT, workload: { arrivals: { kind: 'gamma', rate: '20/s' }, requests: 200 } };
// @ts-expect-error: the key is replicas
const unknownKey: Scenario = { ...RIGHT, fleet: { models: [{ id: 'm', replica: 2 }] } };
// @ts-expect-error: there is no such policy
const unknownPolicy: Scenario = { ...RIGHT, strategies: ['least_loade'] };
// @ts-expect-error: nor this one, written out
const unknownPolicyWrittenOut: Scenario = { ...RIGHT, strategies: [{ name: 'mine', policy: 'nope' }] };
// @ts-expect-error: a whole number, not text
const textForNumber: Scenario = { ...RIGHT, replications: '10' };
// @ts-expect-error: a share as text is in percent
const shareWithoutPercent: Scenario = { ...RIGHT, slo: { response_time: '1s', attainment: '0.9' } };
// @ts-expect-error: a mean, not a rate
const wrongQuantity: Scenario = { ...RIGHT, service: { kind: 'exponential', mean: 'fast' } };
// @ts-expect-error: a policy makes something that picks
const noPolicy: Scenario = { ...RIGHT, strategies: [{ name: 'mine', policy: { create: () => ({}) } }] };

test.each(
  Object.entries({
    rateWithoutUnit,
    durationWithoutUnit,
    unknownArrivals,
    missingKey,
    unknownKey,
    unknownPolicy,
    unknownPolicyWrittenOut,
    textForNumber,
    shareWithoutPercent,
    wrongQuantity,
    noPolicy,
  }),
)('what the type refuses is refused without it: %s', async (_, scenario) => {
  expect(await validateScenario(scenario)).not.toEqual([]);
});
