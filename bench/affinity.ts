import { ManualClock } from '../src/core/clock.js';
import { mix32 } from '../src/core/mix.js';
import { SessionMap } from '../src/router/layers/session-map.js';
import { median, quantile, type Row, type Section } from './row.js';

const SESSIONS = [1000, 50_000, 1_000_000];
const ROUND = 100_000;
const ROUNDS = 9;
const TIMED = 1_000_000;

/**
 * The map of sessions by itself, full: a look-up and a binding of a session drawn at random, one in ten a new one that
 * pushes the least recently used one out. `bytes_per_session` is what the process holds for it.
 */
export function benchAffinity(): Section {
  const rows: Row[] = [];
  for (const sessions of SESSIONS) {
    const before = process.memoryUsage().arrayBuffers;
    const map = filled(sessions);
    const bytes = (process.memoryUsage().arrayBuffers - before) / sessions;
    const rounds = Array.from({ length: ROUNDS }, (_, round) => use(map, sessions, round));
    const single = useOneByOne(map, sessions);
    const name = `affinity/${sessions}`;
    rows.push({ name: `${name}/mean_ns`, unit: 'ns', value: median(rounds) });
    rows.push({ name: `${name}/p99_ns`, unit: 'ns', value: quantile(single, 0.99) });
    rows.push({ name: `${name}/bytes_per_session`, unit: 'bytes', value: bytes });
  }
  return { rows, leftOut: [] };
}

const key = new Int32Array(2);

function filled(sessions: number): SessionMap {
  const map = new SessionMap(new ManualClock(), sessions, Infinity);
  for (let s = 0; s < sessions; s++) touch(map, s);
  return map;
}

function touch(map: SessionMap, session: number): number {
  key[0] = session;
  key[1] = 1;
  const place = map.find(key);
  map.bind(key, session & 63, 0);
  return place;
}

/** The session of turn i: one in ten is new, the others are spread over those that are likely to be there. */
function sessionOf(i: number, sessions: number): number {
  if (i % 10 === 0) return sessions + i;
  return (mix32(i, sessions) >>> 0) % sessions;
}

function use(map: SessionMap, sessions: number, round: number): number {
  const startedMs = performance.now();
  for (let i = round * ROUND; i < (round + 1) * ROUND; i++) touch(map, sessionOf(i, sessions));
  return (1e6 * (performance.now() - startedMs)) / ROUND;
}

function useOneByOne(map: SessionMap, sessions: number): Float64Array {
  const ns = new Float64Array(TIMED);
  for (let i = 0; i < TIMED; i++) {
    const session = sessionOf(ROUNDS * ROUND + i, sessions);
    const startedMs = performance.now();
    touch(map, session);
    ns[i] = 1e6 * (performance.now() - startedMs);
  }
  return ns;
}
