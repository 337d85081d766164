import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { QUANTILE_SHARES } from '../../../src/tank/fitting/empirical-quantiles.js';
import { countForm, empiricalForm, fitLengths, quantileForm } from '../../../src/tank/fitting/fit-lengths.js';
import { distributionSchema } from '../../../src/tank/traffic/distributions/spec.js';
import { duration, plainNumber } from '../../../src/core/input/quantities.js';
import { runs } from '../../support/runs.js';

const random = new Streams('lengths', 0).named('sample');
const lognormal = (count: number, median: number, sigma: number) =>
  Array.from({ length: count }, () => Math.max(1, Math.round(median * Math.exp(sigma * random.normal()))));
const tokens = distributionSchema(plainNumber, { positive: true });

test('lognormal lengths are fitted as such, within the lengths that occur', () => {
  const lengths = lognormal(20_000, 800, 0.7);
  const { form, reason } = fitLengths(lengths, 'auto');
  expect(form).toMatchObject({
    kind: 'lognormal_mixture',
    min: Math.min(...lengths),
    max: Math.max(...lengths),
  });
  expect(reason).toMatch(/^a mixture of \d lognormals is off by at most [01]\.\d %$/);
});

test('lengths that no lognormals meet are told by their quantiles, unless a mixture is asked for', () => {
  const lengths = Array.from({ length: 5000 }, (_, i) => (i % 2 === 0 ? 100 : 1000 + (i % 3)));
  expect(fitLengths(lengths, 'auto')).toMatchObject({ form: { kind: 'empirical' } });
  expect(fitLengths(lengths, 'auto').reason).toMatch(/^quantiles: a mixture of /);
  expect(fitLengths(lengths, 'mixture').form).toMatchObject({ kind: 'lognormal_mixture' });
  expect(fitLengths(lognormal(500, 80, 0.5), 'quantiles')).toMatchObject({
    form: { kind: 'empirical' },
    reason: 'quantiles',
  });
});

test('lengths that are all alike are a constant, of one token at least', () => {
  expect(fitLengths([7, 7, 7], 'auto')).toEqual({ form: { kind: 'constant', value: 7 }, reason: 'all alike' });
  expect(fitLengths([0, 0], 'mixture').form).toEqual({ kind: 'constant', value: 1 });
});

test('any lengths, in any form, make a distribution that a scenario takes', () => {
  const lengths = fc.array(fc.nat({ max: 200_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(lengths, fc.constantFrom('auto', 'mixture', 'quantiles'), (values, wanted) => {
      expect(tokens.safeParse(fitLengths(values, wanted).form).error).toBeUndefined();
    }),
    runs(100),
  );
});

test('quantiles on a line are told by its ends, and others to half a percent', () => {
  const line = QUANTILE_SHARES.map((share) => 10 + 90 * share);
  expect(empiricalForm(line)).toEqual({ kind: 'empirical', shares: [0, 1], values: [10, 100] });
  const curve = QUANTILE_SHARES.map((share) => 10 * Math.exp(4 * share));
  const { shares, values } = empiricalForm(curve) as { shares: number[]; values: number[] };
  expect(shares.length).toBeLessThan(60);
  QUANTILE_SHARES.forEach((share, i) => {
    const end = Math.max(
      1,
      shares.findIndex((each) => each >= share),
    );
    const part = (share - shares[end - 1]) / (shares[end] - shares[end - 1]);
    const told = values[end - 1] + part * (values[end] - values[end - 1]);
    expect(Math.abs(told / curve[i] - 1)).toBeLessThan(0.006);
  });
});

test('times have their unit', () => {
  const form = quantileForm(Float64Array.of(1, 10, 5000), 'ms');
  expect(form).toMatchObject({ kind: 'empirical' });
  expect(distributionSchema(duration).safeParse(form).error).toBeUndefined();
  expect(quantileForm(Float64Array.of(20, 20), 'ms')).toEqual({ kind: 'constant', value: '20ms' });
});

test('counts are told by how often each occurs, many different ones by their quantiles', () => {
  expect(countForm([1, 3, 1, 1])).toEqual({ kind: 'discrete', values: [1, 3], weights: [3, 1] });
  expect(countForm([4, 4])).toEqual({ kind: 'constant', value: 4 });
  expect(countForm(Array.from({ length: 200 }, (_, i) => i + 1))).toMatchObject({ kind: 'empirical' });
});
