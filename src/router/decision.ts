/** Why an endpoint was chosen, or none. The texts are fixed, so that a decision allocates none. */
export const REASONS = [
  'chosen by the strategy',
  'chosen by the strategy: every healthy endpoint left is above the load threshold',
  'chosen by the strategy among degraded endpoints: no healthy one left has room',
  'preferred model',
  'preferred model, at a degraded endpoint',
  'chosen by the strategy: the preferred model cannot take the request',
  'no endpoint has room',
  'no endpoint is healthy or degraded',
] as const;
export type Reason = (typeof REASONS)[number];

export const BY_STRATEGY = 0;
export const ABOVE_THRESHOLD = 1;
export const BY_STRATEGY_DEGRADED = 2;
export const PREFERRED = 3;
export const PREFERRED_DEGRADED = 4;
export const PREFERRED_UNAVAILABLE = 5;
export const WITHOUT_ROOM = 6;
export const WITHOUT_ENDPOINT = 7;

/** What `decide` returns where no endpoint has room: retried like a refusal. */
export const NO_ROOM = -1;
/** What `decide` returns where no endpoint is healthy or degraded: the request has failed. */
export const NO_ENDPOINT = -2;

/** A routing decision with the scores of the chosen endpoint, each in 0…1. All scores are 0 where none was chosen. */
export class Decision {
  /** null where no endpoint was chosen. */
  modelId: string | null = null;
  endpointId: string | null = null;
  reason: Reason = REASONS[WITHOUT_ENDPOINT];
  /** 1 − min(1, utilization). */
  loadScore = 0;
  /** Cache hit rate; 0 without a cache manager. */
  cacheScore = 0;
  /** 1 − quota used; 1 without a quota manager. */
  quotaScore = 0;
  /** 1, 0.5 or 0 for healthy, degraded or unhealthy. */
  healthScore = 0;
  /** Mean of the scores whose managers are present. */
  totalScore = 0;
  /** Models of the endpoints that refused this request before. */
  readonly attemptedModels: string[] = [];
  /** The request's own wish or a healthy endpoint could not be had. */
  fallbackUsed = false;
}
