/** How an attempt ended: what it means for retries, health and quota. */
export const OUTCOMES = [
  /** It was served. */
  'completed',
  /** The endpoint had no room. Retried; nothing is held against its health; its quota is given back. */
  'refused',
  /** The endpoint answered with an error or not at all. Retried; counts against its health; the request counts. */
  'upstream_error',
  /** The provider's own limit was hit. Retried; its health stands; the quota of its model is taken as used up. */
  'rate_limited',
  /** The client's time was up. Not retried; its health stands; the quota stays used as estimated. */
  'timed_out',
  /** The client went away. As `timed_out`. */
  'client_gone',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Codes of the outcomes: indices of OUTCOMES. */
export const COMPLETED = 0;
export const REFUSED = 1;
export const UPSTREAM_ERROR = 2;
export const RATE_LIMITED = 3;
export const TIMED_OUT = 4;
export const CLIENT_GONE = 5;
/** Of an attempt that has not ended. */
export const UNDER_WAY = -1;
