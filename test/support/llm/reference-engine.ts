import type {
  Engine,
  EngineConfig,
  EngineCounts,
  EngineListener,
  EngineReading,
  EngineRequests,
} from '../../../src/tank/simulation/backends/llm/engine-types.js';
import { remove } from './reference-blocks.js';
import { ReferenceClock, type Work } from './reference-clock.js';
import { type Part, type Plan, ReferenceScheduler } from './reference-scheduler.js';
import { newSequence, type Sequence } from './reference-sequence.js';

/**
 * An inference engine token by token: every iteration is an event, every running sequence is looked at in each, every block
 * is an object. It says what is right (ENGINE-RULES §1), slowly.
 */
export class ReferenceEngine implements Engine {
  #computedTokens = 0;
  /** Plans made at once because the one made before was empty. */
  #restarts = 0;
  readonly #config: EngineConfig;
  readonly #requests: EngineRequests;
  readonly #listener: EngineListener;
  readonly #scheduler: ReferenceScheduler;
  readonly #clock: ReferenceClock;
  #speed = 1;
  /** The iteration in flight. */
  #current: Plan | undefined;
  /** With the lag: the one after it. */
  #next: Plan | undefined;
  /** Of an idle engine with a queue. */
  #startMs = Infinity;
  /** By request: those that wait or run. */
  readonly #present = new Map<number, Sequence>();
  /** Caused arrivals at the very time of the next boundary: they come after it. */
  #late: Sequence[] = [];
  /** Running sequences that go at the next boundary, in the order of their cancels. */
  #cancelled: Sequence[] = [];

  constructor(config: EngineConfig, requests: EngineRequests, listener: EngineListener) {
    if (config.maxBatchTokens < config.maxSequences) throw new Error('fewer tokens than sequences in an iteration');
    this.#config = config;
    this.#requests = requests;
    this.#listener = listener;
    this.#scheduler = new ReferenceScheduler(config, requests);
    this.#clock = new ReferenceClock(config.cost);
  }

  get counts(): EngineCounts {
    return this.#scheduler.counts;
  }

  /** Tokens of prompts and decodes that iterations computed. */
  get computedTokens(): number {
    return this.#computedTokens;
  }

  /** How often what happens rarely has happened. */
  get rare(): Readonly<Record<string, number>> {
    const { rare, replacedBlocks } = this.#scheduler;
    return { ...rare, replacedBlocks, restarts: this.#restarts };
  }

  /** See `ReferenceClock`. */
  get worstClockError(): number {
    return this.#clock.worstError;
  }

  get nextMs(): number {
    if (this.#current !== undefined) return this.#clock.endMs;
    return this.#scheduler.waiting.length > 0 ? this.#startMs : Infinity;
  }

  offer(request: number, atMs: number, isCaused: boolean): boolean {
    this.#checkTime(atMs);
    if (this.#present.has(request)) throw new Error(`request ${request} is here already`);
    const sequence = newSequence(this.#requests, request);
    if (!this.#scheduler.canEverFit(sequence)) return false;
    this.#present.set(request, sequence);
    if (this.#current === undefined) this.#startMs = atMs;
    if (this.#current !== undefined && isCaused && atMs === this.nextMs) this.#late.push(sequence);
    else this.#scheduler.waiting.push(sequence);
    return true;
  }

  cancel(request: number, atMs: number): void {
    this.#checkTime(atMs);
    const sequence = this.#present.get(request);
    if (sequence === undefined) return;
    this.#present.delete(request);
    if (sequence.state === 'running') {
      this.#cancelled.push(sequence);
      return;
    }
    remove(this.#late.includes(sequence) ? this.#late : this.#scheduler.waiting, sequence);
    sequence.state = 'ended';
  }

  setSpeed(speed: number, atMs: number): void {
    this.#checkTime(atMs);
    this.#speed = speed;
  }

  read(atMs: number): EngineReading {
    if (this.nextMs <= atMs) throw new Error('a reading comes after all boundaries of its time');
    const { running, waiting, usedBlocks } = this.#scheduler;
    return { running: running.length, waiting: waiting.length + this.#late.length, usedBlocks };
  }

  /** Rule 3, in its order. */
  advance(): void {
    const nowMs = this.nextMs;
    if (nowMs === Infinity) throw new Error('an idle engine has no boundary');
    const told: (() => void)[] = [];
    this.#cancelRunning();
    if (this.#current !== undefined) this.#land(this.#current, nowMs, told);
    this.#planNext(nowMs, told);
    this.#start(nowMs, told);
    this.#letLateOnesIn(nowMs);
    for (const tell of told) tell();
  }

  #cancelRunning(): void {
    for (const sequence of this.#cancelled) this.#scheduler.cancel(sequence);
    this.#cancelled = [];
  }

  /** An iteration has ended: first tokens, then completions. What was cancelled is no longer told of. */
  #land({ parts }: Plan, nowMs: number, told: (() => void)[]): void {
    for (const { sequence, completesPrompt } of parts) {
      const { request } = sequence;
      if (!completesPrompt || sequence.hasFirstToken || sequence.state === 'ended') continue;
      sequence.hasFirstToken = true;
      told.push(() => {
        this.#listener.firstToken(request, nowMs);
      });
    }
    for (const { sequence, isLast } of parts) {
      const { request } = sequence;
      if (!isLast || sequence.state === 'ended') continue;
      this.#scheduler.complete(sequence);
      this.#present.delete(request);
      told.push(() => {
        this.#listener.completed(request, nowMs);
      });
    }
  }

  /** With the lag the next iteration is planned already. Where it is empty, or the engine was idle, two plans are made at once. */
  #planNext(nowMs: number, told: (() => void)[]): void {
    const wasBusy = this.#current !== undefined;
    this.#current = this.#next;
    this.#next = undefined;
    const wasEmpty = this.#current === undefined;
    this.#current ??= this.#plan(nowMs, told);
    if (this.#current === undefined && this.#scheduler.waiting.length > 0) throw new Error('the queue is stuck');
    if (this.#current === undefined || this.#config.admissionLag === 0) return;
    if (wasBusy && wasEmpty) this.#restarts++;
    this.#next = this.#plan(nowMs, told);
  }

  /** @returns undefined where there is nothing to run */
  #plan(nowMs: number, told: (() => void)[]): Plan | undefined {
    const plan = this.#scheduler.plan();
    for (const { request } of plan.thrownOut) {
      told.push(() => {
        this.#listener.preempted(request, nowMs);
      });
    }
    return plan.parts.length > 0 ? plan : undefined;
  }

  #start(nowMs: number, told: (() => void)[]): void {
    if (this.#current === undefined) {
      this.#clock.pause();
      return;
    }
    const { parts } = this.#current;
    this.#clock.start(workOf(parts), this.#speed, nowMs);
    this.#scheduler.counts.iterations++;
    for (const { sequence, tokens } of parts) {
      this.#computedTokens += tokens;
      if (sequence.isScheduled || sequence.state === 'ended') continue;
      sequence.isScheduled = true;
      told.push(() => {
        this.#listener.scheduled(sequence.request, nowMs);
      });
    }
  }

  #letLateOnesIn(nowMs: number): void {
    if (this.#late.length === 0) return;
    if (this.#current === undefined) this.#startMs = nowMs;
    this.#scheduler.waiting.push(...this.#late);
    this.#late = [];
  }

  /** Time goes on: nothing comes before what has been, and nothing after a boundary that is still to come. */
  #checkTime(atMs: number): void {
    if (!(atMs <= this.nextMs))
      throw new Error(`clock moved over a boundary: ${atMs} ms, which was due at ${this.nextMs} ms`);
  }
}

function workOf(parts: readonly Part[]): Work {
  const decodes = parts.filter(({ kind }) => kind === 'decode');
  const chunks = parts.filter(({ kind }) => kind === 'chunk');
  return {
    decodes: decodes.map(({ sequence }) => sequence.request),
    decodeContext: decodes.reduce((sum, { from }) => sum + from, 0),
    chunks: chunks.map(({ sequence, from, tokens }) => ({ request: sequence.request, from, tokens })),
  };
}
