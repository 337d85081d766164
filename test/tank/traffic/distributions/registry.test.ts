import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Streams } from '../../../../src/core/streams.js';
import {
  createDistribution,
  distributions,
  distributionSchema,
  type DistributionSpec,
} from '../../../../src/tank/traffic/distributions/registry.js';
import { duration, plainNumber } from '../../../../src/core/input/quantities.js';
import { sampleOf } from '../acceptance.js';

const times = distributionSchema(duration());
const lengths = distributionSchema(plainNumber({ positive: true }));

const issuesOf = (schema: z.ZodType, input: unknown) =>
  schema.safeParse(input).error?.issues.map(({ path, message }) => ({ path, message }));

const NAMES = Object.keys(distributions).join(', ');

/** One example of every entry: what a scenario writes, and what it becomes. */
const examples: Record<keyof typeof distributions, { input: unknown; spec: DistributionSpec }> = {
  constant: { input: { kind: 'constant', value: '5ms' }, spec: { kind: 'constant', value: 5 } },
  uniform: { input: { kind: 'uniform', min: 0, max: '5ms' }, spec: { kind: 'uniform', min: 0, max: 5 } },
  erlang: { input: { kind: 'erlang', mean: '1s', stages: 3 }, spec: { kind: 'erlang', mean: 1000, stages: 3 } },
  hyperexponential: {
    input: { kind: 'hyperexponential', mean: '1s', cv: 2 },
    spec: { kind: 'hyperexponential', mean: 1000, cv: 2 },
  },
  gamma: { input: { kind: 'gamma', mean: '1s', cv: 0.5 }, spec: { kind: 'gamma', mean: 1000, cv: 0.5 } },
  weibull: { input: { kind: 'weibull', mean: '1s', shape: 0.5 }, spec: { kind: 'weibull', mean: 1000, shape: 0.5 } },
  pareto: {
    input: { kind: 'pareto', shape: 1.5, min: '1ms', max: '1s' },
    spec: { kind: 'pareto', shape: 1.5, min: 1, max: 1000 },
  },
  exponential: { input: { kind: 'exponential', mean: '2s' }, spec: { kind: 'exponential', mean: 2000 } },
  lognormal: { input: { kind: 'lognormal', mean: '20ms', cv: 0.5 }, spec: { kind: 'lognormal', mean: 20, cv: 0.5 } },
  lognormal_mixture: {
    input: { kind: 'lognormal_mixture', parts: [{ weight: 1, median: '1s', sigma: 0.5 }], min: '1ms', max: '1m' },
    spec: { kind: 'lognormal_mixture', parts: [{ weight: 1, median: 1000, sigma: 0.5 }], min: 1, max: 60_000 },
  },
  zipf: { input: { kind: 'zipf', count: 10, skew: 1.1 }, spec: { kind: 'zipf', count: 10, skew: 1.1 } },
  discrete: {
    input: { kind: 'discrete', values: ['1ms', '2s'], weights: [3, 1] },
    spec: { kind: 'discrete', values: [1, 2000], weights: [3, 1] },
  },
  empirical: {
    input: { kind: 'empirical', values: [0, '10ms', '1s'], shares: [0, 0.9, 1] },
    spec: { kind: 'empirical', values: [0, 10, 1000], shares: [0, 0.9, 1] },
  },
};

describe.each(Object.entries(examples))('%s', (name, { input, spec }) => {
  test('is parsed into plain data in milliseconds', () => {
    expect(times.parse(input)).toEqual(spec);
    expect(structuredClone(spec)).toEqual(spec);
  });

  test('goes by the name that it has in the registry', () => {
    expect(spec.kind).toBe(name);
  });

  test('samples numbers that are finite and at least 0, the same for the same stream', () => {
    const sample = () => {
      const random = new Streams('conformance', 0).named(name);
      const distribution = createDistribution(spec);
      return sampleOf(() => distribution.sample(random), 1000);
    };
    expect(sample().every((x) => Number.isFinite(x) && x >= 0)).toBe(true);
    expect(sample()).toEqual(sample());
  });
});

test('every distribution has a summary for the list of distributions', () => {
  for (const { summary } of Object.values(distributions)) expect(summary).toMatch(/\S/);
});

test('token counts are plain numbers', () => {
  expect(lengths.parse({ kind: 'lognormal', mean: 800, cv: 1.2 })).toEqual({ kind: 'lognormal', mean: 800, cv: 1.2 });
  expect(issuesOf(lengths, { kind: 'constant', value: '5ms' })).toEqual([
    { path: ['value'], message: 'expected a number from 1e-9 to 1e+12' },
  ]);
});

test('an unknown kind is named, with the expected ones', () => {
  const message = `unknown distribution "lognorml"; expected one of: ${NAMES}`;
  expect(issuesOf(times, { kind: 'lognorml', mean: '5ms' })).toEqual([{ path: ['kind'], message }]);
});

test('a missing kind and a value that is not a mapping say what is expected', () => {
  expect(issuesOf(times, { mean: '5ms' })).toEqual([
    {
      path: ['kind'],
      message: `the kind of distribution is missing; expected one of: ${NAMES}`,
    },
  ]);
  expect(issuesOf(times, '5ms')).toEqual([{ path: [], message: `expected a mapping whose kind is one of: ${NAMES}` }]);
});

test('a mean of 0 is refused even where the quantity allows 0', () => {
  expect(issuesOf(times, { kind: 'exponential', mean: 0 })).toEqual([
    { path: ['mean'], message: 'expected a value above 0' },
  ]);
  expect(times.parse({ kind: 'constant', value: 0 })).toEqual({ kind: 'constant', value: 0 });
});

test('an option that a distribution does not have is refused', () => {
  expect(issuesOf(times, { kind: 'exponential', mean: '5ms', cv: 1 })).toEqual([
    { path: [], message: 'Unrecognized key: "cv"' },
  ]);
});

test('the JSON Schema has one form for each distribution, told apart by kind', () => {
  const { oneOf } = z.toJSONSchema(times, { io: 'input' });
  expect(oneOf).toMatchObject(
    Object.keys(distributions).map((kind) => ({
      properties: { kind: { const: kind } },
      additionalProperties: false,
    })),
  );
});

test.each(['uniform', 'pareto'])('a %s distribution goes up from min to max', (kind) => {
  const input = { kind, min: 5, max: 5, ...(kind === 'pareto' && { shape: 1 }) };
  expect(issuesOf(lengths, input)).toEqual([{ path: ['max'], message: 'expected a max above min' }]);
});

const part = { weight: 1, median: 5, sigma: 1 };

test.each<[object, (string | number)[], string]>([
  [{ kind: 'lognormal_mixture', parts: [] }, ['parts'], 'expected at least one part'],
  [{ kind: 'lognormal_mixture', parts: new Array(21).fill(part) }, ['parts'], 'expected at most 20 parts'],
  [
    { kind: 'lognormal_mixture', parts: [{ ...part, sigma: 6 }] },
    ['parts', 0, 'sigma'],
    'expected a number from 0 to 5',
  ],
  [{ kind: 'lognormal_mixture', parts: [part], min: 9, max: 9 }, ['max'], 'expected a max above min'],
  [{ kind: 'zipf', count: 0, skew: 1 }, ['count'], 'expected a whole number from 1 to 1000000'],
  [{ kind: 'zipf', count: 5, skew: -1 }, ['skew'], 'expected a number from 0 to 100'],
  [{ kind: 'discrete', values: [], weights: [1] }, ['values'], 'expected at least 1 value'],
  [{ kind: 'discrete', values: [1, 2], weights: [1] }, ['weights'], 'expected as many weights as values'],
  [{ kind: 'discrete', values: [1, 2], weights: [0, 0] }, ['weights'], 'expected at least one weight above 0'],
  [{ kind: 'empirical', values: [1] }, ['values'], 'expected at least 2 values'],
  [{ kind: 'empirical', values: [2, 1] }, ['values'], 'expected values in ascending order'],
  [{ kind: 'empirical', values: [1, 2], shares: [0, 0.5, 1] }, ['shares'], 'expected as many shares as values'],
  [
    { kind: 'empirical', values: [1, 2], shares: [0, 0.9] },
    ['shares'],
    'expected shares in ascending order from 0 to 1',
  ],
  [
    { kind: 'empirical', values: [1, 2, 3], shares: [0, 0, 1] },
    ['shares'],
    'expected shares in ascending order from 0 to 1',
  ],
])('%j is refused', (input, path, message) => {
  expect(issuesOf(lengths, input)).toContainEqual({ path, message });
});
