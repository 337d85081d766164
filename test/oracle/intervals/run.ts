/**
 * `npm run intervals -- [--experiments N] [--minutes M]`: measures the cells of the study that are not yet in cells.jsonl beside
 * this file, shortest first, and adds each when it is finished; stopped, it goes on with the next one. With `--lengths` it is
 * lengths.jsonl, with a tenth of the experiments. `--markdown` prints what is there for docs/statistics.md.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { inProcessOfItsOwn } from '../../../bench/child.js';
import { type FoundLength, searches } from './lengths.js';
import { coveragePage, lengthsPage } from './page.js';
import { type Cell, cells, type FoundCell } from './study.js';
import { truths } from './truths.js';

const CELLS = new URL('cells.jsonl', import.meta.url);
const LENGTHS = new URL('lengths.jsonl', import.meta.url);

/** A cell, or how long runs of a process must be. */
type Item = Cell | Omit<Cell, 'requests'>;

const {
  experiments,
  minutes,
  processes,
  lengths,
  markdown,
  truths: requests,
} = new Command('intervals')
  .option('--experiments <count>', 'of each cell', Number, 1000)
  .option('--minutes <count>', 'nothing is begun after so long', Number, Infinity)
  .option('--processes <count>', 'that measure at once', Number, availableParallelism())
  .option('--lengths', 'how long runs must be for an interval, in place of coverage')
  .option('--markdown', 'prints what was found')
  .option('--truths [requests]', 'the true values by long runs instead', Number)
  .parse()
  .opts<{
    experiments: number;
    minutes: number;
    processes: number;
    lengths?: true;
    markdown?: true;
    truths?: number | true;
  }>();

if (markdown === true) console.log(`${coveragePage(found<FoundCell>(CELLS))}\n\n${lengthsPage(found(LENGTHS))}`);
else if (requests !== undefined) for (const line of truths(requests === true ? 3e8 : requests)) console.log(line);
else if (lengths === true) await measure(lengthsLeft(), LENGTHS);
else await measure(cellsLeft(), CELLS);

function cellsLeft(): Item[] {
  const there = new Set(found<FoundCell>(CELLS).map(keyOf));
  return cells(experiments).filter((cell) => !there.has(keyOf(cell)));
}

function lengthsLeft(): Item[] {
  const there = new Set(found<FoundLength>(LENGTHS).map(({ process, replications }) => `${process}, ${replications}`));
  return searches()
    .filter(({ process, replications }) => !there.has(`${process}, ${replications}`))
    .map((search) => ({ ...search, experiments: experiments / 10 }));
}

async function measure(items: readonly Item[], file: URL): Promise<void> {
  const startedMs = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < items.length && performance.now() - startedMs < minutes * 60_000) {
      const item = items[next++];
      console.log(`${next} of ${items.length}: ${keyOf(item)}`);
      const rows = (await inProcessOfItsOwn('test/oracle/intervals/measure.ts', [JSON.stringify(item)])) as object[];
      appendFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    }
  };
  await Promise.all(Array.from({ length: processes }, lane));
}

function found<Row>(file: URL): Row[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Row);
}

function keyOf({ process, replications, ...size }: Item): string {
  return `${process}, ${replications}${'requests' in size ? ` x ${size.requests / replications}` : ''}`;
}
