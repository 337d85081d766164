import { DecodeBatch } from './decode-batch.js';
import type { EngineConfig, EngineRequests } from './engine-types.js';
import { FinishWheel } from './finish-wheel.js';
import { IntList } from './int-list.js';
import { KvBlocks } from './kv-blocks.js';
import type { Reports } from './reports.js';
import { ELSEWHERE, type RequestColumns } from './request-columns.js';
import { DECODE, GHOST, LAST, PROMPT, RunningList } from './running-list.js';
import type { WaitingList } from './waiting-list.js';

/**
 * The life of sequences at an engine: PROMPT → DECODE → LAST → completed; thrown out from any of these, or cancelled. All is counted in
 * numbers of plans: "at plan p" means with everything up to iteration p − 1 planned, whether or not it has run.
 * Cost: O(1) per change of a sequence.
 */
export class Sequences {
  readonly running: RunningList;
  readonly waiting: WaitingList;
  readonly batch: DecodeBatch;
  readonly blocks: KvBlocks;
  /** Slots whose prompt the last plan completes, in order of admission; −1 where cancelled since. */
  readonly completing = new IntList();
  /** The slot whose prompt the last plan leaves incomplete, −1 for none: it is the newest. */
  inProgress = -1;
  ghosts = 0;
  readonly #columns: RequestColumns;
  readonly #reports: Reports;
  readonly #outputTokens: Int32Array;
  readonly #wheel: FinishWheel;
  /** Tokens whose id is not known when a decode is cut off: that of the iteration in flight (rule 10). */
  readonly #unknownTokens: number;

  constructor(
    config: EngineConfig,
    requests: EngineRequests,
    columns: RequestColumns,
    waiting: WaitingList,
    reports: Reports,
  ) {
    const { maxSequences, blockCount, blockTokens, admissionLag, prefixCaching } = config;
    this.running = new RunningList(maxSequences);
    this.waiting = waiting;
    this.batch = new DecodeBatch(blockTokens);
    this.blocks = new KvBlocks(blockCount - 1, blockTokens, prefixCaching ? requests.paths : undefined);
    this.#columns = columns;
    this.#reports = reports;
    this.#outputTokens = requests.outputTokens;
    this.#wheel = new FinishWheel(
      maxSequences,
      requests.outputTokens.reduce((most, tokens) => Math.max(most, tokens), 1),
    );
    this.#unknownTokens = admissionLag;
  }

  /** Before plan p: whose last token the plan before yields decodes no more, whose prompt it completes decodes from now on. */
  moveOn(plan: number): void {
    const { running, batch, completing } = this;
    for (let slot = this.#wheel.first(plan - 1); slot >= 0; slot = this.#wheel.after(slot)) {
      if (running.state[slot] !== DECODE) continue;
      running.state[slot] = LAST;
      batch.leave(running.offset[slot]);
    }
    for (let n = 0; n < completing.count; n++) if (completing.items[n] >= 0) this.#join(completing.items[n], plan);
    completing.clear();
  }

  /** The tokens of an iteration arrive: first ones are told, sequences that got their last one leave. */
  land(iteration: number): void {
    const { running } = this;
    this.#reports.landed(iteration);
    for (let slot = this.#wheel.first(iteration); slot >= 0; slot = this.#wheel.first(iteration)) {
      const request = running.request[slot];
      this.#wheel.leave(slot, iteration);
      if (running.state[slot] === GHOST) {
        this.ghosts--;
      } else {
        running.remove(slot);
        const context = running.contextOf(slot, iteration + 1);
        this.#releaseBlocks(slot, context, context);
      }
      running.release(slot);
      this.#columns.place[request] = ELSEWHERE;
      this.#reports.completed(request);
    }
  }

  /** The front of the queue is admitted. @returns its slot */
  admit(request: number, target: number): number {
    this.waiting.remove(request);
    const slot = this.running.add(request, target, this.#columns.generated[request]);
    this.#columns.place[request] = slot;
    return slot;
  }

  /** At plan p the newest sequence loses slot and blocks, and goes to the front of the queue (rule 9). */
  throwOutNewest(plan: number): void {
    const { running } = this;
    const slot = running.newest;
    const request = running.request[slot];
    const context = running.contextOf(slot, plan);
    const { generated, computed } = this.#columns;
    computed[request] = Math.max(computed[request], context);
    if (running.state[slot] === DECODE) {
      generated[request] = this.#outputTokens[request] - (running.finish[slot] - plan + 1);
    }
    this.#reports.preempted(request);
    this.#cutOff(slot, context);
    if (running.state[slot] === LAST) {
      running.state[slot] = GHOST;
      this.ghosts++;
    } else {
      if (running.state[slot] === DECODE) this.#wheel.leave(slot, running.finish[slot]);
      running.release(slot);
      this.waiting.pushFront(request);
    }
  }

  /** At plan p, before `moveOn`: a sequence leaves for good; a ghost has nothing but its slot. */
  cancel(slot: number, plan: number): void {
    const { running } = this;
    if (running.state[slot] === GHOST) this.ghosts--;
    else this.#cutOff(slot, running.contextOf(slot, plan));
    if (running.state[slot] === PROMPT) this.completing.blank(slot);
    else this.#wheel.leave(slot, running.finish[slot]);
    running.release(slot);
  }

  #join(slot: number, plan: number): void {
    const { running } = this;
    const left = this.#outputTokens[running.request[slot]] - running.generated[slot];
    running.offset[slot] = plan - running.target[slot];
    running.finish[slot] = plan - 1 + left - 1;
    this.#wheel.enter(slot, running.finish[slot]);
    running.state[slot] = left === 1 ? LAST : DECODE;
    if (left > 1) this.batch.join(running.offset[slot]);
  }

  /** A sequence leaves the list before its end. */
  #cutOff(slot: number, context: number): void {
    const { running } = this;
    running.remove(slot);
    if (running.state[slot] === DECODE) this.batch.leave(running.offset[slot]);
    if (slot === this.inProgress) this.inProgress = -1;
    const hasDecoded = context > running.target[slot];
    this.#releaseBlocks(slot, context, hasDecoded ? context - this.#unknownTokens : context);
  }

  #releaseBlocks(slot: number, context: number, known: number): void {
    const { request, held } = this.running;
    this.blocks.release(request[slot], held[slot], context, known);
  }
}
