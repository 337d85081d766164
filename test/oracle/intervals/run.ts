/**
 * `npm run intervals -- [--experiments N] [--minutes M]`: measures the cells of the study that are not yet in cells.jsonl beside
 * this file, shortest first, and adds each when it is finished; stopped, it goes on with the next one. `npm run intervals --
 * --markdown` prints what is there for docs/statistics.md.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { coveragePage } from './page.js';
import { truths } from './truths.js';
import { type Cell, cells, type FoundCell, measureCell } from './study.js';

const FILE = new URL('cells.jsonl', import.meta.url);

const {
  experiments,
  minutes,
  markdown,
  truths: requests,
} = new Command('intervals')
  .option('--experiments <count>', 'of each cell', Number, 1000)
  .option('--minutes <count>', 'no cell is begun after so long', Number, Infinity)
  .option('--markdown', 'prints what was found')
  .option('--truths [requests]', 'the true values by long runs instead', Number)
  .parse()
  .opts<{ experiments: number; minutes: number; markdown?: true; truths?: number | true }>();

if (markdown === true) console.log(coveragePage(finished()));
else if (requests === undefined) measureAll();
else for (const line of truths(requests === true ? 3e8 : requests)) console.log(line);

function finished(): FoundCell[] {
  if (!existsSync(FILE)) return [];
  const lines = readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as FoundCell);
}

function measureAll(): void {
  const there = new Set(finished().map(keyOf));
  const left = cells(experiments)
    .filter((cell) => !there.has(keyOf(cell)))
    .sort((a, b) => a.requests - b.requests);
  const startedMs = performance.now();
  for (const [i, cell] of left.entries()) {
    if (performance.now() - startedMs > minutes * 60_000) break;
    console.log(`${i + 1} of ${left.length}: ${keyOf(cell)}`);
    appendFileSync(FILE, `${JSON.stringify(measureCell(cell))}\n`);
  }
}

function keyOf({ process, replications, requests }: Cell): string {
  return `${process}, ${replications} x ${requests / replications}`;
}
