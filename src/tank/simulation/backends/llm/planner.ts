import type { EngineConfig, EngineCounts, EngineRequests } from './engine-types.js';
import type { IterationPlan } from './iteration-plan.js';
import type { Reports } from './reports.js';
import type { RequestColumns } from './request-columns.js';
import { DECODE } from './running-list.js';
import type { Sequences } from './sequences.js';

/**
 * Decides what an iteration runs (ENGINE-RULES rules 6, 7 and 9): all decodes, then the prompt in progress, then requests from the queue
 * as far as tokens, sequences and blocks go; who finds no block throws out the newest.
 * Cost: O(1), and O(1) for each sequence admitted or thrown out.
 */
export class Planner {
  readonly #config: EngineConfig;
  readonly #promptTokens: Int32Array;
  readonly #columns: RequestColumns;
  readonly #sequences: Sequences;
  readonly #plan: IterationPlan;
  readonly #reports: Reports;
  readonly #counts: EngineCounts;
  /** Tokens that the plan has left. */
  #budget = 0;

  constructor(
    config: EngineConfig,
    requests: EngineRequests,
    columns: RequestColumns,
    sequences: Sequences,
    plan: IterationPlan,
    reports: Reports,
    counts: EngineCounts,
  ) {
    this.#config = config;
    this.#promptTokens = requests.promptTokens;
    this.#columns = columns;
    this.#sequences = sequences;
    this.#plan = plan;
    this.#reports = reports;
    this.#counts = counts;
  }

  /** Plans an iteration, after the sequences moved on to it. */
  make(iteration: number): void {
    const { batch } = this.#sequences;
    let isFull = !this.#takeDecodeBlocks(iteration);
    this.#plan.begin(batch.size, batch.kvTokens(iteration), !batch.takeChanged());
    this.#budget = this.#config.maxBatchTokens - batch.size;
    const { inProgress } = this.#sequences; // unless it was thrown out just now
    if (inProgress >= 0 && !this.#continuePrompt(iteration, inProgress)) isFull = true;
    if (!isFull) this.#admit(iteration);
  }

  /**
   * Decodes take blocks, the oldest first: so the newest, while any is missing, has not taken its own yet.
   * @returns whether nobody was thrown out
   */
  #takeDecodeBlocks(iteration: number): boolean {
    const { batch, blocks, running } = this.#sequences;
    let wanted = batch.demand(iteration);
    for (let isEnough = true; ; isEnough = false) {
      const taken = Math.min(wanted, blocks.available);
      blocks.take(taken);
      wanted -= taken;
      if (wanted === 0) return isEnough;
      const { newest } = running;
      if (running.state[newest] === DECODE && batch.isInDemand(running.offset[newest], iteration)) wanted--;
      this.#throwOutNewest(iteration);
    }
  }

  /** @returns whether it was not thrown out */
  #continuePrompt(iteration: number, slot: number): boolean {
    const { blocks, running } = this.#sequences;
    const before = running.fed[slot];
    const chunk = Math.min(running.target[slot] - before, this.#budget);
    const wanted = blocks.blocksFor(before + chunk) - blocks.blocksFor(before);
    if (wanted > blocks.available) {
      this.#throwOutNewest(iteration);
      return false;
    }
    blocks.take(wanted);
    this.#runChunk(iteration, slot, before, chunk, true);
    return true;
  }

  #admit(iteration: number): void {
    const { running, waiting } = this.#sequences;
    while (waiting.count > 0 && this.#budget > 0 && running.count < this.#config.maxSequences) {
      if (!this.#admitFirst(iteration, waiting.first)) return;
    }
  }

  /** @returns whether the front of the queue found its blocks */
  #admitFirst(iteration: number, request: number): boolean {
    const { blocks, running } = this.#sequences;
    const target = this.#promptTokens[request] + this.#columns.generated[request];
    blocks.lookUp(request, target >> blocks.shift);
    const { hits, unusedHits } = blocks;
    let before = hits << blocks.shift;
    if (before === target) before -= 1 << blocks.shift; // the last block is computed again, in place
    const chunk = Math.min(target - before, this.#budget);
    const taken = Math.max(0, blocks.blocksFor(before + chunk) - hits);
    const isWhole = this.#config.admission === 'whole_prompt';
    const wanted = isWhole ? blocks.blocksFor(target) - hits : taken;
    if (wanted + unusedHits > blocks.available) return false;
    const slot = this.#sequences.admit(request, target);
    blocks.hold(request, hits);
    running.held[slot] = hits;
    blocks.take(taken);
    if (this.#columns.computed[request] < 0) this.#countFirst(iteration, request, before);
    this.#runChunk(iteration, slot, before, chunk, false);
    return true;
  }

  /** A request is admitted for the first time, with some tokens found in the cache. */
  #countFirst(iteration: number, request: number, found: number): void {
    this.#columns.computed[request] = 0;
    this.#reports.planFirstChunk(iteration, request);
    this.#counts.promptTokens += this.#promptTokens[request];
    this.#counts.hitTokens += found;
  }

  /** A prompt gets a chunk whose blocks it has; what becomes full is resident from now on. */
  #runChunk(iteration: number, slot: number, before: number, chunk: number, isOldPrompt: boolean): void {
    const sequences = this.#sequences;
    const { running, blocks } = sequences;
    const request = running.request[slot];
    const fed = before + chunk;
    running.fed[slot] = fed;
    running.held[slot] = blocks.fill(request, running.held[slot], fed);
    this.#plan.addChunk(before, chunk, isOldPrompt);
    this.#budget -= chunk;
    this.#counts.recomputedTokens += Math.max(0, Math.min(fed, this.#columns.computed[request]) - before);
    if (fed < running.target[slot]) {
      sequences.inProgress = slot;
      return;
    }
    sequences.inProgress = -1;
    sequences.completing.push(slot);
    if (running.generated[slot] === 0) this.#reports.planFirstToken(iteration, request);
  }

  #throwOutNewest(iteration: number): void {
    this.#counts.preemptions++;
    this.#sequences.throwOutNewest(iteration);
  }
}
