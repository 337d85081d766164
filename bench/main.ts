import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { Command } from 'commander';
import { benchAffinity } from './affinity.js';
import { benchBalancing } from './balancing.js';
import { benchCalendar } from './calendar.js';
import { clockCostNs } from './clock-cost.js';
import { benchExperiment } from './experiment.js';
import { benchRouting } from './routing.js';
import type { Section } from './row.js';
import { benchSimulate } from './simulate.js';
import { benchSwitching } from './switching.js';
import { benchTables } from './tables.js';
import { benchTraffic } from './traffic.js';

/** `npm run bench`: the promises of speed, measured one row at a time (docs/performance.md). */
const options = new Command('bench')
  .description('Measures speed against its targets (docs/performance.md).')
  .option('--json <file>', 'write the rows as [{ name, unit, value }]')
  .option('--markdown', 'tables in markdown')
  .option(
    '--long',
    'also simulate 10 million requests, let the peers run long, and assign agents to up to 10,000 places',
  )
  .parse()
  .opts<{ json?: string; markdown?: true; long?: true }>();

const USUAL = { requests: 2_000_000, cppPairs: 7, simpyRequests: 100_000, simpyPairs: 3 };
const LONG = { label: '10m', requests: 10_000_000, cppPairs: 5, simpyRequests: 1_000_000, simpyPairs: 3 };

const clock = {
  name: 'clock/cost_ns',
  unit: 'ns',
  value: clockCostNs(),
  note: 'part of every single timing (p99_ns, mark_stale_ns, first_pick_ns)',
} as const;
const sections: Section[] = [{ rows: [clock], leftOut: [] }];
const measuring: readonly (() => Section | Promise<Section>)[] = [
  () => benchSimulate(USUAL),
  ...(options.long === true ? [() => benchSimulate(LONG)] : []),
  benchRouting,
  benchCalendar,
  benchSwitching,
  benchAffinity,
  () => benchBalancing(options.long === true),
  benchTraffic,
  benchExperiment,
];
for (const measure of measuring) sections.push(await measure());

const rows = sections.flatMap((section) => section.rows);
console.log(
  `${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.versions.node}, ${process.platform}\n`,
);
console.log(benchTables(rows, options.markdown === true));
for (const what of new Set(sections.flatMap(({ leftOut }) => leftOut))) console.log(`\nLeft out: ${what}`);
if (options.json !== undefined) {
  const plain = rows.map(({ name, unit, value }) => ({ name, unit, value }));
  writeFileSync(options.json, `${JSON.stringify(plain, null, 2)}\n`);
}
