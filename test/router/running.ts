import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Attempt, type ModelConfig, OUTCOMES, type RouterOptions } from '../../src/router/index.js';
import { routerOf } from '../support/routers.js';

export const two: readonly ModelConfig[] = [{ id: 'm', replicas: 2 }];

/** A router with short delays, and a list of the ends that a listener hears of. */
export function running(models = two, options: Partial<RouterOptions> = {}) {
  const made = routerOf(models, 'least_loaded', { retryDelayMs: 1, ...options });
  const ends: string[] = [];
  made.router.listen({
    ended: ({ endpoint, outcome }: Attempt) => {
      ends.push(`${OUTCOMES[outcome]} at ${made.fleet.endpointIds[endpoint]}`);
    },
  });
  const inFlight = () => made.table.inFlight.reduce((sum, count) => sum + count, 0);
  return { ...made, ends, inFlight };
}

/** Work that never ends by itself: it heeds the signal. */
export async function endless(signal: AbortSignal): Promise<never> {
  await wait(60_000, undefined, { signal });
  throw new Error('nobody wanted an end');
}

/** What a promise is rejected with. */
export async function failure(of: Promise<unknown>): Promise<unknown> {
  return of.then(
    (result) => expect.fail(`it was served: ${String(result)}`),
    (error: unknown) => error,
  );
}
