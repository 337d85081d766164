import { MAX_RETRIES_LIMIT } from './options.js';

/**
 * What production knows of a request, and what the router notes on it while it is under way. One object per request,
 * made or reset by the driver (gateway, tank); true output length and service demand are not here.
 */
export class RequestView {
  /** Index of the model that the client asked for, −1 for none. */
  preferredModel = -1;
  /** Tries that ended without service: refused by an endpoint, or no endpoint with room. */
  failedAttempts = 0;
  /** Endpoints that refused, `triedCount` of them. */
  readonly tried = new Int32Array(MAX_RETRIES_LIMIT + 1);
  triedCount = 0;
  /** When the current attempt began, on the router's clock. */
  startedMs = 0;

  reset(): void {
    this.preferredModel = -1;
    this.failedAttempts = 0;
    this.triedCount = 0;
  }
}
