import { type Problem, UNASSIGNED } from '../problem.js';
import { Queues } from './queues.js';
import type { AssignmentStrategy } from './strategy.js';

/** Above any score: agents with fewer models to choose from come first. */
const PER_CHOICE = 128;

/**
 * Utilization first, score second: the next agent goes to the model that will have the lowest utilization with it (without
 * load balancing: the fewest agents), of equal ones to that with the higher score. A model takes the agent that
 * fits the fewest models, of equal ones that with the highest score, then the lower id: who can go elsewhere can wait.
 * Cost: O(agents × models × log agents), to sort the agents for each model.
 */
function assign(problem: Problem): Int32Array {
  const choices = choicesOf(problem);
  const queues = new Queues(problem, (agent, model) => choices[agent] * PER_CHOICE - problem.score(agent, model));
  for (;;) {
    let best = UNASSIGNED;
    let bestAgent = UNASSIGNED;
    let bestLoad = Infinity;
    for (let model = 0; model < problem.models.length; model++) {
      const agent = queues.first(model);
      if (agent === UNASSIGNED) continue;
      const load = loadWith(problem, model, queues.taken[model]);
      const isBetter =
        load < bestLoad || (load === bestLoad && problem.score(agent, model) > problem.score(bestAgent, best));
      if (isBetter) [best, bestAgent, bestLoad] = [model, agent, load];
    }
    if (best === UNASSIGNED) return queues.modelOf;
    queues.assign(bestAgent, best);
  }
}

/** What a model's load will be with one agent more. */
function loadWith(problem: Problem, model: number, taken: number): number {
  return problem.options.enableLoadBalancing ? problem.utilization(model, taken + 1) : taken + 1;
}

/** By agent: how many models fit. */
function choicesOf(problem: Problem): Int32Array {
  return Int32Array.from(problem.agents, (_, agent) => {
    return problem.models.reduce((count, _model, model) => count + (problem.fits(agent, model) ? 1 : 0), 0);
  });
}

export const balanced: AssignmentStrategy = {
  summary: 'equal utilization first, then capability; without load balancing equal numbers of agents',
  assign,
};
