import type {
  EngineConfig,
  EngineCounts,
  EngineRequests,
} from '../../../src/tank/simulation/backends/llm/engine-types.js';
import { ReferenceBlocks, remove } from './reference-blocks.js';
import { contentsOf, isFinal, type Sequence } from './reference-sequence.js';

/** What an iteration computes of a sequence, as planned: it stays so whatever becomes of the sequence. */
export interface Part {
  readonly sequence: Sequence;
  readonly kind: 'decode' | 'chunk';
  /** Tokens of its KV before. */
  readonly from: number;
  readonly tokens: number;
  readonly completesPrompt: boolean;
  /** Yields its last token. */
  readonly isLast: boolean;
}

export interface Plan {
  /** In admission order. */
  readonly parts: readonly Part[];
  readonly thrownOut: readonly Sequence[];
}

/** Who runs, who waits, and what the next iteration computes: ENGINE-RULES §1, rules 6 to 12, word by word. */
export class ReferenceScheduler {
  /** In admission order, with those whose last token is in flight. */
  readonly running: Sequence[] = [];
  readonly waiting: Sequence[] = [];
  readonly counts: EngineCounts = {
    iterations: 0,
    preemptions: 0,
    hitTokens: 0,
    promptTokens: 0,
    recomputedTokens: 0,
  };
  /** How often what happens rarely has happened: tests ask whether their cases have it. */
  readonly rare = { finalThrownOut: 0, fullHits: 0, hitsOfResumed: 0, unusedHits: 0 };
  readonly #config: EngineConfig;
  readonly #requests: EngineRequests;
  readonly #blocks: ReferenceBlocks;
  // of the plan being made
  #budget = 0;
  #parts: Part[] = [];
  #thrownOut: Sequence[] = [];

  constructor(config: EngineConfig, requests: EngineRequests) {
    this.#config = config;
    this.#requests = requests;
    this.#blocks = new ReferenceBlocks(config.blockCount - 1);
  }

  get usedBlocks(): number {
    return this.#blocks.usedCount;
  }

  /** Blocks that were full when their content was resident already. */
  get replacedBlocks(): number {
    return this.#blocks.replacedCount;
  }

  /** Rule 12. */
  canEverFit({ promptTokens, outputTokens }: Sequence): boolean {
    return this.#blocksFor(promptTokens + outputTokens - 1) <= this.#config.blockCount - 1;
  }

  /** Decides what the next iteration runs, and takes the blocks for it. */
  plan(): Plan {
    this.#budget = this.#config.maxBatchTokens;
    this.#parts = [];
    this.#thrownOut = [];
    for (const sequence of [...this.running]) {
      if (sequence.state !== 'running' || isFinal(sequence)) continue;
      if (sequence.context < sequence.prefill) this.#continuePrompt(sequence);
      else this.#decode(sequence);
    }
    if (this.#thrownOut.length === 0) this.#admitWaiting();
    if (this.#budget < 0) throw new Error('an iteration has more tokens than its budget');
    if (this.running.length > this.#config.maxSequences) throw new Error('more sequences run than may');
    return { parts: this.#parts, thrownOut: this.#thrownOut };
  }

  /** Its last token has landed. */
  complete(sequence: Sequence): void {
    if (sequence.state === 'waiting')
      remove(this.waiting, sequence); // thrown out when its last token was in flight
    else this.#leave(sequence, sequence.context);
    sequence.state = 'ended';
  }

  /** A running sequence goes at a boundary, before the plan made there. */
  cancel(sequence: Sequence): void {
    this.#leave(sequence, this.#knownTokens(sequence));
    sequence.state = 'ended';
  }

  /** Rule 6: one token, and a block for it where the last one is full. */
  #decode(sequence: Sequence): void {
    if (sequence.context % this.#config.blockTokens === 0) {
      while (this.#blocks.availableCount === 0) {
        const newest = this.running[this.running.length - 1];
        this.#throwOut(newest);
        if (newest === sequence) return;
      }
      sequence.blocks.push(this.#blocks.take());
    }
    this.#run(sequence, 'decode', 1);
  }

  /** Rule 6: the prompt in progress takes what is left of the budget, if there are blocks for that. */
  #continuePrompt(sequence: Sequence): void {
    const { context, prefill } = sequence;
    const tokens = Math.min(prefill - context, this.#budget);
    const blockCount = this.#blocksFor(context + tokens) - this.#blocksFor(context);
    if (blockCount > this.#blocks.availableCount) {
      this.#throwOut(sequence);
      return;
    }
    this.#takeBlocks(sequence, blockCount);
    this.#runChunk(sequence, tokens);
  }

  /** Rule 7: in order, until one cannot be admitted. */
  #admitWaiting(): void {
    while (this.waiting.length > 0 && this.#budget > 0 && this.running.length < this.#config.maxSequences) {
      if (!this.#admit(this.waiting[0])) break;
    }
  }

  #admit(sequence: Sequence): boolean {
    const { blockTokens } = this.#config;
    const prefill = sequence.promptTokens + sequence.generated;
    const hits = this.#hitsOf(sequence, prefill);
    const unusedHits = hits.filter(({ users }) => users === 0).length;
    const isFullHit = hits.length * blockTokens === prefill;
    const from = isFullHit ? prefill - blockTokens : hits.length * blockTokens;
    const tokens = Math.min(prefill - from, this.#budget);
    const taken = Math.max(0, this.#blocksFor(from + tokens) - hits.length);
    const needed = this.#config.admission === 'whole_prompt' ? this.#blocksFor(prefill) - hits.length : taken;
    if (needed + unusedHits > this.#blocks.availableCount) return false;

    this.waiting.shift();
    this.running.push(sequence);
    this.#countAdmission(sequence, from);
    if (isFullHit) this.rare.fullHits++;
    if (unusedHits > 0) this.rare.unusedHits++;
    if (sequence.reached > 0 && hits.length > 0) this.rare.hitsOfResumed++;
    sequence.state = 'running';
    sequence.prefill = prefill;
    sequence.context = from;
    for (const block of hits) this.#blocks.hold(block);
    sequence.blocks = [...hits];
    this.#takeBlocks(sequence, taken);
    this.#runChunk(sequence, tokens);
    return true;
  }

  #hitsOf({ request }: Sequence, prefill: number) {
    if (!this.#config.prefixCaching) return [];
    const fullBlocks = Math.floor(prefill / this.#config.blockTokens);
    return this.#blocks.leading(contentsOf(this.#requests, request, fullBlocks));
  }

  /** Of first admissions: nothing was ever computed of the request. */
  #countAdmission({ reached, promptTokens }: Sequence, hitTokens: number): void {
    if (reached > 0) return;
    this.counts.hitTokens += hitTokens;
    this.counts.promptTokens += promptTokens;
  }

  #takeBlocks(sequence: Sequence, count: number): void {
    for (let i = 0; i < count; i++) sequence.blocks.push(this.#blocks.take());
  }

  /** Its full blocks can be found from now on: later admissions of the same plan see them. */
  #runChunk(sequence: Sequence, tokens: number): void {
    const recomputed = Math.min(sequence.context + tokens, sequence.reached) - sequence.context;
    this.counts.recomputedTokens += Math.max(0, recomputed);
    this.#run(sequence, 'chunk', tokens);
    this.#publish(sequence, sequence.context);
  }

  /** Puts a part of a sequence into the plan. */
  #run(sequence: Sequence, kind: 'decode' | 'chunk', tokens: number): void {
    const from = sequence.context;
    sequence.context += tokens;
    sequence.reached = Math.max(sequence.reached, sequence.context);
    sequence.decodedLast = kind === 'decode';
    const completesPrompt = kind === 'chunk' && sequence.context === sequence.prefill;
    if (completesPrompt || kind === 'decode') sequence.generated++;
    this.#budget -= tokens;
    this.#parts.push({ sequence, kind, from, tokens, completesPrompt, isLast: isFinal(sequence) });
    if (sequence.blocks.length < this.#blocksFor(sequence.context)) throw new Error('a token has no block');
  }

  /** Rule 9: back to the front of the queue; its blocks can be taken in this plan. */
  #throwOut(sequence: Sequence): void {
    this.#leave(sequence, this.#knownTokens(sequence));
    sequence.state = 'waiting';
    sequence.context = 0;
    this.waiting.unshift(sequence);
    this.#thrownOut.push(sequence);
    this.counts.preemptions++;
    if (isFinal(sequence)) this.rare.finalThrownOut++;
  }

  /** Rule 10: with the lag, the token that its last planned iteration feeds has no id yet. */
  #knownTokens({ context, decodedLast }: Sequence): number {
    return this.#config.admissionLag === 1 && decodedLast ? context - 1 : context;
  }

  /** @param tokens of its KV, those in blocks that others can find afterwards if they are full */
  #leave(sequence: Sequence, tokens: number): void {
    remove(this.running, sequence);
    this.#publish(sequence, tokens);
    this.#blocks.release(sequence.blocks);
    sequence.blocks = [];
  }

  /** Makes the full blocks of these tokens resident. */
  #publish({ request, blocks }: Sequence, tokens: number): void {
    if (!this.#config.prefixCaching) return;
    const fullBlocks = Math.floor(tokens / this.#config.blockTokens);
    const contents = contentsOf(this.#requests, request, fullBlocks);
    for (const [i, content] of contents.entries()) blocks[i] = this.#blocks.publish(blocks[i], content);
  }

  #blocksFor(tokens: number): number {
    return Math.ceil(tokens / this.#config.blockTokens);
  }
}
