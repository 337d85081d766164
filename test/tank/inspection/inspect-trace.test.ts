import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspectTrace } from '../../../src/tank/inspection/inspect-trace.js';
import { runs } from '../../support/runs.js';
import { traceOf, traces } from '../../support/traces.js';

test('one request: what needs two is absent', () => {
  const profile = inspectTrace(
    traceOf([500], { promptTokens: Int32Array.of(40), outputTokens: Int32Array.of(0), session: Int32Array.of(0) }),
  );
  expect(profile).toEqual({
    schema: 'wavetank.trace_profile/1',
    requests: 1,
    span_s: 0,
    arrivals: { zero_gaps: 0, dispersion: [], course: { bin_s: 0, per_s: [] } },
    prompt_tokens: { mean: 40, cv: 0, quantiles: Array.from({ length: 11 }, () => 40) },
    output_tokens: { mean: 0, cv: 0, quantiles: Array.from({ length: 11 }, () => 0) },
    sessions: { count: 1, turns_mean: 1, turns_p99: 1, turns_max: 1, single_turn_share: 1, later_turns: 0 },
  });
});

test('two requests: rate and course over the span, and lengths between them', () => {
  const { arrivals, span_s, prompt_tokens, correlation } = inspectTrace(
    traceOf([1000, 3000], { promptTokens: Int32Array.of(100, 300), outputTokens: Int32Array.of(9, 5) }),
  );
  expect([span_s, arrivals.mean_per_s]).toEqual([2, 1]);
  expect(arrivals.gap_cv).toBeUndefined();
  const { bin_s, per_s } = arrivals.course;
  expect(bin_s).toBe(2 / 120);
  expect([per_s.length, per_s[0], per_s[119]]).toEqual([120, 60, 60]); // one request in each of the two parts
  expect(prompt_tokens?.mean).toBe(200);
  expect(prompt_tokens?.cv).toBeCloseTo(Math.SQRT2 / 2, 12); // √20,000 / 200
  expect(prompt_tokens?.quantiles.slice(4)).toEqual([200, 250, 280, 290, 298, 299.8, 300]);
  expect(correlation?.pearson).toBeCloseTo(-1, 12);
  expect(correlation?.spearman).toBeCloseTo(-1, 12);
});

test('all at one instant: no rate, no gaps to speak of', () => {
  const { arrivals, correlation } = inspectTrace(
    traceOf([7, 7, 7], { promptTokens: Int32Array.of(1, 1, 1), outputTokens: Int32Array.of(1, 2, 3) }),
  );
  expect(arrivals).toEqual({ zero_gaps: 1, dispersion: [], course: { bin_s: 0, per_s: [] } });
  expect(correlation).toEqual({ pearson: 0, spearman: 0 }); // prompts do not vary
});

test('ten windows at least have a dispersion: ten requests a second apart, after one, have none of it', () => {
  const { arrivals } = inspectTrace(traceOf(Array.from({ length: 21 }, (_, i) => 1000 * i)));
  expect(arrivals.dispersion).toEqual([
    { window_s: 1, value: 0 },
    { window_s: 2, value: 0 },
  ]);
  expect(arrivals).toMatchObject({ mean_per_s: 21 / 20, gap_cv: 0, zero_gaps: 0 });
  expect(arrivals.gap_autocorrelation).toBeUndefined(); // of equal gaps
});

test('ranks that are shared count as their mean', () => {
  const { correlation } = inspectTrace(
    traceOf([0, 1, 2, 3], { promptTokens: Int32Array.of(1, 1, 2, 9), outputTokens: Int32Array.of(5, 6, 7, 7) }),
  );
  // ranks 1.5 1.5 3 4 and 1 2 3.5 3.5: Σ of products of differences from 2.5 is 4, of squares 4.5 each
  expect(correlation?.spearman).toBeCloseTo(4 / 4.5, 12);
});

test('classes and tenants by number of requests; a request without one counts for the whole', () => {
  const { classes, tenants } = inspectTrace(
    traceOf([0, 1, 2, 3], {
      requestClass: { names: ['batch', 'chat', 'none'], index: Uint8Array.of(1, 0, 1, 255) },
      tenant: { names: ['a', 'b'], index: Int32Array.of(1, 1, 0, -1) },
    }),
  );
  expect(classes).toEqual([
    { name: 'chat', share: 0.5 },
    { name: 'batch', share: 0.25 },
  ]);
  expect(tenants).toEqual({
    count: 2,
    top_share: [
      { tenants: 1, share: 0.5 },
      { tenants: 5, share: 0.75 },
      { tenants: 10, share: 0.75 },
      { tenants: 20, share: 0.75 },
    ],
  });
});

test('a trace without requests is refused', () => {
  expect(() => inspectTrace(traceOf([]))).toThrow('the trace has no requests');
});

test('any trace: the profile comes back from JSON as it was, and its parts hold together', () => {
  fc.assert(
    fc.property(traces, (trace) => {
      const profile = inspectTrace(trace);
      expect(JSON.parse(JSON.stringify(profile))).toEqual(profile); // NaN and Infinity would come back as null
      const { arrivals, sessions, prefixes, prompt_tokens, correlation } = profile;
      const { bin_s, per_s } = arrivals.course;
      if (bin_s > 0) expect(per_s.reduce((sum, rate) => sum + rate * bin_s, 0)).toBeCloseTo(trace.requestCount, 6);
      for (const { value } of arrivals.dispersion) expect(value).toBeGreaterThanOrEqual(0);
      for (const value of Object.values(correlation ?? {})) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-9);
      if (prompt_tokens) expect(prompt_tokens.quantiles).toEqual([...prompt_tokens.quantiles].sort((a, b) => a - b));
      if (sessions) expect(sessions.count * sessions.turns_mean).toBeCloseTo(trace.requestCount, 6);
      if (!prefixes) return;
      const rates = prefixes.hit_rates.map(({ block_hit_rate }) => block_hit_rate);
      expect(rates).toEqual([...rates].sort((a, b) => a - b)); // a larger cache hits no less
      expect(rates[rates.length - 1]).toBeCloseTo(1 - prefixes.distinct / prefixes.references, 12);
    }),
    runs(500),
  );
});
