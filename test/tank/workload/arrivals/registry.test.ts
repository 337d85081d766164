import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Streams } from '../../../../src/core/streams.js';
import {
  arrivals,
  arrivalSchema,
  type ArrivalSpec,
  createArrivalProcess,
  meanRatePerS,
} from '../../../../src/tank/workload/arrivals/registry.js';

const schema = arrivalSchema();

const issuesOf = (input: unknown) =>
  schema.safeParse(input).error?.issues.map(({ path, message }) => ({ path, message }));

/** One example of every entry: what a scenario writes, and what it becomes. */
const examples: Record<keyof typeof arrivals, { input: unknown; spec: ArrivalSpec }> = {
  poisson: { input: { kind: 'poisson', rate: '40/s' }, spec: { kind: 'poisson', rate: 40 } },
  modulated_poisson: {
    input: {
      kind: 'modulated_poisson',
      burst: { rate: '100/s', length: '2s' },
      lull: { rate: '60/m', length: '1m' },
    },
    spec: {
      kind: 'modulated_poisson',
      burst: { rate: 100, length: 2000 },
      lull: { rate: 1, length: 60_000 },
    },
  },
  steps: {
    input: {
      kind: 'steps',
      steps: [
        { at: 0, rate: '20/s' },
        { at: '1m', rate: '80/s' },
      ],
    },
    spec: {
      kind: 'steps',
      steps: [
        { at: 0, rate: 20 },
        { at: 60_000, rate: 80 },
      ],
    },
  },
  gamma: { input: { kind: 'gamma', rate: '40/s', cv: 2 }, spec: { kind: 'gamma', rate: 40, cv: 2 } },
  weibull: { input: { kind: 'weibull', rate: '40/s', shape: 0.7 }, spec: { kind: 'weibull', rate: 40, shape: 0.7 } },
  deterministic: { input: { kind: 'deterministic', rate: '120/m' }, spec: { kind: 'deterministic', rate: 2 } },
};

describe.each(Object.entries(examples))('%s', (name, { input, spec }) => {
  test('is parsed into plain data with the rate per second', () => {
    expect(schema.parse(input)).toEqual(spec);
  });

  test('goes by the name that it has in the registry', () => {
    expect(spec.kind).toBe(name);
  });

  test('never goes back in time and keeps its rate', () => {
    const process = createArrivalProcess(spec);
    const random = new Streams('conformance', 0).named('arrivals');
    let timeMs = 0;
    for (let i = 0; i < 10_000; i++) {
      const nextMs = process.nextMs(timeMs, random);
      expect(nextMs).toBeGreaterThanOrEqual(timeMs);
      timeMs = nextMs;
    }
    const spread = name === 'modulated_poisson' ? 0 : 1; // digits: few bursts fall into so many arrivals
    expect(10_000 / (timeMs / 1000) / meanRatePerS(spec, timeMs)).toBeCloseTo(1, spread);
  });
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

test('the JSON Schema has one form for each process, told apart by kind', () => {
  const { oneOf } = z.toJSONSchema(schema, { io: 'input' });
  expect(oneOf).toMatchObject(Object.keys(arrivals).map((kind) => ({ properties: { kind: { const: kind } } })));
});
