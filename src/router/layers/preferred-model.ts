import type { Attempt } from '../attempt.js';
import type { Fleet } from '../fleet/fleet.js';
import { ANY } from '../request-view.js';
import { type Chooser, type Layer, type LayerEntry, NO_WISH, UNMET } from './layer.js';

/** The model that the client asked for: the policy's choice among its endpoints. */
class PreferredModel implements Layer {
  readonly variant = 0;
  readonly #chooser: Chooser;
  readonly #fleet: Fleet;

  constructor(chooser: Chooser, fleet: Fleet) {
    this.#chooser = chooser;
    this.#fleet = fleet;
  }

  choose(attempt: Attempt, triedCount: number): number {
    const { preferredModel } = attempt.request;
    if (preferredModel === ANY) return NO_WISH;
    if (!(preferredModel >= 0)) return UNMET; // a model that the fleet does not have, or no index at all
    const endpoint = this.#chooser.amongModel(attempt, preferredModel, triedCount);
    return endpoint >= 0 ? endpoint : UNMET;
  }

  wish({ request }: Attempt): string | null {
    const { preferredModel } = request;
    if (preferredModel === ANY) return null;
    const { modelIds } = this.#fleet;
    return preferredModel in modelIds ? modelIds[preferredModel] : 'a model that the fleet does not have';
  }
}

export const preferredModel: LayerEntry = {
  reasons: {
    met: 'preferred model',
    degraded: 'preferred model, at a degraded endpoint',
    unmet: 'the preferred model cannot take the request',
  },
  isOn: () => true,
  create: ({ chooser, fleet }) => new PreferredModel(chooser, fleet),
};
