import { describe, expect, test } from 'vitest';
import { arrivalForm, refusalOf } from '../../../src/tank/fitting/arrival-form.js';
import { arrivalSchema, type ArrivalSpec } from '../../../src/tank/traffic/arrivals/spec.js';

const COX = { kind: 'cox', rate: 4, rate_cv: 0.5, time_constant: 20_000, gap_cv: 1 } as const;
const BURSTS = {
  kind: 'modulated_poisson',
  burst: { rate: 100, length: 1000 },
  lull: { rate: 0, length: 40_000 },
} as const;

describe('what is written is read as the same process', () => {
  test.each<ArrivalSpec>([
    { kind: 'poisson', rate: 3.5e-7 },
    { kind: 'deterministic', rate: 123_400_000 },
    { kind: 'gamma', rate: 0.03383, cv: 14.23 },
    { kind: 'weibull', rate: 1e-9, shape: 0.1 },
    { ...COX, time_constant: 1.5e8 },
    BURSTS,
    { ...BURSTS, lull: { rate: 4e-10, length: 3e11 } },
  ])('%j', (spec) => {
    const form = arrivalForm(spec, 1);
    expect(JSON.stringify(form)).not.toMatch(/\de[-+]?\d/); // units know no exponents
    expect(arrivalSchema().parse(form)).toEqual(spec);
    expect(refusalOf(spec, 1)).toBeUndefined();
  });

  test('to four digits, with the rate scaled', () => {
    const { burst } = arrivalForm({ ...BURSTS, burst: { rate: 12.34567, length: 1234.567 } }, 2);
    expect(burst).toEqual({ rate: '24.69/s', length: '1.235s' });
  });
});

test.each<[ArrivalSpec, number, string]>([
  [{ ...COX, rate_cv: 31.05 }, 1, 'its rate_cv cannot be 31.05, expected a number from 0 to 10'],
  [COX, 1e-5, 'its time_constant cannot be "20s", expected a time constant of at least 0.01 mean gaps'],
  [{ kind: 'weibull', rate: 1, shape: 0.09 }, 1, 'its shape cannot be 0.09, expected a number from 0.1 to 1e+12'],
  [{ kind: 'poisson', rate: 1e16 }, 1, 'its rate cannot be "10000000000000000/s", expected a rate above 0'],
  [
    { ...BURSTS, burst: { rate: 0.1, length: 10 } },
    1,
    'its burst cannot have these values, expected at least 0.01 arrivals in a burst and a lull together',
  ],
])('%j at %d times its rate is no process of a scenario', (spec, scale, reason) => {
  expect(refusalOf(spec, scale)).toContain(reason);
});
