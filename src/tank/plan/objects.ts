import type { Plan } from './plan.js';

/** What in a plan is an object of the program that runs it, in words: that cannot be posted to another thread. */
export function objectsOf({ strategies, workload }: Pick<Plan, 'strategies' | 'workload'>): readonly string[] {
  const policies = strategies.filter(({ policy }) => typeof policy === 'object' && 'create' in policy);
  const sources = workload.kind === 'synthetic' ? workload.sources : [];
  return [
    ...policies.map(({ name }) => `the policy of ${name}`),
    ...(sources.some(({ arrivals }) => arrivals.kind === 'object') ? ['the arrival process'] : []),
  ];
}
