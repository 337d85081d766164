import { ManualClock } from '../src/core/clock.js';
import type { RandomStream } from '../src/core/random-stream.js';
import { Streams } from '../src/core/streams.js';
import { Calendar } from '../src/tank/simulation/calendar.js';
import { MinHeap } from '../src/core/min-heap.js';
import { median, type Row, type Section } from './row.js';

const SIZES = [1, 16, 128, 1024, 16_384];
const HOLDS = 200_000;
const ROUNDS = 5;

/**
 * The hold model: the earliest of n pending events happens, and one is scheduled an exponential time later. `completions`
 * is the calendar with its winner tree over n sources, `retries` the binary heap of n retries. The draw is included.
 */
export function benchCalendar(): Section {
  const rows: Row[] = [];
  for (const size of SIZES) {
    rows.push({ name: `calendar/completions/${size}/hold_ns`, unit: 'ns', value: timed(completions(size)) });
    rows.push({ name: `calendar/retries/${size}/hold_ns`, unit: 'ns', value: timed(retries(size)) });
  }
  return { rows, leftOut: [] };
}

function completions(size: number): (holds: number) => void {
  const none = Float64Array.of(Infinity);
  const known = {
    openingMs: none,
    arrivalMs: none,
    fleetEventMs: none,
    telemetryMs: none,
    timeoutMs: Infinity,
    status: new Uint8Array(0),
  };
  const calendar = new Calendar(new ManualClock(), known, size);
  const random = draws();
  for (let source = 0; source < size; source++) schedule(calendar, source, random);
  return (holds) => {
    for (let i = 0; i < holds; i++) {
      calendar.next();
      schedule(calendar, calendar.index, random);
    }
  };
}

function schedule(calendar: Calendar, source: number, random: RandomStream): void {
  calendar.sourceMs[source] = calendar.clock.cell[0] + random.exponential();
  calendar.scheduled(source);
}

function retries(size: number): (holds: number) => void {
  const heap = new MinHeap();
  const random = draws();
  for (let item = 0; item < size; item++) heap.push(random.exponential(), item);
  return (holds) => {
    for (let i = 0; i < holds; i++) {
      const nowMs = heap.firstKey[0];
      heap.push(nowMs + random.exponential(), heap.pop());
    }
  };
}

function draws(): RandomStream {
  return new Streams('calendar', 0).named('hold');
}

/** ns per hold, the median of several rounds after one to warm up. */
function timed(hold: (holds: number) => void): number {
  hold(HOLDS);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const startedMs = performance.now();
    hold(HOLDS);
    return (1e6 * (performance.now() - startedMs)) / HOLDS;
  });
  return median(rounds);
}
