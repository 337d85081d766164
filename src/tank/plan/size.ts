import { REQUEST_LIMIT } from '../trace/index.js';
import type { Plan } from './plan.js';

/** Most response times that a strategy may have over all replications: every one is kept, for exact quantiles. */
const VALUE_LIMIT = REQUEST_LIMIT;

/** Replications of a plan, with those that its rules may add. */
export function mostReplications({ replications, precision, select }: Plan): number {
  return Math.max(replications, precision?.limit ?? 0, select?.limit ?? 0);
}

/** What is wrong with so many requests in so many replications, if anything is. */
export function tooManyValues(
  requests: number,
  replications: number,
  runs = `${replications} replications`,
): string | undefined {
  if (requests * replications <= VALUE_LIMIT) return undefined;
  return `${requests} requests × ${runs} are more than ${VALUE_LIMIT} response times for each strategy`;
}
