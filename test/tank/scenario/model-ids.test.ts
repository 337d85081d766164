import { expect, test } from 'vitest';
import { planFromObject, validateScenario } from '../../../src/tank/scenario/index.js';
import { runScenario } from '../../support/unchecked.js';

/** Ids of models as registries of models write them, with an owner before a slash. */

const scenario = (models: readonly object[], more: object = {}) => ({
  schema: 'wavetank.scenario/1',
  name: 'ids',
  fleet: { models },
  workload: { arrivals: { kind: 'poisson', rate: '5/s' }, requests: 200 },
  service: { kind: 'constant', value: '200ms' },
  strategies: ['round_robin'],
  ...more,
});
const LLAMA = 'meta-llama/Llama-3-8B';

test('a model may have a slash in its id, and its endpoints have one more', async () => {
  const events = [
    { at: '1s', endpoint: `${LLAMA}/0`, speed: 2 },
    { at: '2s', endpoint: 'org/single', speed: 2 },
    { at: '3s', add: `${LLAMA}/new` },
    { at: '4s', remove: `${LLAMA}/1` },
  ];
  const asked = scenario([{ id: LLAMA, replicas: 2 }, { id: 'org/single' }], { events });
  expect(planFromObject(asked).events[2]).toMatchObject({ endpoint: `${LLAMA}/new`, field: 'add', value: LLAMA });
  const { strategies } = await runScenario(asked);
  expect(strategies[0].requests.completed).toBe(200);
});

test('classes may be called as models are', async () => {
  const classes = [{ name: LLAMA }, { name: 'org/other' }];
  const workload = { arrivals: { kind: 'poisson', rate: '5/s' }, requests: 200, classes };
  expect(await validateScenario(scenario([{ id: 'a' }], { workload }))).toEqual([]);
});

test.each([
  ['/a', 'expected a name before and after each slash'],
  ['a/', 'expected a name before and after each slash'],
  ['a//b', 'expected a name before and after each slash'],
  ['a\\b', 'expected letters, digits and . _ : @ / -'],
])('the id %s is refused', async (id, advice) => {
  const [mistake] = await validateScenario(scenario([{ id }]));
  expect(mistake.advice).toContain(advice);
});

test('a model cannot have the id of an endpoint of another one, there or yet to come', async () => {
  const mistakes = await validateScenario(scenario([{ id: 'a/b', replicas: 2 }, { id: 'a/b/0' }, { id: 'a/b/new' }]));
  expect(mistakes.map(({ message }) => message)).toEqual([
    'the model "a/b/0" has the id of an endpoint of the model "a/b"',
    'the model "a/b/new" has the id of an endpoint of the model "a/b"',
  ]);
});

test('an unknown endpoint is told with the nearest, whatever slashes it has', async () => {
  const adviceOn = async (event: object) =>
    (await validateScenario(scenario([{ id: LLAMA, replicas: 2 }, { id: 'org/single' }], { events: [event] })))[0]
      .advice;
  expect(await adviceOn({ at: '1s', endpoint: `${LLAMA}/7`, speed: 2 })).toContain(`has the endpoints ${LLAMA}/0`);
  expect(await adviceOn({ at: '1s', endpoint: 'org/singl', speed: 2 })).toContain('Did you mean "org/single"?');
  expect(await adviceOn({ at: '1s', add: 'org/singl/new' })).toContain('Did you mean "org/single/new"?');
});
