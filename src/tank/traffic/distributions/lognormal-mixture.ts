import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { plainNumber, type QuantitySchema } from '../../../core/input/index.js';
import { cumulative, placeOf } from './cumulative.js';
import { type Distribution, distribution } from './distribution.js';
import { normalCdf } from './normal-cdf.js';
import { kind, positive } from './parameters.js';

/** A part of a mixture: median × exp(sigma × Z), drawn in proportion to its weight. */
export interface LognormalPart {
  readonly weight: number;
  readonly median: number;
  readonly sigma: number;
}

/**
 * A mixture of lognormal distributions, for variables of several modes: one part is drawn by weight, then median × exp(σZ)
 * of it; a value beyond min or max becomes min or max, so the ends carry the probability of what is beyond them.
 * Cost: a uniform and a ziggurat draw, O(log parts), and one exp; no uniform draw with one part.
 * Source: McLachlan and Peel (2000), Finite Mixture Models, chapter 1.
 */
export class LognormalMixture implements Distribution {
  readonly #sums: Float64Array;
  readonly #median: Float64Array;
  readonly #sigma: Float64Array;
  readonly #min: number;
  readonly #max: number;

  /** @param parts at least one; weights and medians above 0 @param min at least 0 @param max above `min` */
  constructor(parts: readonly LognormalPart[], min = 0, max = Infinity) {
    if (parts.length === 0) throw new RangeError('a lognormal mixture must have at least one part, not 0');
    for (const { weight, median, sigma } of parts) {
      if (!(weight > 0)) throw new RangeError(`the weight of a lognormal part must be above 0, not ${weight}`);
      if (!(median > 0)) throw new RangeError(`the median of a lognormal part must be above 0, not ${median}`);
      if (!(sigma >= 0)) throw new RangeError(`the sigma of a lognormal part must be at least 0, not ${sigma}`);
    }
    if (!(min >= 0 && max > min)) throw new RangeError(`a lognormal mixture cannot go from ${min} to ${max}`);
    this.#sums = cumulative(parts.length, (part) => parts[part].weight);
    this.#median = Float64Array.from(parts, ({ median }) => median);
    this.#sigma = Float64Array.from(parts, ({ sigma }) => sigma);
    this.#min = min;
    this.#max = max;
  }

  sample(random: RandomStream): number {
    const last = this.#sums.length - 1;
    const part = last === 0 ? 0 : placeOf(this.#sums, random.uniform() * this.#sums[last]);
    const value = this.#median[part] * Math.exp(this.#sigma[part] * random.normal());
    return Math.min(this.#max, Math.max(this.#min, value));
  }
}

/** Most parts of a mixture. */
const PART_LIMIT = 20;
/** Largest sigma of a part: its values then span more than 12 powers of ten. */
const SIGMA_LIMIT = 5;

export const lognormalMixture = distribution({
  summary: 'one of several lognormals, each by median and sigma, clipped to min and max',
  options: (quantity) =>
    z
      .strictObject({
        kind: kind('lognormal_mixture'),
        parts: partsSchema(quantity),
        min: quantity.optional().meta({ description: 'smaller values become min; default 0' }),
        max: positive(quantity).optional().meta({ description: 'larger values become max; default no limit' }),
      })
      .refine(({ min = 0, max = Infinity }) => max > min, { error: 'expected a max above min', path: ['max'] }),
  create: (spec) => new LognormalMixture(spec.parts, spec.min, spec.max),
  mean: (spec) => lognormalMixtureMean(spec.parts, spec.min, spec.max),
});

function partsSchema(quantity: QuantitySchema) {
  const part = z.strictObject({
    weight: plainNumber({ positive: true }).meta({ description: 'share of the part, in proportion to the others' }),
    median: positive(quantity),
    sigma: plainNumber({ most: SIGMA_LIMIT }).meta({
      description: 'standard deviation of the logarithm; 0 is constant',
    }),
  });
  return z
    .array(part, { error: 'expected a list of parts, each with weight, median and sigma' })
    .min(1, 'expected at least one part')
    .max(PART_LIMIT, `expected at most ${PART_LIMIT} parts`)
    .meta({ description: 'a value is median × exp(sigma × Z) of one part, Z standard normal' });
}

/** Mean of the lognormal mixture, with the probability beyond min and max at the ends. */
function lognormalMixtureMean(parts: readonly LognormalPart[], min = 0, max = Infinity): number {
  const weights = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts.reduce((sum, part) => sum + (part.weight / weights) * clippedMean(part, min, max), 0);
}

/**
 * E[min(max, max(min, X))] of one part: the ends by their probabilities, and between them the partial expectation
 * median × exp(σ²/2) × (Φ(b − σ) − Φ(a − σ)), with a and b the ends in standard deviations of ln X.
 * Source: Crow and Shimizu (1988), Lognormal Distributions, chapter 1.
 */
function clippedMean({ median, sigma }: LognormalPart, min: number, max: number): number {
  if (sigma === 0) return Math.min(max, Math.max(min, median));
  const a = Math.log(min / median) / sigma;
  const b = Math.log(max / median) / sigma;
  const inside = median * Math.exp((sigma * sigma) / 2) * (normalCdf(b - sigma) - normalCdf(a - sigma));
  return min * normalCdf(a) + inside + (max === Infinity ? 0 : max * normalCdf(-b));
}
