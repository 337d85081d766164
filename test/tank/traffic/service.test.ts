import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import { serviceDemands, type ServiceSpec } from '../../../src/tank/traffic/service.js';
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
