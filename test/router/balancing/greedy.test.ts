import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNASSIGNED, type Problem } from '../../../src/router/balancing/problem.js';
import { greedy } from '../../../src/router/balancing/strategies/greedy.js';
import { runs } from '../../support/runs.js';
import { problemOf, problems } from './problems.js';

interface Pair {
  readonly agent: number;
  readonly model: number;
  readonly price: number;
  readonly score: number;
}

/** Looks at all pairs that are left for each agent that is assigned. */
function naive(problem: Problem): number[] {
  const modelOf = problem.agents.map(() => UNASSIGNED);
  const taken = problem.models.map(() => 0);
  for (;;) {
    const pairs = modelOf.flatMap((assigned, agent) =>
      assigned !== UNASSIGNED ? [] : problem.models.flatMap((_, model) => pairOf(problem, agent, model, taken[model])),
    );
    if (pairs.length === 0) return modelOf;
    const [best] = pairs.sort(
      (a, b) => b.price - a.price || b.score - a.score || a.agent - b.agent || a.model - b.model,
    );
    modelOf[best.agent] = best.model;
    taken[best.model]++;
  }
}

function pairOf(problem: Problem, agent: number, model: number, k: number): Pair[] {
  if (!problem.fits(agent, model) || k >= problem.room[model]) return [];
  const score = problem.score(agent, model);
  return [{ agent, model, score, price: score * problem.factor(model, k) }];
}

describe('greedy', () => {
  test('takes the best of all pairs that are left, again and again', () => {
    fc.assert(
      fc.property(problems(15), (given) => {
        const problem = problemOf(given);
        expect([...greedy.assign(problem)]).toEqual(naive(problem));
      }),
      runs(2000),
    );
  });
});
