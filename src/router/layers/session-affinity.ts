import type { Attempt } from '../attempt.js';
import type { Fleet } from '../fleet/fleet.js';
import { number, type OptionsOf, wholeNumber } from '../../core/options/index.js';
import { type Chooser, type Layer, type LayerEntry, NO_WISH, UNMET } from './layer.js';
import { SessionMap } from './session-map.js';

/** Upper limit of `affinityMaxSessions`: about 50 bytes each. */
const SESSION_LIMIT = 10_000_000;

export interface SessionAffinityOptions {
  /** A session is bound to its endpoint for so long after its last attempt. Default 300. */
  readonly affinityTimeoutSec: number;
  /** Most sessions that are remembered; the least recently used one goes. Default 1,000,000. */
  readonly affinityMaxSessions: number;
}

export const sessionAffinityOptions: OptionsOf<SessionAffinityOptions> = {
  affinityTimeoutSec: number(300, 'seconds that a session stays bound after its last attempt'),
  affinityMaxSessions: wholeNumber(1_000_000, 'maximum number of sessions remembered', 1, SESSION_LIMIT),
};

/** Requests of a session go where its last attempt started, while that endpoint is there and eligible. */
class SessionAffinity implements Layer {
  readonly variant = 0;
  readonly #fleet: Fleet;
  readonly #chooser: Chooser;
  readonly #sessions: SessionMap;

  constructor(fleet: Fleet, chooser: Chooser, { affinityMaxSessions, affinityTimeoutSec }: SessionAffinityOptions) {
    this.#fleet = fleet;
    this.#chooser = chooser;
    this.#sessions = new SessionMap(fleet.clock, affinityMaxSessions, 1000 * affinityTimeoutSec);
  }

  choose(attempt: Attempt, triedCount: number): number {
    const endpoint = this.#endpointOf(attempt);
    if (endpoint === NO_WISH) return NO_WISH;
    return endpoint >= 0 && this.#chooser.admits(attempt, endpoint, triedCount) ? endpoint : UNMET;
  }

  wish(attempt: Attempt): string | null {
    const endpoint = this.#endpointOf(attempt);
    return endpoint < 0 ? null : this.#fleet.endpointIds[endpoint];
  }

  started({ request, endpoint }: Attempt): void {
    if (request.hasSession) {
      this.#sessions.bind(request.session, endpoint, this.#fleet.endpoints.generation[endpoint]);
    }
  }

  memory(): number {
    return this.#sessions.size();
  }

  /** The endpoint that the session is bound to; NO_WISH where it is to none, UNMET where that one was removed. */
  #endpointOf({ request }: Attempt): number {
    if (!request.hasSession) return NO_WISH;
    const place = this.#sessions.find(request.session);
    if (place < 0) return NO_WISH;
    const endpoint = this.#sessions.endpointAt(place);
    return this.#sessions.generationAt(place) === this.#fleet.endpoints.generation[endpoint] ? endpoint : UNMET;
  }
}

export const sessionAffinity: LayerEntry<SessionAffinityOptions> = {
  reasons: {
    met: 'endpoint of the session',
    degraded: 'endpoint of the session, degraded',
    unmet: 'the endpoint of the session cannot take the request',
  },
  isOn: (_options, affinity) => affinity,
  create: ({ fleet, chooser, options }) => new SessionAffinity(fleet, chooser, options),
};
