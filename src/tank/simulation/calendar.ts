import { type ManualClock, MinHeap } from '../../core/index.js';

/**
 * The calendar: which event is next. Total order (time, priority, sequence), in `next` alone. Known events (arrivals,
 * fleet events) are merged in from sorted columns; each source of a backend (a slot, a processor-sharing endpoint) is
 * a leaf of a winner tree; retries and errors lie in binary heaps; client timeouts, equal for all requests, expire in the order
 * of arrival and are a queue. Typed arrays throughout, no object and no closure per event.
 * Cost: O(log sources) to schedule, O(1) to look, O(log retries) per retry.
 * Source: Knuth, TAOCP 3, §5.4.1 (selection trees); measured in docs/performance.md.
 */

// Kinds of event, in their order of priority at equal times.
/** An arrival of the trace: traffic does not depend on the fleet, so it comes before all that the fleet does. */
export const ARRIVAL = 0;
/** A change of the fleet: acts on everything that happens at or after its instant, but for the arrival itself. */
export const FLEET_EVENT = 1;
/** An event of a backend, such as a completion: frees a place before anyone who caused nothing yet asks for it again. */
export const BACKEND = 2;
/** An accepted attempt ends in an error. */
export const FAILURE = 3;
/** A retry: caused by earlier events, so after the completions of its instant. */
export const RETRY = 4;
/** The next request of a conversation, which waited for an answer or for a while: caused by earlier events too. */
export const FOLLOW_UP = 5;
/** Telemetry: sees what the instant has come to. */
export const TELEMETRY = 6;
/** A client timeout: last, so that a completion at the same instant wins. */
export const TIMEOUT = 7;
/** No event is left. */
export const END = -1;

export interface KnownEvents {
  /** When requests arrive, or conversations begin: ascending, with a last entry Infinity. */
  readonly openingMs: Float64Array;
  /** By request, ascending over those that have arrived. */
  readonly arrivalMs: Float64Array;
  /** Ascending, with a last entry Infinity. */
  readonly fleetEventMs: Float64Array;
  /** One element: when telemetry is due next, Infinity for never; it alone never keeps a run going. */
  readonly telemetryMs: Float64Array;
  /** From arrival to timeout, Infinity for none. */
  readonly timeoutMs: number;
  /** Column of the requests' statuses: a request that is not pending (0) has no timeout. */
  readonly status: Uint8Array;
}

export class Calendar {
  readonly clock: ManualClock;
  /** Time of each source's event, Infinity for none: write it, then call `scheduled`. */
  readonly sourceMs: Float64Array;
  /** Index of the event that `next` found: request, conversation, attempt, fleet event, end, or source. */
  index = -1;
  /** Requests that have arrived so far, and those of them that came at the very time of an event of a backend, before it. */
  arrivedCount = 0;
  tiedCount = 0;
  readonly #known: KnownEvents;
  readonly #deadline = new Float64Array([Infinity]);
  /** Nothing but arrivals and events of backends comes before this time. */
  readonly #rareMs = new Float64Array([-Infinity]);
  #openings = 0;
  #fleetEvents = 0;
  #timeouts = 0;
  readonly #failures = new MinHeap();
  readonly #retries = new MinHeap();
  readonly #leaves: number;
  readonly #winner: Int32Array;
  readonly #sequence: Int32Array;
  #lastSequence = 0;

  constructor(clock: ManualClock, known: KnownEvents, sourceCount: number) {
    this.clock = clock;
    this.#known = known;
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(2, sourceCount)));
    this.sourceMs = new Float64Array(this.#leaves).fill(Infinity);
    this.#sequence = new Int32Array(this.#leaves);
    this.#winner = new Int32Array(2 * this.#leaves);
    for (let leaf = 0; leaf < this.#leaves; leaf++) this.#winner[this.#leaves + leaf] = leaf;
    for (let node = this.#leaves - 1; node > 0; node--) this.#winner[node] = this.#winner[2 * node];
  }

  /** Finds the next event, sets the clock to its time and `index` to what it is about. @returns its kind, or END */
  next(): number {
    const openingMs = this.#known.openingMs[this.#openings];
    const source = this.#winner[1];
    const sourceMs = this.sourceMs[source];
    const rareMs = this.#rareMs[0];
    const { cell } = this.clock; // written here: as an argument the time may be boxed
    if (sourceMs < openingMs) {
      if (rareMs <= sourceMs) return this.#nextOfAll();
      if (sourceMs < cell[0]) throw this.#movedBack(BACKEND);
      cell[0] = sourceMs;
      this.index = source;
      return BACKEND;
    }
    if (rareMs <= openingMs) return this.#nextOfAll();
    if (openingMs < cell[0]) throw this.#movedBack(ARRIVAL);
    if (sourceMs === openingMs) this.tiedCount++;
    cell[0] = openingMs;
    this.index = this.#openings++;
    this.#arrived();
    return ARRIVAL;
  }

  /** `next` with every kind of event compared, each strictly: at equal times the earlier kind stands. */
  #nextOfAll(): number {
    const { openingMs, fleetEventMs, telemetryMs, timeoutMs } = this.#known;
    const source = this.#winner[1];
    let kind = ARRIVAL;
    let timeMs = openingMs[this.#openings];
    if (fleetEventMs[this.#fleetEvents] < timeMs) {
      kind = FLEET_EVENT;
      timeMs = fleetEventMs[this.#fleetEvents];
    }
    if (this.sourceMs[source] < timeMs) {
      kind = BACKEND;
      timeMs = this.sourceMs[source];
    }
    if (this.#failures.firstKey[0] < timeMs) {
      kind = FAILURE;
      timeMs = this.#failures.firstKey[0];
    }
    if (this.#retries.firstKey[0] < timeMs) {
      kind = RETRY;
      timeMs = this.#retries.firstKey[0];
    }
    if (telemetryMs[0] < timeMs) {
      kind = TELEMETRY;
      timeMs = telemetryMs[0];
    }
    if (timeoutMs !== Infinity) {
      this.#findDeadline();
      if (this.#deadline[0] < timeMs) {
        kind = TIMEOUT;
        timeMs = this.#deadline[0];
      }
    }
    if (timeMs === Infinity) return END;
    const { cell } = this.clock;
    if (timeMs < cell[0]) throw this.#movedBack(kind);
    cell[0] = timeMs;
    if (kind === ARRIVAL) {
      this.index = this.#openings++;
      if (this.sourceMs[source] === timeMs) this.tiedCount++;
    } else if (kind === BACKEND) this.index = source;
    else if (kind === RETRY) kind = this.#popRetry();
    else if (kind === FAILURE) this.index = this.#failures.pop();
    else if (kind === TIMEOUT) this.index = this.#timeouts++;
    else if (kind === FLEET_EVENT) this.index = this.#fleetEvents++;
    if (kind === TELEMETRY)
      this.#rareMs[0] = -Infinity; // only when it has been run is it known when it is due again
    else this.#findRare();
    if (kind === ARRIVAL || kind === FOLLOW_UP) this.#arrived();
    return kind;
  }

  #movedBack(kind: number): Error {
    return new Error(`an event of kind ${kind} lies before ${this.clock.cell[0]} ms, which is now`);
  }

  /** A request arrives now: it may be the first to time out. */
  #arrived(): void {
    this.arrivedCount++;
    const deadlineMs = this.clock.cell[0] + this.#known.timeoutMs;
    if (deadlineMs < this.#rareMs[0]) this.#rareMs[0] = deadlineMs;
  }

  /** The event of a source has a new time in `sourceMs`: finds the earliest source again. */
  scheduled(source: number): void {
    const { sourceMs } = this;
    const winner = this.#winner;
    const sequence = this.#sequence;
    sequence[source] = ++this.#lastSequence;
    let first = source;
    for (let node = this.#leaves + source; node > 1; node >>= 1) {
      const rival = winner[node ^ 1];
      const rivalMs = sourceMs[rival];
      const firstMs = sourceMs[first];
      if (rivalMs < firstMs || (rivalMs === firstMs && sequence[rival] < sequence[first])) first = rival;
      winner[node >> 1] = first;
    }
  }

  /** An end in an error comes `delayMs` from now. @param end its number */
  failAfter(delayMs: number, end: number): void {
    this.#failures.push(this.clock.cell[0] + delayMs, end);
    this.#isDue(this.#failures);
  }

  /** An attempt will be made `delayMs` from now. */
  retryAfter(delayMs: number, attempt: number): void {
    this.#push(delayMs, attempt);
  }

  /** The next request of a conversation arrives `delayMs` from now. */
  followAfter(delayMs: number, conversation: number): void {
    this.#push(delayMs, ~conversation);
  }

  /** No conversation begins any more. */
  endOpenings(): void {
    this.#openings = this.#known.openingMs.length - 1;
  }

  /** Retries and follow-ups lie in one heap, the latter as their complement. */
  #push(delayMs: number, item: number): void {
    this.#retries.push(this.clock.cell[0] + delayMs, item);
    this.#isDue(this.#retries);
  }

  #isDue({ firstKey }: MinHeap): void {
    if (firstKey[0] < this.#rareMs[0]) this.#rareMs[0] = firstKey[0];
  }

  #popRetry(): number {
    const item = this.#retries.pop();
    this.index = item >= 0 ? item : ~item;
    return item >= 0 ? RETRY : FOLLOW_UP;
  }

  #findRare(): void {
    const { fleetEventMs, telemetryMs, timeoutMs } = this.#known;
    if (timeoutMs !== Infinity) this.#findDeadline();
    this.#rareMs[0] = Math.min(
      fleetEventMs[this.#fleetEvents],
      this.#failures.firstKey[0],
      this.#retries.firstKey[0],
      telemetryMs[0],
      this.#deadline[0],
    );
  }

  /** The earliest timeout of a request that has arrived and is pending. */
  #findDeadline(): void {
    const { arrivalMs, status, timeoutMs } = this.#known;
    while (this.#timeouts < this.arrivedCount && status[this.#timeouts] !== 0) this.#timeouts++;
    if (this.#timeouts < this.arrivedCount) this.#deadline[0] = arrivalMs[this.#timeouts] + timeoutMs;
    else this.#deadline[0] = Infinity;
  }
}
