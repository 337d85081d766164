import { expect } from 'vitest';
import { assignmentOf } from '../../../src/router/balancing/assignment.js';
import type { AssignmentStrategyName } from '../../../src/router/balancing/index.js';
import { coders, counts, modelOf, problemOf, withDefaults } from './problems.js';

/** What sets an assignment strategy apart. */
interface StrategyRow {
  readonly title: string;
  readonly expectation: () => void;
}

/** Two models, of which one is better and small. */
const models = [
  modelOf('better', 90, { maxConcurrent: 2, maxQueue: 0 }),
  modelOf('large', 60, { maxConcurrent: 10, maxQueue: 0 }),
];

/** A code reviewer that can do without the better model, and one that cannot. */
const agents = [
  { id: 'flexible', needs: { code: 1 } },
  { id: 'needy', needs: { code: 1, text: 1 } },
];

export const strategyRows: Record<AssignmentStrategyName, StrategyRow> = {
  greedy: {
    title: 'takes the best pair first, whatever that costs the others',
    expectation: () => {
      const single = { maxConcurrent: 1, maxQueue: 0 };
      const both = [
        modelOf('a', 0, { levels: new Map(Object.entries({ code: 100, text: 90 })), ...single }),
        modelOf('b', 0, { levels: new Map(Object.entries({ code: 90, text: 1 })), ...single }),
      ];
      const given = { agents, models: both, options: withDefaults({ loadWeight: 0 }) };
      const { assignments, totalScore } = assignmentOf(problemOf(given), 'greedy');
      expect(assignments.map(({ model }) => model)).toEqual(['a', 'b']);
      expect(totalScore).toBe(100 + 45.5);
      expect(assignmentOf(problemOf(given), 'optimal').totalScore).toBe(90 + 95);
    },
  },
  balanced: {
    title: 'makes utilizations equal, whatever that costs in scores',
    expectation: () => {
      const given = { agents: coders(6), models, options: withDefaults() };
      expect(counts(assignmentOf(problemOf(given), 'balanced'))).toEqual([1, 5]);
      const even = { ...given, options: withDefaults({ enableLoadBalancing: false }) };
      expect(counts(assignmentOf(problemOf(even), 'balanced'))).toEqual([3, 3]);
    },
  },
  optimal: {
    title: 'has the highest sum of scores that is possible',
    expectation: () => {
      const given = { agents: coders(6), models, options: withDefaults({ overTargetFactor: 1 }) };
      const { totalScore } = assignmentOf(problemOf(given), 'optimal');
      const sum = (better: number, large: number) =>
        [...Array(better).keys()].reduce((all, k) => all + 90 * (1 - 0.3 * (k / 2)), 0) +
        [...Array(large).keys()].reduce((all, k) => all + 60 * (1 - 0.3 * (k / 10)), 0);
      expect(totalScore).toBeCloseTo(Math.max(sum(0, 6), sum(1, 5), sum(2, 4)), 9);
    },
  },
};
