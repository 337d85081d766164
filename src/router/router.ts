import type { RandomStream } from '../core/index.js';
import { checkAttempt, checkConfig, checkedPolicy, checkLayers, checkStrategy } from './arguments.js';
import type { Attempt, AttemptListener } from './attempt.js';
import { Decision, GIVE_UP, NO_ROOM } from './decision.js';
import { explain, type Explanation } from './explain.js';
import type { CacheManager } from './fleet/cache-manager.js';
import type { EndpointTable } from './fleet/endpoint-table.js';
import type { Fleet } from './fleet/fleet.js';
import type { HealthMonitor } from './fleet/health-monitor.js';
import { LoadTracker } from './fleet/load-tracker.js';
import type { ModelRegistry } from './fleet/model-registry.js';
import { RetryAfter } from './fleet/retry-after.js';
import type { QuotaManager } from './fleet/quota-manager.js';
import { type Books, Listeners, mayThrow } from './listeners.js';
import { expectObject } from '../core/options/index.js';
import { checkedOptions, type RouterOptions } from './options.js';
import { CLIENT_GONE, COMPLETED, RATE_LIMITED, REFUSED, TIMED_OUT, UPSTREAM_ERROR } from './outcome.js';
import type { CustomStrategy, Policy, PolicyContext } from './policies/policy.js';
import { checkedPolicyOptions, entryOf, policies, type PolicyName } from './policies/registry.js';
import { Precedence } from './precedence.js';
import { IS_FALLBACK, REASONS } from './reasons.js';
import type { RequestView } from './request-view.js';
import type { RouterConfig, StrategyLayers } from './router-config.js';
import { run, type RunOptions, type Work } from './run.js';
import { DecisionLog, type RouterStatistics, statusText, strategyName } from './statistics.js';

/**
 * Chooses an endpoint for each request, and follows every attempt from its start to its end. The driver (gateway, tank)
 * makes an `Attempt`, asks `decide` or `route`, tells `started`, perhaps `firstToken`, then exactly one of `completed`,
 * `refused`, `abandoned`; where that was in vain, or no endpoint was found, `next` says whether and when to ask again.
 * `run` does all of that. Precedence: the layers of the registry in their order, then the policy, over the lowest tier of
 * what the request allows.
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
  readonly #retryAfter: RetryAfter;
  /** Policies with default options, to be switched to without making them anew. */
  readonly #policies = new Map<PolicyName, Policy>();
  readonly #managers: { registry?: ModelRegistry; cache?: CacheManager; quota?: QuotaManager; health?: HealthMonitor } =
    {};
  readonly #ownListeners = new Set<AttemptListener>();
  readonly #listeners = new Listeners();
  /** What is still to be done for an attempt when its listeners have been told. */
  readonly #books: Books = {
    started: (attempt) => {
      this.loadTracker.add(attempt.endpoint, 1);
    },
    ended: (attempt) => {
      this.loadTracker.add(attempt.endpoint, -1);
      if (isFailure(attempt.outcome)) this.#noteFailure(attempt);
    },
  };
  #strategy: PolicyName | CustomStrategy;

  /** @throws Error where the fleet has a router already */
  constructor(config: RouterConfig) {
    checkConfig(config);
    const { fleet, random, abRandom = random, options = {}, stopwatch } = config;
    const { strategy = 'least_loaded', strategyOptions, affinity, loadSignal = 'corrected' } = config;
    this.fleet = fleet;
    this.options = checkedOptions(options);
    this.loadTracker = new LoadTracker(fleet);
    this.#table = fleet.endpoints;
    this.#random = random;
    this.#strategy = strategy;
    this.#log = new DecisionLog(stopwatch, strategyName(strategy));
    const policy = this.#makePolicy(strategy, strategyOptions);
    this.#precedence = new Precedence(fleet, this.options, abRandom, policy, hasAffinity(strategy, affinity));
    this.loadTracker.setSignal(loadSignal);
    this.#retryAfter = new RetryAfter(fleet, (model) => this.#managers.quota?.isLimited(model) === true);
    this.#listen();
  }

  /** Name of the strategy that chooses now. */
  get strategy(): string {
    return strategyName(this.#strategy);
  }

  /** Changes the strategy; what is in flight stays counted. The policy builds its index at its first pick. */
  setStrategy(
    strategy: PolicyName | CustomStrategy,
    options?: Readonly<Record<string, unknown>>,
    layers: StrategyLayers = {},
  ): void {
    checkStrategy(strategy);
    checkLayers(layers);
    const { affinity, loadSignal = 'corrected' } = layers;
    this.#precedence.set(this.#makePolicy(strategy, options), hasAffinity(strategy, affinity));
    this.#strategy = strategy;
    this.#log.switchTo(strategyName(strategy));
    this.loadTracker.setSignal(loadSignal);
    this.#listen();
  }

  setRegistry(registry: ModelRegistry): void {
    this.#managers.registry = this.#attached('registry', registry);
    this.#listen();
  }

  setCacheManager(cache: CacheManager): void {
    this.#managers.cache = this.#attached('cache manager', cache);
    this.#listen();
  }

  setQuotaManager(quota: QuotaManager): void {
    const isNew = this.#managers.quota !== this.#attached('quota manager', quota);
    this.#managers.quota = quota;
    if (isNew) quota.takeOver();
    this.#listen();
  }

  setHealthMonitor(health: HealthMonitor): void {
    this.#managers.health = this.#attached('health monitor', health);
    this.#listen();
  }

  /**
   * Tells somebody of every attempt, from now on. What a listener throws comes out of the call that told it, once the
   * router has counted the attempt; listeners after it are not told. @returns a function that ends it
   */
  listen(listener: AttemptListener): () => void {
    expectObject(listener, 'listener', 'an object with started, firstToken or ended');
    this.#ownListeners.add(listener);
    this.#listen();
    return () => {
      this.#ownListeners.delete(listener);
      this.#listen();
    };
  }

  /**
   * Chooses an endpoint for a request, which the attempt notes; changes nothing else but the policy's own state.
   * @returns its index, or a negative answer
   */
  decide(attempt: Attempt): number {
    if (isNone(attempt)) checkAttempt(attempt);
    return this.#log.isTimed() ? this.#decideTimed(attempt) : this.#decide(attempt);
  }

  #decideTimed(attempt: Attempt): number {
    const startMs = this.#log.now();
    const endpoint = this.#decide(attempt);
    this.#log.took(this.#log.now() - startMs);
    return endpoint;
  }

  /**
   * `decide`, with the reason and the chosen endpoint's scores written into a decision: a fresh one, or the caller's,
   * which allocates nothing but, for a retry, the list of attempted models.
   */
  route(attempt: Attempt, into: Decision = new Decision()): Decision {
    checkAttempt(attempt);
    const endpoint = this.decide(attempt);
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
    if (this.#managers.cache !== undefined) {
      total += into.cacheScore;
      count++;
    }
    if (this.#managers.quota !== undefined) {
      total += into.quotaScore;
      count++;
    }
    into.totalScore = total / count;
    into.fallbackUsed = IS_FALLBACK[this.#precedence.reason];
    into.attemptedModels.length = 0;
    for (let i = 0; i < attempt.triedCount; i++) {
      into.attemptedModels.push(this.fleet.modelIds[attempt.triedModel[i]]);
    }
    return into;
  }

  /** Every endpoint as the next decision on an attempt would see it. Changes nothing. */
  explain(attempt: Attempt): Explanation {
    checkAttempt(attempt);
    this.fleet.advance();
    return explain(attempt, {
      fleet: this.fleet,
      eligibility: this.#precedence.eligibility,
      policy: this.#precedence.policy,
      strategy: this.#strategy,
      wishes: this.#precedence.wishes(attempt),
      monitor: this.#managers.health,
    });
  }

  /** The attempt is being sent to an endpoint: one more in flight there. */
  started(endpoint: number, attempt: Attempt): void {
    if (endpoint >>> 0 !== endpoint || endpoint >= this.#table.count) throw this.#noEndpoint(endpoint);
    if (isNone(attempt)) checkAttempt(attempt);
    if (attempt.isUnderWay)
      throw new Error('an attempt was started that is under way: another one needs its own Attempt');
    attempt.start(endpoint, this.fleet.clock);
    this.#listeners.started(attempt);
    this.loadTracker.add(endpoint, 1);
  }

  /** The attempt's first token came. */
  firstToken(attempt: Attempt): void {
    if (isNone(attempt)) checkAttempt(attempt);
    if (!attempt.isUnderWay) throw new Error('firstToken was called for an attempt that is not under way');
    attempt.firstTokenMs = this.fleet.clock.nowMs();
    this.#listeners.firstToken(attempt);
  }

  /** The attempt was served. */
  completed(attempt: Attempt): void {
    this.#end(attempt, COMPLETED);
  }

  /**
   * The attempt came to nothing at its endpoint, which is left out of the request's next tries while an untried one is
   * eligible; where it asked for it (`attempt.retryAfterMs`) it is left alone by all requests. @param outcome REFUSED, UPSTREAM_ERROR or RATE_LIMITED
   */
  refused(attempt: Attempt, outcome: number = REFUSED): void {
    if (!isFailure(outcome)) {
      throw new RangeError(`outcome is ${String(outcome)}: expected REFUSED, UPSTREAM_ERROR or RATE_LIMITED`);
    }
    this.#end(attempt, outcome);
    this.#noteFailure(attempt);
  }

  /**
   * The client is gone (CLIENT_GONE), or waited too long (TIMED_OUT): the request has ended. The quota stays used as estimated;
   * a timeout counts against the endpoint, and as a response time of so long.
   */
  abandoned(attempt: Attempt, outcome: number = CLIENT_GONE): void {
    if (outcome !== TIMED_OUT && outcome !== CLIENT_GONE) {
      throw new RangeError(`outcome is ${String(outcome)}: expected TIMED_OUT or CLIENT_GONE`);
    }
    this.#end(attempt, outcome);
  }

  /**
   * After a refusal or a negative answer: counts the failed try and says when to ask again.
   * @returns delay in milliseconds, doubling with each retry; where all that matches is ejected or asked to be left alone, at
   * least until the first of them takes requests again. Or GIVE_UP: no retry is left, the client has read of the answer, or
   * nothing that matches takes requests
   */
  next(attempt: Attempt): number {
    checkAttempt(attempt);
    const { maxRetries, retryDelayMs, retryJitter } = this.options;
    attempt.failedAttempts++;
    if (attempt.failedAttempts > maxRetries || attempt.firstTokenMs >= 0) return GIVE_UP;
    const opensMs = this.#precedence.eligibility.opensMs(attempt.request);
    if (attempt.endpoint < NO_ROOM && opensMs === Infinity) return GIVE_UP;
    const delayMs = retryDelayMs * 2 ** (attempt.failedAttempts - 1);
    const kept = retryJitter === 0 ? 1 : 1 - retryJitter * this.#random.uniform();
    return opensMs === Infinity ? delayMs * kept : Math.max(delayMs * kept, untilMs(opensMs, this.fleet.clock.nowMs()));
  }

  /**
   * The whole life of a request: decides, lets `work` do an attempt at the chosen endpoint, tells what became of it, and
   * tries again after a delay as long as `next` says so.
   * @param work is given the endpoint, a signal that ends with the caller's, and the attempt, on which it may note what it
   * learns; it throws an AttemptError to say how an attempt failed (anything else that it throws is an upstream error)
   * @returns what `work` returned
   * @throws what `work` threw last; NoEndpointError where there was no endpoint to try; the signal's reason when it ended
   */
  run<Result>(request: RequestView, work: Work<Result>, options: RunOptions = {}): Promise<Result> {
    return run(this, request, work, options);
  }

  /** Counts since the router was made. */
  statistics(): RouterStatistics {
    return this.#log.statistics(this.#precedence.affinityEntries());
  }

  /** The statistics as text. */
  status(): string {
    return statusText(this.strategy, this.statistics());
  }

  #decide(attempt: Attempt): number {
    const { fleet } = this;
    if (fleet.nextChangeMs !== Infinity && fleet.isDue()) fleet.advance();
    const endpoint = this.#precedence.choose(attempt);
    attempt.endpoint = endpoint;
    this.#log.count(this.#precedence.reason);
    return endpoint;
  }

  #end(attempt: Attempt, outcome: number): void {
    if (isNone(attempt)) checkAttempt(attempt);
    if (!attempt.isUnderWay) throw new Error('an attempt ended that was not started or had already ended');
    attempt.isUnderWay = false;
    attempt.outcome = outcome;
    if (outcome === COMPLETED || outcome === TIMED_OUT) this.loadTracker.learn(attempt.endpoint, attempt);
    this.#listeners.ended(attempt);
    this.loadTracker.add(attempt.endpoint, -1);
  }

  #noteFailure(attempt: Attempt): void {
    attempt.noteTried(attempt.endpoint, this.#table);
    if (attempt.retryAfterMs > 0) this.#retryAfter.asked(attempt.endpoint, attempt.outcome, attempt.retryAfterMs);
  }

  /** Finds out anew who listens to what; who is not ours may throw. */
  #listen(): void {
    const { registry, cache, quota, health } = this.#managers;
    const { listeners: layers, policy } = this.#precedence;
    const all = [registry, cache, quota, health, ...layers];
    const isOurs = typeof this.#strategy === 'string';
    const others = [...(isOurs ? [] : [policy]), ...this.#ownListeners].map((each) => mayThrow(each, this.#books));
    this.#listeners.set([...all, ...(isOurs ? [policy] : []), ...others].filter((listener) => listener !== undefined));
  }

  #makePolicy(strategy: PolicyName | CustomStrategy, options?: Readonly<Record<string, unknown>>): Policy {
    const context = {
      table: this.#table,
      loadTracker: this.loadTracker,
      random: this.#random,
      clock: this.fleet.clock,
      router: this.options,
    };
    if (typeof strategy !== 'string') return checkedPolicy(strategy.create(context), strategy.name);
    const ready = options === undefined ? this.#policies.get(strategy) : undefined;
    if (ready !== undefined) return ready;
    const entry = entryOf(strategy);
    const create = entry.create as (options: unknown, context: PolicyContext) => Policy;
    const policy = create(checkedPolicyOptions(strategy, options), context);
    if (options === undefined) this.#policies.set(strategy, policy);
    return policy;
  }

  #noEndpoint(endpoint: number): RangeError {
    const last = this.#table.count - 1;
    return new RangeError(
      `there is no endpoint of index ${String(endpoint)}: expected 0 to ${last}, as decide answers`,
    );
  }

  #attached<Manager extends { readonly fleet: Fleet }>(what: string, manager: Manager): Manager {
    expectObject(manager, `the ${what}`, 'a manager of the same fleet as the router');
    if (manager.fleet === this.fleet) return manager;
    throw new Error(`the ${what} is of another fleet than the router`);
  }
}

/** Whether sessions stay where they are: as is said, else as the policy has it. */
function hasAffinity(strategy: PolicyName | CustomStrategy, affinity: boolean | undefined): boolean {
  return affinity ?? (typeof strategy === 'string' && policies[strategy].affinity === true);
}

/** Whether there is no attempt in place of one, as far as that costs nothing on the hot path; `checkAttempt` tells it. */
function isNone(attempt: Attempt | undefined): boolean {
  return attempt?.isUnderWay === undefined;
}

/** Whether an attempt came to nothing at its endpoint, so that the request may be tried again. */
function isFailure(outcome: number): boolean {
  return outcome === REFUSED || outcome === UPSTREAM_ERROR || outcome === RATE_LIMITED;
}

/** From now to a time, and not a rounding short of it: now and what is answered are not below that time. */
function untilMs(timeMs: number, nowMs: number): number {
  const leftMs = timeMs - nowMs;
  return nowMs + leftMs < timeMs ? leftMs + timeMs * Number.EPSILON : leftMs;
}
