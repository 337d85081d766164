import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { markdownReport } from '../../../src/tank/report/markdown.js';
import { terminalReport } from '../../../src/tank/report/terminal.js';
import type { Summary } from '../../../src/tank/results/summary.js';
import { ATTACK, CLASSED, HOSTILE, RECORDED, REPLICATED } from './summaries.js';

/** How reports look is held by files in test/golden; to renew them: npx vitest run test/tank/report -u */
const golden = (name: string) => fileURLToPath(new URL(`../../golden/${name}`, import.meta.url));

test.each([
  ['replicated', REPLICATED],
  ['recorded', RECORDED],
  ['classed', CLASSED],
  ['hostile', HOSTILE],
] as const)('the %s summary looks on a terminal and in markdown as it did', async (name, summary) => {
  await expect(terminalReport(summary, { coloured: false, verbose: true })).toMatchFileSnapshot(
    golden(`report-${name}.txt`),
  );
  await expect(markdownReport(summary)).toMatchFileSnapshot(golden(`report-${name}.md`));
});

test('colours change how a terminal report looks, not what it says', () => {
  const coloured = terminalReport(REPLICATED, { coloured: true, verbose: true });
  expect(coloured).toContain('\u001b[1m');
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(terminalReport(REPLICATED, { coloured: false, verbose: true }));
});

const isTableLine = (line: string) => /^[\u2500-\u257f]/.test(line);

/** The tables of a terminal report, line by line. */
function terminalTables(summary: Summary): string[][] {
  const blocks = terminalReport(summary, { coloured: false, verbose: true }).split('\n\n');
  return blocks.map((block) => block.split('\n').filter(isTableLine)).filter(({ length }) => length > 0);
}

test.each([
  ['plain', REPLICATED],
  ['hostile', HOSTILE],
] as const)('all lines of a table are equally long with %s text', (_name, summary) => {
  const tables = terminalTables(summary);
  expect(tables).toHaveLength(9);
  for (const lines of tables) expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
});

test('no control character of a text reaches the terminal', () => {
  expect(terminalReport(HOSTILE, { coloured: false, verbose: true }).replaceAll('\n', '')).not.toMatch(
    /[\u0000-\u001f\u007f-\u009f]/,
  );
});

test('no text breaks out of its place in markdown', () => {
  const lines = markdownReport(HOSTILE).split('\n');
  const unescaped = lines.join('\n').replace(/\\[^\n]/g, '');
  expect(unescaped).not.toMatch(/[<`$~&{}[\]]/);
  expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(1 + 9);
  expect(lines.filter((line) => /^\s*[-+*]\s|^\d+[.)]\s/.test(line))).toEqual([]);
  const tables = markdownReport(HOSTILE)
    .split('\n\n')
    .filter((block) => block.startsWith('|'));
  expect(tables).toHaveLength(10);
  for (const table of tables) {
    const columnCounts = table.split('\n').map((line) => line.replace(/\\./g, '').split('|').length);
    expect(new Set(columnCounts).size, table).toBe(1);
  }
});

test.each(['- a list?', '1. first?', '2) second?', '+ more', '=== rule', '    code'])(
  'the question "%s" stays a paragraph',
  (question) => {
    const [, paragraph] = markdownReport({ ...RECORDED, scenario: { ...RECORDED.scenario, question } }).split('\n\n');
    expect(paragraph).toMatch(/^(\d*\\[-+=.)]|code)/);
    expect(paragraph.replaceAll('\\', '')).toBe(question.trim());
  },
);

test('a strategy that served nothing has its line of dashes', () => {
  const [lines] = terminalTables(REPLICATED);
  expect(lines.find((line) => line.includes('closed'))).toMatch(/closed +│ +0\.9 │ +– │ +– │ +– │ +– │ +– │$/);
});

test('a fleet of more than eight models has no table of models', () => {
  const models = Array.from({ length: 9 }, (_, m) => ({ ...REPLICATED.strategies[0].models[0], id: `m${m}` }));
  const strategies = REPLICATED.strategies.map((strategy) => ({ ...strategy, models }));
  expect(terminalReport({ ...REPLICATED, strategies }, { coloured: false, verbose: true })).not.toMatch(/by model/i);
});

test('names of classes do not break out of their table either, and more than twenty have none', () => {
  const classed = (names: readonly string[]): Summary => ({
    ...CLASSED,
    strategies: CLASSED.strategies.map((strategy) => ({
      ...strategy,
      classes: names.map((name) => ({ requests: strategy.requests, name })),
    })),
  });
  const hostile = classed([ATTACK, ATTACK]);
  expect(terminalReport(hostile, { coloured: false, verbose: true }).replaceAll('\n', '')).not.toMatch(
    /[\u0000-\u001f\u007f-\u009f]/,
  );
  for (const lines of terminalTables(hostile)) expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  expect(markdownReport(hostile).replace(/\\[^\n]/g, '')).not.toMatch(/[<`$~&{}[\]]/);
  const names = Array.from({ length: 21 }, (_, c) => `class ${c}`);
  expect(terminalReport(classed(names.slice(1)), { coloured: false, verbose: true })).toContain('By class');
  expect(terminalReport(classed(names), { coloured: false, verbose: true })).not.toContain('By class');
});
