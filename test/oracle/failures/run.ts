/**
 * `npm run failures -- [--replications N] [--json]`: what every policy makes of a server that fails for a minute, with and
 * without a health monitor, as the tables of docs/failures.md.
 */
import { Command } from 'commander';
import { markdownTable } from '../../../bench/tables.js';
import { policyNames } from '../../../src/router/index.js';
import { type Estimate, FAILURES, type Found, measure } from './study.js';

const { replications, json } = new Command('failures')
  .option('--replications <count>', 'of each case', Number, 10)
  .option('--json', 'the figures as JSON')
  .parse()
  .opts<{ replications: number; json?: true }>();

const found = FAILURES.map((failure) => ({
  name: failure.name,
  rows: policyNames.flatMap((policy) =>
    [false, true].map((isMonitored) => measure(failure, policy, isMonitored, replications)),
  ),
}));

if (json === true) console.log(JSON.stringify(found));
else
  for (const { name, rows } of found)
    console.log(`\n### ${name}\n\n${markdownTable({ head: HEAD(), rows: rows.map(cells) })}`);

function HEAD(): string[] {
  return [
    'policy',
    'monitor',
    'share before, %',
    'while it fails, %',
    'last minute, %',
    'lost, %',
    'retries a request',
    'back after, s',
  ];
}

function cells({ policy, isMonitored, before, during, after, lost, retries, backS, neverBack }: Found): string[] {
  const back = backS === Infinity ? 'not within 180' : String(backS);
  return [
    policy,
    isMonitored ? 'on' : 'off',
    formatted(before, 1),
    formatted(during, 1),
    formatted(after, 1),
    formatted(lost, 2),
    formatted(retries, 3),
    neverBack > 0 && backS !== Infinity ? `${back} (not in ${neverBack} of ${replications})` : back,
  ];
}

function formatted({ mean, halfWidth }: Estimate, digits: number): string {
  return `${mean.toFixed(digits)} ± ${halfWidth.toFixed(digits)}`;
}
