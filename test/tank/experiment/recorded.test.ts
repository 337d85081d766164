import { describe, expect, test } from 'vitest';
import { mistakesOf, traceDirectory } from '../workload/formats/trace-files.js';
import { tinySummary } from './tiny.js';

/** Recorded traces in a scenario. */

const files = traceDirectory();

describe('a service by tokens', () => {
  const service = { base: '1ms', per_prompt_token: '1ms', per_output_token: '1ms' };

  test('cannot do with a trace that lacks the lengths', async () => {
    const path = await files.write('arrival_ms,prompt_tokens\n0,5\n1000,6\n', 'prompts.csv');
    const workload = { trace: { path } };
    const [text, ...others] = await mistakesOf(tinySummary({ workload, service }));
    expect(text).toContain('prompts.csv: per_output_token is above 0, and the trace has no output_tokens');
    expect(text).toContain('or set service.per_output_token to 0');
    expect(others).toEqual([]);
    const found = await tinySummary({ workload, service: { ...service, per_output_token: 0 } });
    expect(found.strategies[0].measures.response_time_ms?.mean.value).toBeCloseTo((6 + 7) / 2, 9);
  });
});
