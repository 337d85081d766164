import { expect, test } from 'vitest';
import { compareVerdict } from '../../../src/tank/report/compare/compare-words.js';
import type { RunComparison, RunDifference } from '../../../src/tank/results/index.js';

/** The first sentences of a comparison of runs. */

const row = (strategy: string, relative: number, verdict: RunDifference['verdict']): RunDifference => ({
  strategy,
  place: 0,
  measure: 'response_time_ms.p99',
  method: 'paired',
  before: { value: 200 },
  after: { value: 200 * (1 + relative) },
  difference: 200 * relative,
  relative,
  relative_ci95: [relative - 0.02, relative + 0.01],
  verdict,
  ...(verdict === 'invalid' && { reason: 'completions_differ' }),
});

const verdictOf = (...comparisons: readonly RunDifference[]) =>
  compareVerdict({ numbers: { compared: 10, changed: 5 }, comparisons } as unknown as RunComparison);

test('the largest change comes first, whether it is for the better or the worse', () => {
  const [gain, loss] = [row('a', -0.1, 'better'), row('b', 0.5, 'worse')];
  expect(verdictOf(gain, loss)).toEqual([
    'b has a worse P99 of response time now: 200 ms before, 300 ms after, +50 % [48, 51].',
    'a has a better P99 of response time now: 200 ms before, 180 ms after, −10 % [−12, −9].',
  ]);
  expect(verdictOf(row('a', -0.6, 'better'), loss)[0]).toMatch(/^a has a better/);
});

test('of many that are shown the largest three are written out', () => {
  const many = [0.1, 0.5, 0.3, 0.2, 0.4].map((relative, s) => row(`s${s}`, relative, 'worse'));
  expect(verdictOf(...many)).toEqual([
    '5 strategies have a worse P99 of response time now: s1, 200 ms before, 300 ms after, +50 % [48, 51]; ' +
      's4, 200 ms before, 280 ms after, +40 % [38, 41]; s2, 200 ms before, 260 ms after, +30 % [28, 31]; and 2 others.',
  ]);
});

test('what is not shown, equal or not to be judged is said last, with the reason', () => {
  const equal = { ...row('c', 0, 'no_difference_shown'), is_equal: true as const };
  expect(verdictOf(row('a', 0.1, 'no_difference_shown'), row('b', -0.9, 'invalid'), equal)).toEqual([
    'No difference in P99 of response time is shown for a.',
    'c is equal in P99 of response time, to the last digit.',
    'Nothing can be said of b in P99 of response time: the run that looks better leaves more requests unserved, ' +
      'which its times exclude: compare completed_share or goodput.',
  ]);
});

test('where a measure is equal for all, one sentence says so of all such measures', () => {
  const equal = { ...row('a', 0, 'no_difference_shown'), is_equal: true as const };
  expect(verdictOf(row('a', 0.1, 'worse'), { ...equal, measure: 'completed_share' })[1]).toBe(
    'a is equal in completed share, to the last digit.',
  );
});
