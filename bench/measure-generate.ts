/** Makes traffic, named on the command line, and prints the rows as JSON. */
import { Streams } from '../src/core/streams.js';
import { generateTrace } from '../src/tank/traffic/generate.js';
import type { Trace } from '../src/tank/trace/trace.js';
import { generatedWorkload } from './generated-traffic.js';
import { median, type Row } from './row.js';

const WARM_UP_REQUESTS = 100_000;
const REQUESTS = 500_000;
const ROUNDS = 3;

const [, , name] = process.argv;
generateTrace(generatedWorkload(name, WARM_UP_REQUESTS), new Streams('warm-up', 0));
const workload = generatedWorkload(name, REQUESTS);
const rounds = Array.from({ length: ROUNDS }, (_, round) => {
  const startedMs = performance.now();
  const trace = generateTrace(workload, new Streams('bench', round));
  return { ms: performance.now() - startedMs, bytes: bytesOf(trace) / REQUESTS };
});
const rows: Row[] = [
  {
    name: `generate/${name}/requests_per_s`,
    unit: '1/s',
    value: REQUESTS / (median(rounds.map(({ ms }) => ms)) / 1000),
  },
  { name: `generate/${name}/bytes_per_request`, unit: 'bytes', value: rounds[0].bytes },
];
console.log(JSON.stringify(rows));

/** Of the columns by request; the tree of the blocks of prompts apart. */
function bytesOf({ requestClass, tenant, blocks, ...columns }: Trace): number {
  const all = [...Object.values(columns), requestClass?.index, tenant?.index, blocks?.last];
  return all.reduce<number>((sum, column) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0), 0);
}
