import { expect, test } from 'vitest';
import { conclusions } from '../../../src/tank/report/conclusions.js';
import { markdownReport } from '../../../src/tank/report/markdown.js';
import { terminalReport } from '../../../src/tank/report/terminal.js';
import type { Summary } from '../../../src/tank/results/summary.js';
import { REPLICATED } from './summaries.js';

const measure = 'response_time_ms.p99';
const screened = (...survivors: string[]): Partial<Summary> => ({ screening: [{ measure, level: 0.95, survivors }] });
const selected = (found: object): Partial<Summary> => ({
  selection: { measure, level: 0.95, replications: 30, survivors: ['jiq', 'random'], ...found },
});
const precision = { relative_half_width: 0.05, replications: 30, is_met: true, missed: [] };

test.each<[string, Partial<Summary>, string]>([
  [
    'one better than all',
    screened('jiq'),
    'jiq is the best in P99 of response time (ms): shown to be better than every other, with 95 % certainty.',
  ],
  [
    'several left',
    screened('jiq', 'random'),
    'jiq leads in P99 of response time (ms), but is not shown to be better than random.',
  ],
  [
    'all three left',
    screened('a', 'b', 'c'),
    'a leads in P99 of response time (ms), but is not shown to be better than any other.',
  ],
  [
    'one selected',
    selected({ best: 'jiq', indifference: 12 }),
    'jiq is the best in P99 of response time (ms), or within 12 of the best, with 95 % certainty.',
  ],
  [
    'none selected',
    selected({}),
    'Which is the best in P99 of response time (ms) is not decided after 30 replications; it may be jiq, random.',
  ],
  ['precise', { precision }, 'Every estimate is as precise as ±5.0 % after 30 replications.'],
  [
    'not precise',
    { precision: { ...precision, is_met: false, missed: [{ strategy: 'jiq', measure }] } },
    'After 30 replications these are less precise than ±5.0 %: jiq in P99 of response time (ms).',
  ],
])('%s: in words, on the terminal and in markdown', (_case, changes, sentence) => {
  const summary = { ...REPLICATED, ...changes };
  expect(conclusions(summary)).toEqual([sentence]);
  expect(terminalReport(summary, false)).toContain(`\n${sentence}\n`);
  expect(markdownReport(summary).replaceAll('\\', '')).toContain(`\n\n${sentence}\n\n`);
});

test('nothing is concluded where nothing was asked', () => {
  expect(conclusions(REPLICATED)).toEqual([]);
});
