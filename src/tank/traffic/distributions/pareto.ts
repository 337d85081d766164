import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { type Distribution, distribution } from './distribution.js';
import { bounded, kind, positive, shape } from './parameters.js';

/**
 * The bounded Pareto distribution over [min, max]: a power tail, P(X > x) ∝ x^−shape − max^−shape, that ends. Bounds keep
 * every moment finite. Cost: one draw and one power.
 * Source: Harchol-Balter (2013), Performance Modeling and Design of Computer Systems, chapter 20.
 */
export class BoundedPareto implements Distribution {
  readonly #shape: number;
  readonly #min: number;
  readonly #max: number;
  readonly #unit: number;
  /** Powers of min and max in units of `#unit`. */
  readonly #low: number;
  readonly #high: number;

  /** @param shape above 0 @param min above 0 @param max above `min` */
  constructor(shape: number, min: number, max: number) {
    if (!(shape > 0)) throw new RangeError(`the shape of a Pareto distribution must be above 0, not ${shape}`);
    if (!(min > 0 && max > min)) throw new RangeError(`a bounded Pareto distribution cannot go from ${min} to ${max}`);
    this.#shape = shape;
    this.#min = min;
    this.#max = max;
    const power = min ** -shape;
    this.#unit = power > LEAST_POWER && power < Infinity ? 1 : min;
    this.#low = (min / this.#unit) ** -shape;
    this.#high = (max / this.#unit) ** -shape;
  }

  /** Rounding may not leave the bounds. */
  sample(random: RandomStream): number {
    const tail = this.#low - random.uniform() * (this.#low - this.#high);
    return Math.min(this.#max, Math.max(this.#min, this.#unit * tail ** (-1 / this.#shape)));
  }
}

/** Below it, a power has no room for the 2^−53 of it that the largest draw leaves: then the unit is min, its power 1. */
const LEAST_POWER = 1e-290;

export const pareto = distribution({
  summary: 'power tail of a shape between min and max',
  options: (quantity) =>
    bounded(z.strictObject({ kind: kind('pareto'), shape: shape(), min: positive(quantity), max: positive(quantity) })),
  create: (spec) => new BoundedPareto(spec.shape, spec.min, spec.max),
  mean: (spec) => paretoMean(spec.shape, spec.min, spec.max),
});

/** Mean of the bounded Pareto distribution. */
function paretoMean(shape: number, min: number, max: number): number {
  const mass = 1 - (min / max) ** shape;
  if (shape === 1) return (min * Math.log(max / min)) / mass;
  return ((shape / (shape - 1)) * (min - max * (min / max) ** shape)) / mass;
}
