import { createHash } from 'node:crypto';
import { MAX_RETRIES_LIMIT } from './options.js';

/**
 * What production knows of a request, and what the router notes on it while it is under way. One object per request,
 * made or reset by the driver (gateway, tank); true output length and service demand are not here.
 */
export class RequestView {
  // what the client asked for
  /** Index of the model that the client asked for, −1 for none. */
  preferredModel = -1;
  /** Capabilities that the model must have, as `fleet.capabilityMask` gives them; 0 for none. */
  capabilities = 0;
  /** Index of the region that the endpoint must be in, −1 for any. */
  region = -1;
  /** Session, as 64 bits; both words 0 for none. `setSession` makes them of an id. */
  readonly session = new Int32Array(2);
  /** Tokens of the prompt. */
  promptTokens = 0;
  /** Tokens of prompt and output together, as far as they can be known: what is held against limits. */
  estimatedTokens = 0;

  // what the driver learns when an attempt ends
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

  // the router's notes
  /** Tries that ended without service: refused by an endpoint, or no endpoint with room. */
  failedAttempts = 0;
  /** Endpoints that refused, `triedCount` of them. */
  readonly tried = new Int32Array(MAX_RETRIES_LIMIT + 1);
  triedCount = 0;
  /** When the current attempt began, on the router's clock. */
  startedMs = 0;
  /** Tokens reserved for the current attempt. */
  reservedTokens = 0;
  /** Side of the A/B test, 0 or 1; −1 while not drawn. */
  abSide = -1;

  /** Makes it the view of another request, of which nothing is known. */
  reset(): void {
    this.preferredModel = -1;
    this.capabilities = 0;
    this.region = -1;
    this.session[0] = 0;
    this.session[1] = 0;
    this.promptTokens = 0;
    this.estimatedTokens = 0;
    this.usedTokens = -1;
    this.sessionHit = -1;
    this.prefixHit = -1;
    this.retryAfterMs = 0;
    this.failedAttempts = 0;
    this.triedCount = 0;
    this.reservedTokens = 0;
    this.abSide = -1;
  }

  /** Notes the session by its id: the first 64 bits of its SHA-256, so that ids cannot be made to collide. */
  setSession(id: string): void {
    const digest = createHash('sha256').update(id).digest();
    this.session[0] = digest.readInt32LE(0);
    this.session[1] = digest.readInt32LE(4);
  }
}
