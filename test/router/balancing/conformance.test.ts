import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignmentOf } from '../../../src/router/balancing/assignment.js';
import { assignmentStrategyNames } from '../../../src/router/balancing/index.js';
import { UNASSIGNED } from '../../../src/router/balancing/problem.js';
import { assignmentStrategies } from '../../../src/router/balancing/strategies/registry.js';
import { runs } from '../../support/runs.js';
import { problemOf, problems } from './problems.js';
import { strategyRows } from './strategy-rows.js';

/** What every assignment strategy of the registry must do. A new one adds one row: what sets it apart. */

describe.each(assignmentStrategyNames)('%s', (name) => {
  const row = strategyRows[name];

  test(row.title, () => {
    row.expectation();
  });

  test('gives no model more than it has room for, nor an agent what does not fit, while there is room elsewhere', () => {
    fc.assert(
      fc.property(problems(12), (given) => {
        const problem = problemOf(given);
        const modelOf = assignmentStrategies[name].assign(problem);
        const taken = problem.models.map((_, m) => modelOf.filter((model) => model === m).length);
        taken.forEach((count, m) => {
          expect(count).toBeLessThanOrEqual(problem.room[m]);
        });
        modelOf.forEach((model, agent) => {
          if (model !== UNASSIGNED) expect(problem.fits(agent, model)).toBe(true);
          else
            taken.forEach((count, m) => {
              expect(problem.fits(agent, m) && count < problem.room[m]).toBe(false);
            });
        });
      }),
      runs(2000),
    );
  });

  test('does not depend on the order of agents and models', () => {
    fc.assert(
      fc.property(problems(12), fc.infiniteStream(fc.nat()), (given, keys) => {
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, key: keys.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const other = { ...given, agents: shuffled(given.agents), models: shuffled(given.models) };
        expect(assignmentOf(problemOf(other), name)).toEqual(assignmentOf(problemOf(given), name));
      }),
      runs(1000),
    );
  });

  test('tells of every agent once, with parts whose product is the final score', () => {
    fc.assert(
      fc.property(problems(12), (given) => {
        const { assignments, unassigned, totalScore, models } = assignmentOf(problemOf(given), name);
        const told = [...assignments, ...unassigned].map(({ agent }) => agent).sort();
        expect(told).toEqual(given.agents.map(({ id }) => id).sort());
        for (const each of assignments) {
          const { adjustedScore, loadFactor, overTargetFactor, finalScore } = each;
          expect(finalScore).toBeCloseTo(adjustedScore * loadFactor * overTargetFactor, 9);
        }
        expect(totalScore).toBeCloseTo(
          assignments.reduce((sum, { finalScore }) => sum + finalScore, 0),
          9,
        );
        expect(models.reduce((sum, { agents }) => sum + agents, 0)).toBe(assignments.length);
      }),
      runs(1000),
    );
  });

  test('leaves no agent alone where a model fits, unless it is full and agents are refused then', () => {
    fc.assert(
      fc.property(problems(12), (given) => {
        const problem = problemOf(given);
        for (const { agent, reason } of assignmentOf(problem, name).unassigned) {
          const index = problem.agents.findIndex(({ id }) => id === agent);
          const fits = problem.models.some((_, m) => problem.fits(index, m));
          expect(reason).toBe(fits ? 'full' : 'no_model_fits');
          if (fits) expect(given.options.whenFull).toBe('refuse');
        }
      }),
      runs(1000),
    );
  });
});
