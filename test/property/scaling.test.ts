import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_ROUTER_OPTIONS } from '../../src/router/index.js';
import { runs } from '../support/runs.js';
import { columnsOf, type Setup, simulated } from '../support/simulations.js';
import { setups } from './simulations.js';

/** Policies that weigh what they learn by its age, against a time constant of their own. */
const WITH_TIME_CONSTANT: readonly string[] = ['latency_based', 'cache_aware'];

/** The simulation without what is measured against a fixed time: those policies, and quotas by the minute. */
function withoutFixedTimes(setup: Setup): Setup {
  const { policy = 'random' } = setup;
  return {
    ...setup,
    policy: typeof policy === 'string' && WITH_TIME_CONSTANT.includes(policy) ? 'random' : policy,
    quotas: undefined,
  };
}

/** The same simulation with every duration multiplied. */
function stretched(setup: Setup, factor: number): Setup {
  const { retryDelayMs = DEFAULT_ROUTER_OPTIONS.retryDelayMs } = setup.router ?? {};
  const { intervalMs = 0, delayMs = 0 } = setup.telemetry ?? {};
  return {
    ...setup,
    router: { ...setup.router, retryDelayMs: retryDelayMs * factor },
    telemetry: { intervalMs: intervalMs * factor, delayMs: delayMs * factor },
    timeoutMs: setup.timeoutMs === undefined ? undefined : setup.timeoutMs * factor,
    events: setup.events?.map((event) => ({ ...event, timeMs: event.timeMs * factor })) ?? [],
    warmUpMs: (setup.warmUpMs ?? 0) * factor,
    arrivalMs: Array.from(setup.arrivalMs, (ms) => ms * factor),
    demandMs: Array.from(setup.demandMs, (ms) => ms * factor),
  };
}

test('doubling every duration exactly doubles every time in the result and changes no count', () => {
  fc.assert(
    fc.property(setups.map(withoutFixedTimes), fc.constantFrom(2, 1024, 0.5, 2 ** -10), (setup, factor) => {
      const original = simulated(setup);
      const longer = simulated(stretched(setup, factor));
      const { counted, timed } = columnsOf(original);
      expect(columnsOf(longer).counted).toEqual(counted);
      expect([longer.rejections, longer.retries]).toEqual([original.rejections, original.retries]);
      const expected = Object.entries(timed).map(([name, column]) => [name, column.map((ms) => ms * factor)]);
      expect(columnsOf(longer).timed).toEqual(Object.fromEntries(expected));
      expect(longer.calendar.clock.nowMs()).toBe(original.calendar.clock.nowMs() * factor);
    }),
    runs(600),
  );
});
