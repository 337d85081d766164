import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { terminalReport } from '../../../src/tank/report/terminal.js';
import { verdict } from '../../../src/tank/report/verdict.js';
import type { Comparison, StrategySummary, Summary } from '../../../src/tank/results/summary.js';
import { REPLICATED } from './summaries.js';

/** The verdict has a form for every case: its sentences here, and how it looks in test/golden/verdict-*.txt. */

const P99 = 'response_time_ms.p99';
const [plain] = REPLICATED.strategies;

/** A strategy with a P99, and the share of its requests that were not served. */
function strategy(name: string, p99: number, unserved = 0): StrategySummary {
  const completed = Math.round(100_000 * (1 - unserved));
  const response = { ...plain.measures.response_time_ms, mean: { value: p99 / 4 }, p50: { value: p99 / 5 } };
  const times = { ...response, p95: { value: p99 / 2 }, p99: { value: p99, ci95: [0.98 * p99, 1.02 * p99] as const } };
  return {
    ...plain,
    name,
    requests: { ...plain.requests, arrived: 100_000, completed, overload_failed: 100_000 - completed },
    measures: { ...plain.measures, response_time_ms: times, utilization: { value: 0.75 } },
  };
}

/** A strategy beside round_robin, whose P99 is 1,000 ms: so much above it. */
function beside(name: string, relative: number, changes: Partial<Comparison> = {}): Comparison {
  const difference = 1000 * relative;
  return {
    baseline: 'round_robin',
    strategy: name,
    measure: P99,
    difference,
    relative,
    ci95: [difference - 21, difference + 26],
    p_value: 1e-6,
    verdict: relative < 0 ? 'better' : 'worse',
    ...changes,
  };
}

function summary(
  strategies: readonly StrategySummary[],
  comparisons: readonly Comparison[],
  survivors: readonly string[],
  changes: Partial<Summary> = {},
  needed?: number,
): Summary {
  const screening = {
    measure: P99,
    level: 0.95,
    survivors,
    ...(needed !== undefined && { replications_needed: needed }),
  };
  return {
    ...REPLICATED,
    scenario: { ...REPLICATED.scenario, baseline: 'round_robin', compare: [P99] },
    strategies,
    comparisons,
    ...(survivors.length > 0 && { screening: [screening] }),
    warnings: [],
    ...changes,
  };
}

const roundRobin = strategy('round_robin', 1000);
const unclear = { verdict: 'no_difference_shown', p_value: 0.4 } as const;
const invalid = (reason: NonNullable<Comparison['reason']>) => ({ verdict: 'invalid', reason }) as const;
const one: Summary = summary([strategy('jiq', 2477)], [], []);

const CASES: Readonly<Record<string, readonly [Summary, ...string[]]>> = {
  'best-shown': [
    summary([roundRobin, strategy('jiq', 860)], [beside('jiq', -0.14)], ['jiq']),
    'jiq has the lowest P99 of response time: 860 ms, 14 % below round_robin [11, 16].',
  ],
  'two-may-be-best': [
    summary(
      [roundRobin, strategy('jiq', 860), strategy('power_of_d', 865)],
      [beside('jiq', -0.14), beside('power_of_d', -0.135)],
      ['jiq', 'power_of_d'],
      {},
      140,
    ),
    'jiq has the lowest P99 of response time: 860 ms, 14 % below round_robin [11, 16], but is not shown to be better than power_of_d.',
    'About 140 replications would tell, if the difference stays as it is; there were 10.',
  ],
  'alike-forever': [
    summary(
      [roundRobin, strategy('jiq', 860), strategy('again', 860)],
      [beside('jiq', -0.14), beside('again', -0.14)],
      ['jiq', 'again'],
    ),
    'jiq has the lowest P99 of response time: 860 ms, 14 % below round_robin [11, 16], but is not shown to be better than again.',
    'They are too similar for any reasonable number of replications to tell.',
  ],
  'nothing-shown': [
    summary(
      [roundRobin, strategy('jiq', 990), strategy('random', 1004)],
      [beside('jiq', -0.01, unclear), beside('random', 0.004, unclear)],
      ['jiq', 'round_robin', 'random'],
      {},
      2500,
    ),
    'No difference in P99 of response time is shown between any of the 3 strategies: jiq has the lowest, 990 ms.',
    'About 2,500 replications would tell, if the difference stays as it is; there were 10.',
  ],
  'baseline-is-best': [
    summary(
      [roundRobin, strategy('jiq', 1100), strategy('random', 2000)],
      [beside('jiq', 0.1), beside('random', 1)],
      ['round_robin'],
    ),
    'round_robin, the baseline, has the lowest P99 of response time: 1,000 ms; the next, jiq, is 10 % above round_robin [7.9, 13].',
  ],
  'one-strategy': [one, 'jiq: P99 of response time is 2,477 ms.'],
  'not-comparable': [
    summary([roundRobin, strategy('jiq', 860)], [beside('jiq', -0.14, invalid('single_replication'))], []),
    'No verdict: one replication shows a difference, not whether it is real. As measured, jiq has the lowest P99 of response time: 860 ms, then round_robin with 1,000 ms.',
  ],
  'best-with-unserved': [
    summary([roundRobin, strategy('jiq', 860, 0.032)], [beside('jiq', -0.14)], ['jiq']),
    'jiq has the lowest P99 of response time: 860 ms, 14 % below round_robin [11, 16], but 3.2 % of its requests were not served.',
  ],
  'looks-better-by-what-it-lost': [
    summary(
      [roundRobin, strategy('jiq', 860), strategy('refuser', 300, 0.4)],
      [beside('jiq', -0.14), beside('refuser', -0.7, invalid('completions_differ'))],
      ['jiq'],
    ),
    'jiq has the lowest P99 of response time: 860 ms, 14 % below round_robin [11, 16].',
    'refuser looks better (300 ms), but 40 % of its requests were not served.',
  ],
  'nothing-served': [
    summary([REPLICATED.strategies[2], { ...REPLICATED.strategies[2], name: 'other' }], [], []),
    'No strategy has a P99 of response time: no request was completed in the window.',
  ],
  selected: [
    summary([roundRobin, strategy('jiq', 860)], [beside('jiq', -0.14, invalid('stopped_by_select'))], [], {
      selection: { measure: P99, level: 0.95, replications: 30, survivors: ['jiq'], best: 'jiq', indifference: 12 },
    }),
    'jiq has the lowest P99 of response time, or is within 12 of it, with 95 % certainty.',
  ],
  'not-selected': [
    summary([roundRobin, strategy('jiq', 860)], [beside('jiq', -0.14, invalid('stopped_by_select'))], [], {
      selection: { measure: P99, level: 0.95, replications: 30, survivors: ['jiq', 'round_robin'] },
    }),
    'Which strategy has the lowest P99 of response time is not decided after 30 replications; it may be jiq or round_robin.',
  ],
};

describe.each(Object.entries(CASES))('%s', (name, [found, ...sentences]) => {
  test('in words', () => {
    expect(verdict(found)).toEqual(sentences);
  });

  test('on a terminal of 80 characters', async () => {
    const text = terminalReport(found, { coloured: false, width: 80 });
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    const file = fileURLToPath(new URL(`../../golden/verdict-${name}.txt`, import.meta.url));
    await expect(text).toMatchFileSnapshot(file);
  });
});

test('other compared measures follow, and how precise the estimates are', () => {
  const [found] = CASES['best-shown'];
  const errors = { measure: 'attempts.errors', level: 0.95, survivors: ['jiq', 'round_robin'] };
  const goodput = { measure: 'goodput_per_s', level: 0.95, survivors: ['round_robin'] };
  const precision = { relative_half_width: 0.05, replications: 30, is_met: true, missed: [] };
  const scenario = { ...found.scenario, compare: [P99, 'attempts.errors', 'goodput_per_s'] };
  const screening = [...(found.screening ?? []), errors, goodput];
  expect(verdict({ ...found, scenario, screening, precision }).slice(1)).toEqual([
    'jiq has the fewest errors, but is not shown to be better than any other.',
    'round_robin has the highest goodput.',
    'Every estimate is as precise as ±5.0 % after 30 replications.',
  ]);
  const missed = { ...precision, is_met: false, missed: [{ strategy: 'jiq', measure: P99 }] };
  expect(verdict({ ...found, precision: missed }).slice(1)).toEqual([
    'After 30 replications these are less precise than ±5.0 %: jiq in P99 of response time.',
  ]);
});

test('colour is for verdicts and warnings alone, and says nothing that words do not', () => {
  const [found] = CASES['baseline-is-best'];
  const coloured = terminalReport(found, { coloured: true, width: 80 });
  expect(coloured).toContain('\u001b[31m✗ worse, +10.0 %\u001b[39m');
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(terminalReport(found, { coloured: false, width: 80 }));
});

test('twenty strategies with long names fit into 80 characters, each in a line of its own', () => {
  const names = Array.from({ length: 20 }, (_, i) => `a_strategy_with_a_long_name_${i}_that_says_all_it_does`);
  const found = summary(
    [roundRobin, ...names.map((name, i) => strategy(name, 1000 + i))],
    names.map((name, i) => beside(name, i / 1000)),
    ['round_robin'],
  );
  const lines = terminalReport(found, { coloured: false, width: 80 }).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(lines.filter((line) => line.includes('…'))).toHaveLength(20);
});
