import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../support/runs.js';
import { simulated } from '../../support/simulations.js';

/** What an endpoint holds, the oldest first in a list: as the definition says, without any thought of speed. */
class EntriesReference {
  #held: string[] = [];
  readonly #entries: number;

  constructor(entries: number) {
    this.#entries = entries;
  }

  /** 1 hit, 0 miss, −1 where there is nothing to ask for. */
  answer(kind: string, key: number): number {
    if (key < 0) return -1;
    return this.#held.includes(`${kind} ${key}`) ? 1 : 0;
  }

  use(kind: string, key: number): void {
    if (key < 0) return;
    const name = `${kind} ${key}`;
    this.#held = [...this.#held.filter((other) => other !== name), name].slice(-this.#entries);
  }
}

const key = fc.integer({ min: -1, max: 6 });
const attempts = fc.array(fc.record({ endpoint: fc.nat(2), session: key, prefix: key }), {
  minLength: 1,
  maxLength: 80,
});

test('attempts hit what a list of the entries used last at each endpoint holds', () => {
  fc.assert(
    fc.property(attempts, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (list, small, large) => {
      const configs = [{ entries: small, hitFactor: 0.5 }, { entries: large, hitFactor: 0.25 }, undefined];
      const references = configs.map((config) => config && new EntriesReference(config.entries));
      const demandMs = list.map((_, request) => 8 + request);
      const simulation = simulated({
        models: configs.map((_, m) => ({ id: `m${m}`, maxConcurrent: 1, maxQueue: 0 })),
        caches: configs,
        wishes: list.map(({ endpoint }) => ({ requiredModel: `m${endpoint}` })),
        router: { maxRetries: 0 },
        arrivalMs: list.map((_, request) => 1000 * request), // each is over when the next one comes
        demandMs,
        session: list.map(({ session }) => session),
        prefix: list.map(({ prefix }) => prefix),
      });
      const { cacheHits, outcomes } = simulation;
      list.forEach(({ endpoint, session, prefix }, request) => {
        const reference = references[endpoint];
        const ofSession = reference?.answer('session', session) ?? -1;
        const ofPrefix = reference?.answer('prefix', prefix) ?? -1;
        expect([cacheHits?.sessionHit(request), cacheHits?.prefixHit(request)]).toEqual([ofSession, ofPrefix]);
        expect(cacheHits?.looked(request)).toBe(Math.max(ofSession, ofPrefix) >= 0 ? 1 : 0);
        const isHit = Math.max(ofSession, ofPrefix) === 1;
        expect(cacheHits?.hit(request)).toBe(isHit ? 1 : 0);
        const factor = isHit ? (configs[endpoint]?.hitFactor ?? NaN) : 1;
        expect(outcomes.responseMs[request]).toBe(factor * demandMs[request]);
        reference?.use('session', session);
        reference?.use('prefix', prefix);
      });
    }),
    runs(200),
  );
});

test('a refused attempt changes no cache', () => {
  const { cacheHits } = simulated({
    models: [{ id: 'm', maxConcurrent: 1, maxQueue: 5 }],
    backends: [{ kind: 'slots', speed: 1, queue: 0 }], // the router believes in a queue that there is not
    caches: [{ entries: 1, hitFactor: 0.5 }],
    router: { maxRetries: 0 },
    arrivalMs: [0, 1, 100],
    demandMs: [10, 10, 10],
    session: [1, 2, 1],
  });
  expect([0, 1, 2].map((request) => cacheHits?.sessionHit(request))).toEqual([0, -1, 1]);
});
