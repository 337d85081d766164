import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { distributions } from '../../../src/tank/traffic/distributions/registry.js';
import { Streams } from '../../../src/core/streams.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import { serviceDemands, serviceSchema, type ServiceSpec } from '../../../src/tank/traffic/service.js';
import type { Trace } from '../../../src/tank/trace/trace.js';
import { normalCdf } from '../../oracle/traffic-theory.js';
import { DRAWS, expectDistribution, expectMoments } from './acceptance.js';

const two: Trace = {
  requestCount: 2,
  arrivalMs: Float64Array.of(1, 2, Infinity),
  promptTokens: Int32Array.of(100, 1000),
  outputTokens: Int32Array.of(10, 50),
};
const byTokens = { kind: 'tokens', baseMs: 20, perPromptTokenMs: 0.5, perOutputTokenMs: 2, noiseCv: 0 } as const;
const many = (): Trace => ({
  requestCount: DRAWS,
  arrivalMs: new Float64Array(DRAWS + 1),
  promptTokens: new Int32Array(DRAWS).fill(200),
  outputTokens: new Int32Array(DRAWS).fill(40),
});
const demands = (trace: Trace, spec: ServiceSpec, seed = 'service') =>
  serviceDemands(trace, spec, new Streams(seed, 0));

describe('demand by tokens', () => {
  test('is base + prompt tokens + output tokens, each at its price, and draws nothing without noise', () => {
    expect([...demands(two, byTokens)]).toEqual([20 + 50 + 20, 20 + 500 + 100]);
    expect(demands(two, byTokens, 'another seed')).toEqual(demands(two, byTokens));
  });

  test('noise is a lognormal factor with mean 1 and the given cv', () => {
    const noiseCv = 0.3;
    const factors = [...demands(many(), { ...byTokens, noiseCv })].map((demandMs) => demandMs / 200);
    const w = 1 + noiseCv ** 2;
    expectMoments(factors, { mean: 1, sd: noiseCv, kurtosis: w ** 4 + 2 * w ** 3 + 3 * w ** 2 - 3 });
    const sigma = Math.sqrt(Math.log(w));
    expectDistribution(factors, (x) => normalCdf((Math.log(x) + (sigma * sigma) / 2) / sigma));
  });

  test('the noise of a request does not depend on the prices', () => {
    const noisy = { ...byTokens, noiseCv: 0.3 };
    const doubled = { ...noisy, baseMs: 40, perPromptTokenMs: 1, perOutputTokenMs: 4 };
    expect(demands(many(), doubled)).toEqual(demands(many(), noisy).map((demandMs) => 2 * demandMs));
  });

  test('lengths that the trace does not have are a broken invariant, unless they cost nothing', () => {
    const bare = { ...two, promptTokens: new Int32Array(0), outputTokens: new Int32Array(0) };
    expect(() => demands(bare, byTokens)).toThrow('the service time depends on prompt tokens, and the trace has none');
    const flat = { ...byTokens, perPromptTokenMs: 0, perOutputTokenMs: 0 };
    expect([...demands(bare, flat)]).toEqual([20, 20]);
  });
});

test('demand by a distribution does not depend on the lengths', () => {
  const spec: ServiceSpec = { kind: 'distribution', distribution: { kind: 'exponential', mean: 10 } };
  const drawn = demands(many(), spec);
  expectMoments([...drawn], { mean: 10, sd: 10, kurtosis: 9 });
  expect(demands({ ...many(), promptTokens: new Int32Array(0) }, spec)).toEqual(drawn);
});

test('another service model leaves the traffic of the same streams as it was', () => {
  const sources = [{ arrivals: { kind: 'poisson', rate: 40 } }] as const;
  const workload = { sources, requests: 100, durationMs: undefined };
  const streams = new Streams('common', 0);
  const before = generateTrace(workload, streams);
  serviceDemands(before, { kind: 'distribution', distribution: { kind: 'exponential', mean: 10 } }, streams);
  expect(generateTrace(workload, streams)).toEqual(before);
});

describe('the service of a scenario', () => {
  const schema = serviceSchema();
  const issuesOf = (input: unknown) =>
    schema.safeParse(input).error?.issues.map(({ path, message }) => ({ path, message }));

  test('is written by tokens', () => {
    const input = { base: '20ms', per_prompt_token: '0.05ms', per_output_token: '2ms', noise_cv: 0.1 };
    expect(schema.parse(input)).toEqual({
      kind: 'tokens',
      baseMs: 20,
      perPromptTokenMs: 0.05,
      perOutputTokenMs: 2,
      noiseCv: 0.1,
    });
  });

  test('may leave out what is 0', () => {
    expect(schema.parse({ per_output_token: '2ms' })).toEqual({
      kind: 'tokens',
      baseMs: 0,
      perPromptTokenMs: 0,
      perOutputTokenMs: 2,
      noiseCv: 0,
    });
  });

  test('is written as a distribution of times', () => {
    expect(schema.parse({ kind: 'lognormal', mean: '10ms', cv: 2 })).toEqual({
      kind: 'distribution',
      distribution: { kind: 'lognormal', mean: 10, cv: 2 },
    });
  });

  const nothing =
    'expected at least one of base, per_prompt_token and per_output_token above 0, or a distribution with a kind';
  const time = 'expected a duration with a unit (ms, s, m, h, d), such as 45ms or 5m';
  const timeAbove0 = 'expected a duration above 0 with a unit (ms, s, m, h, d), such as 45ms or 5m';
  const form =
    'expected service times by tokens, such as { base: 20ms, per_output_token: 2ms }, or a distribution, such as { kind: exponential, mean: 10ms }';
  const unknown = `unknown distribution "gauss"; expected one of: ${Object.keys(distributions).join(', ')}`;
  test.each([
    { input: {}, path: [], message: nothing },
    { input: { base: 0, noise_cv: 1 }, path: [], message: nothing },
    { input: { base: 20 }, path: ['base'], message: time },
    { input: { base: '-1ms' }, path: ['base'], message: time },
    { input: { base: '1ms', noise: 1 }, path: [], message: 'Unrecognized key: "noise"' },
    { input: { kind: 'exponential' }, path: ['mean'], message: timeAbove0 },
    { input: { kind: 'constant', value: 0 }, path: ['value'], message: timeAbove0 },
    { input: { kind: 'constant', value: '1ms', base: '1ms' }, path: [], message: 'Unrecognized key: "base"' },
    { input: { kind: 'gauss', mean: '1ms' }, path: ['kind'], message: unknown },
    { input: '10ms', path: [], message: form },
    { input: undefined, path: [], message: form },
  ])('$input is refused at $path', ({ input, path, message }) => {
    expect(issuesOf(input)).toEqual([{ path, message }]);
  });

  test('has a JSON Schema with both forms', () => {
    const { oneOf } = z.toJSONSchema(schema, { io: 'input' });
    expect(oneOf).toMatchObject([
      { properties: { base: {}, per_prompt_token: {}, per_output_token: {}, noise_cv: { type: 'number' } } },
      { oneOf: Object.keys(distributions).map((kind) => ({ properties: { kind: { const: kind } } })) },
    ]);
  });
});
