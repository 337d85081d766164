import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/core/clock.js';
import {
  ARRIVAL,
  Calendar,
  BACKEND,
  END,
  FLEET_EVENT,
  FOLLOW_UP,
  RETRY,
  TELEMETRY,
  TIMEOUT,
} from '../../../src/tank/simulation/calendar.js';
import { runs } from '../../support/runs.js';

const PENDING = 0;
const SETTLED = 1;

interface Known {
  readonly arrivals: readonly number[];
  readonly fleetEvents?: readonly number[];
  readonly telemetryMs?: number;
  readonly timeoutMs?: number;
}

function calendarOf(
  { arrivals, fleetEvents = [], telemetryMs = Infinity, timeoutMs = Infinity }: Known,
  sourceCount: number,
) {
  const status = new Uint8Array(arrivals.length);
  const known = {
    openingMs: Float64Array.from([...arrivals, Infinity]),
    arrivalMs: Float64Array.from([...arrivals, Infinity]),
    fleetEventMs: Float64Array.from([...fleetEvents, Infinity]),
    telemetryMs: Float64Array.of(telemetryMs),
    timeoutMs,
    status,
  };
  return { calendar: new Calendar(new ManualClock(), known, sourceCount), status, known };
}

function schedule(calendar: Calendar, source: number, timeMs: number): void {
  calendar.sourceMs[source] = timeMs;
  calendar.scheduled(source);
}

test('at the same instant: arrival, fleet event, completion, retry, follow-up, telemetry, timeout', () => {
  const known = { arrivals: [0, 7], fleetEvents: [7], telemetryMs: 7, timeoutMs: 7 };
  const {
    calendar,
    known: { telemetryMs },
  } = calendarOf(known, 1);
  expect(calendar.next()).toBe(ARRIVAL);
  calendar.retryAfter(7, 0);
  calendar.followAfter(7, 0);
  schedule(calendar, 0, 7);
  expect(calendar.next()).toBe(ARRIVAL);
  expect(calendar.next()).toBe(FLEET_EVENT);
  expect(calendar.next()).toBe(BACKEND);
  schedule(calendar, 0, Infinity);
  expect(calendar.next()).toBe(RETRY);
  expect(calendar.next()).toBe(FOLLOW_UP);
  expect(calendar.next()).toBe(TELEMETRY);
  telemetryMs[0] = Infinity;
  expect(calendar.next()).toBe(TIMEOUT);
  expect(calendar.clock.nowMs()).toBe(7);
});

test('a request that is settled at the instant of its timeout has none', () => {
  const { calendar, status } = calendarOf({ arrivals: [0, 3], timeoutMs: 5 }, 1);
  calendar.next();
  schedule(calendar, 0, 5);
  calendar.next();
  expect([calendar.next(), calendar.index]).toEqual([BACKEND, 0]);
  status[0] = SETTLED;
  schedule(calendar, 0, Infinity);
  expect([calendar.next(), calendar.index]).toEqual([TIMEOUT, 1]);
  expect(calendar.clock.nowMs()).toBe(8);
  expect(calendar.next()).toBe(END);
});

test('sources due at the same instant come in the order in which they were scheduled', () => {
  const { calendar } = calendarOf({ arrivals: [] }, 5);
  for (const source of [3, 0, 4, 1]) schedule(calendar, source, 10);
  schedule(calendar, 0, 10); // again: now the last
  const order = Array.from({ length: 4 }, () => {
    calendar.next();
    const { index } = calendar;
    schedule(calendar, index, Infinity);
    return index;
  });
  expect(order).toEqual([3, 4, 1, 0]);
  expect(calendar.next()).toBe(END);
});

test('an empty calendar ends at once, and its clock stands', () => {
  const { calendar } = calendarOf({ arrivals: [] }, 1);
  expect(calendar.next()).toBe(END);
  expect(calendar.clock.nowMs()).toBe(0);
});

test('an event in the past stops the run: the clock never moves back', () => {
  const { calendar } = calendarOf({ arrivals: [4700] }, 1);
  calendar.next();
  schedule(calendar, 0, 4200);
  expect(() => calendar.next()).toThrow('an event of kind 2 lies before 4700 ms, which is now');
});

test('it counts the requests that have arrived', () => {
  const { calendar } = calendarOf({ arrivals: [1, 1, 2], fleetEvents: [1.5] }, 1);
  const counts = Array.from({ length: 4 }, () => {
    calendar.next();
    return calendar.arrivedCount;
  });
  expect(counts).toEqual([1, 2, 2, 3]);
});

/** What is to come, in a plain list that is searched from end to end. */
class PlainCalendar {
  readonly entries: {
    readonly timeMs: number;
    readonly kind: number;
    readonly index: number;
    readonly sequence: number;
  }[] = [];
  #sequence = 0;

  add(timeMs: number, kind: number, index: number): void {
    this.entries.push({ timeMs, kind, index, sequence: this.#sequence++ });
  }

  drop(kind: number, index: number): void {
    const place = this.entries.findIndex((entry) => entry.kind === kind && entry.index === index);
    if (place >= 0) this.entries.splice(place, 1);
  }

  takeFirst() {
    const order = [...this.entries].sort((a, b) => a.timeMs - b.timeMs || a.kind - b.kind || a.sequence - b.sequence);
    if (order.length > 0) this.entries.splice(this.entries.indexOf(order[0]), 1);
    return order.at(0);
  }
}

test('events come in total order of time, kind and sequence, as a sorted list has them', () => {
  const times = fc.array(fc.nat(12), { maxLength: 12 }).map((list) => list.sort((a, b) => a - b));
  const reaction = fc.record({
    schedule: fc.option(fc.record({ source: fc.nat(20), delay: fc.nat(4) }), { nil: undefined }),
    retry: fc.option(fc.nat(4), { nil: undefined }),
    settle: fc.boolean(),
  });
  fc.assert(
    fc.property(
      times,
      times,
      fc.option(fc.nat(6), { nil: undefined }),
      fc.integer({ min: 1, max: 9 }),
      fc.array(reaction, { minLength: 60, maxLength: 60 }),
      (arrivals, fleetEvents, timeout, sourceCount, reactions) => {
        const timeoutMs = timeout ?? Infinity;
        const { calendar, status } = calendarOf({ arrivals, fleetEvents, timeoutMs }, sourceCount);
        const plain = new PlainCalendar();
        arrivals.forEach((timeMs, request) => {
          plain.add(timeMs, ARRIVAL, request);
        });
        fleetEvents.forEach((timeMs, event) => {
          plain.add(timeMs, FLEET_EVENT, event);
        });

        for (const { schedule: scheduled, retry, settle } of reactions) {
          const expected = plain.takeFirst();
          expect(calendar.next()).toBe(expected?.kind ?? END);
          if (expected === undefined) return;
          expect(calendar.index).toBe(expected.index);
          expect(calendar.clock.nowMs()).toBe(expected.timeMs);

          const nowMs = expected.timeMs;
          if (expected.kind === ARRIVAL && timeoutMs < Infinity) plain.add(nowMs + timeoutMs, TIMEOUT, expected.index);
          if (expected.kind === BACKEND) schedule(calendar, expected.index, Infinity);
          if (expected.kind === TIMEOUT) status[expected.index] = SETTLED;
          if (scheduled !== undefined) {
            const source = scheduled.source % sourceCount;
            plain.drop(BACKEND, source);
            plain.add(nowMs + scheduled.delay, BACKEND, source);
            schedule(calendar, source, nowMs + scheduled.delay);
          }
          if (retry !== undefined) {
            plain.add(nowMs + retry, RETRY, retry);
            calendar.retryAfter(retry, retry);
          }
          const oldest = status.subarray(0, calendar.arrivedCount).indexOf(PENDING);
          const settled = expected.index % 2 === 0 ? oldest : calendar.arrivedCount - 1;
          if (settle && settled >= 0 && status[settled] === PENDING) {
            plain.drop(TIMEOUT, settled);
            status[settled] = SETTLED;
          }
        }
      },
    ),
    runs(500),
  );
});
