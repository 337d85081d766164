import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { meanOutputTokens } from '../../../src/tank/traffic/mean-output.js';
import type { SourceSpec } from '../../../src/tank/traffic/workload-spec.js';

const constant = (value: number) => ({ kind: 'constant', value }) as const;
const kind = (name: string, weight: number, output: number) => ({
  ...{ name, weight, priority: 0, deadlineMs: undefined, promptTokens: undefined, outputTokens: constant(output) },
});
const users: SourceSpec = { arrivals: { kind: 'users', count: 10, thinkTime: constant(5000) } };

const told = (sources: readonly SourceSpec[], classes: readonly ReturnType<typeof kind>[] = []) =>
  meanOutputTokens({ sources, classes, requests: 1, durationMs: undefined }, new Streams('mean', 0).named('output'));

test('classes count by their weights', () => {
  expect(told([users], [kind('chat', 99, 10), kind('jobs', 1, 1000)])).toBe(20); // 0.99 · 10 + 0.01 · 1000 = 19.9
});

test('sources count by their rates: 10 users who think 5 s send 2 a second', () => {
  const arrivals = { kind: 'poisson', rate: 6 } as const;
  const sources = [
    { ...users, outputTokens: constant(100) },
    { arrivals, outputTokens: constant(500) },
  ];
  expect(told(sources)).toBe(400);
  const sessions = { turns: constant(3), thinkTime: constant(1) };
  expect(told([sources[0], { ...sources[1], sessions }])).toBe(460); // 2 · 100 + 18 · 500 over 20
});

test('answers by prompt count by the share of prompts in each bin', () => {
  const bins = [
    { upTo: 100, outputTokens: constant(10) },
    { upTo: Infinity, outputTokens: constant(1000) },
  ];
  const promptTokens = { kind: 'uniform', min: 50, max: 250 } as const; // a quarter up to 100
  expect(Math.abs(told([{ ...users, promptTokens, outputByPrompt: bins }]) - 752.5)).toBeLessThan(45); // 3.3 of 13.6
});

test('a source of one class has its outputs, and without outputs there are none', () => {
  expect(told([{ ...users, requestClass: 1 }], [kind('chat', 99, 10), kind('jobs', 1, 1000)])).toBe(1000);
  expect(told([users])).toBe(0);
});
