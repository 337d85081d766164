import { TOP_LEVEL } from '../index.js';
import type { Agent } from './agent.js';
import type { ModelState } from './model-state.js';

/**
 * How well a model fits what an agent needs: the mean of the model's levels, weighted by the agent's needs,
 *
 *     capability_score = Σ weight × level / Σ weight
 *
 * from 0 to 100; what the model cannot do has level 0, and to an agent without needs every model fits with 100.
 * @param levels from 0 to 100, by name of the capability
 * @example capabilityScore({ code: 3, reasoning: 1 }, new Map([['code', 95], ['reasoning', 75]])) // 90
 */
export function capabilityScore(needs: Readonly<Record<string, number>>, levels: ReadonlyMap<string, number>): number {
  let sum = 0;
  let weights = 0;
  for (const [name, weight] of Object.entries(needs)) {
    sum += weight * (levels.get(name) ?? 0);
    weights += weight;
  }
  return weights === 0 ? TOP_LEVEL : Math.min(TOP_LEVEL, sum / weights);
}

/** @returns what of an agent's hard requirements a model does not meet, in words; null where it may serve the agent */
export function unmetRequirement({ capabilities = [], contextWindow = 0 }: Agent, model: ModelState): string | null {
  const lacking = capabilities.find((name) => !model.levels.has(name));
  if (lacking !== undefined) return `it has no capability ${JSON.stringify(lacking)}`;
  if (contextWindow <= model.contextWindow) return null;
  return `its context window of ${model.contextWindow} tokens is smaller than ${contextWindow}`;
}

/** What adjusts capability scores by what was observed: adaptive feedback, for one. */
export interface CapabilityScores {
  /** @param score capability score, 0 to 100 @returns the score to assign by, 0 to 100 */
  adjusted(agent: string, model: string, score: number): number;
}
