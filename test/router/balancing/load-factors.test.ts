import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignmentOf } from '../../../src/router/balancing/assignment.js';
import { capabilityScore } from '../../../src/router/balancing/index.js';
import { runs } from '../../support/runs.js';
import { coders, counts, modelOf, problemOf, problems, withDefaults } from './problems.js';

describe('the price of an assignment', () => {
  test('is 73.8 for a score of 90 at 60 % utilization and a load weight of 0.3', () => {
    expect(capabilityScore({ code: 3, reasoning: 1 }, new Map(Object.entries({ code: 95, reasoning: 75 })))).toBe(90);
    const models = [modelOf('a', 90, { activeRequests: 6 })];
    const { assignments } = assignmentOf(problemOf({ agents: coders(1), models, options: withDefaults() }), 'greedy');
    expect(assignments[0]).toMatchObject({ capabilityScore: 90, utilization: 0.6, overTargetFactor: 1 });
    expect(assignments[0].loadFactor).toBeCloseTo(0.82, 12);
    expect(assignments[0].finalScore).toBeCloseTo(73.8, 12);
  });

  test('is cut by a fifth above the target utilization, not at it', () => {
    const at = (activeRequests: number) => {
      const models = [modelOf('a', 100, { activeRequests })];
      const given = { agents: coders(1), models, options: withDefaults() };
      return assignmentOf(problemOf(given), 'greedy').assignments[0].overTargetFactor;
    };
    expect([8, 9].map(at)).toEqual([1, 0.8]);
  });

  test('counts each agent of the batch as one request more', () => {
    const given = { agents: coders(3), models: [modelOf('a', 100)], options: withDefaults() };
    const { assignments, avgUtilization } = assignmentOf(problemOf(given), 'greedy');
    expect(assignments.map(({ utilization }) => utilization)).toEqual([0, 0.1, 0.2]);
    expect(avgUtilization).toBe(0.3);
  });

  test('gives the specified example, where the runner-up is more than 91.4 % as good as the best', () => {
    // A takes 5, B 3, C 8 at once. Four agents are best served by A and nearly as well by C, one by B
    const example = (runnerUp: number, enableLoadBalancing: boolean) => {
      const limits = (maxConcurrent: number, levels: Record<string, number>) => ({
        maxConcurrent,
        levels: new Map(Object.entries(levels)),
      });
      const models = [
        modelOf('A', 0, limits(5, { code: 90 })),
        modelOf('B', 0, limits(3, { text: 90 })),
        modelOf('C', 0, limits(8, { code: runnerUp })),
      ];
      const agents = [...coders(4), { id: 'writer', needs: { text: 1 } }];
      return assignmentOf(problemOf({ agents, models, options: withDefaults({ enableLoadBalancing }) }), 'greedy');
    };
    const after = example(83, true);
    expect(counts(example(83, false))).toEqual([4, 1, 0]);
    expect(counts(after)).toEqual([2, 1, 2]);
    expect(after.models.map(({ utilization }) => utilization)).toEqual([0.4, 1 / 3, 0.25]);
    const least = 0.88 / 0.9625; // the third place of A against the second of C
    for (const share of [least + 1e-6, 0.95, 0.999]) expect(counts(example(share * 90, true))).toEqual([2, 1, 2]);
    expect(counts(example((least - 1e-6) * 90, true))).toEqual([3, 1, 1]);
  });

  test('says nothing of load with a load weight of 0, no penalty and room for all', () => {
    fc.assert(
      fc.property(problems(12), fc.constantFrom('greedy' as const, 'optimal' as const), (given, strategy) => {
        const roomy = given.models.map((model) => ({ ...model, maxConcurrent: 1000, maxQueue: 0, activeRequests: 0 }));
        const worth = (enableLoadBalancing: boolean) => {
          const options = withDefaults({ enableLoadBalancing, loadWeight: 0, overTargetFactor: 1 });
          return assignmentOf(problemOf({ ...given, models: roomy, options }), strategy);
        };
        const { loadBalancingEnabled: _on, assignments: on, ...withLoad } = worth(true);
        const { loadBalancingEnabled: _off, assignments: off, ...without } = worth(false);
        if (strategy === 'greedy') expect(on).toEqual(off);
        expect(withLoad.totalScore).toBeCloseTo(without.totalScore, 9);
        expect(on.map(({ adjustedScore }) => adjustedScore)).toEqual(off.map(({ adjustedScore }) => adjustedScore));
      }),
      runs(1000),
    );
  });
});

describe('full models', () => {
  const full = { maxConcurrent: 2, maxQueue: 1, activeRequests: 3 };

  test('are left out and counted', () => {
    const models = [modelOf('a', 90, full), modelOf('b', 10)];
    const assignment = assignmentOf(problemOf({ agents: coders(2), models, options: withDefaults() }), 'greedy');
    expect(counts(assignment)).toEqual([0, 2]);
    expect(assignment.modelsFiltered).toBe(1);
  });

  test('take agents again where all are full: the least overfull first, unless that is refused', () => {
    const models = [modelOf('a', 90, full), modelOf('b', 10, { ...full, maxConcurrent: 3, maxQueue: 0 })];
    const given = { agents: coders(3), models, options: withDefaults() };
    const { assignments, modelsFiltered } = assignmentOf(problemOf(given), 'optimal');
    expect(assignments.map(({ model, isFallback }) => [model, isFallback])).toEqual([
      ['b', true],
      ['b', true],
      ['a', true],
    ]);
    expect(modelsFiltered).toBe(2);
    const refusing = { ...given, options: withDefaults({ whenFull: 'refuse' }) };
    const refused = assignmentOf(problemOf(refusing), 'optimal');
    expect(refused.assignments).toEqual([]);
    expect(refused.unassigned.map(({ reason }) => reason)).toEqual(['full', 'full', 'full']);
  });
});

describe('an agent that fits no model', () => {
  test('is left without one, with the reasons', () => {
    const agents = [
      { id: 'reader', capabilities: ['vision'] },
      { id: 'writer', contextWindow: 9000 },
    ];
    const models = [modelOf('a', 90, { contextWindow: 8000 }), modelOf('b', 90, { contextWindow: 4000 })];
    const { unassigned } = assignmentOf(problemOf({ agents, models, options: withDefaults() }), 'balanced');
    expect(unassigned).toEqual([
      {
        agent: 'reader',
        reason: 'no_model_fits',
        detail: 'a: it has no capability "vision"; b: it has no capability "vision"',
      },
      {
        agent: 'writer',
        reason: 'no_model_fits',
        detail:
          'a: its context window of 8000 tokens is smaller than 9000; b: its context window of 4000 tokens is smaller than 9000',
      },
    ]);
  });
});
