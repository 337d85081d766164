import { expect, test } from 'vitest';
import { InputError } from '../../../src/core/index.js';
import { parseAssignment, planFromObject } from '../../../src/tank/scenario/index.js';
import { pathSteps } from '../../../src/tank/scenario/assignments/assignment.js';

/** What `--set PATH=VALUE` changes, and what it says where it cannot. */

const SCENARIO = {
  schema: 'wavetank.scenario/1',
  name: 'tiny',
  fleet: { models: [{ id: 'large', replicas: 2 }, { id: 'gpt-4.1' }] },
  workload: { arrivals: { kind: 'poisson', rate: '10/s' }, requests: 100 },
  service: { kind: 'exponential', mean: '10ms' },
  strategies: ['round_robin', { name: 'two', policy: 'power_of_d' }],
};

function planWith(...texts: readonly string[]) {
  return planFromObject(SCENARIO, { set: texts.map(parseAssignment) });
}

function mistakesOf(...texts: readonly string[]): readonly string[] {
  try {
    planWith(...texts);
  } catch (error) {
    if (error instanceof InputError) return error.diagnostics.map(({ file, message }) => `${file ?? ''}: ${message}`);
    throw error;
  }
  return [];
}

test('a value goes to its place: keys by name, entries of lists by theirs, in the order given', () => {
  const plan = planWith(
    'fleet.models.large.replicas=3',
    'fleet.models[gpt-4.1].max_concurrent=7',
    'fleet.models.0.replicas=5',
    'workload.arrivals.rate=20/s',
    'workload.arrivals={ kind: deterministic, rate: 30/s }',
    'strategies.two.options.d=4',
    'seed=42',
    'replications=3',
  );
  expect(plan.fleet.models).toMatchObject([
    { id: 'large', replicas: 5 },
    { id: 'gpt-4.1', maxConcurrent: 7 },
  ]);
  expect(plan.workload).toMatchObject({ sources: [{ arrivals: { kind: 'deterministic' } }] });
  expect(plan.strategies[1].options).toMatchObject({ d: 4 });
  expect(plan).toMatchObject({ seed: '42', replications: 3 });
});

test('a strategy that is written as the name of its policy can be given keys', () => {
  expect(planWith('strategies.round_robin.max_load_threshold=off').strategies[0]).toMatchObject({
    name: 'round_robin',
    router: { maxLoadThreshold: 'off' },
  });
});

test('* stands for every entry in which the key is valid', () => {
  const { strategies, fleet } = planWith('strategies.*.options.d=3', 'fleet.models.*.max_concurrent=9');
  expect(strategies.map(({ options }) => options)).toMatchObject([{}, { d: 3 }]);
  expect(fleet.models.map(({ maxConcurrent }) => maxConcurrent)).toEqual([9, 9]);
});

test('it is the scenario that says so itself: same hash, and it can be written', () => {
  const written = { ...SCENARIO, workload: { ...SCENARIO.workload, requests: 200 } };
  const plan = planWith('workload.requests=200');
  expect(plan.sha256).toBe(planFromObject(written).sha256);
  expect(plan.written).toEqual(planFromObject(written).written);
  expect(plan.sha256).not.toBe(planFromObject(SCENARIO).sha256);
  expect(SCENARIO.workload.requests).toBe(100);
});

test.each([
  ['fleet.models.huge.replicas=2', '--set fleet.models.huge.replicas=2: fleet.models has no entry "huge"'],
  ['fleet.models.9.replicas=2', 'fleet.models has no entry "9"'],
  ['fleet.models.large.replicas=x', '--set fleet.models.large.replicas=x: fleet.models[0].replicas cannot be "x"'],
  ['workload.arival.rate=3/s', '--set workload.arival.rate=3/s: unknown key "arival" in workload'],
  ['workload.arrivals.kind.x=3', 'workload.arrivals.kind is "poisson", which has no keys'],
  ['name.*=3', 'name has nothing that * could stand for'],
  ['strategies.*.options.wrong=1', 'unknown key "wrong"'],
  ['strategies.two.options.d=0', '--set strategies.two.options.d=0: '],
  ['a..b=1', '"a..b" is no path'],
  ['a[b=1', '"a[b" is no path'],
  ['__proto__.x=1', '"__proto__.x" is no path'],
])('%s is told with its place', (text, expected) => {
  expect(mistakesOf(text).join('\n')).toContain(expected);
});

test('what is no assignment is refused', () => {
  for (const text of ['nonsense', '=3', 'a=', `a=${'x'.repeat(20_000)}`, 'a={ b: 1', 'a=*b', 'a=!!js/function x'])
    expect(() => parseAssignment(text), text.slice(0, 20)).toThrow(InputError);
});

test('mistakes of the file keep their places', () => {
  const wrong = { ...SCENARIO, replications: 0 };
  expect(() => planFromObject(wrong, { set: [parseAssignment('workload.requests=9')] })).toThrow(/^replications:/m);
});

test.each([
  ['a', ['a']],
  ['a.b.0', ['a', 'b', '0']],
  ['fleet.models[gpt-4.1].speed', ['fleet', 'models', 'gpt-4.1', 'speed']],
  ['.a', undefined],
  ['a.', undefined],
  ['', undefined],
  ['a[]', undefined],
])('the steps of %s', (path, steps) => {
  expect(pathSteps(path)).toEqual(steps);
});

test('what has one meaning is taken: a bare value is a constant, a whole number a seed', () => {
  const plan = planWith('workload.prompt_tokens=1000', 'workload.sessions={ turns: 3, think_time: 5s }', 'seed=7');
  expect(plan).toMatchObject({ seed: '7' });
  expect(plan.workload).toMatchObject({
    sources: [{ promptTokens: { kind: 'constant', value: 1000 }, sessions: { turns: { kind: 'constant', value: 3 } } }],
  });
  expect(mistakesOf('workload.arrivals.rate=20').join()).toContain('--set workload.arrivals.rate=20: ');
});
