import munkres from 'munkres';
import { plainSum } from '../../../core/index.js';
import { type Problem, UNASSIGNED } from '../problem.js';
import type { AssignmentStrategy } from './strategy.js';

/** Most cells of the matrix, agents × places: an assignment of so many takes seconds. */
export const OPTIMAL_CELL_LIMIT = 5_000_000;

/**
 * The assignment with the highest sum of prices: the Hungarian algorithm, with a column for each agent that a model can take.
 * A place's factor is multiplied by the agent's score, so places of one model are worth differently much to different
 * agents. Where places are many and all alike, each agent simply has its best model.
 * Cost: O(rows² × columns), rows the fewer of agents and places.
 * Source: Kuhn (1955), The Hungarian Method for the Assignment Problem, Naval Research Logistics Quarterly 2.
 */
function assign(problem: Problem): Int32Array {
  const { agents, options, room } = problem;
  if (!options.enableLoadBalancing) return Int32Array.from(agents, (_, agent) => bestModel(problem, agent));
  const placeCount = plainSum(room);
  if (agents.length * placeCount > OPTIMAL_CELL_LIMIT) throw tooLarge(agents.length, placeCount);
  const modelOf = new Int32Array(agents.length).fill(UNASSIGNED);
  if (agents.length === 0 || placeCount === 0) return modelOf;
  const places = placesOf(problem, placeCount);
  for (const [agent, place] of munkres(costsOf(problem, places))) {
    if (problem.fits(agent, places.model[place])) modelOf[agent] = places.model[place];
  }
  placeWorthless(problem, modelOf);
  return modelOf;
}

interface Places {
  /** By place: its model, and what the score of an agent there is multiplied by. */
  readonly model: Int32Array;
  readonly factor: Float64Array;
}

function placesOf(problem: Problem, count: number): Places {
  const model = new Int32Array(count);
  const factor = new Float64Array(count);
  let place = 0;
  problem.room.forEach((room, m) => {
    for (let k = 0; k < room; k++, place++) {
      model[place] = m;
      factor[place] = problem.factor(m, k);
    }
  });
  return { model, factor };
}

/** What a place costs an agent; one that does not fit is worth nothing, as if the agent had none. */
function costsOf(problem: Problem, { model, factor }: Places): Float64Array[] {
  return problem.agents.map((_, agent) => {
    const scores = problem.models.map((_, m) => (problem.fits(agent, m) ? problem.score(agent, m) : 0));
    const costs = new Float64Array(model.length);
    for (let place = 0; place < costs.length; place++) costs[place] = -factor[place] * scores[model[place]];
    return costs;
  });
}

/** An agent that is worth nothing wherever there is room for it gets a place all the same, by id. */
function placeWorthless(problem: Problem, modelOf: Int32Array): void {
  if (!modelOf.includes(UNASSIGNED)) return;
  const left = problem.room.slice();
  for (const model of modelOf) if (model !== UNASSIGNED) left[model]--;
  modelOf.forEach((assigned, agent) => {
    if (assigned !== UNASSIGNED) return;
    const model = left.findIndex((places, m) => places > 0 && problem.fits(agent, m));
    if (model < 0) return;
    modelOf[agent] = model;
    left[model]--;
  });
}

/** The model with the highest score, of equal ones that with the lower id. */
function bestModel(problem: Problem, agent: number): number {
  let best = UNASSIGNED;
  for (let model = 0; model < problem.models.length; model++) {
    if (!problem.fits(agent, model)) continue;
    if (best === UNASSIGNED || problem.score(agent, model) > problem.score(agent, best)) best = model;
  }
  return best;
}

function tooLarge(agents: number, places: number): RangeError {
  return new RangeError(
    `optimal would have to look at ${agents} agents × ${places} places: more than ${OPTIMAL_CELL_LIMIT}; use greedy, assign fewer agents at once, or give models smaller queues`,
  );
}

export const optimal: AssignmentStrategy = {
  summary: 'the highest sum of scores that is possible (Hungarian algorithm)',
  assign,
};
