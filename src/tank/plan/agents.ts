import type { Agent } from '../../router/balancing/index.js';
import { meanRequestRatePerS } from '../traffic/index.js';
import type { Plan } from './plan.js';

/** The agents of a workload, as a balancer takes them; undefined where it has none. */
export function agentsOf({ workload }: Pick<Plan, 'workload'>): readonly Agent[] | undefined {
  if (workload.kind !== 'synthetic' || workload.agents === undefined) return undefined;
  return workload.agents.map(({ id, needs, capabilities, contextWindow }, agent) => {
    const source = workload.sources[agent];
    return {
      id,
      needs,
      capabilities,
      ...(contextWindow !== undefined && { contextWindow }),
      // what users send depends on how soon they are answered
      ...(source.arrivals.kind !== 'users' && { demandPerS: meanRequestRatePerS(source) }),
    };
  });
}
