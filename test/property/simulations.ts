import fc from 'fast-check';
import { type LoadSignal, policyNames } from '../../src/router/index.js';
import { backends, type FleetEvent } from '../../src/tank/simulation/index.js';
import { Streams } from '../../src/core/streams.js';
import type { Setup } from '../support/simulations.js';

/**
 * Small simulations of every policy and backend, with unequal models, wrong beliefs, timeouts, retries and events. Times
 * are whole numbers as often as not, so that many things happen at the same instant.
 */
export const setups: fc.Arbitrary<Setup> = fc.noShrink(fc.nat(2 ** 31 - 1)).map(randomSetup);

/** The same where what a removed endpoint has is served: columns do not tell of attempts that failed before the last one. */
export const setupsWithoutFailures: fc.Arbitrary<Setup> = setups.map((setup) => ({
  ...setup,
  events:
    setup.events?.map((event) => (event.field === 'remove' ? { ...event, value: 'drain' as const } : event)) ?? [],
}));

/** Prompts of one or two blocks. */
const BLOCK_PARENTS = Int32Array.of(-1, -1, 0, 0, 1, 1, 1);

function randomSetup(number: number): Setup {
  const random = new Streams('setups', number).named('setup');
  const oneOf = <T>(...values: readonly T[]): T => values[random.below(values.length)];
  const whole = random.below(2) === 0;
  const duration = (mean: number) => (whole ? random.below(2 * mean + 1) : mean * random.exponential());

  const models = Array.from({ length: 1 + random.below(3) }, (_, m) => ({
    id: `m${m}`,
    replicas: 1 + random.below(3),
    maxConcurrent: 1 + random.below(4),
    maxQueue: oneOf(0, 1, 3, Infinity),
    targetUtilization: oneOf(0.5, 0.8, 1),
  }));
  const endpoints = models.flatMap(({ id, replicas }) =>
    replicas === 1 ? [id] : Array.from({ length: replicas }, (_, r) => `${id}/${r}`),
  );
  /** Endpoints that come, some of which go again; their places may be taken by those after them. */
  function comingAndGoing(): FleetEvent[] {
    let timeMs = 0;
    return Array.from({ length: 1 + random.below(3) }, (_, i) => {
      const model = oneOf(...models).id;
      const endpoint = `${model}/new${i}`;
      timeMs += duration(15);
      const come: FleetEvent = { timeMs, endpoint, field: 'add', value: model };
      if (random.below(3) === 0) return [come];
      timeMs += duration(10);
      const go: FleetEvent = { timeMs, endpoint, field: 'remove', value: oneOf('drain', 'at_once') };
      return [come, go];
    }).flat();
  }
  const eventMs = Array.from({ length: random.below(6) }, () => duration(30)).sort((a, b) => a - b);
  const events = eventMs.map((timeMs): FleetEvent => {
    const place = { timeMs, endpoint: oneOf(...endpoints) };
    switch (random.below(4)) {
      case 0:
        return { ...place, field: 'health', value: oneOf('healthy', 'degraded', 'unhealthy') };
      case 1:
        return { ...place, field: 'speed', value: oneOf(0.5, 2, 3) };
      case 2:
        return { ...place, field: 'max_concurrent', value: 1 + random.below(5) };
      default:
        return { ...place, field: 'max_queue', value: oneOf(0, 2, Infinity) };
    }
  });
  if (random.below(3) === 0) events.push(...comingAndGoing());
  if (random.below(4) === 0) {
    const timeMs = Math.max(0, ...events.map((event) => event.timeMs)) + duration(10); // after all else
    for (const endpoint of endpoints)
      events.push({ timeMs, endpoint, field: 'remove', value: oneOf('drain', 'at_once') });
  }
  events.sort((a, b) => a.timeMs - b.timeMs); // stable: what comes and goes is in order
  const hasSessions = random.below(2) === 0;
  let arrival = 0;
  const arrivalMs = Array.from({ length: random.below(81) }, () => (arrival += duration(1)));
  return {
    models,
    backends: models.map(() => ({
      kind: oneOf(...(Object.keys(backends) as (keyof typeof backends)[])),
      speed: oneOf(0.5, 1, 1.5),
      ...(random.below(3) === 0 && { slots: 1 + random.below(5) }),
      ...(random.below(3) === 0 && { queue: random.below(4) }),
      cores: oneOf(1, 2, 2.5),
    })),
    policy: oneOf(...policyNames),
    layers: {
      affinity: oneOf(undefined, true, false),
      loadSignal: oneOf<LoadSignal>('own', 'reported', 'corrected'),
    },
    caches: models.map(() => {
      if (random.below(3) > 0) return undefined;
      return random.below(2) === 0 ? { entries: 1 + random.below(4), hitFactor: 0.5 } : { blocks: 1 + random.below(8) };
    }),
    service: { kind: 'tokens', baseMs: 1, perPromptTokenMs: 1, perOutputTokenMs: 0, noiseCv: 0 },
    promptTokens: arrivalMs.map(() => 4),
    blocks: { blockTokens: 2, last: Int32Array.from(arrivalMs, () => random.below(8) - 1), parent: BLOCK_PARENTS },
    quotas:
      random.below(3) === 0
        ? { m0: { requestsPerMinute: 60_000 * random.uniform(), mayExceed: random.below(2) === 0 } }
        : undefined,
    telemetry: oneOf({ intervalMs: 0, delayMs: 0 }, { intervalMs: 1 + duration(5), delayMs: duration(3) }),
    routers: oneOf(1, 1, 2, 3),
    session: hasSessions ? arrivalMs.map(() => random.below(8) - 1) : undefined,
    prefix: hasSessions ? arrivalMs.map(() => random.below(5) - 1) : undefined,
    router: {
      ...(models.length > 1 && {
        abTestEnabled: random.below(4) === 0,
        abTestModelA: models[0].id,
        abTestModelB: models[1].id,
      }),
      maxLoadThreshold: oneOf<number | 'off'>('off', 0.5, 0.9),
      maxRetries: random.below(5),
      retryDelayMs: duration(2),
    },
    timeoutMs: random.below(2) === 0 ? undefined : duration(10),
    events,
    warmUpMs: duration(10),
    arrivalMs,
    demandMs: arrivalMs.map(() => duration(5)),
    seed: `setup ${number}`,
  };
}
