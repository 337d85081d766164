import type { RandomStream, Stopwatch } from '../core/index.js';
import { Decision, IS_FALLBACK, REASONS } from './decision.js';
import { explain, type Explanation } from './explain.js';
import type { CacheManager } from './fleet/cache-manager.js';
import type { EndpointTable } from './fleet/endpoint-table.js';
import type { Fleet } from './fleet/fleet.js';
import type { HealthMonitor } from './fleet/health-monitor.js';
import { type LoadSignal, LoadTracker } from './fleet/load-tracker.js';
import type { ModelRegistry } from './fleet/model-registry.js';
import type { QuotaManager } from './fleet/quota-manager.js';
import { checkedOptions, type RouterOptions } from './options.js';
import { RATE_LIMITED, REFUSED, UPSTREAM_ERROR } from './outcome.js';
import type { CustomStrategy, Policy, PolicyContext } from './policies/policy.js';
import { policies, type PolicyName } from './policies/registry.js';
import { Precedence } from './precedence.js';
import type { RequestView } from './request-view.js';
import { DecisionLog, type RouterStatistics, statusText, strategyName } from './statistics.js';

/** What `next` returns when the request is to be given up. */
export const GIVE_UP = -1;

/** Layers of a strategy around its policy. */
export interface StrategyLayers {
  /** Requests of a session go where its last one went. Default: on for affinity_based, off for others. */
  readonly affinity?: boolean | undefined;
  /** The load that choices go by. Default `corrected`, which is `own` where no reports come. */
  readonly loadSignal?: LoadSignal | undefined;
}

export interface RouterConfig extends StrategyLayers {
  readonly fleet: Fleet;
  /** The router's own stream: ties, random policies and jitter. */
  readonly random: RandomStream;
  /** The stream of the A/B test. Default: the router's own. */
  readonly abRandom?: RandomStream;
  /** Name of the policy, or one of one's own. Default `least_loaded`. */
  readonly strategy?: PolicyName | CustomStrategy;
  /** Options of the policy, checked by its schema. */
  readonly strategyOptions?: Readonly<Record<string, unknown>>;
  readonly options?: Partial<RouterOptions>;
  /** Real time, for the statistic of routing time: one decision in 64 is timed. Default: none is. */
  readonly stopwatch?: Stopwatch;
}

/**
 * Chooses an endpoint for each request. The driver (gateway, tank) asks `decide` or `route`, tells `started`, then
 * exactly one of `completed`, `refused`, `abandoned`; after a refusal, or where no endpoint had room, `next` says
 * whether and when to ask again. Precedence: preferred model → session affinity → A/B test → policy, over the lowest
 * tier of what the request allows.
 * Cost: one decision with its start and completion is O(1) or O(log n) as the policy allows, and allocates nothing.
 */
export class RequestRouter {
  readonly fleet: Fleet;
  readonly loadTracker: LoadTracker;
  readonly options: RouterOptions;
  readonly #table: EndpointTable;
  readonly #random: RandomStream;
  readonly #precedence: Precedence;
  readonly #log: DecisionLog;
  /** Policies with default options, to be switched to without making them anew. */
  readonly #policies = new Map<PolicyName, Policy>();
  #registry: ModelRegistry | undefined;
  #cache: CacheManager | undefined;
  #quota: QuotaManager | undefined;
  #health: HealthMonitor | undefined;
  #strategy: PolicyName | CustomStrategy;

  constructor({ fleet, random, abRandom = random, options = {}, ...config }: RouterConfig) {
    const { strategy = 'least_loaded', strategyOptions, affinity, loadSignal, stopwatch } = config;
    this.fleet = fleet;
    this.loadTracker = new LoadTracker(fleet);
    this.options = checkedOptions(options);
    this.#table = fleet.endpoints;
    this.#random = random;
    this.#log = new DecisionLog(stopwatch, strategyName(strategy));
    this.#strategy = strategy;
    this.#precedence = new Precedence(fleet, this.options, abRandom, this.#makePolicy(strategy, strategyOptions));
    this.setStrategy(strategy, strategyOptions, { affinity, loadSignal });
  }

  /** Name of the strategy that chooses now. */
  get strategy(): string {
    return strategyName(this.#strategy);
  }

  /** Changes the strategy; what is in flight stays counted. The policy builds its index at its first pick. */
  setStrategy(
    strategy: PolicyName | CustomStrategy,
    options?: Readonly<Record<string, unknown>>,
    { affinity, loadSignal = 'corrected' }: StrategyLayers = {},
  ): void {
    const hasOwnAffinity = typeof strategy === 'string' && policies[strategy].affinity === true;
    this.#precedence.set(this.#makePolicy(strategy, options), affinity ?? hasOwnAffinity);
    this.#strategy = strategy;
    this.#log.switchTo(strategyName(strategy));
    this.loadTracker.setSignal(loadSignal);
  }

  setRegistry(registry: ModelRegistry): void {
    this.#registry = this.#checkFleet('registry', registry);
  }

  setCacheManager(cache: CacheManager): void {
    this.#cache = this.#checkFleet('cache manager', cache);
  }

  setQuotaManager(quota: QuotaManager): void {
    this.#quota = this.#checkFleet('quota manager', quota);
  }

  setHealthMonitor(health: HealthMonitor): void {
    this.#health = this.#checkFleet('health monitor', health);
  }

  /** @returns index of the chosen endpoint, or a negative reason; changes nothing but the policy's own state */
  decide(request: RequestView): number {
    if (this.#log.isTimed()) {
      const startMs = this.#log.now();
      const endpoint = this.#decide(request);
      this.#log.took(this.#log.now() - startMs);
      return endpoint;
    }
    return this.#decide(request);
  }

  /**
   * `decide`, with the reason and the chosen endpoint's scores written into a decision: a fresh one, or the caller's,
   * which allocates nothing but, for a retry, the list of attempted models.
   */
  route(request: RequestView, into: Decision = new Decision()): Decision {
    const endpoint = this.decide(request);
    const chosen = endpoint >= 0;
    const table = this.#table;
    into.endpoint = endpoint;
    into.endpointId = chosen ? this.fleet.endpointIds[endpoint] : null;
    into.modelId = chosen ? this.fleet.modelIds[table.modelIndex[endpoint]] : null;
    into.reason = REASONS[this.#precedence.reason];
    into.loadScore = chosen ? 1 - Math.min(1, table.load[endpoint] / table.maxConcurrent[endpoint]) : 0;
    into.cacheScore = chosen ? table.hitRate[endpoint] : 0;
    into.quotaScore = chosen ? 1 - table.quotaUsed[endpoint] : 0;
    into.healthScore = chosen ? 1 - table.health[endpoint] / 2 : 0;
    let total = into.loadScore + into.healthScore;
    let count = 2;
    if (this.#cache !== undefined) {
      total += into.cacheScore;
      count++;
    }
    if (this.#quota !== undefined) {
      total += into.quotaScore;
      count++;
    }
    into.totalScore = total / count;
    into.fallbackUsed = IS_FALLBACK[this.#precedence.reason];
    into.attemptedModels.length = 0;
    for (let i = 0; i < request.triedCount; i++) {
      into.attemptedModels.push(this.fleet.modelIds[table.modelIndex[request.tried[i]]]);
    }
    return into;
  }

  /** Every endpoint as the next decision on a request would see it. Changes nothing. */
  explain(request: RequestView): Explanation {
    this.fleet.advance(this.fleet.clock.nowMs());
    return explain(request, {
      fleet: this.fleet,
      eligibility: this.#precedence.eligibility,
      policy: this.#precedence.policy,
      strategy: this.#strategy,
      sticky: this.#precedence.stickyEndpoint(request),
    });
  }

  /** An attempt is being sent to an endpoint: one more in flight there. */
  started(endpoint: number, request: RequestView): void {
    request.startedMs = this.fleet.clock.nowMs();
    this.#quota?.reserve(endpoint, request);
    this.#registry?.noteUse(endpoint);
    this.#precedence.bind(endpoint, request);
    this.loadTracker.add(endpoint, 1);
  }

  /** The attempt was served. */
  completed(endpoint: number, request: RequestView): void {
    this.loadTracker.learn(endpoint, request);
    this.#cache?.record(endpoint, request);
    this.#quota?.settle(endpoint, request);
    this.#health?.succeeded(endpoint);
    this.loadTracker.add(endpoint, -1);
  }

  /**
   * The attempt came to nothing at the endpoint, which is left out of the request's next tries while an untried one is
   * eligible. @param outcome REFUSED, UPSTREAM_ERROR or RATE_LIMITED
   */
  refused(endpoint: number, request: RequestView, outcome: number = REFUSED): void {
    this.#quota?.giveBack(endpoint, request, outcome !== REFUSED);
    if (outcome === RATE_LIMITED) this.#quota?.exhaust(endpoint);
    if (outcome === UPSTREAM_ERROR) this.#health?.failed(endpoint);
    this.loadTracker.add(endpoint, -1);
    if (request.triedCount < request.tried.length) request.tried[request.triedCount++] = endpoint;
  }

  /** The client is gone, or waited too long: the request has ended. The quota stays used as estimated. */
  abandoned(endpoint: number, request: RequestView): void {
    this.#quota?.settle(endpoint, request);
    this.loadTracker.add(endpoint, -1);
  }

  /**
   * After a refusal or NO_ROOM: counts the failed try and says when to ask again.
   * @returns delay in milliseconds, doubling with each retry and at least what the endpoint asked for, or GIVE_UP
   */
  next(request: RequestView): number {
    const { maxRetries, retryDelayMs, retryJitter } = this.options;
    request.failedAttempts++;
    if (request.failedAttempts > maxRetries) return GIVE_UP;
    const delayMs = retryDelayMs * 2 ** (request.failedAttempts - 1);
    const kept = retryJitter === 0 ? 1 : 1 - retryJitter * this.#random.uniform();
    return Math.max(delayMs * kept, request.retryAfterMs);
  }

  /** Counts since the router was made. */
  statistics(): RouterStatistics {
    return this.#log.statistics(this.#precedence.affinityEntries());
  }

  /** The statistics as text. */
  status(): string {
    return statusText(this.strategy, this.statistics());
  }

  #decide(request: RequestView): number {
    const { fleet } = this;
    if (fleet.nextChangeMs !== Infinity) fleet.advance(fleet.clock.nowMs());
    const endpoint = this.#precedence.choose(request);
    this.#log.count(this.#precedence.reason);
    return endpoint;
  }

  #makePolicy(strategy: PolicyName | CustomStrategy, options?: Readonly<Record<string, unknown>>): Policy {
    const context = {
      table: this.#table,
      loadTracker: this.loadTracker,
      random: this.#random,
      router: this.options,
    };
    if (typeof strategy !== 'string') return strategy.create(context);
    const ready = options === undefined ? this.#policies.get(strategy) : undefined;
    if (ready !== undefined) return ready;
    const entry = policies[strategy];
    const create = entry.create as (options: unknown, context: PolicyContext) => Policy;
    const policy = create(entry.options.parse(options ?? {}), context);
    if (options === undefined) this.#policies.set(strategy, policy);
    return policy;
  }

  #checkFleet<Manager extends { readonly fleet: Fleet }>(what: string, manager: Manager): Manager {
    if (manager.fleet === this.fleet) return manager;
    throw new Error(`the ${what} is of another fleet than the router`);
  }
}
