import { expect, test } from 'vitest';
import { listedTrace } from '../../../src/tank/traffic/request-list.js';

const bare = { promptTokens: 0, outputTokens: 0 };

test('listed requests come in order of arrival, those of one instant in the order of the list', () => {
  const trace = listedTrace([
    { atMs: 20, promptTokens: 3, outputTokens: 4, session: 'b' },
    { atMs: 10, promptTokens: 1, outputTokens: 2, session: 'a', prefix: 'system' },
    { atMs: 20, promptTokens: 5, outputTokens: 6, session: 'a', prefix: 'other' },
  ]);
  expect(trace).toEqual({
    requestCount: 3,
    arrivalMs: Float64Array.of(10, 20, 20, Infinity),
    promptTokens: Int32Array.of(1, 3, 5),
    outputTokens: Int32Array.of(2, 4, 6),
    session: Int32Array.of(0, 1, 0),
    prefix: Int32Array.of(0, -1, 1),
  });
});

test('what requests ask for travels with them; without any wish there is no such list', () => {
  const wish = { preferredModel: 'large', capabilities: ['vision'] };
  expect(
    listedTrace([
      { atMs: 0, ...bare },
      { atMs: 1, ...bare, wish },
    ]).wishes,
  ).toEqual({ kinds: [{}, wish], index: Uint16Array.of(0, 1) });
  expect('wishes' in listedTrace([{ atMs: 0, ...bare }])).toBe(false);
});
