import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capabilityScore, unmetRequirement } from '../../../src/router/balancing/capability-score.js';
import { scoresOf, UNFIT } from '../../../src/router/balancing/scores.js';
import { runs } from '../../support/runs.js';
import { modelOf, problems } from './problems.js';

test('the scores of all agents at all models are those of each pair by itself', () => {
  fc.assert(
    fc.property(problems(12), ({ agents, models }) => {
      const expected = agents.flatMap((agent) =>
        models.map((model) => {
          return unmetRequirement(agent, model) === null ? capabilityScore(agent.needs ?? {}, model.levels) : UNFIT;
        }),
      );
      expect([...scoresOf(agents, models, undefined)]).toEqual(expected);
    }),
    runs(2000),
  );
});

test('a score lies between the levels that it is the mean of, however large or small the weights', () => {
  const weight = fc.constantFrom(1e-300, 1e-9, 0.1, 0.7, 1, 1e12);
  const needs = fc.dictionary(fc.constantFrom('a', 'b', 'c'), weight, { minKeys: 1 });
  const level = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(needs, fc.tuple(level, level, level), (weights, [a, b, c]) => {
      const levels = new Map(Object.entries({ a, b, c }));
      const of = Object.keys(weights).map((name) => levels.get(name) ?? NaN);
      const [score] = scoresOf([{ id: 'agent', needs: weights }], [modelOf('m', 0, { levels })], undefined);
      expect(score).toBeGreaterThanOrEqual(Math.min(...of) - 1e-9);
      expect(score).toBeLessThanOrEqual(Math.min(100, Math.max(...of) + 1e-9));
    }),
    runs(1000),
  );
});
