import fc from 'fast-check';
import {
  ANY,
  type Attempt,
  type Health,
  type ModelConfig,
  NO_ENDPOINT,
  NO_MATCH,
  NO_QUOTA,
  NO_ROOM,
  type RequestView,
  UNKNOWN_NAME,
} from '../../src/router/index.js';

/** What a router must know of an endpoint, in plain words. */
export interface ReferenceEndpoint {
  readonly model: number;
  health: Health;
  inFlight: number;
  maxConcurrent: number;
  maxQueue: number;
  /** Its model's quota is used up and must not be exceeded. */
  quotaGone: boolean;
}

/** The rules of eligibility, recomputed from scratch at every question: slow and easy to check by reading. */
export class ReferenceFleet {
  readonly endpoints: readonly ReferenceEndpoint[];
  readonly #threshold: number | 'off';

  constructor(
    models: readonly Required<Pick<ModelConfig, 'replicas' | 'maxConcurrent' | 'maxQueue'>>[],
    threshold: number | 'off',
  ) {
    this.endpoints = models.flatMap(({ replicas, maxConcurrent, maxQueue }, model) =>
      Array.from({ length: replicas }, () => ({
        model,
        health: 'healthy',
        inFlight: 0,
        maxConcurrent,
        maxQueue,
        quotaGone: false,
      })),
    );
    this.#threshold = threshold;
  }

  load(e: number): number {
    return this.endpoints[e].inFlight / this.endpoints[e].maxConcurrent;
  }

  tier(e: number): number {
    const { health, inFlight, maxConcurrent, maxQueue, quotaGone } = this.endpoints[e];
    if (health === 'unhealthy' || quotaGone || inFlight >= maxConcurrent + maxQueue) return 4;
    const above = this.#threshold !== 'off' && this.load(e) > this.#threshold;
    return (health === 'degraded' ? 2 : 0) + (above ? 1 : 0);
  }

  /** The endpoints among which the policy chooses for a request, ascending; none where it must be turned away. */
  allowed({ request, tried, triedCount }: Attempt): readonly number[] {
    const eligible = [...this.endpoints.keys()].filter((e) => this.tier(e) < 4 && this.#matches(request, e));
    const untried = eligible.filter((e) => !tried.subarray(0, triedCount).includes(e));
    const open = untried.length > 0 ? untried : eligible;
    const preferred = open.filter((e) => this.endpoints[e].model === request.preferredModel);
    if (preferred.length > 0) return this.#lowest(preferred, (e) => Math.floor(this.tier(e) / 2));
    return this.#lowest(open, (e) => this.tier(e));
  }

  /** Why there is none: no endpoint matches; all that do are unhealthy, or those that are not have no quota, or no room. */
  whyNone({ request }: Attempt): number {
    const matching = this.endpoints.filter((_, e) => this.#matches(request, e));
    if (matching.length === 0) return NO_MATCH;
    const serving = matching.filter(({ health }) => health !== 'unhealthy');
    if (serving.length === 0) return NO_ENDPOINT;
    return serving.every(({ quotaGone }) => quotaGone) ? NO_QUOTA : NO_ROOM;
  }

  #matches({ requiredModel }: RequestView, e: number): boolean {
    return requiredModel === ANY || this.endpoints[e].model === requiredModel;
  }

  #lowest(endpoints: readonly number[], rank: (e: number) => number): readonly number[] {
    const least = Math.min(...endpoints.map(rank));
    return endpoints.filter((e) => rank(e) === least);
  }
}

/** Limits of an endpoint: narrow ones, so that fullness is common, and queues without a limit. */
export const limits = fc.record({
  maxConcurrent: fc.constantFrom(1, 2, 3, 4, 10),
  maxQueue: fc.constantFrom(0, 1, 2, 5, Infinity),
});

/** A fleet of one to three models with one to four endpoints each. */
export const fleets = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), limits, fc.constantFrom(undefined, 1, 2.5)), {
    minLength: 1,
    maxLength: 3,
  })
  .map((models) =>
    models.map(([replicas, capacity, weight], m) => ({
      id: `m${m}`,
      replicas,
      ...capacity,
      ...(weight !== undefined && { weight }),
    })),
  );

export const thresholds = fc.constantFrom<(number | 'off')[]>('off', 0.5, 0.9, 1);

/** What can happen to a router; numbers name requests and endpoints, counted round. */
export type Action =
  | { readonly kind: 'arrive'; readonly preferredModel: number; readonly requiredModel: number }
  | { readonly kind: 'retry' | 'complete' | 'refuse' | 'abandon'; readonly nth: number }
  | { readonly kind: 'health'; readonly endpoint: number; readonly health: Health }
  | { readonly kind: 'capacity'; readonly endpoint: number; readonly maxConcurrent: number; readonly maxQueue: number }
  | { readonly kind: 'hit_rate'; readonly endpoint: number; readonly share: number }
  | { readonly kind: 'quota'; readonly model: number; readonly share: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'same_strategy_anew' };

const nth = fc.nat(20);
const shares = fc.constantFrom(0, 0.2, 0.3, 0.5, 0.5, 0.9, 1);

export const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    {
      weight: 60,
      arbitrary: fc.record({
        kind: fc.constant('arrive' as const),
        preferredModel: fc.constantFrom(ANY, ANY, ANY, UNKNOWN_NAME, 0, 1, 2),
        requiredModel: fc.constantFrom(ANY, ANY, ANY, ANY, ANY, ANY, UNKNOWN_NAME, 0, 1),
      }),
    },
    { weight: 20, arbitrary: fc.record({ kind: fc.constant('complete' as const), nth }) },
    { weight: 20, arbitrary: fc.record({ kind: fc.constant('refuse' as const), nth }) },
    { weight: 20, arbitrary: fc.record({ kind: fc.constant('retry' as const), nth }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('abandon' as const), nth }) },
    {
      weight: 10,
      arbitrary: fc.record({
        kind: fc.constant('health' as const),
        endpoint: nth,
        health: fc.constantFrom<Health[]>('healthy', 'healthy', 'degraded', 'unhealthy'),
      }),
    },
    {
      weight: 5,
      arbitrary: fc
        .tuple(nth, limits)
        .map(([endpoint, capacity]) => ({ kind: 'capacity' as const, endpoint, ...capacity })),
    },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('hit_rate' as const), endpoint: nth, share: shares }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('quota' as const), model: nth, share: shares }) },
    { weight: 20, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(3000) }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'same_strategy_anew' as const }) },
  ),
  { minLength: 1, maxLength: 120 },
);
