import { shownKind } from '../../core/options/index.js';
import { TOP_LEVEL } from '../index.js';
import type { Agent } from './agent.js';
import type { CapabilityScores } from './capability-score.js';
import type { ModelState } from './model-state.js';

/** In place of a score: the model does not meet what the agent requires. */
export const UNFIT = -1;

/**
 * The score of every agent at every model, `capabilityScore` and `unmetRequirement` for all at once: a level is looked up by
 * name once for all models.
 * Cost: O(agents × models × capabilities that an agent needs or requires), 8 bytes a pair.
 * @param scores adjust them by what was observed
 * @returns by agent, then by model; UNFIT where it may not serve
 * @throws RangeError where a score is adjusted to what is none
 */
export function scoresOf(
  agents: readonly Agent[],
  models: readonly ModelState[],
  scores: CapabilityScores | undefined,
): Float64Array {
  const levels = levelsByName(models);
  const all = new Float64Array(agents.length * models.length);
  agents.forEach((agent, a) => {
    const row = all.subarray(a * models.length, (a + 1) * models.length);
    writeScores(agent, levels, row);
    markUnfit(agent, models, levels, row);
    if (scores === undefined) return;
    models.forEach(({ id }, m) => {
      if (row[m] !== UNFIT) row[m] = checkedScore(scores.adjusted(agent.id, id, row[m]), agent.id, id);
    });
  });
  return all;
}

/** By name of the capability, then by model; 0 where it has none. */
type Levels = ReadonlyMap<string, Float64Array>;

function levelsByName(models: readonly ModelState[]): Levels {
  const levels = new Map<string, Float64Array>();
  models.forEach((model, m) => {
    for (const [name, level] of model.levels) {
      const ofModels = levels.get(name) ?? new Float64Array(models.length);
      ofModels[m] = level;
      levels.set(name, ofModels);
    }
  });
  return levels;
}

/** @param row of zeros, by model */
function writeScores({ needs = {} }: Agent, levels: Levels, row: Float64Array): void {
  let weights = 0;
  for (const [name, weight] of Object.entries(needs)) {
    weights += weight;
    const ofModels = levels.get(name);
    if (ofModels === undefined) continue;
    for (let m = 0; m < row.length; m++) row[m] += weight * ofModels[m];
  }
  for (let m = 0; m < row.length; m++) row[m] = weights === 0 ? TOP_LEVEL : Math.min(TOP_LEVEL, row[m] / weights);
}

function markUnfit(agent: Agent, models: readonly ModelState[], levels: Levels, row: Float64Array): void {
  const { capabilities = [], contextWindow = 0 } = agent;
  for (const name of capabilities) {
    const ofModels = levels.get(name);
    for (let m = 0; m < row.length; m++) if (ofModels === undefined || ofModels[m] === 0) row[m] = UNFIT;
  }
  if (contextWindow === 0) return;
  for (let m = 0; m < row.length; m++) if (contextWindow > models[m].contextWindow) row[m] = UNFIT;
}

function checkedScore(score: number, agent: string, model: string): number {
  if (score >= 0 && score <= TOP_LEVEL) return score;
  const what = `the adjusted score of agent "${agent}" at model "${model}"`;
  throw new RangeError(`${what} is ${shownKind(score)}: expected a number from 0 to ${TOP_LEVEL}`);
}
