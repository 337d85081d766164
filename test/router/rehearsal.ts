import { expect } from 'vitest';
import type { ManualClock } from '../../src/core/clock.js';
import {
  type Attempt,
  CacheManager,
  type Fleet,
  GIVE_UP,
  NO_ROOM,
  type PolicyName,
  QuotaManager,
  type RequestRouter,
} from '../../src/router/index.js';
import { attempt, routerOf } from '../support/routers.js';
import { policyRows } from './policy-rows.js';
import { type Action, ReferenceFleet } from './reference-fleet.js';

/** One router under a script, with the reference beside it. */
export class Rehearsal {
  readonly #name: PolicyName;
  readonly #reference: ReferenceFleet;
  readonly #router: RequestRouter;
  readonly #fleet: Fleet;
  readonly #clock: ManualClock;
  readonly #cache: CacheManager;
  readonly #quota: QuotaManager;
  readonly #dispatched: Attempt[] = [];
  readonly #waiting: Attempt[] = [];
  /** Endpoints in the order of their turns. */
  readonly #row: number[] = [];

  constructor(
    name: PolicyName,
    models: Parameters<typeof routerOf>[0] & ConstructorParameters<typeof ReferenceFleet>[0],
    maxLoadThreshold: number | 'off',
  ) {
    const { router, fleet, clock } = routerOf(models, name, { maxLoadThreshold });
    this.#name = name;
    this.#router = router;
    this.#fleet = fleet;
    this.#clock = clock;
    this.#cache = new CacheManager(fleet);
    this.#quota = new QuotaManager(
      fleet,
      Object.fromEntries(models.map(({ id }) => [id, { mayExceed: mayExceed(id) }])),
    );
    router.setCacheManager(this.#cache);
    router.setQuotaManager(this.#quota);
    this.#reference = new ReferenceFleet(models, maxLoadThreshold);
    router.setStrategy(name, policyRows[name].options);
  }

  play(script: readonly Action[]): void {
    for (const action of script) {
      this.#perform(action);
      const { inFlight, tier } = this.#fleet.endpoints;
      expect([...inFlight]).toEqual(this.#reference.endpoints.map((endpoint) => endpoint.inFlight));
      expect([...tier]).toEqual([...inFlight.keys()].map((e) => this.#reference.tier(e)));
    }
  }

  #perform(action: Action): void {
    switch (action.kind) {
      case 'arrive':
        this.#attempt(attempt({ preferredModel: action.preferredModel, requiredModel: action.requiredModel }));
        break;
      case 'retry': {
        const refused = taken(this.#waiting, action.nth);
        if (refused !== undefined) this.#attempt(refused);
        break;
      }
      case 'complete':
      case 'refuse':
      case 'abandon':
        this.#end(action.kind, taken(this.#dispatched, action.nth));
        break;
      case 'health':
        this.#setHealth(action);
        break;
      case 'capacity':
        this.#setCapacity(action);
        break;
      case 'hit_rate':
        this.#setHitRate(action);
        break;
      case 'quota':
        this.#setQuota(action);
        break;
      case 'wait':
        this.#clock.cell[0] += action.ms;
        break;
      case 'same_strategy_anew':
        this.#router.setStrategy(this.#name, policyRows[this.#name].options);
    }
  }

  #attempt(asked: Attempt): void {
    const allowed = this.#reference.allowed(asked);
    const endpoint = this.#router.decide(asked);
    if (allowed.length > 0) {
      const { endpoints: table } = this.#fleet;
      const turn = (among: readonly number[]) => this.#turn(asked, among);
      const situation = { fleet: this.#reference, table, loadTracker: this.#router.loadTracker, turn };
      expect(policyRows[this.#name].mayChoose(allowed, situation)).toContain(endpoint);
      this.#router.started(endpoint, asked);
      this.#reference.endpoints[endpoint].inFlight++;
      this.#dispatched.push(asked);
    } else {
      expect(endpoint).toBe(this.#reference.whyNone(asked));
      if (endpoint === NO_ROOM) this.#askAgain(asked);
    }
  }

  /** The first in the row that is allowed, which goes to its end; in a choice from all, those before it lose their turns. */
  #turn({ request, tried, triedCount }: Attempt, allowed: readonly number[]): number {
    const { count, modelIndex } = this.#fleet.endpoints;
    for (let e = this.#row.length; e < count; e++) this.#row.push(e);
    const place = this.#row.findIndex((e) => allowed.includes(e));
    const before = tried.subarray(0, triedCount);
    const isRetry = triedCount > 0 && allowed.some((e) => !before.includes(e));
    const isOfModel = request.requiredModel >= 0 || allowed.some((e) => modelIndex[e] === request.preferredModel);
    const moved = isRetry || isOfModel ? this.#row.splice(place, 1) : this.#row.splice(0, place + 1);
    this.#row.push(...moved);
    return moved[moved.length - 1];
  }

  #end(how: 'complete' | 'refuse' | 'abandon', sent: Attempt | undefined): void {
    if (sent === undefined) return;
    this.#reference.endpoints[sent.endpoint].inFlight--;
    if (how === 'complete') this.#router.completed(sent);
    else if (how === 'abandon') this.#router.abandoned(sent);
    else {
      this.#router.refused(sent);
      this.#askAgain(sent);
    }
  }

  #askAgain(refused: Attempt): void {
    if (this.#router.next(refused) !== GIVE_UP) this.#waiting.push(refused);
  }

  #setHitRate({ endpoint, share }: Action & { kind: 'hit_rate' }): void {
    this.#cache.fix(this.#fleet.endpointIds[endpoint % this.#reference.endpoints.length], share);
  }

  #setQuota({ model, share }: Action & { kind: 'quota' }): void {
    const m = model % this.#fleet.modelIds.length;
    const id = this.#fleet.modelIds[m];
    this.#quota.fix(id, share);
    for (const e of this.#fleet.models.endpoints[m]) {
      this.#reference.endpoints[e].quotaGone = share === 1 && !mayExceed(id);
    }
  }

  #setHealth({ endpoint, health }: Action & { kind: 'health' }): void {
    const e = endpoint % this.#reference.endpoints.length;
    this.#reference.endpoints[e].health = health;
    this.#fleet.setHealth(e, health);
  }

  #setCapacity({ endpoint, maxConcurrent, maxQueue }: Action & { kind: 'capacity' }): void {
    const e = endpoint % this.#reference.endpoints.length;
    Object.assign(this.#reference.endpoints[e], { maxConcurrent, maxQueue });
    this.#router.loadTracker.setCapacity(this.#fleet.endpointIds[e], { maxConcurrent, maxQueue });
  }
}

/** Takes the nth of a list out, counted round; undefined when it is empty. */
function taken<T>(list: T[], nth: number): T | undefined {
  return list.length === 0 ? undefined : list.splice(nth % list.length, 1)[0];
}

/** Of two models of a fleet one may exceed its quota. */
function mayExceed(model: string): boolean {
  return model === 'm1';
}
