import { expect, test } from 'vitest';
import { assignmentTable, qualityTable } from '../../../src/tank/report/agent-tables.js';
import { alertTable } from '../../../src/tank/report/alert-table.js';
import { policyText } from '../../../src/tank/report/assignments.js';
import { markdownReport } from '../../../src/tank/report/markdown.js';
import { terminalReport } from '../../../src/tank/report/terminal.js';
import { pageOf } from '../../../src/tank/report/write-report.js';
import { AGENTS } from '../runs/tiny.js';
import { REPLICATED } from './summaries.js';
import { run } from '../../support/unchecked.js';

const results = await run(AGENTS);
const { summary } = results;

test('a strategy is told with its balancer', () => {
  expect(summary.strategies.map(policyText)).toEqual([
    'least_loaded behind greedy assignment, load ignored, hard',
    'least_loaded behind greedy assignment, load-aware, soft',
    'least_loaded',
  ]);
  const page = pageOf(results, new Map(), undefined);
  expect(page).toContain('<td>least_loaded behind greedy assignment, load ignored, hard</td>');
  expect(page).toContain('<dt>Agents</dt><dd>3 × coder (code 1), 2 × writer (text 1)</dd>');
});

test('each model of each strategy that assigns agents has a row, with what was predicted beside what was simulated', () => {
  const { head, rows, note } = assignmentTable(summary.strategies);
  expect(rows.map((row) => row.slice(0, 2).join(' '))).toEqual([
    'before best',
    'before good',
    'after best',
    'after good',
  ]);
  const [first, second] = rows;
  expect(head).toHaveLength(first.length);
  // 10 requests/s of 180 ms at 2 slots: 90 %
  expect(first.slice(2, 6)).toEqual(['5', 'coder 3, writer 2', '250.0 %', '90.0 %']);
  expect(second.slice(2)).toEqual(['0', '–', '0.0 %', '0.0 %', '0.0 %', '0']);
  expect(first[7]).toMatch(/^[+\u2212]?[\d.]+$/);
  for (const reason of ['waiting', 'refusals', 'retries', 'soft assignments', 'window']) expect(note).toContain(reason);
});

test('alerts have a row for each rule under each strategy', () => {
  const { rows } = alertTable(summary);
  expect(rows.map((row) => row.slice(0, 3).join(' '))).toEqual(
    ['before', 'after', 'least_loaded'].flatMap((name) => [`${name} overload critical`, `${name} never warning`]),
  );
  expect(rows[0]).toEqual([
    'before',
    'overload',
    'critical',
    expect.stringMatching(/^[1-9]/),
    expect.stringMatching(/^[1-4] of 4$/),
    expect.stringMatching(/ %$/),
    expect.stringMatching(/ s$/),
  ]);
  expect(rows[1].slice(3)).toEqual(['0', '0 of 4', '0.0 %', '–']);
});

test('of many rules those that raised nothing under any strategy have no row', () => {
  const quiet = { kind: 'p99', severity: 'info', raised: 0, replications: 0, raised_share: { value: 0 } };
  const strategies = summary.strategies.map((strategy) => ({
    ...strategy,
    alerts: [...(strategy.alerts ?? []), ...Array.from({ length: 10 }, (_, r) => ({ ...quiet, rule: `quiet-${r}` }))],
  }));
  const { rows, note } = alertTable({ ...summary, strategies });
  expect(new Set(rows.map(([, rule]) => rule))).toEqual(new Set(['overload']));
  expect(note).toContain('11 more rules raised nothing');
});

test('the tables are on the page, in markdown and in a verbose terminal; without agents and rules nowhere', () => {
  const forms = (of: typeof results) => [
    pageOf(of, new Map(), undefined),
    markdownReport(of.summary),
    terminalReport(of.summary, { coloured: false, verbose: true }).replaceAll('\n', ' '),
  ];
  for (const text of forms(results)) {
    expect(text).toContain('Assignment of the agents');
    expect(text).toContain('Alerts, over all replications');
    expect(text).toMatch(/Reckoned by the balancer[^]*no answer was rated/);
  }
  for (const text of forms({
    ...results,
    summary: REPLICATED,
    scenario: {},
    series: { ...results.series, strategies: [] },
  })) {
    expect(text).not.toMatch(/Assignment of the agents|Alerts, over/);
  }
});

test('who is beaten in both is told with those who do', () => {
  const { rows } = qualityTable(summary.strategies);
  expect(rows.map(([name]) => name)).toEqual(['before', 'after', 'least_loaded']);
  expect(rows[0][1]).toMatch(/^\d\d\.\d( ± \d\.\d)?$/);
  expect(rows.some((row) => row[3] === 'none')).toBe(true);
});
