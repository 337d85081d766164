import { RunTable } from './run-table.js';
import { RunUsers } from './run-users.js';
import { UnusedSegments } from './unused-segments.js';

/**
 * A prefix cache of runs: chains of full blocks without branches, such as a shared system prompt or all that a session said. Users hold
 * leading blocks of a run, and the highest block is released and evicted first; so of each run the leading `have` blocks are resident,
 * those that some user holds are in use, and the rest of the resident ones are unused, in segments. This equals an LRU of single blocks,
 * at O(1) per run and request. Source: ENGINE-RULES §3.
 */
export class PrefixRuns {
  readonly #table: RunTable;
  readonly #users: RunUsers;
  readonly #unused: UnusedSegments;
  /** By place in the table: id, and leading blocks that are resident, at least one. */
  readonly #id: Int32Array;
  readonly #have: Int32Array;

  /** @param blocks of the cache: no more runs than that have a resident block */
  constructor(blocks: number) {
    this.#table = new RunTable(blocks);
    this.#users = new RunUsers(blocks);
    this.#unused = new UnusedSegments(blocks);
    this.#id = new Int32Array(blocks);
    this.#have = new Int32Array(blocks);
  }

  /** Resident blocks that nobody uses. */
  get evictable(): number {
    return this.#unused.blocks;
  }

  /** Leading blocks of a run that are resident. */
  resident(run: number): number {
    const place = this.#table.find(run);
    return place < 0 ? 0 : this.#have[place];
  }

  /** Leading blocks of a run that are in use. */
  used(run: number): number {
    const place = this.#table.find(run);
    return place < 0 ? 0 : this.#users.most(place);
  }

  /**
   * A user of the leading `from` blocks of a run (0: a new one) uses more of them from now on.
   * @returns how many of the further ones were resident already; the rest the user brings
   */
  raise(run: number, from: number, to: number): number {
    let place = this.#table.find(run);
    if (place < 0) {
      place = this.#table.insert(run);
      this.#id[place] = run;
      this.#have[place] = 0;
    }
    const have = this.#have[place];
    if (to > have) this.#have[place] = to;
    if (have > this.#users.most(place)) this.#unused.cut(place, to);
    this.#users.move(place, from, to);
    return Math.max(0, Math.min(to, have) - from);
  }

  /** A user of the leading `from` blocks of a run, at least one, leaves: those that nobody else uses are the newest unused ones. */
  leave(run: number, from: number): void {
    const place = this.#table.find(run);
    this.#users.move(place, from, 0);
    const most = this.#users.most(place);
    if (most < from) this.#unused.push(place, most, from);
  }

  /** The blocks unused longest are taken for other use. @param count at most `evictable` */
  evict(count: number): void {
    for (let left = count; left > 0;) {
      const place = this.#unused.oldestRun;
      const taken = this.#unused.takeOldest(left);
      left -= taken;
      this.#have[place] -= taken;
      if (this.#have[place] === 0) this.#table.delete(this.#id[place]);
    }
  }
}
