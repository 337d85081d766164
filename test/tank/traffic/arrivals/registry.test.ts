import { expect, test } from 'vitest';
import { z } from 'zod';
import { Streams } from '../../../../src/core/streams.js';
import { arrivals } from '../../../../src/tank/traffic/arrivals/registry.js';
import {
  arrivalSchema,
  type ArrivalSpec,
  createArrivalProcess,
  meanRatePerS,
} from '../../../../src/tank/traffic/arrivals/spec.js';
import { arrivalCases } from '../../../oracle/traffic-cases.js';

const schema = arrivalSchema();

const issuesOf = (input: unknown) =>
  schema.safeParse(input).error?.issues.map(({ path, message }) => ({ path, message }));

test.each<[input: object, spec: ArrivalSpec]>([
  [
    { kind: 'poisson', rate: '40/s' },
    { kind: 'poisson', rate: 40 },
  ],
  [
    {
      kind: 'modulated_poisson',
      burst: { rate: '100/s', length: '2s' },
      lull: { rate: '60/m', length: '1m' },
    },
    {
      kind: 'modulated_poisson',
      burst: { rate: 100, length: 2000 },
      lull: { rate: 1, length: 60_000 },
    },
  ],
  [
    {
      kind: 'steps',
      steps: [
        { at: 0, rate: '20/s' },
        { at: '1m', rate: '80/s' },
      ],
    },
    {
      kind: 'steps',
      steps: [
        { at: 0, rate: 20 },
        { at: 60_000, rate: 80 },
      ],
    },
  ],
  [
    { kind: 'ramp', from: '5/s', to: '50/s', over: '10m', at: '1m' },
    { kind: 'ramp', from: 5, to: 50, over: 600_000, at: 60_000 },
  ],
  [
    { kind: 'gamma', rate: '40/s', cv: 2 },
    { kind: 'gamma', rate: 40, cv: 2 },
  ],
  [
    { kind: 'weibull', rate: '40/s', shape: 0.7 },
    { kind: 'weibull', rate: 40, shape: 0.7 },
  ],
  [
    { kind: 'deterministic', rate: '120/m' },
    { kind: 'deterministic', rate: 2 },
  ],
  [
    { kind: 'cox', rate: '40/s', rate_cv: 0.5, time_constant: '100ms' },
    { kind: 'cox', rate: 40, rate_cv: 0.5, time_constant: 100, gap_cv: 1 },
  ],
  [
    { kind: 'time_of_day', rate: '40/s', hours: [1, 0, 5, 3], day: '10s' },
    { kind: 'time_of_day', rate: 40, hours: [1, 0, 5, 3], day: 10_000, start: 0 },
  ],
  [
    { kind: 'batches', rate: '2/s', size: { kind: 'zipf', count: 3, skew: 1 } },
    { kind: 'batches', rate: 2, size: { kind: 'zipf', count: 3, skew: 1 } },
  ],
  [
    { kind: 'tenants', rate: '40/s', count: 8 },
    { kind: 'tenants', rate: 40, count: 8, skew: 1, gap_cv: 1 },
  ],
])('%j is parsed into plain data with the rate per second', (input, spec) => {
  expect(schema.parse(input)).toEqual(spec);
});

test('every process has a summary, and goes by the name that it has in the registry', () => {
  for (const [name, { summary, options }] of Object.entries(arrivals)) {
    expect(summary).toMatch(/\S/);
    expect(options().shape.kind.value).toBe(name);
  }
});

test.each(arrivalCases.map(({ spec }) => spec))('%j never goes back in time', (spec) => {
  const process = createArrivalProcess(spec);
  const random = new Streams('conformance', 0).named('arrivals');
  let timeMs = 0;
  for (let i = 0; i < 10_000; i++) {
    const nextMs = process.nextMs(timeMs, random);
    if (!(nextMs >= timeMs)) expect.fail(`${nextMs} ms after ${timeMs} ms`); // expect itself takes longer than a draw
    timeMs = nextMs;
  }
});

test('an unknown kind is named, with the expected ones', () => {
  expect(issuesOf({ kind: 'poison', rate: '40/s' })).toEqual([
    {
      path: ['kind'],
      message: `unknown arrival process "poison"; expected one of: ${Object.keys(arrivals).join(', ')}`,
    },
  ]);
});

test('a rate without a unit is refused at its place', () => {
  expect(issuesOf({ kind: 'poisson', rate: 40 })).toEqual([
    { path: ['rate'], message: expect.stringContaining('expected a rate above 0 with a unit') as string },
  ]);
});

test('the JSON Schema has one form for each process, told apart by kind, and one for an object', () => {
  const { oneOf } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const kinds = [...Object.keys(arrivals), 'object'];
  expect(oneOf).toMatchObject(kinds.map((kind) => ({ properties: { kind: { const: kind } } })));
});

const cox = { kind: 'cox', rate: '40/s', rate_cv: 1, time_constant: '1m' };
const day = { kind: 'time_of_day', rate: '40/s', hours: [1, 2] };
const idle = { rate: '1/d', length: '1ms' };
const bursts = { kind: 'modulated_poisson', burst: { rate: '20/s', length: '2s' }, lull: idle };
const batches = { kind: 'batches', rate: '40/s', size: { kind: 'constant', value: 3 } };
const tenants = { kind: 'tenants', rate: '40/s', count: 5 };

test.each<[object, string[], string]>([
  [{ ...cox, rate_cv: 11 }, ['rate_cv'], 'expected a number from 0 to 10'],
  [{ ...cox, time_constant: 0 }, ['time_constant'], 'expected a duration above 0'],
  [{ ...cox, time_constant: '0.1ms' }, ['time_constant'], 'expected a time constant of at least 0.01 mean gaps'],
  [{ ...bursts, burst: idle }, ['burst'], 'expected at least 0.01 arrivals in a burst and a lull together'],
  [{ ...bursts, burst: { rate: '0/s', length: '2s' } }, ['burst', 'rate'], 'expected a rate above 0'],
  [{ ...bursts, lull: { rate: '1/s', length: 0 } }, ['lull', 'length'], 'expected a duration above 0'],
  [{ ...cox, gap_cv: 0 }, ['gap_cv'], 'expected a number from 0.001 to 1e+12'],
  [{ ...day, hours: [1] }, ['hours'], 'expected at least 2 parts of a day'],
  [{ ...day, hours: new Array(1441).fill(1) }, ['hours'], 'expected at most 1440 parts of a day'],
  [{ ...day, hours: [0, 0] }, ['hours'], 'expected at least one weight above 0'],
  [{ ...day, day: '0s' }, ['day'], 'expected a duration above 0'],
  [{ ...batches, rate: '0/s' }, ['rate'], 'expected a rate above 0'],
  [{ ...batches, size: { kind: 'constant', value: 0 } }, ['size', 'value'], 'expected a number from 1e-9 to 1e+12'],
  [{ ...tenants, count: 0 }, ['count'], 'expected a whole number from 1 to 10000'],
  [{ ...tenants, skew: -1 }, ['skew'], 'expected a number from 0 to 20'],
  [{ ...tenants, gap_cv: 0 }, ['gap_cv'], 'expected a number from 0.001 to 1e+12'],
])('%j is refused', (input, path, message) => {
  expect(issuesOf(input)).toContainEqual({ path, message: expect.stringContaining(message) as string });
});

test('a lull may be silent, and a burst as short as to have an arrival in a hundred', () => {
  const lull = { rate: '0/s', length: '40s' };
  const spec = schema.parse({ kind: 'modulated_poisson', burst: { rate: '10/s', length: '1ms' }, lull });
  expect(spec).toEqual({
    kind: 'modulated_poisson',
    burst: { rate: 10, length: 1 },
    lull: { rate: 0, length: 40_000 },
  });
  expect(meanRatePerS(spec, 1000)).toBeCloseTo(10 / 40_001, 12);
});

test.each<[ArrivalSpec, string]>([
  [{ kind: 'cox', rate: 0, rate_cv: 1, time_constant: 1, gap_cv: 1 }, 'must be above 0, not 0'],
  [{ kind: 'cox', rate: 1, rate_cv: -1, time_constant: 1, gap_cv: 1 }, 'must be at least 0, not -1'],
  [{ kind: 'cox', rate: 1, rate_cv: 1, time_constant: 0, gap_cv: 1 }, 'must be above 0, not 0'],
  [{ kind: 'cox', rate: 1, rate_cv: 1, time_constant: 1, gap_cv: 0 }, 'must be above 0, not 0'],
  [{ kind: 'time_of_day', rate: 0, hours: [1, 1], day: 1, start: 0 }, 'must be above 0, not 0'],
  [{ kind: 'time_of_day', rate: 1, hours: [1], day: 1, start: 0 }, 'a day must have at least two parts, not 1'],
  [{ kind: 'time_of_day', rate: 1, hours: [1, -1], day: 1, start: 0 }, 'must be at least 0, not -1'],
  [{ kind: 'time_of_day', rate: 1, hours: [0, 0], day: 1, start: 0 }, 'must have a weight above 0'],
  [{ kind: 'time_of_day', rate: 1, hours: [1, 1], day: 0, start: 0 }, 'a day must be longer than 0, not 0 ms'],
  [{ kind: 'time_of_day', rate: 1, hours: [1, 1], day: 1, start: -1 }, 'at least 0, not -1 ms'],
  [{ kind: 'ramp', from: -1, to: 1, over: 1, at: 0 }, 'must begin at 0 or above, not at -1'],
  [{ kind: 'ramp', from: 1, to: 0, over: 1, at: 0 }, 'must end above 0, not at 0'],
  [{ kind: 'ramp', from: 1, to: 1, over: 0, at: 0 }, 'must be longer than 0, not 0 ms'],
  [{ kind: 'ramp', from: 1, to: 1, over: 1, at: -1 }, 'must start at 0 or later, not at -1 ms'],
  [{ kind: 'batches', rate: 0, size: { kind: 'constant', value: 1 } }, 'must be above 0, not 0'],
  [{ kind: 'tenants', rate: 0, count: 1, skew: 1, gap_cv: 1 }, 'must be above 0, not 0'],
  [{ kind: 'tenants', rate: 1, count: 0.5, skew: 1, gap_cv: 1 }, 'a whole number from 1, not 0.5'],
  [{ kind: 'tenants', rate: 1, count: 1, skew: -1, gap_cv: 1 }, 'must be at least 0, not -1'],
  [{ kind: 'tenants', rate: 1, count: 1, skew: 1, gap_cv: 0 }, 'must be above 0, not 0'],
])('%j cannot be created', (spec, message) => {
  expect(() => createArrivalProcess(spec)).toThrow(message);
});
