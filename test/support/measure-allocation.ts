/**
 * Measures what a decision allocates, for every policy and way of asking, and prints the rows as JSON. Run with
 * --expose-gc and a young generation that holds the whole measurement, so that the growth of the heap is what was
 * allocated. Everything happens inside one function: a callback per decision would box its arguments.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { ManualClock } from '../../src/core/clock.js';
import { Streams } from '../../src/core/streams.js';
import { Decision, Fleet, type PolicyName, policyNames, RequestRouter, RequestView } from '../../src/router/index.js';
import { type AllocationRow, ASKING, type Asking, FLEET_SIZES } from './allocation-row.js';

const WARM_UP_ROUNDS = 5;
const WARM_UP_DECISIONS = 20_000;
const DECISIONS = 200_000;
const TRIES = 4; // a late recompilation may fall into one; what allocates does so in each
const QUIET_BYTES = 0.1;

let collections = 0;
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});

/** A router with about two requests in flight per endpoint, and their views to take turns with. */
function workplace(strategy: PolicyName, endpoints: number, asking: Asking) {
  const clock = new ManualClock();
  const models = [
    { id: 'large', replicas: endpoints / 2, maxConcurrent: 8, maxQueue: 8 },
    { id: 'small', replicas: endpoints / 2, maxConcurrent: 4, maxQueue: 4 },
  ];
  const router = new RequestRouter({
    fleet: new Fleet({ models, clock }),
    random: new Streams('allocation', 0).named('router'),
    strategy,
  });
  const views = Array.from({ length: 2 * endpoints }, () => new RequestView());
  for (const view of views) {
    if (asking === 'decide, preferred model') view.preferredModel = 0;
    if (asking === 'decide, after a refusal') view.tried[view.triedCount++] = 1;
  }
  const chosen = Int32Array.from(views, (view) => {
    const endpoint = router.decide(view);
    router.started(endpoint, view);
    return endpoint;
  });
  return { router, clock, views, chosen, into: new Decision(), byRoute: asking === 'route into' };
}

/** Each turn the oldest request completes, and another one is decided and started. */
function turns({ router, clock, views, chosen, into, byRoute }: ReturnType<typeof workplace>, count: number): void {
  let turn = 0;
  for (let i = 0; i < count; i++) {
    const view = views[turn];
    clock.cell[0] += 0.37;
    router.completed(chosen[turn], view);
    let endpoint;
    if (byRoute) endpoint = router.fleet.endpointIndex(router.route(view, into).endpointId ?? '');
    else endpoint = router.decide(view);
    router.started(endpoint, view);
    chosen[turn] = endpoint;
    turn++;
    if (turn === views.length) turn = 0;
  }
}

/** The least of several measurements. */
async function measure(policy: PolicyName, endpoints: number, asking: Asking): Promise<AllocationRow> {
  const place = workplace(policy, endpoints, asking);
  let least = await measureOnce(place);
  for (let i = 1; i < TRIES && !(least.bytesPerDecision < QUIET_BYTES && least.collections === 0); i++) {
    const again = await measureOnce(place);
    if (again.bytesPerDecision < least.bytesPerDecision) least = again;
  }
  return { policy, endpoints, asking, ...least };
}

async function measureOnce(place: ReturnType<typeof workplace>) {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('run with --expose-gc');
  for (let round = 0; round < WARM_UP_ROUNDS; round++) turns(place, WARM_UP_DECISIONS);
  gc();
  gc();
  await setTimeout(5); // the observer hears of these before the count starts
  collections = 0;
  const before = process.memoryUsage().heapUsed;
  turns(place, DECISIONS);
  const bytes = process.memoryUsage().heapUsed - before;
  await setTimeout(5);
  return { bytesPerDecision: bytes / DECISIONS, collections };
}

observer.observe({ entryTypes: ['gc'] });
const rows: AllocationRow[] = [];
for (const policy of policyNames) {
  for (const endpoints of FLEET_SIZES) {
    for (const asking of ASKING) rows.push(await measure(policy, endpoints, asking));
  }
}
observer.disconnect();
console.log(JSON.stringify(rows));
