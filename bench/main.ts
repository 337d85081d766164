import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { formatNumber } from '../src/tank/report/numbers.js';
import { terminalTable } from '../src/tank/report/terminal.js';
import { benchSimulate } from './simulate.js';

/** `npm run bench`: the promises of speed, measured one row at a time. */
const options = new Command('bench')
  .description('Measures the promises of speed (docs/performance.md).')
  .option('--json <file>', 'write the rows as [{ name, unit, value }]')
  .option('--long', '10 million requests in place of 2 million')
  .parse()
  .opts<{ json?: string; long?: true }>();

const rows = benchSimulate(options.long === true ? 10_000_000 : 2_000_000);
const table = rows.map(({ name, unit, value, note = '' }) => [name, formatNumber(value), unit, note]);
console.log(terminalTable({ head: ['row', 'value', 'unit', 'note'], rows: table }));
if (options.json !== undefined) {
  const plain = rows.map(({ name, unit, value }) => ({ name, unit, value }));
  writeFileSync(options.json, `${JSON.stringify(plain, null, 2)}\n`);
}
