/** How an attempt may fail at an endpoint. */
export const FAILURE_KINDS = ['error', 'rate_limited', 'hang'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** What happens to attempts that endpoints are sent from `fromMs` on and before `toMs`. */
export type FailureRule = {
  /** Id of a model, for all of its endpoints, or of an endpoint; undefined for all. */
  readonly of: string | undefined;
  readonly fromMs: number;
  readonly toMs: number;
  /** Of an error: it comes so long after the attempt was accepted. */
  readonly afterMs: number;
  /** Of a rate limit: the endpoint asks to be left alone for so long, 0 for nothing said. */
  readonly retryAfterMs: number;
} & (
  | { readonly kind: FailureKind; readonly share: number }
  /** One after the other by attempt of each endpoint, over and over. */
  | { readonly kind: 'sequence'; readonly sequence: readonly (FailureKind | 'ok')[] }
);
