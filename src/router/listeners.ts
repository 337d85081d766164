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

/** What a router still does for an attempt when its listeners have been told. */
export type Books = Required<Pick<AttemptListener, 'started' | 'ended'>>;

/**
 * A listener that is not ours: where it throws, the router's books are brought up to date before that leaves the router, as
 * they would have been after all listeners. For ours nothing is caught, which would make every start and end slower.
 */
export function mayThrow(listener: AttemptListener, books: Books): AttemptListener {
  return {
    ...('firstToken' in listener && { firstToken: (attempt: Attempt) => listener.firstToken?.(attempt) }),
    ...('started' in listener && { started: thenBooks((attempt) => listener.started?.(attempt), books.started) }),
    ...('ended' in listener && { ended: thenBooks((attempt) => listener.ended?.(attempt), books.ended) }),
  };
}

function thenBooks(tell: (attempt: Attempt) => void, bring: (attempt: Attempt) => void): (attempt: Attempt) => void {
  return (attempt) => {
    try {
      tell(attempt);
    } catch (error) {
      bring(attempt);
      throw error;
    }
  };
}
