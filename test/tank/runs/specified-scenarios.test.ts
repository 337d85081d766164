import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../../src/index.js';
import { ROOT } from '../../cli/wavetank.js';

/** The test scenarios of the specification: what was claimed, and what the definitions give. */

const scenario = (name: string) => join(ROOT, 'scenarios/spec', `${name}.yaml`);

/** Share of accepted attempts by endpoint, of each strategy. */
async function sharesOf(name: string): Promise<Record<string, Record<string, number>>> {
  const { strategies } = await runScenario(scenario(name), { workers: 1 });
  return Object.fromEntries(
    strategies.map((strategy) => [
      strategy.name,
      Object.fromEntries(strategy.endpoints.map(({ id, share }) => [id, share?.value ?? 0])),
    ]),
  );
}

test('cache_aware gives everything to the model with the highest hit rate while it has room', async () => {
  const { cache_aware } = await sharesOf('1-cache-aware');
  expect(cache_aware).toEqual({ A: 0, B: 0, C: 1 });
});

describe('quota_aware draws in proportion to (1 − used)^γ', () => {
  const weights = (gamma: number) => [0.05, 0.55, 0.22].map((left) => left ** gamma);

  test.each([
    { name: 'quota_aware', gamma: 3 },
    { name: 'quota_aware_gamma_2_4', gamma: 2.4 },
  ])('γ = $gamma', async ({ name, gamma }) => {
    const shares = (await sharesOf('2-quota-aware'))[name];
    const total = weights(gamma).reduce((sum, weight) => sum + weight, 0);
    weights(gamma).forEach((weight, m) => {
      const expected = weight / total;
      const sd = Math.sqrt((expected * (1 - expected)) / 5000);
      expect(Math.abs(shares['ABC'[m]] - expected), `${'ABC'[m]}: ${shares['ABC'[m]]}`).toBeLessThan(3.5 * sd);
    });
  });
});

test('healthy models share the requests evenly, unhealthy and degraded ones get none', async () => {
  for (const [strategy, { A, B, C, D }] of Object.entries(await sharesOf('3-health'))) {
    expect([B, D], strategy).toEqual([0, 0]);
    expect(Math.abs(A - C), strategy).toBeLessThan(2 * 3.5 * Math.sqrt(0.25 / 2000));
  }
});

test('a session stays on the model of its first request, and chooses anew after five minutes', async () => {
  const { strategies } = await runScenario(scenario('4-affinity'), { workers: 1 });
  const reasons = Object.fromEntries(strategies.map(({ name, routing }) => [name, routing.reasons]));
  const expected = { 'chosen by the strategy': 30 * 2, 'endpoint of the session': 30 * 9 };
  expect(reasons).toEqual({
    affinity_based: expected,
    random_with_affinity: expected,
    random: { 'chosen by the strategy': 30 * 11 },
  });
});

test('a split of 0.7 gives the first model 70 per cent, give or take the draw', async () => {
  const { least_loaded } = await sharesOf('ab-test');
  expect(Math.abs(least_loaded['llama-3.3-70b'] - 0.7)).toBeLessThan(3.5 * Math.sqrt((0.7 * 0.3) / 10_000));
});
