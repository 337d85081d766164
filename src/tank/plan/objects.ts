import type { Plan } from './plan.js';

/** An object of the program that runs a plan: it cannot be posted to another thread. */
interface HeldObject {
  /** In words. */
  readonly what: string;
  /** What to do where several threads are wanted. */
  readonly advice: string;
}

export function objectsOf({ strategies, workload }: Pick<Plan, 'strategies' | 'workload'>): readonly HeldObject[] {
  const policies = strategies.filter(({ policy }) => typeof policy === 'object' && 'create' in policy);
  const sources = workload.kind === 'synthetic' ? workload.sources : [];
  return [
    ...policies.map(({ name }) => ({
      what: `the policy of ${name}`,
      advice: 'leave workers out, or give the policy as a module',
    })),
    ...(sources.some(({ arrivals }) => arrivals.kind === 'object')
      ? [{ what: 'the arrival process', advice: 'leave workers out' }]
      : []),
  ];
}
