import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { serviceSchema } from '../../../../src/tank/scenario/form/service-schema.js';
import { distributions } from '../../../../src/tank/traffic/distributions/registry.js';

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
