import { describe, expect, test } from 'vitest';
import { recordedWorkload, traceSchema } from '../../../../src/tank/scenario/form/trace-schema.js';

const path = 'day.csv';

describe('the keys of a selection', () => {
  test('are times with units and plain numbers', () => {
    const trace = traceSchema.parse({ path, from: '1m', to: '1h', speed_up: 2.5, repeat: 3 });
    const selection = { fromMs: 60_000, toMs: 3_600_000, speedUp: 2.5, repeat: 3 };
    expect(recordedWorkload(trace, (relative) => `/there/${relative}`)).toMatchObject({
      path: '/there/day.csv',
      selection,
    });
  });

  test.each([
    { from: '-1s' },
    { to: '0s' },
    { from: 5 },
    { speed_up: 0 },
    { repeat: 0 },
    { repeat: 1.5 },
    { repeat: 1e7 },
  ])('may not be %j', (keys) => {
    expect(traceSchema.safeParse({ path, ...keys }).success).toBe(false);
  });
});
