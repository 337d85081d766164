import fc from 'fast-check';
import type { Agent } from '../../../src/router/balancing/agent.js';
import type { Assignment } from '../../../src/router/balancing/assignment.js';
import { BALANCER_OPTIONS, type BalancerOptions } from '../../../src/router/balancing/index.js';
import type { ModelState } from '../../../src/router/balancing/model-state.js';
import { Problem } from '../../../src/router/balancing/problem.js';
import { checkedAgainst } from '../../../src/core/options/index.js';

/** Agents and models to be assigned, small enough to be looked at in every way. */
export interface Given {
  readonly agents: readonly Agent[];
  readonly models: readonly ModelState[];
  readonly options: BalancerOptions;
}

/** Levels and weights from few values, so that scores are often equal. */
const levels = fc.constantFrom(10, 40, 80, 80, 100);

const agent = fc.record(
  {
    needs: fc.dictionary(fc.constantFrom('code', 'text', 'vision'), fc.constantFrom(1, 2, 5), { maxKeys: 3 }),
    capabilities: fc.subarray(['vision']),
    contextWindow: fc.constantFrom(1000, 9000),
  },
  { requiredKeys: ['needs'] },
);

const model = fc.record({
  levels: fc
    .dictionary(fc.constantFrom('code', 'text', 'vision'), levels, { maxKeys: 3 })
    .map((each) => new Map(Object.entries(each))),
  contextWindow: fc.constantFrom(4000, Infinity),
  maxConcurrent: fc.integer({ min: 1, max: 4 }),
  maxQueue: fc.integer({ min: 0, max: 2 }),
  targetUtilization: fc.constantFrom(0.5, 0.8, 1),
  activeRequests: fc.integer({ min: 0, max: 5 }),
});

/** @param most agents */
export function problems(most: number): fc.Arbitrary<Given> {
  return fc
    .record({
      agents: fc.array(agent, { maxLength: most }),
      models: fc.array(model, { minLength: 1, maxLength: 4 }),
      options: fc.record({
        enableLoadBalancing: fc.boolean(),
        loadWeight: fc.constantFrom(0, 0.3, 1),
        overTargetFactor: fc.constantFrom(0, 0.8, 1),
        whenFull: fc.constantFrom('least_overfull' as const, 'refuse' as const),
      }),
    })
    .map(({ agents, models, options }) => ({
      agents: agents.map((each, i) => ({ id: `agent-${i}`, ...each })),
      models: models.map((each, i) => ({ id: `model-${i}`, ...each })),
      options,
    }));
}

export function problemOf({ agents, models, options }: Given): Problem {
  return new Problem(agents, models, options);
}

/** Options with their defaults. */
export function withDefaults(options: Partial<BalancerOptions> = {}): BalancerOptions {
  return checkedAgainst(BALANCER_OPTIONS, options, 'a test');
}

/** A model with room for many, of one level in one capability. */
export function modelOf(id: string, level: number, limits: Partial<ModelState> = {}): ModelState {
  return {
    id,
    levels: new Map([['code', level]]),
    contextWindow: Infinity,
    maxConcurrent: 10,
    maxQueue: 5,
    targetUtilization: 0.8,
    activeRequests: 0,
    ...limits,
  };
}

/** Agents that all need the same. */
export function coders(count: number): Agent[] {
  return Array.from({ length: count }, (_, i) => ({ id: `agent-${i}`, needs: { code: 1 } }));
}

/** Agents by model, in the order of ids. */
export function counts({ models }: Assignment): number[] {
  return models.map(({ agents }) => agents);
}
