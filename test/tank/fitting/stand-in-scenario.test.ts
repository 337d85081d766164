import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { fitTrace } from '../../../src/tank/fitting/fit-trace.js';
import { scenarioYaml, standInScenario } from '../../../src/tank/fitting/stand-in-scenario.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import type { ArrivalSpec } from '../../../src/tank/traffic/arrivals/spec.js';
import type { Trace } from '../../../src/tank/trace/trace.js';
import { repetitions } from '../../support/runs.js';
import { arrivalsOf, traceOf } from '../../support/traces.js';

const skewed = (count: number, scale: number) =>
  Int32Array.from({ length: count }, (_, i) => 1 + Math.round((scale * ((i * 7919) % 1009) ** 2) / 1e6));

function sample(spec: ArrivalSpec, extra: (count: number) => Partial<Trace> = () => ({})): Trace {
  const arrivalMs = arrivalsOf(spec, repetitions(300_000, 900_000), 'stand-in');
  const count = arrivalMs.length;
  return traceOf(arrivalMs, { promptTokens: skewed(count, 3000), outputTokens: skewed(count, 500), ...extra(count) });
}

const POISSON = { kind: 'poisson', rate: 3 } as const;
const TRACES: Readonly<Record<string, Trace>> = {
  poisson: sample(POISSON),
  gamma: sample({ kind: 'gamma', rate: 3, cv: 3 }),
  weibull: sample({ kind: 'weibull', rate: 3, shape: 0.6 }),
  cox: sample({ kind: 'cox', rate: 3, rate_cv: 0.4, time_constant: 30_000, gap_cv: 1 }),
  bursts: sample({
    kind: 'modulated_poisson',
    burst: { rate: 20, length: 10_000 },
    lull: { rate: 1, length: 60_000 },
  }),
  lulls: sample({
    kind: 'modulated_poisson',
    burst: { rate: 20, length: 10_000 },
    lull: { rate: 0, length: 60_000 },
  }),
  rare: sample({
    kind: 'modulated_poisson',
    burst: { rate: 2000, length: 100 },
    lull: { rate: 0, length: 300_000 },
  }),
  deterministic: sample({ kind: 'deterministic', rate: 3 }),
  sessions: sample(POISSON, (count) => ({ session: Int32Array.from({ length: count }, (_, i) => (i * 31) % 300) })),
  bare: sample(POISSON, () => ({ promptTokens: new Int32Array(0), outputTokens: new Int32Array(0) })),
};

function expectSameScenario(name: string, trace: Trace, lengths: 'auto' | 'mixture' | 'quantiles'): void {
  const scenario = standInScenario(name, trace, fitTrace(trace, lengths));
  const plan = planFromObject(scenario);
  expect(plan.name).toBe(name);
  const yaml = scenarioYaml(scenario, ['made for a test', '# of: comments', '']);
  expect(parse(yaml)).toEqual(scenario);
  expect(yaml.split('\n').slice(0, 2)).toEqual(['# made for a test', '# # of: comments']);
  expect(Math.max(...yaml.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
}

test.each(Object.entries(TRACES))('%s: the scenario is one, and its YAML is the same scenario', (name, trace) => {
  expectSameScenario(name, trace, 'auto');
});

test.each(['mixture', 'quantiles'] as const)('so it is with lengths as %s', (lengths) => {
  for (const name of ['poisson', 'bare']) expectSameScenario(name, TRACES[name], lengths);
});

test('a comment of several lines stays a comment', () => {
  const yaml = scenarioYaml({ name: 'x' }, ['a name\nfleet: { models: [] }']);
  expect(parse(yaml)).toEqual({ name: 'x' });
});

test('the fleet is busy to 70 % on average', () => {
  const trace = TRACES['poisson'];
  const { fleet, service } = standInScenario('busy', trace, fitTrace(trace, 'auto')) as {
    readonly fleet: { readonly models: readonly { readonly backend: { readonly speed: number } }[] };
    readonly service: Readonly<Record<string, string>>;
  };
  expect(service).toEqual({ base: '20ms', per_prompt_token: '0.05ms', per_output_token: '5ms' });
  const mean = (column: Int32Array) => column.reduce((sum, tokens) => sum + tokens, 0) / column.length;
  const workMs = 20 + 0.05 * mean(trace.promptTokens) + 5 * mean(trace.outputTokens);
  const perMs = trace.requestCount / (trace.arrivalMs[trace.requestCount - 1] - trace.arrivalMs[0]);
  expect((perMs * workMs) / fleet.models[0].backend.speed / 32).toBeCloseTo(0.7, 3);
});
