import type { Clock } from './clock.js';

/** Steps that a time constant is divided into: within one the weight of a sample stays the same. */
const STEPS = 1024;
/** From this age of the landmark on, in time constants, weights are scaled anew: exp(40) is 2e17. */
const LONGEST_REACH = 40;

/**
 * Weights of samples whose importance fades as exp(−age / time constant), by forward decay: a sample weighs
 * exp((time − landmark) / time constant) once and for all, so that means need no upkeep as time passes. Ages are counted
 * in steps of 1/1024 of the time constant, so that one exponential serves all samples of a step. Where the clock is set back
 * the landmark goes back with it: what is known keeps its weight, and what comes weighs as much as the last samples did.
 * Cost: two comparisons a sample; an exponential a step; O(weights) every 40 time constants.
 * Source: Cormode, Shkapenyuk, Srivastava and Xu (2009), Forward Decay: A Practical Time Decay Model for Streaming Systems,
 * ICDE.
 */
export class ForwardDecay {
  /** One element: what a sample weighs that comes now, after `advance`. */
  readonly weight = Float64Array.of(1);
  readonly #clock: Clock;
  readonly #stepMs: number;
  /** All sums of weights, to be scaled. */
  readonly #sums: () => readonly Float64Array[];
  /** The landmark, and the step that `weight` is of. */
  readonly #landmarkMs = Float64Array.of(NaN);
  readonly #fromMs = Float64Array.of(-Infinity);
  readonly #toMs = Float64Array.of(-Infinity);

  constructor(clock: Clock, timeConstantMs: number, sums: () => readonly Float64Array[]) {
    this.#clock = clock;
    this.#stepMs = timeConstantMs / STEPS;
    this.#sums = sums;
  }

  /** Brings `weight` up to now. */
  advance(): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs >= this.#toMs[0]) this.#renew();
    else if (nowMs < this.#fromMs[0]) this.#setBack();
  }

  /** The weight stays, and so does the time until the next step. It reads the clock by itself, as `#renew` does. */
  #setBack(): void {
    const nowMs = this.#clock.nowMs();
    const backMs = this.#fromMs[0] - nowMs;
    this.#landmarkMs[0] -= backMs;
    this.#fromMs[0] = nowMs;
    this.#toMs[0] -= backMs;
  }

  /** Reads the clock by itself: as an argument the time would be boxed. */
  #renew(): void {
    const nowMs = this.#clock.nowMs();
    if (Number.isNaN(this.#landmarkMs[0])) this.#landmarkMs[0] = nowMs;
    const steps = Math.floor((nowMs - this.#landmarkMs[0]) / this.#stepMs);
    const reach = steps / STEPS;
    if (reach > LONGEST_REACH) {
      this.#scale(Math.exp(-reach));
      this.#landmarkMs[0] += steps * this.#stepMs;
      this.weight[0] = 1;
    } else {
      this.weight[0] = Math.exp(reach);
    }
    this.#fromMs[0] = nowMs;
    this.#toMs[0] = this.#landmarkMs[0] + (Math.floor((nowMs - this.#landmarkMs[0]) / this.#stepMs) + 1) * this.#stepMs;
  }

  /** A weight that fades to nothing stays above 0: there were samples. */
  #scale(factor: number): void {
    for (const sums of this.#sums()) {
      for (let i = 0; i < sums.length; i++) if (sums[i] > 0) sums[i] = Math.max(Number.MIN_VALUE, sums[i] * factor);
    }
  }
}
