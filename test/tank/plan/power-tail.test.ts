import { describe, expect, test } from 'vitest';
import { infiniteThirdMoment } from '../../../src/tank/plan/index.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { TINY, UNEQUAL } from '../runs/tiny.js';
import { runScenario } from '../../support/unchecked.js';

const PARETO = { kind: 'pareto', shape: 1.2, min: '100ms', max: '100s' };
const TOKENS = { kind: 'pareto', shape: 2.5, min: 10, max: 1e6 };
const WORKLOAD = { arrivals: { kind: 'poisson', rate: '10/s' }, requests: 10 };

const shapeFound = (changes: object, requestCount: number) =>
  infiniteThirdMoment(planFromObject({ ...TINY, ...changes }), requestCount)?.shape;

describe('a tail without a third moment is found', () => {
  test('until ten requests are expected within a factor of 2 of its bound', () => {
    // P(X > max/2) = (2^1.2 − 1) 1000^−1.2 / (1 − 1000^−1.2) = 3.2597e-4; ten of 30 678
    expect(shapeFound({ service: PARETO }, 30_600)).toBe(1.2);
    expect(shapeFound({ service: PARETO }, 30_700)).toBeUndefined();
  });

  test('at a shape of 3, and not above', () => {
    expect(shapeFound({ service: { ...PARETO, shape: 3 } }, 1000)).toBe(3);
    expect(shapeFound({ service: { ...PARETO, shape: 3.01 } }, 1000)).toBeUndefined();
  });

  test('not in other laws, nor where clients time out', () => {
    expect(shapeFound({ service: { kind: 'lognormal', mean: '1s', cv: 9 } }, 1000)).toBeUndefined();
    expect(shapeFound({ service: PARETO, client: { timeout: '30s' } }, 1000)).toBeUndefined();
  });

  test('in lengths that service times are proportional to, the heaviest of them', () => {
    const service = { base: '1ms', per_output_token: '1ms' };
    const lengths = { prompt_tokens: { kind: 'constant', value: 5 }, output_tokens: TOKENS };
    expect(shapeFound({ service, workload: { ...WORKLOAD, ...lengths } }, 1000)).toBe(2.5);
    const onlyPrompt = { base: '1ms', per_prompt_token: '1ms' };
    expect(shapeFound({ service: onlyPrompt, workload: { ...WORKLOAD, ...lengths } }, 1000)).toBeUndefined();
    const classes = [{ name: 'a' }, { name: 'b', output_tokens: { ...TOKENS, shape: 1.5 } }];
    expect(shapeFound({ service, workload: { ...WORKLOAD, ...lengths, classes } }, 1000)).toBe(1.5);
  });
});

test('means are not compared, quantiles are, and the summary warns', async () => {
  const service = { kind: 'pareto', shape: 1.5, min: '1ms', max: '10000s' };
  const { comparisons, warnings } = await runScenario({
    ...UNEQUAL,
    service,
    workload: { arrivals: { kind: 'poisson', rate: '100/s' }, requests: 5000 },
    compare: ['response_time_ms.mean', 'response_time_ms.p50', 'completed_share'],
  });
  const reasons = comparisons.map(({ measure, reason }) => [measure, reason]);
  expect(reasons).toEqual([
    ['response_time_ms.mean', 'infinite_third_moment'],
    ['response_time_ms.p50', undefined],
    ['completed_share', undefined],
  ]);
  const [found] = warnings.filter((warning) => warning.includes('power tail'));
  const [, index, error] = /shape 1\.5 .*Hill's estimate of the shape is ([\d.]+) ± ([\d.]+)/.exec(found) ?? [];
  expect(Math.abs(Number(index) - 1.5)).toBeLessThan(3.3 * Number(error));
});
