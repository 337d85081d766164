import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignmentOf } from '../../../src/router/balancing/assignment.js';
import { UNASSIGNED, type Problem } from '../../../src/router/balancing/problem.js';
import { optimal } from '../../../src/router/balancing/strategies/optimal.js';
import { runs } from '../../support/runs.js';
import { coders, modelOf, problemOf, problems, withDefaults } from './problems.js';

/** The highest sum of prices over all ways to give each agent a model that fits and has room, or none. */
function bruteForce(problem: Problem): number {
  const taken = problem.models.map(() => 0);
  const scores: number[][] = problem.models.map(() => []);
  const worth = () =>
    scores.reduce((sum, ofModel, model) => {
      const sorted = [...ofModel].sort((a, b) => b - a);
      return sum + sorted.reduce((all, score, k) => all + score * problem.factor(model, k), 0);
    }, 0);
  const best = (agent: number): number => {
    if (agent === problem.agents.length) return worth();
    let highest = best(agent + 1);
    problem.models.forEach((_, model) => {
      if (!problem.fits(agent, model) || taken[model] === problem.room[model]) return;
      taken[model]++;
      scores[model].push(problem.score(agent, model));
      highest = Math.max(highest, best(agent + 1));
      scores[model].pop();
      taken[model]--;
    });
    return highest;
  };
  return best(0);
}

/** What an assignment within the room of the models is worth. */
function worthOf(problem: Problem, modelOf: Int32Array): number {
  return problem.models.reduce((sum, _, model) => {
    const agents = [...modelOf.keys()].filter((agent) => modelOf[agent] === model);
    const scores = agents.map((agent) => problem.score(agent, model)).sort((a, b) => b - a);
    return sum + scores.reduce((all, score, k) => all + score * problem.factor(model, k), 0);
  }, 0);
}

describe('optimal', () => {
  test('is as good as the best of all assignments of up to seven agents', () => {
    fc.assert(
      fc.property(problems(7), (given) => {
        const problem = problemOf(given);
        expect(worthOf(problem, optimal.assign(problem))).toBeCloseTo(bruteForce(problem), 8);
      }),
      runs(600, 60),
    );
  });

  test('is as good as that with scores of every size, too', () => {
    const level = fc.double({ min: 1e-9, max: 100, noNaN: true });
    const floats = fc.tuple(problems(6), fc.array(fc.array(level, { minLength: 4, maxLength: 4 }), { minLength: 6 }));
    fc.assert(
      fc.property(floats, ([given, levels]) => {
        const agents = given.agents.map((agent, a) => ({ id: agent.id, needs: { [`need-${a}`]: 1 } }));
        const models = given.models.map((model, m) => ({
          ...model,
          levels: new Map(agents.map((_, a) => [`need-${a}`, levels[a][m]])),
        }));
        const problem = problemOf({ ...given, agents, models });
        expect(worthOf(problem, optimal.assign(problem))).toBeCloseTo(bruteForce(problem), 8);
      }),
      runs(600, 60),
    );
  });

  test('is never worth less than greedy and balanced', () => {
    fc.assert(
      fc.property(problems(30), (given) => {
        const refusing = problemOf({ ...given, options: { ...given.options, whenFull: 'refuse' } });
        const optimum = assignmentOf(refusing, 'optimal').totalScore;
        expect(optimum).toBeGreaterThanOrEqual(assignmentOf(refusing, 'greedy').totalScore - 1e-9);
        if (given.options.enableLoadBalancing) {
          expect(optimum).toBeGreaterThanOrEqual(assignmentOf(refusing, 'balanced').totalScore - 1e-9);
        }
      }),
      runs(2000),
    );
  });

  test('refuses more than five million cells, and says what to do', () => {
    const models = Array.from({ length: 10 }, (_, m) => modelOf(`model-${m}`, 50, { maxQueue: Infinity }));
    const problem = problemOf({ agents: coders(708), models, options: withDefaults() });
    expect(() => optimal.assign(problem)).toThrow(
      'optimal would have to look at 708 agents × 7080 places: more than 5000000; use greedy, assign fewer agents at once',
    );
  });

  test('places an agent that is worth nothing where there is room all the same', () => {
    const models = [modelOf('a', 0, { levels: new Map() })];
    expect([...optimal.assign(problemOf({ agents: coders(2), models, options: withDefaults() }))]).toEqual([0, 0]);
    const full = [modelOf('a', 50, { activeRequests: 15 })];
    expect([...optimal.assign(problemOf({ agents: coders(1), models: full, options: withDefaults() }))]).toEqual([
      UNASSIGNED,
    ]);
  });
});
