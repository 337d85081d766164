import type { Attempt, AttemptListener } from './attempt.js';

/** All who listen to the attempts of a router, by what they listen to. Cost of a call: one for each that has the method. */
export class Listeners {
  #onStart: readonly AttemptListener[] = [];
  #onFirstToken: readonly AttemptListener[] = [];
  #onEnd: readonly AttemptListener[] = [];

  /** @param all in the order in which they are told */
  set(all: readonly AttemptListener[]): void {
    this.#onStart = all.filter((listener) => 'started' in listener);
    this.#onFirstToken = all.filter((listener) => 'firstToken' in listener);
    this.#onEnd = all.filter((listener) => 'ended' in listener);
  }

  started(attempt: Attempt): void {
    const listeners = this.#onStart;
    for (let i = 0; i < listeners.length; i++) listeners[i].started?.(attempt);
  }

  firstToken(attempt: Attempt): void {
    const listeners = this.#onFirstToken;
    for (let i = 0; i < listeners.length; i++) listeners[i].firstToken?.(attempt);
  }

  ended(attempt: Attempt): void {
    const listeners = this.#onEnd;
    for (let i = 0; i < listeners.length; i++) listeners[i].ended?.(attempt);
  }
}
