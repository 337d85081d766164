import { ManualClock } from '../../src/core/clock.js';
import { Streams } from '../../src/core/streams.js';
import {
  ANY,
  Attempt,
  CacheManager,
  CLIENT_GONE,
  CLOSED,
  compose,
  type CustomStrategy,
  Fleet,
  GIVE_UP,
  HEALTH_NAMES,
  HealthMonitor,
  ModelRegistry,
  NO_ROOM,
  type PolicyName,
  policyNames,
  type QuotaLimits,
  QuotaManager,
  RATE_LIMITED,
  REFUSED,
  RequestRouter,
  TIMED_OUT,
  UPSTREAM_ERROR,
  UNKNOWN_NAME,
} from '../../src/router/index.js';
import { attempt } from '../support/routers.js';
import { type CheckedOptions, Expectations, type Model, type Place } from './life-expectations.js';
import { CAPABILITIES, LifeScript, REGIONS } from './life-script.js';

const OWN_STRATEGY = {
  name: 'idle first',
  create: compose({ scorers: [[(e, { load }) => -load[e], 1]], picker: 'best' }),
};
const OPERATIONS = [
  ...(['arrive', 'arrive', 'arrive', 'arrive', 'arrive', 'arrive', 'retry', 'retry', 'retry'] as const),
  ...(['complete', 'complete', 'complete', 'refuse', 'refuse', 'abandon', 'first_token', 'wait', 'wait'] as const),
  ...(['strategy', 'add_endpoint', 'remove_endpoint', 'add_model', 'health', 'health', 'capacity', 'quota'] as const),
];

/** A router under random operations, with accounts of its own beside it: slow, and easy to check by reading. */
export class RandomLife {
  readonly #script: LifeScript;
  readonly #clock = new ManualClock();
  readonly #fleet: Fleet;
  readonly #router: RequestRouter;
  readonly #quota: QuotaManager;
  readonly #registry: ModelRegistry;
  readonly #expected: Expectations;
  readonly #models: Model[] = [];
  readonly #places: Place[] = [];
  readonly #underWay: Attempt[] = [];
  readonly #waiting: Attempt[] = [];
  /** By attempt: the endpoints that refused it. */
  readonly #refusals = new Map<Attempt, Place[]>();
  /** What a listener heard of: attempts that have begun and not ended. */
  readonly #open = new Set<Attempt>();
  readonly #monitor: HealthMonitor;
  readonly #maxEjected: number;
  /** The attempt that tries an endpoint after its rest, by place. */
  readonly #probes = new Map<number, Attempt>();
  #names = 0;

  constructor(seed: number) {
    this.#script = new LifeScript(new Streams('random lives', seed).named('script'));
    const models = Array.from({ length: 1 + this.#script.below(3) }, (_, m) =>
      this.#newModel(`m${m}`, this.#script.newLimits()),
    );
    this.#fleet = new Fleet({ models, clock: this.#clock });
    const checked: CheckedOptions = {
      enableHealthChecks: this.#script.below(6) > 0,
      enableQuotaChecks: this.#script.below(6) > 0,
      maxLoadThreshold: this.#script.oneOf<number | 'off'>('off', 0.5, 0.9),
    };
    this.#router = new RequestRouter({
      fleet: this.#fleet,
      random: new Streams('random lives', seed).named('router'),
      strategy: this.#script.oneOf(...policyNames),
      affinity: true,
      options: {
        ...checked,
        affinityMaxSessions: 1 + this.#script.below(5),
        affinityTimeoutSec: 20,
        retryJitter: 0.3,
        ...(models.length > 1 &&
          this.#script.below(3) === 0 && { abTestEnabled: true, abTestModelA: 'm0', abTestModelB: 'm1' }),
      },
    });
    this.#expected = new Expectations(this.#fleet, checked, this.#models, this.#places);
    const limits = this.#models.map(({ id, limits }) => [id, limits ?? {}] as const);
    this.#quota = new QuotaManager(this.#fleet, Object.fromEntries(limits));
    this.#registry = new ModelRegistry(this.#fleet);
    this.#router.setQuotaManager(this.#quota);
    this.#router.setRegistry(this.#registry);
    this.#router.setCacheManager(new CacheManager(this.#fleet));
    this.#maxEjected = this.#script.oneOf(0.3, 0.5, 1);
    const options = { errorsInRow: 2, minRequests: 4, windowMs: 5000, restMs: 3000, maxEjected: this.#maxEjected };
    this.#monitor = new HealthMonitor(this.#fleet, options);
    this.#router.setHealthMonitor(this.#monitor);
    this.#router.listen({
      started: (sent) => {
        must(!this.#open.has(sent), 'an attempt began that had not ended');
        this.#open.add(sent);
      },
      ended: (sent) => {
        must(this.#open.delete(sent), 'an attempt ended that had not begun, or twice');
      },
    });
  }

  /** Does something at random, then compares the router with the accounts. @throws Error where they differ */
  step(): void {
    const operation = this.#script.oneOf(...OPERATIONS);
    try {
      this.#perform(operation);
      this.#check();
    } catch (error) {
      throw new Error(`after "${operation}", strategy ${this.#router.strategy}`, { cause: error });
    }
  }

  /** Lets everything that is under way end. @throws Error where something is left */
  end(): void {
    for (const sent of this.#underWay.splice(0)) {
      this.#placeOf(sent).inFlight--;
      this.#router.completed(sent);
    }
    this.#check();
    must(
      this.#fleet.endpoints.inFlight.every((count) => count === 0),
      'something is left in flight',
    );
    must(this.#open.size === 0, 'an attempt has no end');
  }

  #perform(operation: (typeof OPERATIONS)[number]): void {
    switch (operation) {
      case 'arrive':
        this.#attempt(this.#newAttempt());
        break;
      case 'retry': {
        const refused = this.#script.taken(this.#waiting);
        if (refused !== undefined) this.#attempt(refused);
        break;
      }
      case 'complete':
      case 'refuse':
      case 'abandon': {
        const sent = this.#script.taken(this.#underWay);
        if (sent !== undefined) this.#end(sent, operation);
        break;
      }
      case 'first_token':
        if (this.#underWay.length > 0) this.#router.firstToken(this.#script.oneOf(...this.#underWay));
        break;
      case 'wait':
        this.#clock.cell[0] += this.#script.oneOf(0, 1, 50, 150, 4000, 30_000) * this.#script.random.uniform();
        break;
      case 'strategy': {
        const affinity = this.#script.oneOf(true, false, undefined);
        const strategy = this.#script.oneOf<PolicyName | CustomStrategy>(...policyNames, OWN_STRATEGY);
        this.#router.setStrategy(strategy, undefined, { affinity, loadSignal: this.#script.oneOf('own', 'corrected') });
        break;
      }
      case 'add_endpoint':
        this.#addEndpoint(this.#script.below(this.#models.length));
        break;
      case 'remove_endpoint':
        this.#removeEndpoint();
        break;
      case 'add_model':
        if (this.#models.length < 6) this.#registry.addModel(this.#newModel(`m${this.#models.length}`, null));
        break;
      case 'health':
        this.#fleet.setHealth(this.#script.below(this.#places.length), this.#script.oneOf(...HEALTH_NAMES, 'healthy'));
        break;
      case 'capacity': {
        const place = this.#script.oneOf(...this.#places);
        if (place.isRemoved) break;
        const capacity = this.#script.newCapacity();
        Object.assign(place, capacity);
        this.#router.loadTracker.setCapacity(place.id, capacity);
        break;
      }
      case 'quota': {
        const model = this.#script.oneOf(...this.#models);
        if (model.limits === null || this.#script.below(4) > 0) break;
        model.fixedUse = this.#script.oneOf(0, 0.5, 1);
        this.#quota.fix(model.id, model.fixedUse);
      }
    }
  }

  #attempt(asked: Attempt): void {
    const decision = this.#script.below(2) === 0 ? undefined : this.#router.route(asked);
    const endpoint = decision?.endpoint ?? this.#router.decide(asked);
    this.#checkQuotaBits();
    this.#checkDecision(asked, endpoint, decision?.reason);
    if (endpoint < 0) {
      const isRetried = this.#router.next(asked) !== GIVE_UP;
      const isPassing = this.#expected.opensMs(asked) < Infinity;
      must(!isRetried || endpoint === NO_ROOM || isPassing, `after the answer ${endpoint} a request is tried again`);
      if (isRetried) this.#waiting.push(asked);
      return;
    }
    if (this.#router.options.enableHealthChecks && this.#monitor.reportOf(endpoint).state === 'probing') {
      const probe = this.#probes.get(endpoint);
      const isTried = probe?.isUnderWay === true && probe.endpoint === endpoint; // it may be under way elsewhere by now
      must(!isTried, `${endpoint} is tried with two attempts at a time`);
      this.#probes.set(endpoint, asked);
    }
    this.#router.started(endpoint, asked);
    this.#places[endpoint].inFlight++;
    this.#underWay.push(asked);
  }

  #end(sent: Attempt, how: 'complete' | 'refuse' | 'abandon'): void {
    const place = this.#placeOf(sent);
    place.inFlight--;
    sent.usedTokens = this.#script.oneOf(-1, this.#script.below(200));
    sent.prefixHit = this.#script.oneOf(-1, 0, 0.4, 1);
    if (how === 'complete') this.#router.completed(sent);
    else if (how === 'abandon') this.#router.abandoned(sent, this.#script.oneOf(CLIENT_GONE, TIMED_OUT));
    else {
      sent.retryAfterMs = this.#script.oneOf(0, 500);
      this.#router.refused(sent, this.#script.oneOf(REFUSED, UPSTREAM_ERROR, RATE_LIMITED));
      this.#refusals.set(sent, [...(this.#refusals.get(sent) ?? []), place]);
      const hasBegun = sent.firstTokenMs >= 0;
      const delayMs = this.#router.next(sent);
      must(!hasBegun || delayMs === GIVE_UP, 'a request is tried again whose answer had begun');
      const opensMs = this.#expected.opensMs(sent);
      const isEarly = opensMs < Infinity && delayMs < opensMs - this.#clock.cell[0] - 1e-9;
      must(delayMs === GIVE_UP || !isEarly, `a retry after ${delayMs} ms comes before any endpoint takes it`);
      if (delayMs !== GIVE_UP) this.#waiting.push(sent);
    }
  }

  #addEndpoint(model: number): void {
    const free = this.#places.findIndex(({ isRemoved, inFlight }) => isRemoved && inFlight === 0);
    const at = free < 0 ? this.#places.length : free;
    const id = `added ${this.#names++}`;
    const region = this.#script.oneOf(undefined, ...REGIONS);
    const capacity = this.#script.newCapacity();
    this.#registry.addEndpoint(this.#models[model].id, { ...capacity, ...(region !== undefined && { region }) }, id);
    must(this.#fleet.endpointIndex(id) === at, `"${id}" has not the place ${at}`);
    const generation = free < 0 ? 0 : this.#places[free].generation + 1;
    this.#places[at] = { id, model, region, ...capacity, generation, isRemoved: false, inFlight: 0 };
  }

  #removeEndpoint(): void {
    const place = this.#script.oneOf(...this.#places);
    if (place.isRemoved) return;
    this.#registry.removeEndpoint(place.id);
    place.isRemoved = true;
  }

  #newModel(id: string, limits: QuotaLimits | null) {
    const model = this.#models.length;
    const capabilities = CAPABILITIES.filter(() => this.#script.below(2) === 0);
    const contextWindow = this.#script.oneOf(Infinity, 60);
    this.#models.push({ id, capabilities, contextWindow, limits });
    const endpoints = Array.from({ length: 1 + this.#script.below(3) }, () => {
      const region = this.#script.oneOf(undefined, ...REGIONS);
      return { ...this.#script.newCapacity(), ...(region !== undefined && { region }) };
    });
    endpoints.forEach((endpoint, replica) => {
      const endpointId = endpoints.length === 1 ? id : `${id}/${replica}`;
      const { region, ...capacity } = { region: undefined, ...endpoint };
      this.#places.push({ id: endpointId, model, region, ...capacity, generation: 0, isRemoved: false, inFlight: 0 });
    });
    return { id, capabilities, contextWindow, endpoints };
  }

  #newAttempt(): Attempt {
    return attempt({
      preferredModel: this.#script.below(3) === 0 ? this.#anyModel() : ANY,
      requiredModel: this.#script.below(6) === 0 ? this.#anyModel() : ANY,
      capabilities: this.#script.below(4) === 0 ? this.#fleet.capabilityMask([this.#script.oneOf(...CAPABILITIES)]) : 0,
      region: this.#script.below(5) === 0 ? this.#fleet.regionIndex(this.#script.oneOf(...REGIONS)) : ANY,
      estimatedTokens: this.#script.below(80),
      ...(this.#script.below(2) === 0 && { session: `session ${this.#script.below(8)}` }),
    });
  }

  /** Index of a model, or of one that the fleet does not have. */
  #anyModel(): number {
    const model = this.#script.below(this.#models.length + 1);
    return model < this.#models.length ? model : UNKNOWN_NAME;
  }

  /** The choice is open, has room and matches; untried ones come first, and the policy keeps to the lowest tier. */
  #checkDecision(asked: Attempt, endpoint: number, reason: string | undefined): void {
    const tried = this.#refusals.get(asked) ?? [];
    const matching = [...this.#places.keys()].filter(
      (e) => !this.#places[e].isRemoved && this.#expected.matches(asked, e),
    );
    const eligible = matching.filter((e) => this.#expected.tier(e) < 4);
    const untried = eligible.filter((e) => !tried.includes(this.#places[e]));
    const allowed = untried.length > 0 ? untried : eligible;
    if (allowed.length === 0) {
      must(
        endpoint === this.#expected.whyNone(matching),
        `the answer is ${endpoint}, not ${this.#expected.whyNone(matching)}`,
      );
      return;
    }
    must(allowed.includes(endpoint), `${endpoint} was chosen, allowed are ${allowed.join()}`);
    must(asked.endpoint === endpoint, 'the attempt does not know what was decided');
    const { preferredModel } = asked.request;
    const wished = allowed.filter((e) => this.#places[e].model === preferredModel);
    must(
      wished.length === 0 || wished.includes(endpoint),
      `${endpoint} is not of the preferred model ${preferredModel}`,
    );
    if (reason?.startsWith('chosen by the strategy') !== true) return;
    const lowest = Math.min(...allowed.map((e) => this.#expected.tier(e)));
    must(
      this.#expected.tier(endpoint) === lowest,
      `the strategy chose from tier ${this.#expected.tier(endpoint)}, not ${lowest}`,
    );
  }

  /** After a decision, which brings quotas up to date: no endpoint of a model that has used its quota up is open. */
  #checkQuotaBits(): void {
    for (const [e, { model, isRemoved }] of this.#places.entries()) {
      if (isRemoved || !this.#isUsedUp(this.#models[model])) continue;
      must(
        (this.#fleet.endpoints.closed[e] & (CLOSED.quota | CLOSED.concurrency)) !== 0,
        `the quota of "${this.#models[model].id}" is gone, ${e} is open`,
      );
    }
  }

  #isUsedUp({ id, limits, fixedUse }: Model): boolean {
    if (limits === null || limits.mayExceed === true) return false;
    if (fixedUse !== undefined) return fixedUse >= 1;
    const { requests, tokens, concurrency } = this.#quota.getModelReport(id);
    return requests.left < 1 || tokens.left <= 0 || concurrency.inFlight >= concurrency.limit;
  }

  #check(): void {
    const { endpoints } = this.#fleet;
    must(endpoints.count === this.#places.length, `${endpoints.count} places, not ${this.#places.length}`);
    for (const [e, { id, inFlight, isRemoved, generation }] of this.#places.entries()) {
      must(endpoints.inFlight[e] === inFlight, `${endpoints.inFlight[e]} are in flight at "${id}", not ${inFlight}`);
      must(endpoints.generation[e] === generation, `"${id}" is of generation ${endpoints.generation[e]}`);
      must(this.#fleet.isRemoved(e) === isRemoved, `"${id}" is removed, or is not`);
      must(
        endpoints.tier[e] === this.#expected.tier(e),
        `"${id}" is in tier ${endpoints.tier[e]}, not ${this.#expected.tier(e)}`,
      );
      const isClosed = (endpoints.closed[e] & 2) !== 0;
      must(isRemoved || isClosed === (endpoints.health[e] === 2), `"${id}" is closed for its health, or is not`);
    }
    this.#checkEjections();
    must(this.#open.size === this.#underWay.length, 'not each start has one end');
    for (const [m, { id, limits }] of this.#models.entries()) {
      if (limits === null) continue;
      const { tokens, concurrency } = this.#quota.getModelReport(id);
      const own = this.#underWay.filter((sent) => this.#placeOf(sent).model === m).length;
      must(concurrency.inFlight === own, `the quota of "${id}" counts ${concurrency.inFlight} in flight, not ${own}`);
      must(tokens.left >= 0, `the quota of "${id}" has ${tokens.left} tokens left`);
    }
  }

  /** Of the endpoints of a model that nobody calls unhealthy no more are out than the cap allows, and never the last one. */
  #checkEjections(): void {
    const { health } = this.#fleet.endpoints;
    for (const e of this.#places.keys()) if (this.#monitor.reportOf(e).state !== 'probing') this.#probes.delete(e);
    for (const m of this.#models.keys()) {
      const present = [...this.#places.keys()].filter((e) => this.#places[e].model === m && !this.#places[e].isRemoved);
      const able = present.filter((e) => health[e] !== 2);
      const out = able.filter((e) => this.#monitor.reportOf(e).state !== 'serving');
      const cap = Math.max(0, Math.min(able.length - 1, Math.floor(able.length * this.#maxEjected)));
      must(out.length <= cap, `${out.length} of ${able.length} endpoints of model ${m} are ejected`);
    }
  }

  #placeOf({ endpoint }: Attempt): Place {
    return this.#places[endpoint];
  }
}

function must(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
