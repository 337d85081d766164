import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../src/core/clock.js';
import { SessionMap } from '../../src/router/session-map.js';
import { runs } from '../support/runs.js';

const LIMIT = 4;
const TIMEOUT_MS = 100;
const action = fc.record({ kind: fc.constantFrom('bind', 'bind', 'find', 'size'), session: fc.nat(8), ms: fc.nat(60) });
const keyOf = (session: number) => Int32Array.of(session + 1, -session);

test('a session is bound until it was not used for the timeout, or others have pushed it out', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const clock = new ManualClock();
      const map = new SessionMap(clock, LIMIT, TIMEOUT_MS);
      let bound: { session: number; endpoint: number; usedMs: number }[] = []; // oldest first
      actions.forEach(({ kind, session, ms }, endpoint) => {
        clock.cell[0] += ms;
        const fresh = bound.filter(({ usedMs }) => clock.cell[0] - usedMs <= TIMEOUT_MS);
        const place = map.find(keyOf(session));
        const expected = fresh.find((binding) => binding.session === session);
        expect(place >= 0).toBe(expected !== undefined);
        if (place >= 0) expect(map.endpointAt(place)).toBe(expected?.endpoint);
        if (kind === 'size') expect(map.size()).toBe(fresh.length);
        if (kind !== 'bind') return;
        map.bind(keyOf(session), endpoint, 0);
        const others = fresh.filter((binding) => binding.session !== session);
        bound = [...others, { session, endpoint, usedMs: clock.cell[0] }].slice(-LIMIT);
        expect(map.size()).toBeLessThanOrEqual(LIMIT);
      });
    }),
    runs(300),
  );
});
