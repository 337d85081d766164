import { TOKEN_LIMIT } from '../../core/input/index.js';
import { longer, type RandomStream, type Streams } from '../../core/index.js';
import type { Distribution } from './distributions/distribution.js';
import { createDistribution, type DistributionSpec } from './distributions/spec.js';
import { NO_CLASS, type TraceColumns } from '../trace/index.js';
import type { LengthPairs } from './length-pairs.js';
import { OutputByPrompt } from './output-by-prompt.js';
import { OutputEstimates } from './output-estimate.js';
import { Prefixes } from './prefixes.js';
import type { RequestClass } from './request-classes.js';
import { Wants, wishKinds } from './wants.js';
import type { SourceSpec, WorkloadSpec } from './workload-spec.js';

/** What later turns of a session are made from, in columns by session. */
export class SessionStates {
  count = 0;
  contextTokens = new Int32Array(1024);
  prefix = new Int32Array(1024);
  requestClass = new Uint8Array(1024);
  wish = new Uint16Array(1024);
  /** Last block that is full, and so stays as it is; and how many there are up to it. */
  fullBlock = new Int32Array(1024);
  fullBlockCount = new Int32Array(1024);

  /** @returns a new session */
  open(): number {
    if (this.count === this.prefix.length) {
      const capacity = 2 * this.count;
      this.contextTokens = longer(this.contextTokens, capacity);
      this.prefix = longer(this.prefix, capacity);
      this.requestClass = longer(this.requestClass, capacity);
      this.wish = longer(this.wish, capacity);
      this.fullBlock = longer(this.fullBlock, capacity);
      this.fullBlockCount = longer(this.fullBlockCount, capacity);
    }
    return this.count++;
  }
}

/**
 * Draws what the requests of one source contain: lengths, class, prefix, blocks, wishes. Every purpose has a stream of its own,
 * so a change of the lengths leaves the classes as they were. Cost: O(1) per request and new block.
 */
export class Contents {
  readonly #columns: TraceColumns;
  readonly #states: SessionStates;
  readonly #classes: readonly RequestClass[];
  readonly #onlyClass: number;
  readonly #agent: number;
  readonly #classWeight: number;
  /** By class, the last for requests without one. */
  readonly #prompts: readonly (Distribution | undefined)[];
  readonly #outputs: readonly (Distribution | undefined)[];
  readonly #outputByPrompt: OutputByPrompt | undefined;
  readonly #pairs: LengthPairs | undefined;
  readonly #pairRandom: RandomStream | undefined;
  readonly #newTokens: Distribution | undefined;
  readonly #prefixes: Prefixes | undefined;
  readonly #estimates: OutputEstimates | undefined;
  readonly #wants: Wants | undefined;
  readonly #blockTokens: number;
  /** By prefix: its last block, −1 while it was not used. */
  readonly #prefixBlock: Int32Array;
  readonly #random: Readonly<Record<Purpose, RandomStream>>;

  /** @param suffix of the names of the streams */
  constructor(
    source: SourceSpec,
    workload: WorkloadSpec,
    columns: TraceColumns,
    states: SessionStates,
    streams: Streams,
    suffix: string,
  ) {
    const { classes = [], blockTokens = 0, outputEstimate } = workload;
    const {
      promptTokens,
      outputTokens,
      outputByPrompt,
      lengths,
      sessions,
      prefixes,
      requestClass,
      agent = -1,
    } = source;
    this.#columns = columns;
    this.#states = states;
    this.#classes = classes;
    this.#onlyClass = requestClass ?? (classes.length === 0 ? NO_CLASS : -1);
    this.#agent = agent;
    this.#classWeight = classes.reduce((sum, { weight }) => sum + weight, 0);
    this.#prompts = [...classes.map((each) => each.promptTokens ?? promptTokens), promptTokens].map(sampler);
    this.#outputs = [...classes.map((each) => each.outputTokens ?? outputTokens), outputTokens].map(sampler);
    this.#outputByPrompt = outputByPrompt && new OutputByPrompt(outputByPrompt);
    this.#pairs = lengths;
    this.#pairRandom = lengths && streams.named(`lengths${suffix}`);
    this.#newTokens = sampler(sessions?.newTokens);
    this.#prefixes = prefixes && new Prefixes(prefixes, streams.named(`prefix_tokens${suffix}`));
    this.#estimates = outputEstimate && new OutputEstimates(outputEstimate);
    const kinds = wishKinds(workload);
    this.#wants = kinds && new Wants(source, classes, kinds, streams, suffix);
    this.#blockTokens = blockTokens;
    this.#prefixBlock = new Int32Array(prefixes?.count ?? 0).fill(-1);
    const named = PURPOSES.map((purpose) => [purpose, streams.named(`${purpose}${suffix}`)] as const);
    this.#random = Object.fromEntries(named) as Record<Purpose, RandomStream>;
  }

  /** Lets everything that is drawn next depend on the session and its turn alone, whatever was drawn before. */
  restart(session: number, turn: number): void {
    for (const purpose of PURPOSES) this.#random[purpose].restart(session, turn);
    this.#wants?.restart(session, turn);
    this.#pairRandom?.restart(session, turn);
  }

  /**
   * Writes what a request contains.
   * @param session −1 for a request of its own
   * @param isFirst whether it is the first turn
   */
  fill(request: number, session: number, isFirst: boolean): void {
    const columns = this.#columns;
    const requestClass = this.#drawClass(session, isFirst);
    const row = requestClass === NO_CLASS ? this.#classes.length : requestClass;
    const prefix = this.#drawPrefix(session, isFirst);
    const pair = this.#drawPair();
    const prompt = this.#drawPrompt(row, session, isFirst, pair);
    const output = this.#drawOutput(row, prompt, pair);
    columns.promptTokens[request] = prompt;
    columns.outputTokens[request] = output;
    if (this.#newTokens !== undefined && session >= 0) this.#states.contextTokens[session] = prompt + output;
    if (session >= 0) columns.set('session', request, session);
    if (this.#estimates !== undefined) {
      columns.set('outputEstimate', request, this.#estimates.sample(output, this.#random.output_estimate));
    }
    if (this.#blockTokens > 0) columns.set('lastBlock', request, this.#blocksOf(prompt, prefix, session, isFirst));
    else if (prefix >= 0) columns.set('prefix', request, prefix);
    if (this.#wants !== undefined) columns.set('wish', request, this.#drawWish(this.#wants, row, session, isFirst));
    if (this.#agent >= 0) columns.set('agent', request, this.#agent);
    if (requestClass === NO_CLASS) return;
    const { priority, deadlineMs } = this.#classes[requestClass];
    columns.set('requestClass', request, requestClass);
    if (priority !== 0) columns.set('priority', request, priority);
    if (deadlineMs !== undefined) columns.set('deadlineMs', request, deadlineMs);
  }

  #drawClass(session: number, isFirst: boolean): number {
    if (this.#onlyClass >= 0) return this.#onlyClass;
    if (session >= 0 && !isFirst) return this.#states.requestClass[session];
    let left = this.#random.classes.uniform() * this.#classWeight;
    let drawn = 0;
    while (drawn < this.#classes.length - 1 && left >= this.#classes[drawn].weight) {
      left -= this.#classes[drawn].weight;
      drawn++;
    }
    if (session >= 0) this.#states.requestClass[session] = drawn;
    return drawn;
  }

  #drawPrefix(session: number, isFirst: boolean): number {
    if (this.#prefixes === undefined) return -1;
    if (session >= 0 && !isFirst) return this.#states.prefix[session];
    const prefix = this.#prefixes.draw(this.#random.prefixes);
    if (session >= 0) this.#states.prefix[session] = prefix;
    return prefix;
  }

  #drawWish(wants: Wants, row: number, session: number, isFirst: boolean): number {
    if (session >= 0 && !isFirst) return this.#states.wish[session];
    const wish = wants.draw(row);
    if (session >= 0) this.#states.wish[session] = wish;
    return wish;
  }

  /** @returns a pair of lengths, −1 where there are none */
  #drawPair(): number {
    if (this.#pairs === undefined || this.#pairRandom === undefined) return -1;
    return this.#pairRandom.below(this.#pairs.promptTokens.length);
  }

  #drawPrompt(row: number, session: number, isFirst: boolean, pair: number): number {
    if (!isFirst && this.#newTokens !== undefined) {
      return wholeTokens(this.#states.contextTokens[session] + this.#newTokens.sample(this.#random.new_tokens));
    }
    const own = this.#prompts[row]; // with pairs only a class has some
    return own === undefined && this.#pairs !== undefined
      ? this.#pairs.promptTokens[pair]
      : tokensOf(own, this.#random.prompt_tokens);
  }

  #drawOutput(row: number, prompt: number, pair: number): number {
    const own = this.#outputs[row]; // beside pairs, and answers by prompt, only a class has some
    if (own !== undefined) return tokensOf(own, this.#random.output_tokens);
    if (this.#pairs !== undefined) return this.#pairs.outputTokens[pair];
    if (this.#outputByPrompt === undefined) return 0;
    return wholeTokens(this.#outputByPrompt.sample(prompt, this.#random.output_tokens));
  }

  /**
   * The blocks of a prompt: those of its prefix, those that earlier turns filled, new ones. The last one, where it is
   * not full, is of this prompt alone. @returns the last, −1 for an empty prompt
   */
  #blocksOf(prompt: number, prefix: number, session: number, isFirst: boolean): number {
    const { fullBlock, fullBlockCount } = this.#states;
    const { tree } = this.#columns;
    const full = Math.floor(prompt / this.#blockTokens);
    let last = -1;
    let count = 0;
    if (!isFirst && this.#newTokens !== undefined) {
      last = fullBlock[session];
      count = fullBlockCount[session];
    } else if (prefix >= 0) {
      count = Math.min(full, this.#prefixLength(prefix));
      last = this.#prefixStart(prefix, count);
    }
    last = tree.extend(last, full - count);
    if (session >= 0) {
      fullBlock[session] = last;
      fullBlockCount[session] = full;
    }
    return prompt % this.#blockTokens === 0 ? last : tree.add(last);
  }

  /** Full blocks of a prefix. */
  #prefixLength(prefix: number): number {
    return Math.floor((this.#prefixes?.tokens[prefix] ?? 0) / this.#blockTokens);
  }

  /** The last of the first `count` blocks of a prefix, which is made when it is first used. */
  #prefixStart(prefix: number, count: number): number {
    const length = this.#prefixLength(prefix);
    if (this.#prefixBlock[prefix] < 0) this.#prefixBlock[prefix] = this.#columns.tree.extend(-1, length);
    let block = this.#prefixBlock[prefix];
    for (let i = length; i > count; i--) block = this.#columns.tree.parent[block];
    return block;
  }
}

const PURPOSES = ['prompt_tokens', 'output_tokens', 'new_tokens', 'prefixes', 'classes', 'output_estimate'] as const;
type Purpose = (typeof PURPOSES)[number];

function sampler(spec: DistributionSpec | undefined): Distribution | undefined {
  return spec && createDistribution(spec);
}

function tokensOf(distribution: Distribution | undefined, random: RandomStream): number {
  return distribution === undefined ? 0 : wholeTokens(distribution.sample(random));
}

/** Lengths in tokens: rounded, at least 1, at most TOKEN_LIMIT. */
function wholeTokens(length: number): number {
  return Math.max(1, Math.min(TOKEN_LIMIT, Math.round(length)));
}
