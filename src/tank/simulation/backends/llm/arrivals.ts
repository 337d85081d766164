import { LATE, type RequestColumns, WAITING } from './request-columns.js';
import { WaitingList } from './waiting-list.js';

/**
 * Requests that come to an engine: its queue, who has to stay out of it until the boundary of the instant is over (rule 2), and
 * when the engine starts if it is idle. Cost: O(1).
 */
export class Arrivals {
  readonly waiting: WaitingList;
  /** When an idle engine starts, in ms; Infinity while nobody has come. */
  startMs = Infinity;
  /** Whether a caused request brings that start: then others of the same instant take part in it (rule 4). */
  #isCausedStart = false;
  readonly #late: WaitingList;
  readonly #columns: RequestColumns;

  constructor(columns: RequestColumns) {
    this.waiting = new WaitingList(columns, WAITING);
    this.#late = new WaitingList(columns, LATE);
    this.#columns = columns;
  }

  /** Requests in the queue, with those to join it after the next boundary. */
  get count(): number {
    return this.waiting.count + this.#late.count;
  }

  /** @param nextMs the next boundary of the engine */
  offer(request: number, atMs: number, isCaused: boolean, nextMs: number): void {
    this.#columns.enter(request);
    if (isCaused && atMs === nextMs && !this.#isCausedStart) this.#late.pushBack(request);
    else this.#join(request, atMs, isCaused, nextMs === Infinity);
  }

  /** The boundary at the next time has begun. */
  begin(): void {
    this.startMs = Infinity;
    this.#isCausedStart = false;
  }

  /** The boundary is over: who came late joins the queue. */
  end(atMs: number, isIdle: boolean): void {
    while (this.#late.count > 0) {
      const request = this.#late.first;
      this.#late.remove(request);
      this.#join(request, atMs, true, isIdle);
    }
  }

  /** A request that waits leaves; a start that nobody waits for any more is none. */
  cancel(request: number): void {
    if (this.#columns.place[request] === LATE) {
      this.#late.remove(request);
      return;
    }
    this.waiting.remove(request);
    if (this.startMs === Infinity || this.waiting.count > 0) return;
    const atMs = this.startMs;
    this.startMs = Infinity;
    this.end(atMs, true);
  }

  #join(request: number, atMs: number, isCaused: boolean, isStart: boolean): void {
    this.waiting.pushBack(request);
    if (!isStart || this.startMs < Infinity) return;
    this.startMs = atMs;
    this.#isCausedStart = isCaused;
  }
}
