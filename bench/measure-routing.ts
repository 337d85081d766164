/** Measures the decisions of one policy, named on the command line, and prints the rows as JSON. */
import { type PolicyName, policyNames } from '../src/router/index.js';
import { allocationOf } from './allocation.js';
import { median, quantile, type Row } from './row.js';
import { type Asking, timedTurns, turns, type Workplace, workplace } from './workplace.js';

const SIZES = [8, 64, 256, 1024];
const FACES = { route: 'decide', route_into: 'route into' } as const satisfies Record<string, Asking>;
const SINGLE_DECISIONS = 1_000_000;
const ROUNDS = 9;
const ROUND_DECISIONS = 100_000;

const policy = policyNames.find((name) => name === process.argv[2]);
if (policy === undefined) throw new Error(`name a policy: ${policyNames.join(', ')}`);
const rows: Row[] = [];
for (const endpoints of SIZES) {
  for (const [face, asking] of Object.entries(FACES)) rows.push(...(await rowsOf(policy, endpoints, face, asking)));
}
console.log(JSON.stringify(rows));

async function rowsOf(policy: PolicyName, endpoints: number, face: string, asking: Asking): Promise<Row[]> {
  const place = workplace(policy, endpoints, asking);
  const { bytesPerDecision, collections } = await allocationOf((count) => {
    turns(place, count);
  }); // first: it warms up, too
  const name = `${face}/${policy}/${endpoints}`;
  const { mean, p99 } = times(place);
  return [
    { name: `${name}/mean_ns`, unit: 'ns', value: mean },
    { name: `${name}/p99_ns`, unit: 'ns', value: p99 },
    {
      name: `${name}/bytes_per_decision`,
      unit: 'bytes',
      value: bytesPerDecision,
      ...(collections > 0 && { note: 'more than that: a garbage collection fell into the measurement' }),
    },
  ];
}

/** The mean is the median over several rounds; P99 is over single decisions, each with the cost of two clock readings. */
function times(place: Workplace): { readonly mean: number; readonly p99: number } {
  const roundNs = Array.from({ length: ROUNDS }, () => {
    const startedMs = performance.now();
    turns(place, ROUND_DECISIONS);
    return (1e6 * (performance.now() - startedMs)) / ROUND_DECISIONS;
  });
  const singleNs = new Float64Array(SINGLE_DECISIONS);
  timedTurns(place, singleNs);
  return { mean: median(roundNs), p99: quantile(singleNs, 0.99) };
}
