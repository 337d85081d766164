import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/core/clock.js';
import { mix32 } from '../../../src/core/mix.js';
import { SessionMap } from '../../../src/router/layers/session-map.js';
import { runs } from '../../support/runs.js';

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

describe('a map that grows', () => {
  const SESSIONS = 5000;

  test('keeps every session where it is bound, in order of use', () => {
    const clock = new ManualClock();
    const map = new SessionMap(clock, SESSIONS, 1000);
    for (let s = 0; s < SESSIONS; s++) map.bind(keyOf(s), s % 64, s % 3);
    for (let s = 0; s < SESSIONS; s++) {
      const place = map.find(keyOf(s));
      expect([map.endpointAt(place), map.generationAt(place)]).toEqual([s % 64, s % 3]);
    }
    clock.cell[0] = 600;
    for (let s = 0; s < 100; s++) map.bind(keyOf(s), 7, 0); // used again: they are not the oldest any more
    for (let s = SESSIONS; s < SESSIONS + 50; s++) map.bind(keyOf(s), 1, 0);
    expect(map.size()).toBe(SESSIONS);
    expect(map.find(keyOf(99))).toBeGreaterThanOrEqual(0);
    expect(map.find(keyOf(149))).toBe(-1);
    clock.cell[0] = 1200;
    expect(map.size()).toBe(150);
  });

  test('never beyond its limit: a limit of one session holds one', () => {
    const map = new SessionMap(new ManualClock(), 1, Infinity);
    for (let s = 0; s < 300; s++) {
      map.bind(keyOf(s), s, 0);
      expect([map.size(), map.endpointAt(map.find(keyOf(s)))]).toEqual([1, s]);
    }
  });
});

test('sessions that differ in one word only are different sessions', () => {
  const map = new SessionMap(new ManualClock(), 100, Infinity);
  const keys = [
    Int32Array.of(1, 0),
    Int32Array.of(0, 1),
    Int32Array.of(1, 1),
    Int32Array.of(-1, 1),
    Int32Array.of(1, -1),
  ];
  keys.forEach((key, endpoint) => {
    map.bind(key, endpoint, 0);
  });
  expect(keys.map((key) => map.endpointAt(map.find(key)))).toEqual([0, 1, 2, 3, 4]);
});

test('of sessions with the same hash, those that stay are found when others expire or are pushed out', () => {
  const colliding = collidingKeys(12);
  const clock = new ManualClock();
  const map = new SessionMap(clock, 6, 100);
  const expectBound = (bound: readonly number[]) => {
    colliding.forEach((key, i) => {
      const place = map.find(key);
      expect(place >= 0 ? map.endpointAt(place) : -1, `key ${i}`).toBe(bound.includes(i) ? i : -1);
    });
  };
  for (let i = 0; i < 9; i++) {
    clock.cell[0] += 10;
    map.bind(colliding[i], i, 0);
  }
  expectBound([3, 4, 5, 6, 7, 8]);
  map.bind(colliding[4], 4, 0); // now used after 8
  clock.cell[0] = 165;
  expect(map.size()).toBe(4);
  expectBound([4, 6, 7, 8]); // 3 and 5 were last used at 40 and 60
});

test('each binding clears expired sessions away, whose places are used again', () => {
  const clock = new ManualClock();
  const map = new SessionMap(clock, 1_000_000, 10);
  const places = Array.from({ length: 1000 }, (_, s) => {
    clock.cell[0] = s;
    map.bind(keyOf(s), 0, 0);
    return map.find(keyOf(s));
  });
  expect(new Set(places).size).toBeLessThanOrEqual(12); // those of the last 10 ms, and no more
});

/** Keys whose probes begin at the same slot of a table of 128. */
function collidingKeys(count: number): Int32Array[] {
  const keys: Int32Array[] = [];
  for (let i = 1; keys.length < count; i++) if ((mix32(i, 0) & 127) === 5) keys.push(Int32Array.of(i, 0));
  return keys;
}
