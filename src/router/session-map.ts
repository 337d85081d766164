import type { Clock } from '../core/clock.js';
import { mix32 } from '../core/mix.js';
import { longer } from '../core/columns.js';

const FIRST_SIZE = 1024;
/** Expired sessions that a new one clears away at most, so that each costs the same. */
const CLEARED_PER_BIND = 2;

/**
 * Which endpoint each session is bound to: bounded, the least recently used session goes; a session that was not used
 * for the timeout counts as gone. Columns with an open-addressed table beside them: half full, linear probing, and
 * deletion by shifting back, so that no session is ever lost behind a gap.
 * Cost: O(1) a look-up and a binding; about 50 bytes a session.
 * Source: Knuth, The Art of Computer Programming 3, §6.4 (algorithm R).
 */
export class SessionMap {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #timeoutMs: number;
  /** Place in the columns by hash, −1 where none. */
  #table = new Int32Array(2 * FIRST_SIZE).fill(-1);
  #key0 = new Int32Array(FIRST_SIZE);
  #key1 = new Int32Array(FIRST_SIZE);
  #endpoint = new Int32Array(FIRST_SIZE);
  #generation = new Int32Array(FIRST_SIZE);
  #usedMs = new Float64Array(FIRST_SIZE);
  /** Neighbours in order of use; the places without a session are chained by `#older`. */
  #newer = new Int32Array(FIRST_SIZE);
  #older = new Int32Array(FIRST_SIZE);
  #newest = -1;
  #oldest = -1;
  /** First of the chain of places without a session. */
  #free = -1;
  #count = 0;

  /**
   * @param limit most sessions
   * @param timeoutMs from the last use of a session
   */
  constructor(clock: Clock, limit: number, timeoutMs: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#timeoutMs = timeoutMs;
    this.#chainFree(0, FIRST_SIZE);
  }

  /** Sessions that are bound now; clears away those that have expired. */
  size(): number {
    while (this.#oldest >= 0 && this.#isExpired(this.#oldest)) this.#delete(this.#oldest);
    return this.#count;
  }

  /** @returns place of a session, −1 where none is bound or the binding has expired */
  find(session: Int32Array): number {
    const place = this.#place(session[0], session[1]);
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
    let place = this.#place(session[0], session[1]);
    if (place < 0) place = this.#insert(session[0], session[1]);
    else this.#unlink(place);
    this.#endpoint[place] = endpoint;
    this.#generation[place] = generation;
    this.#usedMs[place] = this.#clock.nowMs();
    this.#linkNewest(place);
  }

  #isExpired(place: number): boolean {
    return this.#clock.nowMs() - this.#usedMs[place] > this.#timeoutMs;
  }

  #place(key0: number, key1: number): number {
    const mask = this.#table.length - 1;
    for (let h = mix32(key0, key1) & mask; ; h = (h + 1) & mask) {
      const place = this.#table[h];
      if (place < 0 || (this.#key0[place] === key0 && this.#key1[place] === key1)) return place;
    }
  }

  #insert(key0: number, key1: number): number {
    for (let i = 0; i < CLEARED_PER_BIND && this.#oldest >= 0 && this.#isExpired(this.#oldest); i++) {
      this.#delete(this.#oldest);
    }
    if (this.#count >= this.#limit) this.#delete(this.#oldest);
    if (this.#free < 0) this.#grow();
    const place = this.#free;
    this.#free = this.#older[place];
    this.#key0[place] = key0;
    this.#key1[place] = key1;
    this.#count++;
    this.#enter(place);
    return place;
  }

  #delete(place: number): void {
    this.#unlink(place);
    this.#leave(place);
    this.#older[place] = this.#free;
    this.#free = place;
    this.#count--;
  }

  #enter(place: number): void {
    const mask = this.#table.length - 1;
    let h = mix32(this.#key0[place], this.#key1[place]) & mask;
    while (this.#table[h] >= 0) h = (h + 1) & mask;
    this.#table[h] = place;
  }

  /** Takes a place out of the table and moves those behind it up, so that no probe ends too early. */
  #leave(place: number): void {
    const table = this.#table;
    const mask = table.length - 1;
    let gap = mix32(this.#key0[place], this.#key1[place]) & mask;
    while (table[gap] !== place) gap = (gap + 1) & mask;
    for (let h = (gap + 1) & mask; table[h] >= 0; h = (h + 1) & mask) {
      const home = mix32(this.#key0[table[h]], this.#key1[table[h]]) & mask;
      if (((h - home) & mask) < ((h - gap) & mask)) continue; // its home lies behind the gap
      table[gap] = table[h];
      gap = h;
    }
    table[gap] = -1;
  }

  #linkNewest(place: number): void {
    this.#older[place] = this.#newest;
    this.#newer[place] = -1;
    if (this.#newest >= 0) this.#newer[this.#newest] = place;
    else this.#oldest = place;
    this.#newest = place;
  }

  #unlink(place: number): void {
    const newer = this.#newer[place];
    const older = this.#older[place];
    if (newer >= 0) this.#older[newer] = older;
    else this.#newest = older;
    if (older >= 0) this.#newer[older] = newer;
    else this.#oldest = newer;
  }

  #grow(): void {
    const size = this.#key0.length;
    this.#key0 = longer(this.#key0, 2 * size);
    this.#key1 = longer(this.#key1, 2 * size);
    this.#endpoint = longer(this.#endpoint, 2 * size);
    this.#generation = longer(this.#generation, 2 * size);
    this.#usedMs = longer(this.#usedMs, 2 * size);
    this.#newer = longer(this.#newer, 2 * size);
    this.#older = longer(this.#older, 2 * size);
    this.#chainFree(size, 2 * size);
    this.#table = new Int32Array(4 * size).fill(-1);
    for (let place = this.#newest; place >= 0; place = this.#older[place]) this.#enter(place);
  }

  #chainFree(from: number, to: number): void {
    for (let place = to - 1; place >= from; place--) {
      this.#older[place] = this.#free;
      this.#free = place;
    }
  }
}
