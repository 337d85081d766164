import type { RandomStream } from '../../core/index.js';
import type { Distribution } from './distributions/distribution.js';
import { Constant } from './distributions/constant.js';
import { Lognormal } from './distributions/lognormal.js';
import { TOKEN_LIMIT } from '../../core/input/index.js';

/** What routers are told of the length of answers: the truth times a lognormal error. */
export interface OutputEstimateSpec {
  /** Mean of estimate / truth. */
  readonly bias: number;
  /** Coefficient of variation of estimate / truth; with bias 1 and cv 0 the estimate is exact. */
  readonly cv: number;
}

/** Draws estimates of output lengths. Cost: one draw each, none with cv 0. */
export class OutputEstimates {
  readonly #factor: Distribution;

  constructor({ bias, cv }: OutputEstimateSpec) {
    this.#factor = cv === 0 ? new Constant(bias) : new Lognormal(bias, cv);
  }

  sample(outputTokens: number, random: RandomStream): number {
    return Math.max(1, Math.min(TOKEN_LIMIT, Math.round(outputTokens * this.#factor.sample(random))));
  }
}
