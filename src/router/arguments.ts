import { RandomStream, type Stopwatch } from '../core/index.js';
import { Attempt } from './attempt.js';
import { givenFleet } from './fleet/fleet.js';
import { checkSignal } from './fleet/load-tracker.js';
import { expectFlag, expectObject, refuseUnknown, shownKind } from '../core/options/index.js';
import type { CustomStrategy, Policy } from './policies/policy.js';
import { entryOf, type PolicyName, policyNames } from './policies/registry.js';
import type { RouterConfig, StrategyLayers } from './router-config.js';

/** What callers hand to a router, looked at before anything changes: each throws, and names the argument and what was expected. */

const LAYERS = ['affinity', 'loadSignal'] satisfies (keyof StrategyLayers)[];
const PARTS = ['fleet', 'random', 'abRandom', 'strategy', 'strategyOptions', 'options', 'stopwatch'] as const;
const CONFIG = [...PARTS, ...LAYERS] satisfies (keyof RouterConfig)[];

export function checkConfig(config: RouterConfig): void {
  refuseUnknown(config, CONFIG, 'the configuration of a router');
  const { fleet, random, abRandom = random, strategy = 'least_loaded', stopwatch, affinity, loadSignal } = config;
  givenFleet(fleet);
  checkStream(random, 'random');
  checkStream(abRandom, 'abRandom');
  checkStrategy(strategy);
  checkLayers({ affinity, loadSignal });
  if (stopwatch !== undefined) checkStopwatch(stopwatch);
}

export function checkLayers(layers: StrategyLayers): void {
  refuseUnknown(layers, LAYERS, 'the layers of a strategy');
  expectFlag(layers.affinity, 'affinity');
  if (layers.loadSignal !== undefined) checkSignal(layers.loadSignal);
}

export function checkStrategy(strategy: PolicyName | CustomStrategy): void {
  if (typeof strategy === 'string') {
    entryOf(strategy);
    return;
  }
  expectObject(strategy, 'strategy', `one of ${policyNames.join(', ')}, or { name, create }`);
  if (typeof strategy.name !== 'string') throw expected('name of the strategy', strategy.name, 'text');
  if (typeof strategy.create !== 'function') {
    throw expected(`create of the strategy "${strategy.name}"`, strategy.create, 'a function that makes a policy');
  }
}

const METHODS = ['pick', 'pickAmong', 'onChange', 'score'] satisfies (keyof Policy)[];

/** @returns the policy that a strategy made */
export function checkedPolicy(policy: Policy, strategy: string): Policy {
  expectObject(policy, `the policy of "${strategy}"`, `an object with functions ${METHODS.join(', ')}`);
  for (const method of METHODS) {
    const found: unknown = Reflect.get(policy, method);
    if (typeof found !== 'function') throw expected(`${method} of the policy of "${strategy}"`, found, 'a function');
  }
  return policy;
}

export function checkAttempt(attempt: unknown): asserts attempt is Attempt {
  if (!(attempt instanceof Attempt)) throw expected('attempt', attempt, 'new Attempt(request)');
}

function checkStream(random: unknown, what: string): void {
  if (random instanceof RandomStream) return;
  throw expected(what, random, "a stream, such as new Streams('seed', 0).named('router')");
}

function checkStopwatch(stopwatch: Partial<Stopwatch>): void {
  expectObject(stopwatch, 'stopwatch', 'an object with a function elapsedMs');
  if (typeof stopwatch.elapsedMs !== 'function') {
    throw expected('elapsedMs of the stopwatch', stopwatch.elapsedMs, 'a function');
  }
}

function expected(what: string, value: unknown, instead: string): TypeError {
  return new TypeError(`${what} is ${value === undefined ? 'missing' : shownKind(value)}: expected ${instead}`);
}
