/**
 * `npm run claims -- [--replications N] [--page]`: measures what the specification claims, and writes
 * results/published/claims and docs/claims.md. About a quarter of an hour on two cores.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { format, resolveConfig } from 'prettier';
import { ALLOCATION_FLAGS } from '../../../bench/allocation.js';
import { inProcessOfItsOwn } from '../../../bench/child.js';
import type { Row } from '../../../bench/row.js';
import { benchSwitching } from '../../../bench/switching.js';
import { toSvg } from '../../../src/index.js';
import { exampleClaims, loadCheckClaim, optimalClaims } from './balancer-claims.js';
import { BALANCERS, CAPACITY_SETS, type Effect, measureEffect, type Reading, READINGS } from './effect.js';
import { claimsPage, type Findings } from './page.js';
import { regionChart } from './region-chart.js';
import { OTHER_ROUTER_CLAIMS, scenarioClaims, speedClaims, TIMED_POLICIES } from './router-claims.js';
import { loadAgainstWeight, othersVaried, predictions } from './sensitivity.js';

const FOLDER = 'results/published/claims';
const PAGE = 'docs/claims.md';

const { replications, page } = new Command('claims')
  .description('Holds the claims of the specification against what is measured (docs/claims.md).')
  .option('--replications <count>', 'of each scenario', Number, 40)
  .option('--page', 'only writes the page anew from what was measured last')
  .parse()
  .opts<{ replications: number; page?: true }>();

if (page !== true) {
  const findings = await measured();
  mkdirSync(`${FOLDER}/charts`, { recursive: true });
  writeFileSync(`${FOLDER}/claims.json`, `${JSON.stringify(findings, null, 1)}\n`);
}
const findings = JSON.parse(readFileSync(`${FOLDER}/claims.json`, 'utf8')) as Findings;
writeFileSync(`${FOLDER}/charts/region.svg`, await toSvg(regionChart(findings.region)));
writeFileSync(PAGE, await format(claimsPage(findings), { ...(await resolveConfig(PAGE)), parser: 'markdown' }));

async function measured(): Promise<Findings> {
  const bench = new Map((await benchRows()).map(({ name, value }) => [name, value]));
  told('speed');
  const effects: Effect[] = [];
  for (const set of CAPACITY_SETS) {
    for (const balancer of BALANCERS) {
      for (const reading of Object.keys(READINGS) as Reading[]) {
        effects.push(
          await measureEffect(set, balancer, reading, reading === 'at_once' ? 10 * replications : replications),
        );
      }
    }
    told(`effect, capacity set ${set}`);
  }
  const router = [...speedClaims(bench), ...(await scenarioClaims(replications)), ...OTHER_ROUTER_CLAIMS];
  told('test scenarios');
  const region = { slots: await loadAgainstWeight('slots', 10), sharing: await loadAgainstWeight('sharing', 10) };
  told('region');
  const varied = await othersVaried(10);
  const predicted = await predictions(20);
  return {
    schema: 'wavetank.claims/1',
    replications,
    router,
    balancer: [...exampleClaims(), ...optimalClaims(effects)],
    loadCheck: loadCheckClaim(bench),
    effects,
    region,
    varied,
    predicted,
  };
}

async function benchRows(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const policy of TIMED_POLICIES) {
    rows.push(...((await inProcessOfItsOwn('bench/measure-routing.ts', [policy], ALLOCATION_FLAGS)) as Row[]));
  }
  rows.push(...((await inProcessOfItsOwn('bench/measure-balancing.ts', ['load'])) as Row[]));
  return [...rows, ...benchSwitching().rows];
}

function told(what: string): void {
  process.stderr.write(`claims: ${what} measured\n`);
}
