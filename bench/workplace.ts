import { ManualClock } from '../src/core/clock.js';
import { Streams } from '../src/core/streams.js';
import { Attempt, Decision, Fleet, type PolicyName, RequestRouter, RequestView } from '../src/router/index.js';

/** How the router is asked. */
export const ASKING = ['decide', 'decide, preferred model', 'decide, after a refusal', 'route into'] as const;
export type Asking = (typeof ASKING)[number];

/** Sessions that the requests belong to by turns: what affinity costs depends on how many there are. */
const SESSIONS = 50_000;
const SESSION_STEP = 7919; // prime, so that all of them come before one comes again

/** The endpoint that refused a request before, where one did. */
const REFUSING = 1;

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
  const attempts = Array.from({ length: 2 * endpoints }, () => new Attempt(new RequestView()));
  const afterRefusal = asking === 'decide, after a refusal';
  for (const attempt of attempts) {
    if (asking === 'decide, preferred model') attempt.request.preferredModel = 0;
    if (afterRefusal) attempt.noteTried(REFUSING, router.fleet.endpoints);
    router.started(router.decide(attempt), attempt);
  }
  return { router, clock, attempts, into: new Decision(), byRoute: asking === 'route into', afterRefusal };
}

/**
 * Each turn the oldest request completes, and another one is decided and started. All in one function: a callback per
 * decision would box its arguments.
 */
export function turns({ router, clock, attempts, into, byRoute, afterRefusal }: Workplace, count: number): void {
  let turn = 0;
  let session = 0;
  for (let i = 0; i < count; i++) {
    const attempt = attempts[turn];
    clock.cell[0] += 0.37;
    router.completed(attempt);
    attempt.reset(attempt.request);
    if (afterRefusal) attempt.noteTried(REFUSING, router.fleet.endpoints);
    session = (session + SESSION_STEP) % SESSIONS;
    attempt.request.session[0] = session + 1; // 0 is none
    let endpoint;
    if (byRoute) endpoint = router.fleet.endpointIndex(router.route(attempt, into).endpointId ?? '');
    else endpoint = router.decide(attempt);
    router.started(endpoint, attempt);
    turn++;
    if (turn === attempts.length) turn = 0;
  }
}

/** The same turns, each timed by itself in ns. */
export function timedTurns(place: Workplace, ns: Float64Array): void {
  const { router, clock, attempts, into, byRoute, afterRefusal } = place;
  let turn = 0;
  let session = 0;
  for (let i = 0; i < ns.length; i++) {
    const attempt = attempts[turn];
    clock.cell[0] += 0.37;
    const startedMs = performance.now();
    router.completed(attempt);
    attempt.reset(attempt.request);
    if (afterRefusal) attempt.noteTried(REFUSING, router.fleet.endpoints);
    session = (session + SESSION_STEP) % SESSIONS;
    attempt.request.session[0] = session + 1;
    let endpoint;
    if (byRoute) endpoint = router.fleet.endpointIndex(router.route(attempt, into).endpointId ?? '');
    else endpoint = router.decide(attempt);
    router.started(endpoint, attempt);
    ns[i] = 1e6 * (performance.now() - startedMs);
    turn++;
    if (turn === attempts.length) turn = 0;
  }
}
