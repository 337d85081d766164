import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { fitTrace } from '../../../src/tank/fitting/fit-trace.js';
import { makeStandIn } from '../../../src/tank/fitting/make-stand-in.js';
import { scenarioYaml } from '../../../src/tank/fitting/stand-in-scenario.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { standInOf, TRACES } from './fitted-traces.js';

function expectSameScenario(name: string, { scenario }: ReturnType<typeof standInOf>): void {
  const plan = planFromObject(scenario);
  expect(plan.name).toBe(name);
  const yaml = scenarioYaml(scenario, ['made for a test', '# of: comments', '']);
  expect(parse(yaml)).toEqual(scenario);
  expect(yaml.split('\n').slice(0, 2)).toEqual(['# made for a test', '# # of: comments']);
  expect(Math.max(...yaml.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
}

test.each(Object.keys(TRACES))('%s: the scenario is one, and its YAML is the same scenario', (name) => {
  expectSameScenario(name, standInOf(name));
});

test.each(['mixture', 'quantiles'] as const)('so it is with lengths as %s', (lengths) => {
  for (const name of ['poisson', 'bare']) {
    expectSameScenario(name, makeStandIn(name, TRACES[name], fitTrace(TRACES[name], lengths)));
  }
});

test('a comment of several lines stays a comment', () => {
  const yaml = scenarioYaml({ name: 'x' }, ['a name\nfleet: { models: [] }']);
  expect(parse(yaml)).toEqual({ name: 'x' });
});
