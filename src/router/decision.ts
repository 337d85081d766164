/** Why an endpoint was chosen, or none. The texts are fixed, so that a decision allocates none. */
export const REASONS = [
  'chosen by the strategy',
  'chosen by the strategy: every healthy endpoint left is above the load threshold',
  'chosen by the strategy among degraded endpoints: no healthy one left has room',
  'preferred model',
  'preferred model, at a degraded endpoint',
  'chosen by the strategy: the preferred model cannot take the request',
  'endpoint of the session',
  'endpoint of the session, degraded',
  'chosen by the strategy: the endpoint of the session cannot take the request',
  'model of the A/B test',
  'model of the A/B test, at a degraded endpoint',
  'other model of the A/B test: the one drawn cannot take the request',
  'chosen by the strategy: neither model of the A/B test can take the request',
  'no endpoint has room',
  'no endpoint is healthy or degraded',
  'no model has quota left',
  'no endpoint meets the requirements of the request',
] as const;
export type Reason = (typeof REASONS)[number];

export const BY_STRATEGY = 0;
export const ABOVE_THRESHOLD = 1;
export const BY_STRATEGY_DEGRADED = 2;
export const PREFERRED = 3;
export const PREFERRED_DEGRADED = 4;
export const PREFERRED_UNAVAILABLE = 5;
export const STICKY = 6;
export const STICKY_DEGRADED = 7;
export const STICKY_UNAVAILABLE = 8;
export const AB_TEST = 9;
export const AB_TEST_DEGRADED = 10;
export const AB_TEST_OTHER = 11;
export const AB_TEST_UNAVAILABLE = 12;
/** From here on: reasons for choosing none. */
export const WITHOUT_ROOM = 13;

/** Whether the request's own wish, or a healthy endpoint, could not be had; by reason. */
export const IS_FALLBACK: readonly boolean[] = REASONS.map((_, reason) =>
  [
    BY_STRATEGY_DEGRADED,
    PREFERRED_DEGRADED,
    PREFERRED_UNAVAILABLE,
    STICKY_DEGRADED,
    STICKY_UNAVAILABLE,
    AB_TEST_DEGRADED,
    AB_TEST_OTHER,
    AB_TEST_UNAVAILABLE,
  ].includes(reason),
);

/** What `decide` returns where no endpoint has room: retried like a refusal. */
export const NO_ROOM = -1;
/** What `decide` returns where no endpoint is healthy or degraded: the request has failed. */
export const NO_ENDPOINT = -2;
/** What `decide` returns where quota is all that is missing: the request has failed. */
export const NO_QUOTA = -3;
/** What `decide` returns where no endpoint meets the requirements of the request: the request has failed. */
export const NO_MATCH = -4;

/** The reason of a negative answer. */
export function reasonOf(answer: number): number {
  return WITHOUT_ROOM - 1 - answer;
}

/** A routing decision with the scores of the chosen endpoint, each in 0…1. All scores are 0 where none was chosen. */
export class Decision {
  /** Index of the chosen endpoint, for `started` and what follows, or the negative answer of `decide`. */
  endpoint = NO_ENDPOINT;
  /** null where no endpoint was chosen. */
  modelId: string | null = null;
  endpointId: string | null = null;
  reason: Reason = 'no endpoint is healthy or degraded';
  /** 1 − min(1, utilization). */
  loadScore = 0;
  /** Cache hit rate; 0 without a cache manager. */
  cacheScore = 0;
  /** 1 − quota used; 1 without a quota manager. */
  quotaScore = 0;
  /** 1, 0.5 or 0 for healthy, degraded or unhealthy. */
  healthScore = 0;
  /** Mean of load and health, and of cache and quota where their managers are present. */
  totalScore = 0;
  /** Models of the endpoints that refused this request before. */
  readonly attemptedModels: string[] = [];
  /** The request's own wish or a healthy endpoint could not be had. */
  fallbackUsed = false;
}
