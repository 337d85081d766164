import type { Clock } from '../core/index.js';
import type { EndpointTable } from './fleet/endpoint-table.js';
import { UNDER_WAY } from './outcome.js';
import { RequestView } from './request-view.js';
import { shownKind } from '../core/options/index.js';

/** Most attempts after the first: a request remembers the endpoints that it tried. */
export const MAX_RETRIES_LIMIT = 15;

/**
 * The router's notes on an attempt of a request, and what the driver says of it. The driver makes one for a request and
 * hands it to every call of the router; a retry goes on with the notes of the attempt before. Two attempts that are under
 * way at once have notes each.
 */
export class Attempt {
  request: RequestView;

  // what the driver learns; one that is not a number counts as not said
  /** Tokens of prompt and output together that the attempt used, −1 while unknown. */
  usedTokens = -1;
  /**
   * Whether the endpoint had the session, and a prefix of the prompt, in its cache: 1 or 0, or the share of the prompt's
   * tokens that it had; −1 where it did not say.
   */
  sessionHit = -1;
  prefixHit = -1;
  /** The endpoint asks to be left alone for so long; 0 where it does not. */
  retryAfterMs = 0;

  // the router's notes on this attempt
  /** What was decided: index of an endpoint, or a negative answer. */
  endpoint = -1;
  /** Whether it was started and has not ended. */
  isUnderWay = false;
  /** How it ended, as a code of OUTCOMES; UNDER_WAY before that. */
  outcome = UNDER_WAY;
  /** When it began, on the router's clock. */
  startedMs = 0;
  /** When its first token came, −1 before that. */
  firstTokenMs = -1;
  /** Tokens reserved for it in the quota of its model, −1 where none is kept. */
  reservedTokens = -1;

  // the router's notes on the request so far
  /** Tries that ended without service: refused by an endpoint, or no endpoint with room. */
  failedAttempts = 0;
  /** Endpoints that were tried in vain, `triedCount` of them, which generation of its place each was, and its model. */
  readonly tried = new Int32Array(MAX_RETRIES_LIMIT + 1);
  readonly triedGeneration = new Int32Array(MAX_RETRIES_LIMIT + 1);
  readonly triedModel = new Int32Array(MAX_RETRIES_LIMIT + 1);
  triedCount = 0;
  /** Side of the A/B test, 0 or 1; −1 while not drawn. */
  abSide = -1;

  constructor(request: RequestView) {
    checkRequest(request);
    this.request = request;
  }

  /** Makes it the first attempt of another request; what is of one endpoint is written when it starts there. */
  reset(request: RequestView): void {
    if (request !== this.request) this.request = request;
    this.isUnderWay = false;
    this.abSide = -1;
    if (this.firstTokenMs >= 0) this.firstTokenMs = -1;
    if (this.retryAfterMs !== 0) this.retryAfterMs = 0;
    this.failedAttempts = 0;
    this.triedCount = 0;
  }

  /** It starts at an endpoint: nothing is known yet of how it fares there. */
  start(endpoint: number, clock: Clock): void {
    this.endpoint = endpoint;
    this.isUnderWay = true;
    this.outcome = UNDER_WAY;
    this.startedMs = clock.nowMs();
    this.usedTokens = -1;
    this.sessionHit = -1;
    this.prefixHit = -1;
    if (this.firstTokenMs >= 0) this.firstTokenMs = -1;
    if (this.retryAfterMs !== 0) this.retryAfterMs = 0;
  }

  /** Notes that an endpoint was tried in vain. */
  noteTried(endpoint: number, { generation, modelIndex }: Pick<EndpointTable, 'generation' | 'modelIndex'>): void {
    if (this.triedCount === this.tried.length) return;
    this.tried[this.triedCount] = endpoint;
    this.triedGeneration[this.triedCount] = generation[endpoint];
    this.triedModel[this.triedCount++] = modelIndex[endpoint];
  }

  /** Whether an endpoint, of that generation, is among the first `count` that were tried in vain. */
  hasTried(count: number, endpoint: number, generation: number): boolean {
    for (let i = 0; i < count; i++) {
      if (this.tried[i] === endpoint && this.triedGeneration[i] === generation) return true;
    }
    return false;
  }
}

/** Told of the life of every attempt: whoever counts, learns or watches. None of its methods may start or end one. */
export interface AttemptListener {
  /** It is being sent to `attempt.endpoint`. */
  started?(attempt: Attempt): void;
  /** Its first token came. */
  firstToken?(attempt: Attempt): void;
  /** It ended as `attempt.outcome` says. */
  ended?(attempt: Attempt): void;
}

/** @throws TypeError where it is none */
function checkRequest(request: unknown): void {
  if (request instanceof RequestView) return;
  throw new TypeError(
    `request is ${request === undefined ? 'missing' : shownKind(request)}: expected new RequestView()`,
  );
}
