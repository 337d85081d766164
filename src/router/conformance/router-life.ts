import { ManualClock, Streams } from '../../core/index.js';
import { Attempt } from '../attempt.js';
import { CacheManager } from '../fleet/cache-manager.js';
import { HEALTH_NAMES } from '../fleet/endpoint-table.js';
import { Fleet } from '../fleet/fleet.js';
import { REFUSED } from '../outcome.js';
import type { Policy, PolicyContext } from '../policies/policy.js';
import { RequestView } from '../request-view.js';
import { RequestRouter } from '../router.js';

const STEPS = 800;
/** Attempts in flight, about. */
const UNDER_WAY = 12;

/**
 * Lets a policy decide in a router while all that can change does: loads, health, capacities, hit rates, endpoints that
 * come and go, requests that wish for a model or were refused elsewhere; another strategy, and it again.
 * @returns what was decided, step by step
 */
export function routerLife(create: (context: PolicyContext) => Policy): readonly number[] {
  const clock = new ManualClock();
  const models = [
    { id: 'a', replicas: 3, maxConcurrent: 2, maxQueue: 2 },
    { id: 'b', replicas: 2, maxConcurrent: 4, maxQueue: 4, weight: 3 },
    { id: 'c', maxConcurrent: 1, maxQueue: Infinity },
  ];
  const fleet = new Fleet({ models, clock });
  const streams = new Streams('router life', 0);
  const strategy = { name: 'checked', create };
  const router = new RequestRouter({ fleet, random: streams.named('router'), strategy });
  const cache = new CacheManager(fleet);
  router.setCacheManager(cache);
  const script = streams.named('script');
  const underWay: Attempt[] = [];
  const decided: number[] = [];
  const end = () => {
    const [attempt] = underWay.splice(script.below(underWay.length), 1);
    if (script.below(5) > 0) router.completed(attempt);
    else router.refused(attempt, REFUSED);
    return attempt;
  };
  const decide = (attempt: Attempt) => {
    const endpoint = router.decide(attempt);
    decided.push(endpoint);
    if (endpoint < 0) return;
    router.started(endpoint, attempt);
    if (script.below(3) === 0) router.firstToken(attempt);
    underWay.push(attempt);
  };
  const anyEndpoint = () => script.below(fleet.endpoints.count);
  for (let step = 0; step < STEPS; step++) {
    clock.cell[0] += script.exponential() * 20;
    while (underWay.length > script.below(2 * UNDER_WAY)) {
      const attempt = end();
      if (attempt.triedCount > 0 && attempt.firstTokenMs < 0) decide(attempt); // again, elsewhere
    }
    const request = new RequestView();
    request.preferredModel = script.below(6) - 3;
    if (script.below(4) === 0) request.setSession(`s${script.below(5)}`);
    decide(new Attempt(request));
    switch (script.below(25)) {
      case 0:
        fleet.setHealth(anyEndpoint(), HEALTH_NAMES[script.below(HEALTH_NAMES.length)]);
        break;
      case 1:
        router.loadTracker.setCapacity('a/0', { maxConcurrent: 1 + script.below(4) });
        break;
      case 2:
        cache.fix('b', script.below(8) / 8);
        break;
      case 3:
        fleet.addEndpoint('a');
        break;
      case 4: {
        const [, ...others] = fleet.endpointsNamed('a');
        if (others.length > 0) fleet.removeEndpoint(fleet.endpointIds[others[script.below(others.length)]]);
        break;
      }
      case 5:
        router.setStrategy('random');
        decide(new Attempt(new RequestView()));
        router.setStrategy(strategy);
        break;
      default:
    }
    if (step % 100 === 0) router.explain(new Attempt(request));
  }
  while (underWay.length > 0) end();
  return decided;
}
