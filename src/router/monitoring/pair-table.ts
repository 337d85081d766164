import { type Clock, ForwardDecay, longer, LruIndex } from '../../core/index.js';
import { AgentIds } from './agent-ids.js';

/**
 * What became of the attempts of each agent at each model, in columns by place: how many ended and how many completed, each
 * weighing exp(−age / time constant), and the mean latency of those that completed, weighted alike. At most `limit`
 * pairs are kept; the one used longest ago goes. The pairs of an agent are chained, so that they can be compared.
 * Cost of an attempt: O(1), nothing allocated once the pair is in.
 */
export class PairTable {
  readonly #limit: number;
  readonly #index = new LruIndex();
  readonly #agents = new AgentIds();
  readonly #decay: ForwardDecay;
  /** One element: what the attempt took that is being told. As an argument it may be boxed. */
  readonly #sampleMs: Float64Array;
  // by place; `agent` is −1 where the place is free
  #agent = new Int32Array(0);
  #model = new Int32Array(0);
  /** Sums of weights, as forward decay has them. */
  #ended = new Float64Array(0);
  #completed = new Float64Array(0);
  #latencyMs = new Float64Array(0);
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  /** By agent. */
  #first = new Int32Array(0);

  /** @param sampleMs one element, which the caller sets before `ended` */
  constructor(clock: Clock, timeConstantMs: number, limit: number, sampleMs: Float64Array) {
    this.#limit = limit;
    this.#decay = new ForwardDecay(clock, timeConstantMs, () => [this.#ended, this.#completed]);
    this.#sampleMs = sampleMs;
  }

  /** An attempt of an agent ended at a model. */
  ended(agentId: string, model: number, isCompleted: boolean): void {
    const place = this.#use(agentId, model);
    this.#decay.advance();
    const weight = this.#decay.weight[0];
    this.#ended[place] += weight;
    if (!isCompleted) return;
    this.#completed[place] += weight;
    this.#latencyMs[place] += ((this.#sampleMs[0] - this.#latencyMs[place]) * weight) / this.#completed[place];
  }

  /** @returns the place of a pair, −1 where nothing is known of it */
  find(agentId: string, model: number): number {
    const agent = this.#agents.find(agentId);
    return agent < 0 ? -1 : this.#index.find(agent, model);
  }

  /** Brings counts up to now: to be called before they are read. */
  advance(): void {
    this.#decay.advance();
  }

  /** Attempts that ended, each weighing exp(−age / time constant). */
  countAt(place: number): number {
    return this.#ended[place] / this.#decay.weight[0];
  }

  successShareAt(place: number): number {
    return this.#completed[place] / this.#ended[place];
  }

  /** Mean latency of the attempts that completed, NaN where none did. */
  latencyAt(place: number): number {
    return this.#completed[place] > 0 ? this.#latencyMs[place] : NaN;
  }

  agentAt(place: number): string {
    return this.#agents.idOf(this.#agent[place]);
  }

  modelAt(place: number): number {
    return this.#model[place];
  }

  /** The first pair of the agent that a pair is of; those after it by `nextOf`. */
  firstOf(place: number): number {
    return this.#first[this.#agent[place]];
  }

  /** The next pair of the same agent, −1 after the last. */
  nextOf(place: number): number {
    return this.#next[place];
  }

  /** Places of all pairs, ascending. */
  places(): readonly number[] {
    return Array.from(this.#agent.keys()).filter((place) => this.#agent[place] >= 0);
  }

  /** @returns the place of a pair, which is the one used last from now on */
  #use(agentId: string, model: number): number {
    const known = this.find(agentId, model);
    if (known < 0) return this.#insert(agentId, model);
    this.#index.touch(known);
    return known;
  }

  #insert(agentId: string, model: number): number {
    if (this.#index.count === this.#limit) this.#delete(this.#index.oldest);
    const known = this.#agents.find(agentId);
    const agent = known < 0 ? this.#agents.take(agentId) : known;
    const place = this.#index.insert(agent, model);
    if (place >= this.#agent.length) this.#grow();
    if (agent >= this.#first.length) this.#first = longer(this.#first, 2 * agent + 1, -1);
    this.#agent[place] = agent;
    this.#model[place] = model;
    this.#ended[place] = 0;
    this.#completed[place] = 0;
    this.#latencyMs[place] = 0;
    this.#link(place);
    return place;
  }

  #delete(place: number): void {
    const agent = this.#agent[place];
    this.#unlink(place);
    this.#index.delete(place);
    this.#agent[place] = -1;
    if (this.#first[agent] < 0) this.#agents.release(agent);
  }

  #link(place: number): void {
    const second = this.#first[this.#agent[place]];
    this.#next[place] = second;
    this.#previous[place] = -1;
    if (second >= 0) this.#previous[second] = place;
    this.#first[this.#agent[place]] = place;
  }

  #unlink(place: number): void {
    const next = this.#next[place];
    const previous = this.#previous[place];
    if (next >= 0) this.#previous[next] = previous;
    if (previous >= 0) this.#next[previous] = next;
    else this.#first[this.#agent[place]] = next;
  }

  #grow(): void {
    const { capacity } = this.#index;
    this.#agent = longer(this.#agent, capacity, -1);
    this.#model = longer(this.#model, capacity);
    this.#ended = longer(this.#ended, capacity);
    this.#completed = longer(this.#completed, capacity);
    this.#latencyMs = longer(this.#latencyMs, capacity);
    this.#next = longer(this.#next, capacity, -1);
    this.#previous = longer(this.#previous, capacity, -1);
  }
}
