import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import {
  fitLognormalMixture,
  ksDistance,
  type LognormalMixture,
  type LognormalPart,
  mixtureCdf,
  SIGMA_FLOOR,
} from '../../../src/tank/fitting/lognormal-mixture.js';
import { azureTrace, isMissing, reason } from '../../support/azure-trace.js';

function drawn(name: string, parts: readonly LognormalPart[], count: number): Float64Array {
  const random = new Streams(name, 0).named('sample');
  return Float64Array.from({ length: count }, () => {
    let [j, u] = [0, random.uniform() - parts[0].weight];
    while (u >= 0 && j < parts.length - 1) u -= parts[++j].weight;
    return Math.max(1, Math.round(Math.exp(parts[j].mu + parts[j].sigma * random.normal())));
  });
}

function fitted(tokens: ArrayLike<number>): LognormalMixture {
  const mixture = fitLognormalMixture(tokens);
  if (mixture === undefined) throw new Error('there are lengths');
  return mixture;
}

const KS_999 = 1.95; // a KS distance times √n exceeds this once in a thousand samples of a known distribution

for (const parts of [
  [{ weight: 1, mu: 7, sigma: 1 }],
  [
    { weight: 0.6, mu: 4.6, sigma: 0.7 },
    { weight: 0.4, mu: 6, sigma: 0.05 },
  ],
  [
    { weight: 0.2, mu: 4, sigma: 0.2 },
    { weight: 0.5, mu: 6, sigma: 0.3 },
    { weight: 0.3, mu: 8, sigma: 0.1 },
  ],
])
  test(`a mixture of ${parts.length} lognormals is found again, and no further part`, () => {
    const tokens = drawn(`mixture ${parts.length}`, parts, 20_000);
    const mixture = fitted(tokens);
    expect(mixture.parts.length).toBe(parts.length);
    expect(mixture.ksDistance).toBeLessThan(KS_999 / Math.sqrt(tokens.length));
    for (const [j, { weight, mu, sigma }] of mixture.parts.entries()) {
      expect(weight).toBeCloseTo(parts[j].weight, 1);
      expect(Math.abs(mu - parts[j].mu)).toBeLessThan(0.05 * parts[j].sigma + 0.002);
      expect(Math.abs(sigma / parts[j].sigma - 1)).toBeLessThan(0.05);
    }
  });

test('one lognormal has the mean and deviation of ln x; large samples are thinned out', () => {
  const tokens = drawn('thinned', [{ weight: 1, mu: 7, sigma: 1 }], 100_003);
  const { parts } = fitted(tokens);
  const logs = tokens.map(Math.log);
  const mu = logs.reduce((a, b) => a + b) / logs.length;
  expect(parts.length).toBe(1);
  expect(parts[0].mu).toBeCloseTo(mu, 3);
});

test('the KS distance of whole tokens against the rounded mixture', () => {
  const parts = [{ weight: 1, mu: Math.log(2), sigma: 0.5 }];
  const cdf = (x: number) => mixtureCdf(parts, x);
  expect(cdf(2)).toBeCloseTo(0.5, 6);
  expect(cdf(2 * Math.exp(0.5 * 1.959964))).toBeCloseTo(0.975, 6);
  const byHand = Math.max(cdf(0.5), Math.abs(0.5 - cdf(1.5)), Math.abs(0.5 - cdf(2.5)), 1 - cdf(3.5));
  expect(ksDistance(Float64Array.of(1, 1, 3, 3), parts)).toBeCloseTo(byHand, 12);
});

test('the order of the lengths does not matter, and nothing is random', () => {
  const tokens = drawn('order', [{ weight: 1, mu: 3, sigma: 1.5 }], 3000);
  expect(fitLognormalMixture(tokens.toReversed())).toEqual(fitLognormalMixture(tokens));
});

test('equal lengths are one part at the floor; a length of 1 is met exactly', () => {
  const { parts } = fitted([7, 7, 7]);
  expect(parts.map(({ weight, sigma }) => [weight, sigma])).toEqual([[1, SIGMA_FLOOR]]);
  expect(parts[0].mu).toBeCloseTo(Math.log(7), 2);
  expect(fitted(Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 1 : 20))).ksDistance).toBeLessThan(0.12);
  expect(fitted([1]).ksDistance).toBeLessThan(1e-12);
});

test('weights sum to 1, and lengths below 1 are left out', () => {
  const tokens = drawn('short', [{ weight: 1, mu: 1, sigma: 1 }], 5000);
  const mixture = fitted(tokens);
  expect(mixture.parts.reduce((sum, part) => sum + part.weight, 0)).toBeCloseTo(1, 9);
  expect(fitLognormalMixture([...tokens, 0, 0, 0])).toEqual(mixture);
  expect(fitLognormalMixture([0])).toBeUndefined();
  expect(fitLognormalMixture([])).toBeUndefined();
});

test.skipIf(isMissing)(`Azure: KS distance at most 0.06 for prompts and 0.05 for outputs${reason}`, async () => {
  const { promptTokens, outputTokens } = await azureTrace();
  expect(fitted(promptTokens).ksDistance).toBeCloseTo(0.054, 3);
  expect(fitted(outputTokens).ksDistance).toBeCloseTo(0.025, 3);
});
