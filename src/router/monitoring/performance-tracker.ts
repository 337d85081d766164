import { ForwardDecay, longer } from '../../core/index.js';
import { checkedAgainst, type Given, number, type OptionsOf, wholeNumber } from '../../core/options/index.js';
import { type Attempt, type AttemptListener, CLIENT_GONE, COMPLETED, type Fleet, givenFleet } from '../index.js';
import { AttemptWindow } from './attempt-window.js';
import { PairTable } from './pair-table.js';

export interface PerformanceTrackerOptions {
  /** Time constant of the mean latency of a model, in ms. Default 10,000. */
  readonly latencyTimeConstantMs: number;
  /** How far back percentiles and the share of errors look, in ms. Default 60,000. */
  readonly windowMs: number;
  /** Time constant with which attempts of an agent at a model are forgotten, in ms. Default 600,000. */
  readonly pairTimeConstantMs: number;
  /** Most pairs of agent and model; the one used longest ago goes. Default 10,000. */
  readonly pairLimit: number;
}

const PAIR_LIMIT = 10_000;

const PERFORMANCE_TRACKER_OPTIONS: OptionsOf<PerformanceTrackerOptions> = {
  latencyTimeConstantMs: number(10_000, 'time constant of the mean latency of a model', 1),
  windowMs: number(60_000, 'how far back percentiles and the share of errors look', 1),
  pairTimeConstantMs: number(600_000, 'time constant with which attempts of an agent at a model are forgotten', 1),
  pairLimit: wholeNumber(PAIR_LIMIT, 'most pairs of agent and model', 1, PAIR_LIMIT),
};

/** How a model performs. */
export interface ModelPerformance {
  readonly model: string;
  /** Attempts that ended since the tracker was made. */
  readonly count: number;
  /** Share of those that completed, null of none. */
  readonly successShare: number | null;
  /** Mean over completed attempts, weighted by exp(−age / time constant); null before the first. */
  readonly latencyMs: number | null;
  /** Attempts that ended within the window. */
  readonly window: {
    readonly count: number;
    /** Share of those that failed, null of none. */
    readonly errorShare: number | null;
    /** Percentiles of latency, at most 1 % and 0.1 ms below the true ones and never above; null where none completed. */
    readonly p50Ms: number | null;
    readonly p95Ms: number | null;
    readonly p99Ms: number | null;
  };
}

/** How a model performs for an agent. All of it fades with age. */
export interface PairPerformance {
  readonly agent: string;
  readonly model: string;
  /** Attempts that ended, each weighing exp(−age / time constant). */
  readonly count: number;
  /** Share of those that completed. */
  readonly successShare: number;
  /** Mean over those that completed, null where none did. */
  readonly latencyMs: number | null;
}

/**
 * Watches how attempts fare, by model and by pair of agent and model: `router.listen(tracker)`. An attempt that completed
 * is a success; one that was refused, failed upstream, was rate-limited or timed out is a failure; one whose client went
 * away does not count. A request that names no agent counts for its model alone. Latency is from the start of the attempt
 * to its end; where the clock was set back meanwhile it counts as none.
 * Cost of an attempt: O(1), nothing allocated once its model and pair are known; 90 kB a model in use, 70 B a pair.
 */
export class PerformanceTracker implements AttemptListener {
  readonly fleet: Fleet;
  /** Attempts by agent and model, by place. */
  readonly pairTable: PairTable;
  readonly #windowMs: number;
  readonly #decay: ForwardDecay;
  /** One element: what the attempt took that is being told. */
  readonly #sampleMs = Float64Array.of(0);
  // by model
  #ended = new Float64Array(0);
  #completed = new Float64Array(0);
  #latencyMs = new Float64Array(0);
  /** Sums of weights, as forward decay has them. */
  #latencyWeight = new Float64Array(0);
  /** Undefined before the first attempt. */
  readonly #windows: (AttemptWindow | undefined)[] = [];

  constructor(fleet: Fleet, options: Given<PerformanceTrackerOptions> = {}) {
    this.fleet = givenFleet(fleet);
    const checked = checkedAgainst(PERFORMANCE_TRACKER_OPTIONS, options, 'PerformanceTracker');
    const { latencyTimeConstantMs, windowMs, pairTimeConstantMs, pairLimit } = checked;
    this.#windowMs = windowMs;
    this.#decay = new ForwardDecay(fleet.clock, latencyTimeConstantMs, () => [this.#latencyWeight]);
    this.pairTable = new PairTable(fleet.clock, pairTimeConstantMs, pairLimit, this.#sampleMs);
  }

  ended(attempt: Attempt): void {
    const { outcome, endpoint, request } = attempt;
    if (outcome === CLIENT_GONE) return;
    const isCompleted = outcome === COMPLETED;
    const model = this.fleet.endpoints.modelIndex[endpoint];
    if (model >= this.#ended.length) this.#grow();
    const window = this.#windows[model] ?? this.#makeWindow(model);
    this.#ended[model]++;
    if (isCompleted) {
      this.#sampleMs[0] = Math.max(0, this.fleet.clock.nowMs() - attempt.startedMs);
      this.#completed[model]++;
      this.#learn(model);
      window.completed();
    } else {
      window.failed();
    }
    if (request.agent !== '') this.pairTable.ended(request.agent, model, isCompleted);
  }

  /** @returns how a model performs, null where there is none of that id */
  model(id: string): ModelPerformance | null {
    const m = this.fleet.modelIndex(id);
    if (m < 0) return null;
    const count = m < this.#ended.length ? this.#ended[m] : 0;
    const window = this.#windows[m];
    return {
      model: id,
      count,
      successShare: count === 0 ? null : this.#completed[m] / count,
      latencyMs: count > 0 && this.#latencyWeight[m] > 0 ? this.#latencyMs[m] : null,
      window: {
        count: window?.count() ?? 0,
        errorShare: known(window?.errorShare()),
        p50Ms: known(window?.quantileMs(0.5)),
        p95Ms: known(window?.quantileMs(0.95)),
        p99Ms: known(window?.quantileMs(0.99)),
      },
    };
  }

  /** The window of a model, for whoever needs one figure of it; undefined before its first attempt. */
  windowOf(model: string): AttemptWindow | undefined {
    return this.#windows[this.fleet.modelIndex(model)];
  }

  /** @returns how a model performs for an agent, null where nothing is known of that */
  pair(agent: string, model: string): PairPerformance | null {
    const place = this.pairTable.find(agent, this.fleet.modelIndex(model));
    if (place < 0) return null;
    this.pairTable.advance();
    return this.#pairAt(place);
  }

  /** All pairs of which something is known, by agent and then by model. */
  pairs(): readonly PairPerformance[] {
    const places = this.pairTable.places();
    if (places.length > 0) this.pairTable.advance();
    const pairs = places.map((place) => this.#pairAt(place));
    return pairs.sort((a, b) => order(a.agent, b.agent) || order(a.model, b.model));
  }

  #pairAt(place: number): PairPerformance {
    const { pairTable } = this;
    return {
      agent: pairTable.agentAt(place),
      model: this.fleet.modelIds[pairTable.modelAt(place)],
      count: pairTable.countAt(place),
      successShare: pairTable.successShareAt(place),
      latencyMs: known(pairTable.latencyAt(place)),
    };
  }

  /** Takes the latency that is being told into the mean of a model. */
  #learn(model: number): void {
    this.#decay.advance();
    const weight = this.#decay.weight[0];
    this.#latencyWeight[model] += weight;
    const error = this.#sampleMs[0] - this.#latencyMs[model];
    this.#latencyMs[model] += (error * weight) / this.#latencyWeight[model];
  }

  #makeWindow(model: number): AttemptWindow {
    const window = new AttemptWindow(this.fleet.clock, this.#windowMs, this.#sampleMs);
    this.#windows[model] = window;
    return window;
  }

  #grow(): void {
    const { count } = this.fleet.models;
    this.#ended = longer(this.#ended, count);
    this.#completed = longer(this.#completed, count);
    this.#latencyMs = longer(this.#latencyMs, count);
    this.#latencyWeight = longer(this.#latencyWeight, count);
  }
}

function known(value = NaN): number | null {
  return Number.isNaN(value) ? null : value;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
