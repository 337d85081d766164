import type { RandomStream } from '../../../core/random-stream.js';
import type { Distribution } from './distribution.js';

/**
 * The bounded Pareto distribution over [min, max]: a power tail, P(X > x) ∝ x^−shape − max^−shape, that ends. Bounds keep
 * every moment finite. Cost: one draw and one power.
 * Source: Harchol-Balter (2013), Performance Modeling and Design of Computer Systems, chapter 20.
 */
export class BoundedPareto implements Distribution {
  readonly #shape: number;
  readonly #low: number;
  readonly #high: number;

  /** @param shape above 0 @param min above 0 @param max above `min` */
  constructor(shape: number, min: number, max: number) {
    if (!(shape > 0)) throw new RangeError(`the shape of a Pareto distribution must be above 0, not ${shape}`);
    if (!(min > 0 && max > min)) throw new RangeError(`a bounded Pareto distribution cannot go from ${min} to ${max}`);
    this.#shape = shape;
    this.#low = min ** -shape;
    this.#high = max ** -shape;
  }

  sample(random: RandomStream): number {
    const tail = this.#low - random.uniform() * (this.#low - this.#high);
    return tail ** (-1 / this.#shape);
  }
}

/** Mean of the bounded Pareto distribution. */
export function paretoMean(shape: number, min: number, max: number): number {
  const mass = 1 - (min / max) ** shape;
  if (shape === 1) return (min * Math.log(max / min)) / mass;
  return ((shape / (shape - 1)) * (min - max * (min / max) ** shape)) / mass;
}
