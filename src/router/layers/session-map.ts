import { type Clock, longer, LruIndex } from '../../core/index.js';

/** Expired sessions that a new one clears away at most, so that each costs the same. */
const CLEARED_PER_BIND = 2;

/**
 * Which endpoint each session is bound to: bounded, the least recently used session goes; a session that was not used
 * for the timeout counts as gone. Cost: O(1) a look-up and a binding, nothing allocated but to grow; 44 to 88 bytes a session.
 */
export class SessionMap {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #timeoutMs: number;
  readonly #sessions = new LruIndex();
  #endpoint = new Int32Array(0);
  #generation = new Int32Array(0);
  #usedMs = new Float64Array(0);

  /**
   * @param limit most sessions
   * @param timeoutMs from the last use of a session
   */
  constructor(clock: Clock, limit: number, timeoutMs: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#timeoutMs = timeoutMs;
  }

  /** Sessions that are bound now; clears away those that have expired. */
  size(): number {
    const sessions = this.#sessions;
    while (sessions.oldest >= 0 && this.#isExpired(sessions.oldest)) sessions.delete(sessions.oldest);
    return sessions.count;
  }

  /** @returns place of a session, −1 where none is bound or the binding has expired */
  find(session: Int32Array): number {
    const place = this.#sessions.find(session[0], session[1]);
    return place < 0 || this.#isExpired(place) ? -1 : place;
  }

  endpointAt(place: number): number {
    return this.#endpoint[place];
  }

  generationAt(place: number): number {
    return this.#generation[place];
  }

  /** Binds a session to an endpoint, or renews the binding. */
  bind(session: Int32Array, endpoint: number, generation: number): void {
    const sessions = this.#sessions;
    let place = sessions.find(session[0], session[1]);
    if (place >= 0) {
      sessions.touch(place);
    } else {
      for (let i = 0; i < CLEARED_PER_BIND && sessions.oldest >= 0 && this.#isExpired(sessions.oldest); i++) {
        sessions.delete(sessions.oldest);
      }
      if (sessions.count >= this.#limit) sessions.delete(sessions.oldest);
      place = sessions.insert(session[0], session[1]);
      if (sessions.capacity > this.#endpoint.length) this.#grow(sessions.capacity);
    }
    this.#endpoint[place] = endpoint;
    this.#generation[place] = generation;
    this.#usedMs[place] = this.#clock.nowMs();
  }

  #isExpired(place: number): boolean {
    return this.#clock.nowMs() - this.#usedMs[place] > this.#timeoutMs;
  }

  #grow(capacity: number): void {
    this.#endpoint = longer(this.#endpoint, capacity);
    this.#generation = longer(this.#generation, capacity);
    this.#usedMs = longer(this.#usedMs, capacity);
  }
}
