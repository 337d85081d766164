import { createHash } from 'node:crypto';

/**
 * What production knows of a request: what its client asked for. Made by the driver (gateway, tank) and only read by the
 * router and its policies; true output length and service demand are not here.
 */
export class RequestView {
  /** Index of the model that the client asked for, −1 for none. */
  preferredModel = -1;
  /** Capabilities that the model must have, as `fleet.capabilityMask` gives them; 0 for none. */
  capabilities = 0;
  /** Index of the region that the endpoint must be in, −1 for any. */
  region = -1;
  /** Session, as 64 bits; both words 0 for none. `setSession` makes them of an id. */
  readonly session = new Int32Array(2);
  /** Index of its class, as the driver counts them; −1 for none. */
  requestClass = -1;
  /** The higher, the more urgent. */
  priority = 0;
  /** Time by which the answer is wanted, on the router's clock; Infinity for none. */
  deadlineMs = Infinity;
  /** Tokens of the prompt. */
  promptTokens = 0;
  /** Tokens of prompt and output together, as far as they can be known: what is held against limits. */
  estimatedTokens = 0;

  get hasSession(): boolean {
    return (this.session[0] | this.session[1]) !== 0;
  }

  /** Notes the session by its id: the first 64 bits of its SHA-256, so that ids cannot be made to collide. */
  setSession(id: string): void {
    const digest = createHash('sha256').update(id).digest();
    this.session[0] = digest.readInt32LE(0);
    this.session[1] = digest.readInt32LE(4);
  }
}
