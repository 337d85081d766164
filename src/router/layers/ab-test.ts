import { mix32, type RandomStream } from '../../core/index.js';
import type { Attempt } from '../attempt.js';
import type { Fleet } from '../fleet/fleet.js';
import { flag, modelId, type OptionsOf, share } from '../../core/options/index.js';
import { type Chooser, type Layer, type LayerEntry, type LayerContext, UNMET } from './layer.js';

export interface AbTestOptions {
  /** Splits requests between two models. Default false. */
  readonly abTestEnabled: boolean;
  /** Share of requests for model A, 0…1. Default 0.5. */
  readonly abTestSplit: number;
  /** Ids of the two models; needed where the test is on. */
  readonly abTestModelA: string;
  readonly abTestModelB: string;
}

export const abTestOptions: OptionsOf<AbTestOptions> = {
  abTestEnabled: flag(false, 'splits requests between two models'),
  abTestSplit: share(0.5, 'share of requests for model A'),
  abTestModelA: modelId('id of model A of the A/B test'),
  abTestModelB: modelId('id of model B of the A/B test'),
};

/** `variant` where the other model than the drawn one was chosen. */
const OTHER_MODEL = 1;

/**
 * Splits requests between two models: those of a session by a hash of it, so that they stay on one side; others at
 * random, once for all attempts of a request. Where the drawn model cannot take a request, the other one does.
 */
class AbTest implements Layer {
  variant = 0;
  /** Indices of models A and B. */
  readonly #models: readonly [number, number];
  readonly #split: number;
  readonly #random: RandomStream;
  readonly #chooser: Chooser;
  readonly #fleet: Fleet;

  /** @throws Error when a model is unknown, or both are the same */
  constructor({ fleet, options, random, chooser }: LayerContext<AbTestOptions>) {
    this.#models = modelsOf(fleet, options);
    this.#split = options.abTestSplit;
    this.#random = random;
    this.#chooser = chooser;
    this.#fleet = fleet;
  }

  choose(attempt: Attempt, triedCount: number): number {
    const side = this.#sideOf(attempt);
    const drawn = this.#chooser.amongModel(attempt, this.#models[side], triedCount);
    this.variant = 0;
    if (drawn >= 0) return drawn;
    const other = this.#chooser.amongModel(attempt, this.#models[1 - side], triedCount);
    this.variant = OTHER_MODEL;
    return other >= 0 ? other : UNMET;
  }

  wish({ abSide, request }: Attempt): string | null {
    if (abSide < 0 && !request.hasSession) return null; // not drawn yet
    const side = abSide < 0 ? this.#sideOfShare(hashedShare(request.session)) : abSide;
    return this.#fleet.modelIds[this.#models[side]];
  }

  /** 0 for model A, 1 for model B. */
  #sideOf(attempt: Attempt): number {
    if (attempt.abSide < 0) attempt.abSide = this.#sideOfShare(this.#shareOf(attempt));
    return attempt.abSide;
  }

  #sideOfShare(share: number): number {
    return share < this.#split ? 0 : 1;
  }

  /** A number in [0, 1): of a request with a session always the same. */
  #shareOf({ request }: Attempt): number {
    return request.hasSession ? hashedShare(request.session) : this.#random.uniform();
  }
}

function hashedShare(session: Int32Array): number {
  return (mix32(session[1], session[0]) >>> 0) / 2 ** 32;
}

function modelsOf(fleet: Fleet, { abTestModelA, abTestModelB }: AbTestOptions): readonly [number, number] {
  for (const id of [abTestModelA, abTestModelB]) {
    if (fleet.modelIndex(id) < 0) throw new Error(`the A/B test names an unknown model "${id}"`);
  }
  if (abTestModelA === abTestModelB) throw new Error(`the A/B test compares "${abTestModelA}" with itself`);
  return [fleet.modelIndex(abTestModelA), fleet.modelIndex(abTestModelB)];
}

export const abTest: LayerEntry<AbTestOptions> = {
  reasons: {
    met: 'model of the A/B test',
    degraded: 'model of the A/B test, at a degraded endpoint',
    otherwise: ['other model of the A/B test: the one drawn cannot take the request'],
    unmet: 'neither model of the A/B test can take the request',
  },
  isOn: ({ abTestEnabled }) => abTestEnabled,
  create: (context) => new AbTest(context),
};
