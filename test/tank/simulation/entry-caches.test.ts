import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Caches } from '../../../src/tank/simulation/caches.js';
import { runs } from '../../support/runs.js';

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
const attempts = fc.array(fc.record({ endpoint: fc.nat(2), session: key, prefix: key, isAccepted: fc.boolean() }), {
  minLength: 1,
  maxLength: 80,
});

test('attempts hit what a list of the entries used last at each endpoint holds', () => {
  fc.assert(
    fc.property(attempts, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (list, small, large) => {
      const trace = {
        requestCount: list.length,
        arrivalMs: new Float64Array(list.length + 1).fill(Infinity),
        promptTokens: new Int32Array(list.length),
        outputTokens: new Int32Array(list.length),
        session: Int32Array.from(list, ({ session }) => session),
        prefix: Int32Array.from(list, ({ prefix }) => prefix),
      };
      const demandMs = Float64Array.from(list, (_, request) => 8 + request);
      const configs = [{ entries: small, hitFactor: 0.5 }, { entries: large, hitFactor: 0.25 }, undefined];
      const caches = new Caches(trace, demandMs, configs);
      const references = configs.map((config) => config && new EntriesReference(config.entries));
      list.forEach(({ endpoint, session, prefix, isAccepted }, request) => {
        const reference = references[endpoint];
        const ofSession = reference?.answer('session', session) ?? -1;
        const ofPrefix = reference?.answer('prefix', prefix) ?? -1;
        caches.lookUp((endpoint + 1) % 3, request); // an offer elsewhere before leaves nothing
        caches.lookUp(endpoint, request);
        expect([caches.sessionHit(request), caches.prefixHit(request)]).toEqual([ofSession, ofPrefix]);
        expect(caches.looked(request)).toBe(Math.max(ofSession, ofPrefix) >= 0 ? 1 : 0);
        const isHit = Math.max(ofSession, ofPrefix) === 1;
        expect(caches.hit(request)).toBe(isHit ? 1 : 0);
        const factor = isHit ? (configs[endpoint]?.hitFactor ?? NaN) : 1;
        expect(caches.demandMs[request]).toBe(factor * demandMs[request]);
        if (!isAccepted) return;
        caches.enter(endpoint, request);
        reference?.use('session', session);
        reference?.use('prefix', prefix);
      });
    }),
    runs(500),
  );
});
