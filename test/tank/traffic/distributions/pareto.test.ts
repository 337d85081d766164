import { expect, test } from 'vitest';
import { RandomStream } from '../../../../src/core/random-stream.js';
import { BoundedPareto } from '../../../../src/tank/traffic/distributions/pareto.js';

/** Draws the one number again and again. */
class Draws extends RandomStream {
  readonly #value: number;
  constructor(value: number) {
    super(Int32Array.of(1, 2, 3, 4));
    this.#value = value;
  }
  override uniform(): number {
    return this.#value;
  }
}

/** The quantile function, by logarithms: x = min (1 − u (1 − (min / max)^shape))^(−1 / shape). */
function quantile(u: number, shape: number, min: number, max: number): number {
  const mass = -Math.expm1(shape * Math.log(min / max));
  return min * Math.exp(-Math.log1p(-u * mass) / shape);
}

const LARGEST = 1 - 2 ** -53;

test.each([
  [0.1, 1e-9, 1e12],
  [1.2, 100, 100_000],
  [60, 1e6, 2e6], // min^−shape is 1e-360, below what a number can be
  [100, 10_000, 20_000],
  [100, 1e-9, 1e-8], // and 1e900, above it
  [97, 1000, 1e12], // 1e-291, a number that leaves no room for its parts
  [1e12, 1, 2],
  [1e12, 3, 4],
])('a draw of shape %d from %d to %d is the quantile of theory, never outside', (shape, min, max) => {
  const pareto = new BoundedPareto(shape, min, max);
  for (const u of [0, 2 ** -53, 1e-9, 0.1, 0.5, 0.9, 0.999999, LARGEST]) {
    const value = pareto.sample(new Draws(u));
    expect(Math.abs(value / quantile(u, shape, min, max) - 1), `${value} at ${u}`).toBeLessThan(1e-3);
    if (u <= 0.9) expect(value / quantile(u, shape, min, max)).toBeCloseTo(1, 12);
    expect(value).toBeGreaterThanOrEqual(min);
    expect(value).toBeLessThanOrEqual(max);
  }
});
