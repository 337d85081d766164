import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Streams } from '../../../../src/core/streams.js';
import { distributions } from '../../../../src/tank/traffic/distributions/registry.js';
import {
  createDistribution,
  kindSchema,
  type DistributionSpec,
} from '../../../../src/tank/traffic/distributions/spec.js';
import { duration, plainNumber } from '../../../../src/core/input/quantities.js';
import { distributionCases } from '../../../oracle/traffic-cases.js';
import { sampleOf } from '../acceptance.js';

const times = kindSchema(duration);
const numbers = kindSchema(plainNumber);
const lengths = kindSchema(plainNumber, { positive: true });

const issuesOf = (schema: z.ZodType, input: unknown) =>
  schema.safeParse(input).error?.issues.map(({ path, message }) => ({ path, message }));

const NAMES = Object.keys(distributions).join(', ');

test.each<[input: object, spec: DistributionSpec]>([
  [
    { kind: 'constant', value: '5ms' },
    { kind: 'constant', value: 5 },
  ],
  [
    { kind: 'uniform', min: 0, max: '5ms' },
    { kind: 'uniform', min: 0, max: 5 },
  ],
  [
    { kind: 'erlang', mean: '1s', stages: 3 },
    { kind: 'erlang', mean: 1000, stages: 3 },
  ],
  [
    { kind: 'hyperexponential', mean: '1s', cv: 2 },
    { kind: 'hyperexponential', mean: 1000, cv: 2 },
  ],
  [
    { kind: 'gamma', mean: '1s', cv: 0.5 },
    { kind: 'gamma', mean: 1000, cv: 0.5 },
  ],
  [
    { kind: 'weibull', mean: '1s', shape: 0.5 },
    { kind: 'weibull', mean: 1000, shape: 0.5 },
  ],
  [
    { kind: 'pareto', shape: 1.5, min: '1ms', max: '1s' },
    { kind: 'pareto', shape: 1.5, min: 1, max: 1000 },
  ],
  [
    { kind: 'exponential', mean: '2s' },
    { kind: 'exponential', mean: 2000 },
  ],
  [
    { kind: 'lognormal', mean: '20ms', cv: 0.5 },
    { kind: 'lognormal', mean: 20, cv: 0.5 },
  ],
  [
    { kind: 'lognormal_mixture', parts: [{ weight: 1, median: '1s', sigma: 0.5 }], min: '1ms', max: '1m' },
    { kind: 'lognormal_mixture', parts: [{ weight: 1, median: 1000, sigma: 0.5 }], min: 1, max: 60_000 },
  ],
  [
    { kind: 'zipf', count: 10, skew: 1.1 },
    { kind: 'zipf', count: 10, skew: 1.1 },
  ],
  [
    { kind: 'discrete', values: ['1ms', '2s'], weights: [3, 1] },
    { kind: 'discrete', values: [1, 2000], weights: [3, 1] },
  ],
  [
    { kind: 'empirical', values: [0, '10ms', '1s'], shares: [0, 0.9, 1] },
    { kind: 'empirical', values: [0, 10, 1000], shares: [0, 0.9, 1] },
  ],
])('%j is parsed into plain data in milliseconds', (input, spec) => {
  expect(times.parse(input)).toEqual(spec);
});

test('every distribution has a summary, and goes by the name that it has in the registry', () => {
  for (const [name, { summary, options }] of Object.entries(distributions)) {
    expect(summary).toMatch(/\S/);
    expect(options(plainNumber(), plainNumber()).shape.kind.value).toBe(name);
  }
});

describe.each(distributionCases.map(([spec]) => spec))('%j', (spec) => {
  test('is plain data, as its schema gives it', () => {
    expect(numbers.parse(spec)).toEqual(spec);
    expect(structuredClone(spec)).toEqual(spec);
  });

  test('samples numbers that are finite and at least 0, the same for the same stream', () => {
    const sample = () => {
      const random = new Streams('conformance', 0).named(spec.kind);
      const distribution = createDistribution(spec);
      return sampleOf(() => distribution.sample(random), 1000);
    };
    expect(sample().every((x) => Number.isFinite(x) && x >= 0)).toBe(true);
    expect(sample()).toEqual(sample());
  });
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

test('a uniform distribution may begin at 0, also where a value of 0 is refused', () => {
  const positive = kindSchema(duration, { positive: true });
  for (const min of [0, '0s']) {
    expect(positive.parse({ kind: 'uniform', min, max: '5ms' })).toEqual({ kind: 'uniform', min: 0, max: 5 });
  }
  expect(issuesOf(positive, { kind: 'uniform', min: '0s', max: '0s' })?.[0].path).toEqual(['max']);
  expect(positive.safeParse({ kind: 'constant', value: '0s' }).success).toBe(false);
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
