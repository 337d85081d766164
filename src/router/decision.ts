import { type Reason, REASONS, reasonOfNone } from './reasons.js';

/** What `decide` returns where no endpoint has room: retried like a refusal. */
export const NO_ROOM = -1;
/** What `decide` returns where no endpoint is healthy or degraded: the request has failed. */
export const NO_ENDPOINT = -2;
/** What `decide` returns where quota is all that is missing: the request has failed. */
export const NO_QUOTA = -3;
/** What `decide` returns where no endpoint meets the requirements of the request: the request has failed. */
export const NO_MATCH = -4;

/** What `next` returns when the request is to be given up. */
export const GIVE_UP = -1;

/** A routing decision with the scores of the chosen endpoint, each in 0…1. All scores are 0 where none was chosen. */
export class Decision {
  /** Index of the chosen endpoint, for `started`, or the negative answer of `decide`. */
  endpoint = NO_ENDPOINT;
  /** null where no endpoint was chosen. */
  modelId: string | null = null;
  endpointId: string | null = null;
  reason: Reason = REASONS[reasonOfNone(NO_ENDPOINT)];
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
  /** Models of the endpoints that this request tried in vain before. */
  readonly attemptedModels: string[] = [];
  /** The request's own wish or a healthy endpoint could not be had. */
  fallbackUsed = false;
}
