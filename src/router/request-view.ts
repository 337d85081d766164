import { createHash } from 'node:crypto';

/** In a field that names a model or a region: any will do, and of models none is preferred. */
export const ANY = -1;

/** What a fleet answers to the id of a model, or the name of a region, that it does not have: no endpoint is of it. */
export const UNKNOWN_NAME = -2;

/**
 * What production knows of a request: what its client asked for. Made by the driver (gateway, tank) and only read by the
 * router and its policies; true output length and service demand are not here.
 */
export class RequestView {
  /** Index of the model that should serve it where it can, ANY for none; an UNKNOWN_NAME is a wish that cannot be met. */
  preferredModel = ANY;
  /** Index of the only model that may serve it, ANY for any; of an UNKNOWN_NAME nothing matches. */
  requiredModel = ANY;
  /** Capabilities that the model must have, as `fleet.capabilityMask` gives them; 0 for none. */
  capabilities = 0;
  /** Index of the region that the endpoint must be in, ANY for any; of an UNKNOWN_NAME nothing matches. */
  region = ANY;
  /** Session, as 64 bits; both words 0 for none. `setSession` makes them of an id. */
  readonly session = new Int32Array(2);
  /** Id of the agent that sends it, empty for none: what is observed of it adjusts the agent's capability scores. */
  agent = '';
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
