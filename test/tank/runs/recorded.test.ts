import { describe, expect, test } from 'vitest';
import { mistakesOf, traceDirectory } from '../recorded/formats/trace-files.js';
import { tinySummary } from './tiny.js';

/** Recorded traces in a scenario. */

const files = traceDirectory();

describe('a service by tokens', () => {
  const service = { base: '1ms', per_prompt_token: '1ms', per_output_token: '1ms' };

  test('cannot do with a trace that lacks the lengths', async () => {
    const path = await files.write('arrival_ms,prompt_tokens\n0,5\n1000,6\n', 'prompts.csv');
    const workload = { trace: { path } };
    const [text, ...others] = await mistakesOf(tinySummary({ workload, service }));
    expect(text).toContain('prompts.csv: per_output_token is above 0, but the trace has no output_tokens');
    expect(text).toContain('or set service.per_output_token to 0');
    expect(others).toEqual([]);
    const found = await tinySummary({ workload, service: { ...service, per_output_token: 0 } });
    expect(found.strategies[0].measures.response_time_ms?.mean.value).toBeCloseTo((6 + 7) / 2, 9);
  });
});

test('columns that are named need no format; keys that its format does not use are told', async () => {
  const path = await files.write('time,in\n5,10\n6,10\n', 'log.csv');
  const columns = { arrival_s: 'time', prompt_tokens: 'in' };
  const found = await tinySummary({ workload: { trace: { path, columns, rate: '5/s', keep_failed: true } } });
  expect(found.scenario.trace).toMatchObject({ format: 'csv', requests: 2 });
  expect(found.warnings).toEqual([
    'trace.keep_failed has no effect: it is for burstgpt, and the trace is csv',
    'trace.rate has no effect: it is for servegen, and the trace is csv',
  ]);
  const typo = { trace: { path, columns: { ...columns, prompt_tokens: 'inn' } } };
  expect((await mistakesOf(tinySummary({ workload: typo })))[0]).toContain('Did you mean "in"?');
});
