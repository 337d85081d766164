import { Attempt, policyNames, RequestView } from '../src/router/index.js';
import { median, quantile, type Row, type Section } from './row.js';
import { turns, type Workplace, workplace } from './workplace.js';

const SIZES = [8, 64, 1024];
const SWITCHES = 4000;
const DECISIONS_BETWEEN = 20;

/**
 * A change of strategy at work, from round_robin to every policy of the registry: `mark_stale` is the call itself,
 * `first_pick` the decision after it, which builds the policy's index. Medians of single timings, each with the
 * cost of two clock readings.
 */
export function benchSwitching(): Section {
  const rows: Row[] = [];
  for (const policy of policyNames) {
    for (const endpoints of SIZES) {
      const { markNs, firstNs } = switches(workplace('round_robin', endpoints, 'decide'), policy);
      const name = `switch/${policy}/${endpoints}`;
      rows.push({ name: `${name}/mark_stale_ns`, unit: 'ns', value: median(markNs) });
      rows.push({ name: `${name}/mark_stale_p99_ns`, unit: 'ns', value: quantile(markNs, 0.99) });
      rows.push({ name: `${name}/first_pick_ns`, unit: 'ns', value: median(firstNs) });
    }
  }
  return { rows, leftOut: [] };
}

function switches(place: Workplace, policy: (typeof policyNames)[number]) {
  const { router } = place;
  const asked = new Attempt(new RequestView());
  const markNs = new Float64Array(SWITCHES);
  const firstNs = new Float64Array(SWITCHES);
  for (let i = 0; i < SWITCHES; i++) {
    router.setStrategy('round_robin');
    turns(place, DECISIONS_BETWEEN);
    const startedMs = performance.now();
    router.setStrategy(policy);
    const markedMs = performance.now();
    router.decide(asked);
    firstNs[i] = 1e6 * (performance.now() - markedMs);
    markNs[i] = 1e6 * (markedMs - startedMs);
  }
  return { markNs: markNs.subarray(SWITCHES / 2), firstNs: firstNs.subarray(SWITCHES / 2) }; // the rest warms up
}
