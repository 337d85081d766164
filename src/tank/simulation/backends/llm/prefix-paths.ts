import type { EngineRequests } from './engine-types.js';
import type { PrefixRuns } from './prefix-runs.js';

/** The prefix cache as requests see it: the blocks of each are those of its path of runs, one after the other. Cost: O(runs of a path). */
export class PrefixPaths {
  /** Found by the last look-up: leading blocks that are resident, and those of them that nobody uses. */
  hits = 0;
  unusedHits = 0;
  readonly #runs: PrefixRuns;
  readonly #start: Int32Array;
  readonly #path: Int32Array;
  readonly #upTo: Int32Array;

  constructor(paths: NonNullable<EngineRequests['paths']>, runs: PrefixRuns) {
    this.#runs = runs;
    this.#start = paths.start;
    this.#path = paths.runs;
    this.#upTo = paths.upTo;
  }

  /** Looks for the leading blocks of a request, at most so many. */
  lookUp(request: number, most: number): void {
    this.hits = 0;
    this.unusedHits = 0;
    for (let n = this.#start[request]; n < this.#start[request + 1] && this.hits < most; n++) {
      const run = this.#path[n];
      const found = Math.min(this.#runs.resident(run), this.#upTo[n], most - this.hits);
      this.hits += found;
      this.unusedHits += Math.max(0, found - this.#runs.used(run));
      if (found < this.#upTo[n]) return;
    }
  }

  /**
   * A request that uses its leading `from` blocks uses more of them from now on.
   * @returns how many of the further ones were resident already
   */
  raise(request: number, from: number, to: number): number {
    let resident = 0;
    let before = 0; // blocks in runs of the path that were passed
    for (let n = this.#start[request]; n < this.#start[request + 1] && before < to; n++) {
      const low = Math.max(0, from - before);
      const high = Math.min(to - before, this.#upTo[n]);
      if (low < high) resident += this.#runs.raise(this.#path[n], low, high);
      before += this.#upTo[n];
    }
    return resident;
  }

  /** A request leaves all its leading blocks, those of its last run first. */
  leave(request: number, held: number): void {
    let end = this.#start[request];
    let before = 0;
    while (before < held) before += this.#upTo[end++];
    for (let n = end - 1; n >= this.#start[request]; n--) {
      before -= this.#upTo[n];
      this.#runs.leave(this.#path[n], Math.min(held - before, this.#upTo[n]));
    }
  }
}
