import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import type { ArrivalSpec } from '../../../src/tank/traffic/arrivals/spec.js';
import { TimeOfDayArrivals } from '../../../src/tank/traffic/arrivals/time-of-day.js';
import { SessionStates } from '../../../src/tank/traffic/contents.js';
import { createFlow } from '../../../src/tank/traffic/request-flow.js';
import type { SessionSpec } from '../../../src/tank/traffic/sessions.js';
import { runs } from '../../support/runs.js';

interface Taken {
  readonly timeMs: number;
  readonly session: number;
  readonly isFirst: boolean;
}

/** The first requests of a source. */
function taken(arrivals: ArrivalSpec, sessions: SessionSpec | undefined, count: number, seed = 'flow'): Taken[] {
  const flow = createFlow(arrivals, sessions, new SessionStates(), new Streams(seed, 0), '');
  return Array.from({ length: count }, () => {
    const timeMs = flow.nextMs[0];
    flow.take();
    return { timeMs, session: flow.session, isFirst: flow.isFirst };
  });
}

/** Sums of the draws that arrivals are made of, in the order of the arrivals. */
function operationalTimes(count: number): number[] {
  const random = new Streams('flow', 0).named('arrivals');
  let sum = 0;
  return Array.from({ length: count }, () => (sum += random.exponential()));
}

const opening = (runInMs: number): SessionSpec => ({
  turns: { kind: 'constant', value: 1 },
  thinkTime: { kind: 'constant', value: 0 },
  runInMs,
});

describe('while sessions run in', () => {
  test('a rate in steps changes when it does in the run: the first rate holds before, and until the second step', () => {
    const [firstPerMs, laterPerMs, stepMs, runInMs] = [0.02, 0.5, 800, 3000];
    const steps = [
      { at: 0, rate: 1000 * firstPerMs },
      { at: stepMs, rate: 1000 * laterPerMs },
    ];
    const areaToStep = firstPerMs * (runInMs + stepMs);
    const expected = operationalTimes(300).map((area) =>
      area <= areaToStep ? area / firstPerMs - runInMs : stepMs + (area - areaToStep) / laterPerMs,
    );
    const found = taken({ kind: 'steps', steps }, opening(runInMs), 300);
    expect(found.some(({ timeMs }) => timeMs < 0)).toBe(true);
    expect(found.some(({ timeMs }) => timeMs > stepMs)).toBe(true);
    found.forEach(({ timeMs }, i) => {
      expect(timeMs).toBeCloseTo(expected[i], 6);
    });
  });

  test('a ramp begins when it does in the run: its first rate holds before', () => {
    const [from, to, over, at, runInMs] = [20, 500, 400, 300, 3000];
    const areas = operationalTimes(300);
    const flat = (from / 1000) * (runInMs + at);
    const found = taken({ kind: 'ramp', from, to, over, at }, opening(runInMs), 300);
    expect(found.some(({ timeMs }) => timeMs < 0)).toBe(true);
    found.forEach(({ timeMs }, i) => {
      const inside = Math.min(over, Math.max(0, timeMs - at));
      const there = from + ((to - from) * inside) / over;
      const slope = (((from + there) / 2) * inside) / 1000;
      const after = (to / 1000) * Math.max(0, timeMs - at - over);
      const before = (from / 1000) * (runInMs + Math.min(at, timeMs));
      expect(before + slope + after).toBeCloseTo(areas[i], 6);
    });
    expect(areas[299]).toBeGreaterThan(flat + 100);
  });

  test.each([
    { runInMs: 300, startMs: 700 },
    { runInMs: 900, startMs: 200 },
    { runInMs: 2500, startMs: 0 },
  ])('the time of day at the start of the run is $startMs of 1000 ms, $runInMs ms after the first', (row) => {
    const { runInMs, startMs } = row;
    const hours = [1, 5, 2, 0];
    const day: ArrivalSpec = { kind: 'time_of_day', rate: 100, hours, day: 1000, start: startMs };
    const inRun = new TimeOfDayArrivals(100, hours, 1000, startMs);
    const daysMs = 5000; // whole days, so that no time is before 0
    const areas = operationalTimes(400);
    taken(day, opening(runInMs), 400).forEach(({ timeMs }, i) => {
      const area = inRun.meanUntil(timeMs + daysMs) - inRun.meanUntil(daysMs - runInMs);
      expect(Math.abs(area - areas[i])).toBeLessThan(1e-6);
    });
  });

  test('other arrivals are the same, seen from a later start', () => {
    const plain = taken({ kind: 'poisson', rate: 5 }, opening(0), 100);
    const early = taken({ kind: 'poisson', rate: 5 }, opening(2000), 100);
    early.forEach(({ timeMs }, i) => {
      expect(timeMs).toBeCloseTo(plain[i].timeMs - 2000, 9);
    });
  });
});

test('a session opens at each arrival, and each of its turns is a think time after the one before', () => {
  const cases = fc.record({
    rate: fc.constantFrom(0.5, 4, 100),
    turns: fc.integer({ min: 1, max: 6 }),
    thinkMs: fc.constantFrom(0, 3, 250, 10_000),
    runInMs: fc.constantFrom(0, 100, 5000),
    seed: fc.string({ minLength: 1 }),
  });
  fc.assert(
    fc.property(cases, ({ rate, turns, thinkMs, runInMs, seed }) => {
      const sessions: SessionSpec = {
        turns: { kind: 'constant', value: turns },
        thinkTime: { kind: 'constant', value: thinkMs },
        runInMs,
      };
      const count = 120;
      const arrivals = { kind: 'poisson', rate } as const;
      const openings = taken(arrivals, undefined, count, seed);
      const expected = openings
        .flatMap(({ timeMs }, session) =>
          Array.from({ length: turns }, (_, turn) => ({
            timeMs: timeMs + turn * thinkMs,
            session,
            isFirst: turn === 0,
          })),
        )
        .sort((a, b) => a.timeMs - b.timeMs)
        .slice(0, count);
      const found = taken(arrivals, sessions, count, seed);
      expect(found.map(({ session, isFirst }) => [session, isFirst])).toEqual(
        expected.map(({ session, isFirst }) => [session, isFirst]),
      );
      const errors = found.map(({ timeMs }, i) => Math.abs(timeMs + runInMs - expected[i].timeMs));
      expect(Math.max(...errors)).toBeLessThan(1e-6);
    }),
    runs(300),
  );
});
