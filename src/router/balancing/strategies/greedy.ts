import { type Problem, UNASSIGNED } from '../problem.js';
import { Queues } from './queues.js';
import type { AssignmentStrategy } from './strategy.js';

/**
 * The best pair of all that are left, again and again: the highest price, of equal ones the highest score, then the agent,
 * then the model with the lower id. A model's best is always its agent with the highest score, as its price falls in
 * proportion for all.
 * Cost: O(agents × models × log agents), to sort the agents for each model.
 */
function assign(problem: Problem): Int32Array {
  const queues = new Queues(problem, (agent, model) => -problem.score(agent, model));
  const { modelOf } = queues;
  for (;;) {
    let best = UNASSIGNED;
    let bestAgent = UNASSIGNED;
    let bestPrice = -1;
    let bestScore = -1;
    for (let model = 0; model < problem.models.length; model++) {
      const agent = queues.first(model);
      if (agent === UNASSIGNED) continue;
      const score = problem.score(agent, model);
      const price = score * problem.factor(model, queues.taken[model]);
      const isBetter =
        price > bestPrice || (price === bestPrice && (score > bestScore || (score === bestScore && agent < bestAgent)));
      if (isBetter) [best, bestAgent, bestPrice, bestScore] = [model, agent, price, score];
    }
    if (best === UNASSIGNED) return modelOf;
    queues.assign(bestAgent, best);
  }
}

export const greedy: AssignmentStrategy = {
  summary: 'the best pair of agent and model first, again and again',
  assign,
};
