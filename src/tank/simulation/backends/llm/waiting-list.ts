import { ELSEWHERE, type RequestColumns } from './request-columns.js';

/** Requests that wait at an engine, in order: a doubly linked list through columns by request. Cost: O(1), anywhere in it. */
export class WaitingList {
  count = 0;
  /** The request at the front; −1 when empty. */
  first = -1;
  #last = -1;
  readonly #columns: RequestColumns;
  /** The place of those that are in. */
  readonly #place: number;

  constructor(columns: RequestColumns, place: number) {
    this.#columns = columns;
    this.#place = place;
  }

  pushBack(request: number): void {
    this.#link(this.#last, request, -1);
  }

  pushFront(request: number): void {
    this.#link(-1, request, this.first);
  }

  remove(request: number): void {
    const { next, previous, place } = this.#columns;
    const before = previous[request];
    const behind = next[request];
    if (before < 0) this.first = behind;
    else next[before] = behind;
    if (behind < 0) this.#last = before;
    else previous[behind] = before;
    place[request] = ELSEWHERE;
    this.count--;
  }

  #link(before: number, request: number, behind: number): void {
    const { next, previous, place } = this.#columns;
    previous[request] = before;
    next[request] = behind;
    if (before < 0) this.first = request;
    else next[before] = request;
    if (behind < 0) this.#last = request;
    else previous[behind] = request;
    place[request] = this.#place;
    this.count++;
  }
}
