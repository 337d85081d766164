/** What the sequence of a slot does. */
export const PROMPT = 0;
export const DECODE = 1;
/** Its last token is in flight: it runs no more, and keeps slot and blocks until that lands. */
export const LAST = 2;
/** Thrown out while its last token was in flight: no blocks, not in the list, but its slot until that lands. */
export const GHOST = 3;

/**
 * Sequences that run, in slots, with a doubly linked list in the order of admission. A slot is not free before its sequence
 * has left the list, and may remain taken after. Cost: O(1).
 */
export class RunningList {
  /** Sequences in the list. */
  count = 0;
  /** The slot admitted last; −1 when empty. */
  newest = -1;
  readonly request: Int32Array;
  readonly state: Uint8Array;
  /** Tokens to compute as a prompt: prompt and what had been generated when it was admitted (T). */
  readonly target: Int32Array;
  /** Of these, tokens that are in the cache with all that is planned (k). */
  readonly fed: Int32Array;
  /** Output tokens that it had when it was admitted. */
  readonly generated: Int32Array;
  /** Number of iteration − tokens in its cache; from its first decode on. */
  readonly offset: Int32Array;
  /** The iteration that yields its last token; from its first decode on. */
  readonly finish: Int32Array;
  /** Its leading blocks that are in runs of the prefix cache. */
  readonly held: Int32Array;
  readonly #newer: Int32Array;
  readonly #older: Int32Array;
  readonly #free: Int32Array;
  #freeCount: number;

  constructor(slotCount: number) {
    const column = () => new Int32Array(slotCount);
    this.request = column();
    this.state = new Uint8Array(slotCount);
    this.target = column();
    this.fed = column();
    this.generated = column();
    this.offset = column();
    this.finish = column();
    this.held = column();
    this.#newer = column();
    this.#older = column();
    this.#free = Int32Array.from({ length: slotCount }, (_, n) => slotCount - 1 - n);
    this.#freeCount = slotCount;
  }

  /** Tokens of a sequence that are in the cache with all iterations before plan p. */
  contextOf(slot: number, plan: number): number {
    if (this.state[slot] === PROMPT) return this.fed[slot];
    return Math.min(plan, this.finish[slot] + 1) - this.offset[slot];
  }

  /** @returns a free slot, whose sequence is now the newest in the list; there must be one */
  add(request: number, target: number, generated: number): number {
    const slot = this.#free[--this.#freeCount];
    this.request[slot] = request;
    this.state[slot] = PROMPT;
    this.target[slot] = target;
    this.fed[slot] = 0;
    this.generated[slot] = generated;
    this.held[slot] = 0;
    this.#older[slot] = this.newest;
    this.#newer[slot] = -1;
    if (this.newest >= 0) this.#newer[this.newest] = slot;
    this.newest = slot;
    this.count++;
    return slot;
  }

  /** Takes a sequence out of the list; its slot is not free yet. */
  remove(slot: number): void {
    const newer = this.#newer[slot];
    const older = this.#older[slot];
    if (newer < 0) this.newest = older;
    else this.#older[newer] = older;
    if (older >= 0) this.#newer[older] = newer;
    this.count--;
  }

  /** The slot of a sequence that has left the list. */
  release(slot: number): void {
    this.#free[this.#freeCount++] = slot;
  }
}
