import { z } from 'zod';
import { type Distribution, distribution } from './distribution.js';
import { kind } from './parameters.js';

/** The same value always; nothing is drawn. Squared coefficient of variation 0. */
export class Constant implements Distribution {
  readonly #value: number;

  /** @param value at least 0 */
  constructor(value: number) {
    if (!(value >= 0)) throw new RangeError(`a constant must be at least 0, not ${value}`);
    this.#value = value;
  }

  sample(): number {
    return this.#value;
  }
}

export const constant = distribution({
  summary: 'always the same value',
  options: (quantity) => z.strictObject({ kind: kind('constant'), value: quantity }),
  create: (spec) => new Constant(spec.value),
  mean: (spec) => spec.value,
});
