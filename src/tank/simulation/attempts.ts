import { longer } from '../../core/index.js';
import { Attempt, RequestView } from '../../router/index.js';
import type { Trace } from '../trace/index.js';
import type { RequestViews } from './request-views.js';

/** Further attempts that there is room for at first. */
const FIRST_ROOM = 64;

/**
 * The attempts of a run: what backends work on. The first attempt of a request has the request's own index; further ones
 * have indices behind all requests, which are used again when they are over. Beside each stand the router's notes: those
 * of a first attempt are in one object for all, since only one is at hand at a time and they can be made anew.
 */
export class Attempts {
  readonly requestCount: number;
  /** Links of a list that an attempt is in: scratch columns of the backend that has it, replaced when they grow. */
  next: Int32Array;
  previous: Int32Array;
  readonly #views: RequestViews;
  readonly #arrivalMs: Float64Array;
  #shared = new Attempt(new RequestView());
  /** By request: its side of an A/B test; absent without one. */
  #abSide: Int8Array | undefined;
  /** Of further attempts, by index − requestCount: the request, and the notes; undefined once the attempt is over. */
  readonly #request: number[] = [];
  readonly #notes: (Attempt | undefined)[] = [];
  readonly #free: number[] = [];
  /** The further attempt that a request is at. */
  readonly #present = new Map<number, number>();
  readonly #spare: Attempt[] = [];

  constructor({ requestCount, arrivalMs }: Trace, views: RequestViews) {
    this.requestCount = requestCount;
    this.#arrivalMs = arrivalMs;
    this.#views = views;
    this.next = new Int32Array(requestCount + FIRST_ROOM);
    this.previous = new Int32Array(requestCount + FIRST_ROOM);
  }

  requestOf(attempt: number): number {
    return attempt < this.requestCount ? attempt : this.#request[attempt - this.requestCount];
  }

  /** Attempts in the order of arrival of their requests. */
  byArrival(attempts: readonly number[]): number[] {
    return [...attempts].sort((a, b) => this.requestOf(a) - this.requestOf(b));
  }

  /** The attempt that a pending request is at. */
  presentOf(request: number): number {
    return this.#present.size === 0 ? request : (this.#present.get(request) ?? request);
  }

  /** Fresh notes of a request that arrives. */
  fresh(request: number): Attempt {
    const notes = this.#shared;
    this.#views.describe(notes.request, request);
    notes.reset(notes.request);
    return notes;
  }

  /** Notes of a first attempt that is under way, as they were when it started: at its arrival. @param place of its endpoint in the router's table */
  underWay(request: number, place: number): Attempt {
    const notes = this.fresh(request);
    if (this.#abSide !== undefined) notes.abSide = this.#abSide[request];
    notes.endpoint = place;
    notes.isUnderWay = true;
    notes.startedMs = this.#arrivalMs[request];
    notes.usedTokens = -1;
    notes.reservedTokens = notes.request.estimatedTokens;
    return notes;
  }

  /** A first attempt was accepted: what its notes have of the request, and cannot be made anew, is kept. */
  accepted(request: number, { abSide }: Attempt): void {
    if (abSide >= 0) (this.#abSide ??= new Int8Array(this.requestCount).fill(-1))[request] = abSide;
  }

  /** Notes of a further attempt; undefined where it is over. */
  notesOf(attempt: number): Attempt | undefined {
    return this.#notes[attempt - this.requestCount];
  }

  /** An attempt came to nothing: its notes go on. @returns the attempt that the request is at from now on */
  again(attempt: number, notes: Attempt): number {
    if (attempt >= this.requestCount) return attempt;
    const place = this.#free.pop() ?? this.#notes.length;
    const further = this.requestCount + place;
    this.#request[place] = attempt;
    this.#notes[place] = notes;
    this.#present.set(attempt, further);
    if (further >= this.next.length) {
      this.next = longer(this.next, further + this.#notes.length);
      this.previous = longer(this.previous, this.next.length);
    }
    this.#shared = this.#spare.pop() ?? new Attempt(new RequestView());
    return further;
  }

  /** The request of a further attempt is settled. @param isScheduled whether an event of the attempt is still to come */
  end(attempt: number, isScheduled: boolean): void {
    const place = attempt - this.requestCount;
    const notes = this.#notes[place];
    if (notes !== undefined) this.#spare.push(notes);
    this.#notes[place] = undefined;
    this.#present.delete(this.#request[place]);
    if (!isScheduled) this.release(attempt);
  }

  /** The last event of an attempt that is over has come: its index can be used again. */
  release(attempt: number): void {
    this.#free.push(attempt - this.requestCount);
  }
}
