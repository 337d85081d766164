import fc from 'fast-check';
import type { ModelConfig } from '../../../src/router/index.js';
import {
  COMPLETED,
  FAILED,
  type FleetEvent,
  OVERLOAD_FAILED,
  type Simulation,
  TIMED_OUT,
} from '../../../src/tank/simulation/index.js';
import { areasOf, simulated } from '../../support/simulations.js';
import { type Ending, NaiveStation, type StationConfig } from './naive-station.js';

/** A case of one endpoint: how it is set up, and the traffic it gets. */
export interface StationCase {
  readonly config: StationConfig;
  readonly arrivalMs: readonly number[];
  readonly demandMs: readonly number[];
}

const ENDPOINT = 'only';

/**
 * Small cases with everything that can happen: full queues, a router that believes in other limits, timeouts, retries,
 * changes of speed, limits and health.
 * @param instant times and durations, from whole numbers: integers make ties frequent
 */
export function stationCases(
  kind: StationConfig['kind'],
  instant: (whole: number, salt: number) => number,
): fc.Arbitrary<StationCase> {
  const places = fc.constantFrom(0, 1, 2, 5, Infinity);
  const slots = fc.integer({ min: 1, max: 4 });
  const change = fc.oneof(
    fc.record({ field: fc.constant('speed' as const), value: fc.constantFrom(0.5, 1, 2) }),
    fc.record({ field: fc.constant('max_concurrent' as const), value: slots }),
    fc.record({ field: fc.constant('max_queue' as const), value: places }),
    fc.record({
      field: fc.constant('health' as const),
      value: fc.constantFrom('healthy' as const, 'healthy' as const, 'degraded' as const, 'unhealthy' as const),
    }),
  );
  const config = fc.record({
    kind: fc.constant(kind),
    speed: fc.constantFrom(0.5, 1, 2),
    slots,
    queue: places,
    cores: fc.constantFrom(1, 2, 1.5),
    maxConcurrent: fc.integer({ min: 1, max: 6 }),
    maxQueue: places,
    targetUtilization: fc.constantFrom(0.5, 0.8, 1),
    timeoutMs: fc.option(
      fc.integer({ min: 1, max: 25 }).map((ms) => instant(ms, 0.7)),
      { nil: undefined },
    ),
    maxRetries: fc.nat(3),
    retryDelayMs: fc.nat(4).map((ms) => instant(ms, 0.3)),
    events: fc
      .array(fc.tuple(fc.nat(60), change), { maxLength: 6 })
      .map((events): FleetEvent[] =>
        events
          .map(([ms, what], i) => ({ ...what, timeMs: instant(ms, 0.01 * i), endpoint: ENDPOINT }))
          .sort((a, b) => a.timeMs - b.timeMs),
      ),
    warmUpMs: fc.nat(70),
  });
  const requests = fc.array(fc.tuple(fc.nat(4), fc.nat(12)), { minLength: 1, maxLength: 40 });
  return fc.tuple(config, requests).map(([setup, gapsAndDemands]) => {
    // shared processors take what routers believe
    const limits = kind === 'slots' ? {} : { slots: setup.maxConcurrent, queue: setup.maxQueue };
    let arrival = 0;
    const arrivalMs = gapsAndDemands.map(([gap], i) => (arrival += instant(gap, 0.001 * i)));
    return {
      config: { ...setup, ...limits },
      arrivalMs,
      demandMs: gapsAndDemands.map(([, demand], i) => instant(demand, 0.002 * i)),
    };
  });
}

/** The case in the tank. */
export function simulatedStation({ config, arrivalMs, demandMs }: StationCase): Simulation {
  const { kind, speed, slots, queue, cores, maxConcurrent, maxQueue, targetUtilization } = config;
  const model: ModelConfig = { id: ENDPOINT, maxConcurrent, maxQueue, targetUtilization };
  const { timeoutMs, maxRetries, retryDelayMs, events, warmUpMs } = config;
  return simulated({
    models: [model],
    backends: [{ kind, speed, slots, queue, cores }],
    router: { maxRetries, retryDelayMs },
    timeoutMs,
    events,
    warmUpMs,
    arrivalMs,
    demandMs,
  });
}

/** The case on paper. */
export function naiveStation({ config, arrivalMs, demandMs }: StationCase): NaiveStation {
  return new NaiveStation(config, arrivalMs, demandMs).run();
}

const STATUS: Record<Ending, number> = {
  completed: COMPLETED,
  overload_failed: OVERLOAD_FAILED,
  timed_out: TIMED_OUT,
  failed: FAILED,
};

/** What both say of every request, and the counts: by name, the tank's and the paper's. */
export function countsOf(simulation: Simulation, naive: NaiveStation) {
  const { outcomes, stations, rejections, retries } = simulation;
  return {
    simulated: {
      status: [...outcomes.status],
      attempts: [...outcomes.attempts],
      rejections,
      retries,
      refusals: stations.refused[0],
      accepted: stations.accepted[0],
      overloadEpisodes: stations.overloadEpisodes[0],
    },
    expected: {
      status: naive.requests.map(({ ending }) => ending && STATUS[ending]),
      attempts: naive.requests.map(({ attempts }) => attempts),
      rejections: naive.rejections,
      retries: naive.retries,
      refusals: naive.refusals,
      accepted: naive.accepted,
      overloadEpisodes: naive.overloadEpisodes(),
    },
  };
}

/** Response and waiting times of the completed requests, and the integrals: by name, the tank's and the paper's. */
export function timesOf(simulation: Simulation, naive: NaiveStation, { config }: StationCase) {
  const { outcomes, window } = simulation;
  const { inside, whole } = areasOf(simulation);
  const completed = naive.requests.filter(({ ending }) => ending === 'completed');
  const { startMs, endMs } = window;
  const sharing = config.kind === 'processor_sharing';
  return {
    simulated: {
      response: completed.map(({ id }) => outcomes.responseMs[id]),
      waiting: completed.map(({ id }) => outcomes.waitingMs[id]),
      overTarget: whole.overTargetMs[0],
      busy: inside.busyMs[0],
      capacity: inside.capacityMs[0],
      occupied: inside.occupiedMs[0],
      overCapacity: inside.overCapacityMs[0],
      overTargetInWindow: inside.overTargetMs[0],
    },
    expected: {
      response: completed.map(({ responseMs }) => responseMs),
      waiting: completed.map(({ startMs: start, arrivalMs }) => start - arrivalMs),
      overTarget: naive.integral(({ active, slots }) => (active / slots > config.targetUtilization ? 1 : 0)),
      busy: naive.integral(
        ({ inService, slots }) => Math.min(inService, sharing ? config.cores : slots),
        startMs,
        endMs,
      ),
      capacity: naive.integral(({ slots }) => (sharing ? config.cores : slots), startMs, endMs),
      occupied: naive.integral(({ active, slots }) => active / slots, startMs, endMs),
      overCapacity: naive.integral(({ active, slots }) => (active > slots ? 1 : 0), startMs, endMs),
      overTargetInWindow: naive.integral(
        ({ active, slots }) => (active / slots > config.targetUtilization ? 1 : 0),
        startMs,
        endMs,
      ),
    },
  };
}
