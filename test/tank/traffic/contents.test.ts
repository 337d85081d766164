import { TOKEN_LIMIT } from '../../../src/core/input/units.js';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';

import { OutputByPrompt } from '../../../src/tank/traffic/output-by-prompt.js';
import { OutputEstimates } from '../../../src/tank/traffic/output-estimate.js';
import { expectedRequests, type SourceSpec, waitsForAnswers } from '../../../src/tank/traffic/workload-spec.js';
import { DRAWS, expectMoments, sampleOf } from './acceptance.js';

/** Answers by the length of prompts, what routers are told of them, and what is known of a workload beforehand. */

const random = () => new Streams('contents', 0).named('output');
const constant = (value: number) => ({ kind: 'constant', value }) as const;

describe('answers by the length of prompts', () => {
  const bins = [
    { upTo: 100, outputTokens: constant(10) },
    { upTo: 1000, outputTokens: constant(20) },
    { upTo: Infinity, outputTokens: constant(30) },
  ];

  test.each([
    [1, 10],
    [100, 10],
    [101, 20],
    [1000, 20],
    [1001, 30],
    [TOKEN_LIMIT, 30],
  ])('a prompt of %i tokens has the answer of its bin: %i', (prompt, output) => {
    expect(new OutputByPrompt(bins).sample(prompt, random())).toBe(output);
  });

  test('are in the trace', () => {
    const source: SourceSpec = {
      arrivals: { kind: 'poisson', rate: 1 },
      promptTokens: { kind: 'lognormal', mean: 300, cv: 2 },
      outputByPrompt: bins,
    };
    const workload = { sources: [source], requests: 2000, durationMs: undefined };
    const { promptTokens, outputTokens } = generateTrace(workload, new Streams('contents', 0));
    const expected = promptTokens.map((prompt) => (prompt <= 100 ? 10 : prompt <= 1000 ? 20 : 30));
    expect(outputTokens).toEqual(expected);
    expect(new Set(outputTokens).size).toBe(3);
  });

  test('a class has its own outputs before them', () => {
    const kind = (name: string, outputTokens?: ReturnType<typeof constant>) => ({
      ...{ name, weight: 1, priority: 0, deadlineMs: undefined, promptTokens: undefined, outputTokens },
    });
    const source: SourceSpec = {
      arrivals: { kind: 'poisson', rate: 1 },
      promptTokens: constant(50),
      outputByPrompt: bins,
    };
    const classes = [kind('own', constant(7)), kind('other')];
    const { outputTokens, requestClass } = generateTrace(
      { sources: [source], classes, requests: 200, durationMs: undefined },
      new Streams('contents', 0),
    );
    expect(Array.from(outputTokens)).toEqual(Array.from(requestClass?.index ?? [], (of) => (of === 0 ? 7 : 10)));
    expect(new Set(outputTokens).size).toBe(2);
  });
});

describe('estimates of answers', () => {
  test('are the truth without bias and variation', () => {
    const exact = new OutputEstimates({ bias: 1, cv: 0 });
    expect([1, 17, TOKEN_LIMIT].map((output) => exact.sample(output, random()))).toEqual([1, 17, TOKEN_LIMIT]);
  });

  test('are at least 1 and at most 10 million', () => {
    const [low, high] = [0.001, 1000].map((bias) => new OutputEstimates({ bias, cv: 0 }));
    expect([low.sample(5, random()), high.sample(TOKEN_LIMIT, random())]).toEqual([1, TOKEN_LIMIT]);
  });

  test('err by a lognormal factor of the mean and variation asked for', () => {
    const [bias, cv, output] = [1.2, 0.3, 1_000_000];
    const stream = random();
    const estimates = new OutputEstimates({ bias, cv });
    const w = 1 + cv ** 2; // kurtosis of the lognormal: w⁴ + 2w³ + 3w² − 3
    const theory = { mean: bias, sd: bias * cv, kurtosis: w ** 4 + 2 * w ** 3 + 3 * w ** 2 - 3 };
    expectMoments(
      sampleOf(() => estimates.sample(output, stream) / output, DRAWS),
      theory,
    );
  });
});

describe('a workload', () => {
  const sessions = { turns: constant(3), thinkTime: constant(1) };
  const open: SourceSpec = { arrivals: { kind: 'poisson', rate: 10 }, sessions };
  const users: SourceSpec = { arrivals: { kind: 'users', count: 2, thinkTime: constant(5) } };
  const of = (...sources: readonly SourceSpec[]) => ({ sources, requests: undefined, durationMs: 2000 });

  test('waits for answers where any of its sources does', () => {
    expect(waitsForAnswers(of(open))).toBe(false);
    expect(waitsForAnswers(of(open, { ...open, sessions: { ...sessions, thinkFrom: 'arrival' } }))).toBe(false);
    expect(waitsForAnswers(of(open, users))).toBe(true);
    expect(waitsForAnswers(of(open, { ...open, sessions: { ...sessions, thinkFrom: 'completion' } }))).toBe(true);
  });

  test('is expected to have the requests of its rates and turns, at most the number it names', () => {
    expect(expectedRequests(of(open))).toBe(60);
    expect(expectedRequests({ ...of(open), requests: 50 })).toBe(50);
    expect(expectedRequests({ ...of(open), durationMs: undefined, requests: 500 })).toBe(500);
    expect(expectedRequests({ ...of(users), durationMs: undefined, requests: 500 })).toBe(500);
  });

  test('of users is not made without a fleet', () => {
    const make = () => generateTrace({ ...of(users), requests: 10 }, new Streams('contents', 0));
    expect(make).toThrow('users wait for answers');
  });
});
