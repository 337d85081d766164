import { describe, expect, test } from 'vitest';
import { simulated } from '../../support/simulations.js';

const one = [{ id: 'm', maxConcurrent: 1, maxQueue: Infinity }];
const cache = (entries: number) => [{ entries, hitFactor: 0.25 }];
const apart = (count: number) => Array.from({ length: count }, (_, i) => 100 * i);

/** Response times of requests that come one after the other, each of demand 8. */
function responses(setup: { session?: number[]; prefix?: number[]; entries: number }): number[] {
  const { session, prefix, entries } = setup;
  const count = (session ?? prefix ?? []).length;
  const demandMs = new Array<number>(count).fill(8);
  const { outcomes } = simulated({
    models: one,
    caches: cache(entries),
    arrivalMs: apart(count),
    demandMs,
    session,
    prefix,
  });
  return [...outcomes.responseMs];
}

describe('a cache of an endpoint', () => {
  test('shortens the service of a session that was there before', () => {
    expect(responses({ session: [0, 1, 0, -1, 1], entries: 10 })).toEqual([8, 8, 2, 8, 2]);
  });

  test('shortens the service of a prefix that was there before, whatever the session', () => {
    expect(responses({ session: [0, 1, 2], prefix: [5, 5, 6], entries: 10 })).toEqual([8, 2, 8]);
  });

  test('holds sessions and prefixes apart', () => {
    expect(responses({ session: [3, -1], prefix: [-1, 3], entries: 10 })).toEqual([8, 8]);
  });

  test('lets the least recently used entry go', () => {
    expect(responses({ session: [0, 1, 0, 2, 1, 0], entries: 2 })).toEqual([8, 8, 2, 8, 8, 8]);
  });

  test('belongs to its endpoint: a session that moves starts anew', () => {
    const { outcomes } = simulated({
      models: [{ id: 'm', replicas: 2, maxConcurrent: 1 }],
      caches: cache(10),
      policy: 'round_robin',
      arrivalMs: apart(4),
      demandMs: [8, 8, 8, 8],
      session: [0, 0, 0, 0],
    });
    expect([...outcomes.responseMs]).toEqual([8, 8, 2, 2]);
  });

  test('is not entered by a request that the endpoint refused', () => {
    const { outcomes } = simulated({
      models: [{ id: 'm', maxConcurrent: 1, maxQueue: 5 }],
      backends: [{ kind: 'slots', speed: 1, queue: 0 }],
      caches: cache(10),
      router: { maxRetries: 0 },
      arrivalMs: [0, 1, 100, 200],
      demandMs: [8, 8, 8, 8],
      session: [0, 1, 1, 1],
    });
    expect([...outcomes.responseMs]).toEqual([8, 0, 8, 2]);
  });
});

test('the routers learn of hits: cache_aware sends what it can to the endpoint that has them', () => {
  const arrivalMs = apart(200);
  const simulation = simulated({
    models: [
      { id: 'with', maxConcurrent: 4 },
      { id: 'without', maxConcurrent: 4 },
    ],
    caches: [{ entries: 100, hitFactor: 0.5 }, undefined],
    policy: 'round_robin',
    arrivalMs,
    demandMs: arrivalMs.map(() => 1),
    prefix: arrivalMs.map(() => 0),
  });
  const [hitRate, none] = simulation.routers[0].fleet.endpoints.hitRate;
  expect(hitRate).toBeGreaterThan(0.98); // all but the first
  expect(none).toBe(0);
});
