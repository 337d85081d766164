import { expect, test } from 'vitest';
import { failuresOf } from './page.js';
import { cells, type FoundCell, measureCell } from './study.js';
import { STATISTICS } from './subjects.js';

/** The shorter cells of the study with fewer experiments; docs/statistics.md has all of it. */
const EXPERIMENTS = 150;
const small = cells(EXPERIMENTS).filter(({ requests }) => requests <= 40_000);
const found: FoundCell[] = [];

test.each(small)('$process, $replications replications, $requests requests', (cell) => {
  const measured = measureCell(cell);
  found.push(measured);
  expect(failuresOf(measured)).toEqual([]);
});

test('all of them together hold the truth in at least 93 %', () => {
  expect(found).toHaveLength(small.length);
  for (const statistic of STATISTICS) {
    const mostlyGiven = found.map((cell) => cell.found[statistic]).filter(({ given }) => given >= EXPERIMENTS / 2);
    const [given, held] = (['given', 'held'] as const).map((key) =>
      mostlyGiven.reduce((sum, each) => sum + each[key], 0),
    );
    expect(given, statistic).toBeGreaterThan(300);
    expect(held / given, statistic).toBeGreaterThan(0.93);
  }
});
