import { ManualClock } from '../src/core/clock.js';
import { Streams } from '../src/core/streams.js';
import { Decision, Fleet, type PolicyName, RequestRouter, RequestView } from '../src/router/index.js';

/** How the router is asked. */
export const ASKING = ['decide', 'decide, preferred model', 'decide, after a refusal', 'route into'] as const;
export type Asking = (typeof ASKING)[number];

/** Sessions that the requests belong to by turns: what affinity costs depends on how many there are. */
const SESSIONS = 50_000;
const SESSION_STEP = 7919; // prime, so that all of them come before one comes again

/** A router with default layers and two kinds of endpoints, at work: about two requests are in flight at each. */
export type Workplace = ReturnType<typeof workplace>;

export function workplace(strategy: PolicyName, endpoints: number, asking: Asking) {
  const clock = new ManualClock();
  const models = [
    { id: 'large', replicas: endpoints / 2, maxConcurrent: 8, maxQueue: 8 },
    { id: 'small', replicas: endpoints / 2, maxConcurrent: 4, maxQueue: 4 },
  ];
  const router = new RequestRouter({
    fleet: new Fleet({ models, clock }),
    random: new Streams('workplace', 0).named('router'),
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

/**
 * Each turn the oldest request completes, and another one is decided and started. All in one function: a callback per
 * decision would box its arguments.
 */
export function turns({ router, clock, views, chosen, into, byRoute }: Workplace, count: number): void {
  let turn = 0;
  let session = 0;
  for (let i = 0; i < count; i++) {
    const view = views[turn];
    clock.cell[0] += 0.37;
    router.completed(chosen[turn], view);
    session = (session + SESSION_STEP) % SESSIONS;
    view.session[0] = session + 1; // 0 is none
    let endpoint;
    if (byRoute) endpoint = router.fleet.endpointIndex(router.route(view, into).endpointId ?? '');
    else endpoint = router.decide(view);
    router.started(endpoint, view);
    chosen[turn] = endpoint;
    turn++;
    if (turn === views.length) turn = 0;
  }
}

/** The same turns, each timed by itself in ns. */
export function timedTurns({ router, clock, views, chosen, into, byRoute }: Workplace, ns: Float64Array): void {
  let turn = 0;
  let session = 0;
  for (let i = 0; i < ns.length; i++) {
    const view = views[turn];
    clock.cell[0] += 0.37;
    const startedMs = performance.now();
    router.completed(chosen[turn], view);
    session = (session + SESSION_STEP) % SESSIONS;
    view.session[0] = session + 1;
    let endpoint;
    if (byRoute) endpoint = router.fleet.endpointIndex(router.route(view, into).endpointId ?? '');
    else endpoint = router.decide(view);
    router.started(endpoint, view);
    ns[i] = 1e6 * (performance.now() - startedMs);
    chosen[turn] = endpoint;
    turn++;
    if (turn === views.length) turn = 0;
  }
}
