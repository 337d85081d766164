import type { z } from 'zod';
import type { EndpointPlan } from '../endpoint-plans.js';
import type { Backend, BackendContext, BackendEntry } from './backend.js';
import { backends } from './registry.js';

/** Makes one backend of each kind that endpoints have. @returns the backend of each endpoint */
export function createBackends(
  plans: readonly EndpointPlan[],
  context: Omit<BackendContext, 'endpoints'>,
): readonly Backend[] {
  const kinds = [...new Set(plans.map(({ kind }) => kind))];
  const made = new Map(
    kinds.map((kind) => {
      const entry: Pick<BackendEntry<z.ZodObject>, 'create'> = backends[kind];
      const endpoints = plans.filter((plan) => plan.kind === kind);
      return [kind, entry.create({ ...context, endpoints } as BackendContext<Record<string, unknown>>)];
    }),
  );
  return plans.map(({ kind, endpoint, speed, limits, isInitial }) => {
    const backend = made.get(kind);
    if (backend === undefined) throw new Error(`no backend of kind ${kind} was made`);
    if (isInitial) {
      backend.setSpeed(endpoint, speed);
      backend.setLimits(endpoint, limits.maxConcurrent, limits.maxQueue);
    }
    return backend;
  });
}
