import type { EngineListener } from './engine-types.js';
import { IntList } from './int-list.js';

const FIRST_TOKEN = 0;
const COMPLETED = 1;
const PREEMPTED = 2;
const SCHEDULED = 3;

/**
 * What a listener is told at the end of a boundary, in order, and what is planned to be told later: first tokens when the iteration
 * that yields them has landed, first chunks when theirs starts. Two plans at most are open, so lists alternate by the plan's parity.
 * Cost: O(1) per report, nothing allocated but to grow.
 */
export class Reports {
  readonly #kinds = new IntList();
  readonly #requests = new IntList();
  readonly #firstTokens = [new IntList(), new IntList()] as const;
  readonly #firstChunks = [new IntList(), new IntList()] as const;

  completed(request: number): void {
    this.#add(COMPLETED, request);
  }

  preempted(request: number): void {
    this.#add(PREEMPTED, request);
  }

  /** A planned iteration will yield a request's first token. */
  planFirstToken(iteration: number, request: number): void {
    this.#firstTokens[iteration & 1].push(request);
  }

  /** A planned iteration will run a request for the first time. */
  planFirstChunk(iteration: number, request: number): void {
    this.#firstChunks[iteration & 1].push(request);
  }

  landed(iteration: number): void {
    this.#addAll(FIRST_TOKEN, this.#firstTokens[iteration & 1]);
  }

  started(iteration: number): void {
    this.#addAll(SCHEDULED, this.#firstChunks[iteration & 1]);
  }

  /** What is planned of a request that was cancelled is not told. Cost: O(prompts in the open plans). */
  forget(request: number): void {
    for (const parity of [0, 1] as const) {
      this.#firstTokens[parity].blank(request);
      this.#firstChunks[parity].blank(request);
    }
  }

  /** The listener may offer and cancel requests meanwhile. */
  tell(listener: EngineListener, atMs: number): void {
    const { count } = this.#kinds;
    for (let n = 0; n < count; n++) {
      const request = this.#requests.items[n];
      const kind = this.#kinds.items[n];
      if (kind === FIRST_TOKEN) listener.firstToken(request, atMs);
      else if (kind === COMPLETED) listener.completed(request, atMs);
      else if (kind === PREEMPTED) listener.preempted(request, atMs);
      else listener.scheduled(request, atMs);
    }
    this.#kinds.clear();
    this.#requests.clear();
  }

  #addAll(kind: number, requests: IntList): void {
    for (let n = 0; n < requests.count; n++) if (requests.items[n] >= 0) this.#add(kind, requests.items[n]);
    requests.clear();
  }

  #add(kind: number, request: number): void {
    this.#kinds.push(kind);
    this.#requests.push(request);
  }
}
