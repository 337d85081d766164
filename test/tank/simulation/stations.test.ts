import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/core/clock.js';
import { Stations } from '../../../src/tank/simulation/stations.js';

/** One endpoint with 2 slots and a target of 0.5, and a way to let time pass before something happens to it. */
function station() {
  const clock = new ManualClock();
  const stations = new Stations(clock, Float64Array.of(0.5));
  stations.setLimits(0, 2, 5, 2);
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
  const overTargetMs = () => stations.areasAt(clock.nowMs()).overTargetMs[0];
  return { stations, at, enter, leave, overTargetMs };
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
    stations.setLimits(0, 1, 5, 1);
  });
  expect(stations.overloadEpisodes[0]).toBe(1);
  at(3, () => {
    stations.setLimits(0, 1, 0, 1); // nothing new
  });
  expect(stations.overloadEpisodes[0]).toBe(1);
  at(4, () => {
    stations.setLimits(0, 2, 5, 2);
  });
  at(5, enter);
  expect(stations.overloadEpisodes[0]).toBe(2);
});

test('time over target runs while active / max_concurrent is above the target, through changes of limits', () => {
  const { stations, at, enter, leave, overTargetMs } = station();
  at(10, enter); // 1 of 2 is the target
  at(20, enter); // above it
  at(30, () => {
    stations.setLimits(0, 8, 5, 8); // 2 of 8: below
  });
  expect(overTargetMs()).toBe(10);
  at(40, () => {
    stations.setLimits(0, 3, 5, 3); // 2 of 3: above
  });
  at(45, leave);
  expect(overTargetMs()).toBe(15);
  at(60, leave);
  expect(overTargetMs()).toBe(15);
});

test('the areas of a stretch are those at its end without those at its start', () => {
  const { stations, at, enter, leave } = station();
  const areasAt = (timeMs: number) => stations.areasAt(timeMs);
  at(10, enter);
  stations.inService[0] = 1;
  const from = areasAt(15);
  at(20, () => {
    enter();
    stations.inService[0] = 2;
  });
  at(30, enter); // waits
  at(40, () => {
    stations.setLimits(0, 4, 5, 4);
  });
  const { activeMs, waitingMs, busyMs, capacityMs, occupiedMs, overCapacityMs, overTargetMs, presentMs } =
    areasAt(50).since(from);
  expect(activeMs[0]).toBe(5 * 1 + 10 * 2 + 20 * 3);
  expect(waitingMs[0]).toBe(20);
  expect(busyMs[0]).toBe(5 * 1 + 30 * 2);
  expect(capacityMs[0]).toBe(25 * 2 + 10 * 4);
  expect(occupiedMs[0]).toBe((5 * 1 + 10 * 2 + 10 * 3) / 2 + 30 / 4);
  expect(overCapacityMs[0]).toBe(10);
  expect(overTargetMs[0]).toBe(30); // 2 and 3 of 2, 3 of 4
  expect(presentMs[0]).toBe(35);
  at(60, leave);
});

test('an endpoint that is removed is there until its last attempt has ended', () => {
  const { stations, at, enter, leave } = station();
  at(10, enter);
  at(20, () => {
    stations.remove(0);
  });
  expect(stations.isPresent(0)).toBe(true);
  at(30, leave);
  expect(stations.isPresent(0)).toBe(false);
  const { presentMs, capacityMs, occupiedMs } = stations.areasAt(100);
  expect([presentMs[0], capacityMs[0], occupiedMs[0]]).toEqual([30, 60, 10]);
});
