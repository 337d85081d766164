import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/core/clock.js';
import { Stations } from '../../../src/tank/simulation/stations.js';

/** One endpoint with 2 slots and a target of 0.5, and a way to let time pass before something happens to it. */
function station(window = { startMs: 0, endMs: 1000 }) {
  const clock = new ManualClock();
  const stations = new Stations(clock, window, Float64Array.of(0.5));
  stations.setLimits(0, 2, 5);
  const at = (timeMs: number, happen: () => void) => {
    clock.cell[0] = timeMs;
    happen();
  };
  const enter = () => {
    stations.enter(0);
  };
  const leave = () => {
    stations.leave(0);
  };
  return { stations, at, enter, leave };
}

test('an overload episode begins whenever more become active than max_concurrent', () => {
  const { stations, at, enter, leave } = station();
  at(1, enter);
  at(2, enter);
  expect(stations.overloadEpisodes[0]).toBe(0);
  at(3, enter);
  at(4, enter); // still the same episode
  expect(stations.overloadEpisodes[0]).toBe(1);
  at(5, leave);
  at(6, leave);
  at(7, enter); // over again
  expect(stations.overloadEpisodes[0]).toBe(2);
  expect([stations.active[0], stations.accepted[0]]).toEqual([3, 5]);
});

test('lowering max_concurrent below what is active begins an episode, raising it ends one', () => {
  const { stations, at, enter } = station();
  at(1, enter);
  at(1, enter);
  at(2, () => {
    stations.setLimits(0, 1, 5);
  });
  expect(stations.overloadEpisodes[0]).toBe(1);
  at(3, () => {
    stations.setLimits(0, 1, 0); // nothing new
  });
  expect(stations.overloadEpisodes[0]).toBe(1);
  at(4, () => {
    stations.setLimits(0, 2, 5);
  });
  at(5, enter);
  expect(stations.overloadEpisodes[0]).toBe(2);
});

test('time over target runs while active / max_concurrent is above the target, through changes of limits', () => {
  const { stations, at, enter, leave } = station();
  at(10, enter); // 1 of 2 is the target
  at(20, enter); // above it
  at(30, () => {
    stations.setLimits(0, 8, 5); // 2 of 8: below
  });
  expect(stations.overTargetMs[0]).toBe(10);
  at(40, () => {
    stations.setLimits(0, 3, 5); // 2 of 3: above
  });
  at(45, leave);
  expect(stations.overTargetMs[0]).toBe(15);
  at(60, leave);
  expect(stations.overTargetMs[0]).toBe(15);
});

test.each([
  { fromMs: 0, toMs: 50, inside: 0 },
  { fromMs: 50, toMs: 150, inside: 50 },
  { fromMs: 120, toMs: 150, inside: 30 },
  { fromMs: 150, toMs: 400, inside: 50 },
  { fromMs: 0, toMs: 400, inside: 100 },
  { fromMs: 300, toMs: 400, inside: 0 },
])('of $fromMs…$toMs ms, $inside ms lie inside the window of 100…200 ms', ({ fromMs, toMs, inside }) => {
  expect(station({ startMs: 100, endMs: 200 }).stations.insideWindow(fromMs, toMs)).toBe(inside);
});
