import { expect, test } from 'vitest';
import type { CustomStrategy, EndpointTable } from '../../src/router/index.js';
import type { FailureRule, FleetEvent, Simulation } from '../../src/tank/simulation/index.js';
import { repetitions } from '../support/runs.js';
import { simulated } from '../support/simulations.js';
import { type NaiveBackend, naiveLoop, type Outcome, type Result, type Scenario } from './naive-loop.js';

const SCENARIOS = repetitions(150, 3000);

test(`${SCENARIOS} small scenarios: every request fares as in the naive loop`, () => {
  const statuses = { completed: 0, overload_failed: 0, timed_out: 0, failed: 0 };
  const counts = { rejections: 0, refusals: 0, failures: 0, limited: 0, hung: 0, crashed: 0, retries: 0 };
  const seen = { ...statuses, ...counts, comings: 0, goings: 0 };
  for (let seed = 0; seed < SCENARIOS; seed++) {
    const scenario = randomScenario(seed);
    const naive = naiveLoop(scenario);
    const found = difference(scenario, naive);
    if (found !== undefined) expect.fail(`seed ${seed}, ${found}`);
    for (const { status } of naive.requests) seen[status]++;
    seen.rejections += naive.rejections;
    seen.retries += naive.retries;
    for (const what of ['refusals', 'failures', 'limited', 'hung', 'crashed'] as const) {
      for (const count of naive[what]) seen[what] += count;
    }
    for (const { field } of scenario.events) {
      if (field === 'add') seen.comings++;
      else if (field === 'remove') seen.goings++;
    }
  }
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(SCENARIOS / 3);
});

const INSTANT_MS = 1e-6;
/** Far more than a few instants, and less than what follows from another order: mostly 1/4 ms and more. */
const SLACK_MS = 1e-3;

/** Those of an instant change a result by more than the slack only where two things happen at the same time. */
const faults: Record<string, (scenario: Scenario) => Partial<Scenario>> = {
  'time runs out later': ({ timeoutMs }) => ({ timeoutMs: timeoutMs && timeoutMs + 0.25 }),
  'time runs out before a completion at the same instant': ({ timeoutMs }) => ({
    timeoutMs: timeoutMs && timeoutMs - INSTANT_MS,
  }),
  'fleet events come before arrivals at the same instant': ({ events }) => ({ events: shifted(events, -INSTANT_MS) }),
  'fleet events come after completions at the same instant': ({ events }) => ({ events: shifted(events, INSTANT_MS) }),
  'retries come after timeouts at the same instant': ({ router }) => ({
    router: { ...router, retryDelayMs: router.retryDelayMs + INSTANT_MS },
  }),
  'the load threshold is not to be reached': ({ router }) => ({
    router: {
      ...router,
      ...(router.maxLoadThreshold !== 'off' && { maxLoadThreshold: router.maxLoadThreshold - 1e-3 }),
    },
  }),
  'one retry more': ({ router }) => ({ router: { ...router, maxRetries: router.maxRetries + 1 } }),
  'limits never change': ({ events }) => ({ events: events.filter(({ field }) => !field.startsWith('max_')) }),
  'health never changes': ({ events }) => ({ events: events.filter(({ field }) => field !== 'health') }),
  'nobody comes': ({ events }) => ({ events: events.filter(({ endpoint }) => !endpoint.endsWith(COMES)) }),
  'nobody goes': ({ events }) => ({ events: events.filter(({ field }) => field !== 'remove') }),
  'who goes serves what it has': ({ events }) => ({ events: events.map((event) => going(event, 'drain')) }),
  'who goes fails what it has': ({ events }) => ({ events: events.map((event) => going(event, 'at_once')) }),
  'nothing fails': () => ({ failures: [] }),
  'nothing crashes': ({ events }) => ({ events: events.filter(({ field }) => field !== 'crash') }),
  'errors come later': ({ failures }) => ({
    failures: failures.map((rule) => ({ ...rule, afterMs: rule.afterMs + 0.25 })),
  }),
  'nobody asks to be left alone': ({ failures }) => ({
    failures: failures.map((rule) => ({ ...rule, retryAfterMs: 0 })),
  }),
  'the other policy': ({ policy }) => ({ policy: policy === 'round_robin' ? 'smallest_share' : 'round_robin' }),
};

test.each(Object.entries(faults))('a fault in what the naive loop is given is found: %s', (_, fault) => {
  let found = 0;
  for (let seed = 0; seed < 200 && found < 5; seed++) {
    const scenario = randomScenario(seed);
    const faulty = naiveLoop({ ...scenario, ...fault(scenario) });
    if (difference(scenario, faulty, SLACK_MS) !== undefined) found++;
  }
  expect(found, 'of 200 scenarios').toBe(5);
});

function shifted(events: readonly FleetEvent[], byMs: number): readonly FleetEvent[] {
  return events.map((event) => ({ ...event, timeMs: event.timeMs + byMs }));
}

function going(event: FleetEvent, value: 'drain' | 'at_once'): FleetEvent {
  return event.field === 'remove' ? { ...event, value } : event;
}

/** @returns the first request that fares otherwise in the simulator, or the counts that differ; undefined where none do */
function difference(scenario: Scenario, naive: Result, slackMs = 0): string | undefined {
  const simulation = inTank(scenario);
  const kinds = simulation.endpoints.map(({ model }) => scenario.backends[model].kind);
  for (const [i, expected] of naive.requests.entries()) {
    const actual = outcomeOf(simulation, i);
    const rounding = kinds[expected.endpoint] === 'processor_sharing' ? 1e-9 : 1e-12;
    if (sameOutcome(actual, expected, slackMs + rounding)) continue;
    return `request ${i}: simulator ${JSON.stringify(actual)}, naive loop ${JSON.stringify(expected)}`;
  }
  const { requests: _, ...counts } = naive;
  const { rejections, retries, stations, failures } = simulation;
  const none = new Int32Array(stations.count);
  const found = {
    rejections,
    refusals: [...stations.refused],
    failures: [...stations.failed],
    limited: [...(failures?.rateLimited ?? none)],
    hung: [...(failures?.hung ?? none)],
    crashed: [...(failures?.crashed ?? none)],
    retries,
  };
  if (JSON.stringify(found) === JSON.stringify(counts)) return undefined;
  return `counts: simulator ${JSON.stringify(found)}, naive loop ${JSON.stringify(counts)}`;
}

function sameOutcome(a: Outcome, b: Outcome, tolerance: number): boolean {
  if (a.status !== b.status || a.attempts !== b.attempts || a.endpoint !== b.endpoint) return false;
  return close(a.responseMs, b.responseMs, tolerance) && close(a.waitingMs, b.waitingMs, tolerance);
}

function close(a = -1, b = -1, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
}

const STATUSES = ['pending', 'completed', 'overload_failed', 'timed_out', 'failed'] as const;

function outcomeOf({ outcomes }: Simulation, request: number): Outcome {
  const status = STATUSES[outcomes.status[request]];
  if (status === 'pending') throw new Error(`request ${request} has not ended`);
  const completed = status === 'completed';
  return {
    status,
    attempts: outcomes.attempts[request],
    endpoint: outcomes.endpoint[request],
    responseMs: completed ? outcomes.responseMs[request] : undefined,
    waitingMs: completed ? outcomes.waitingMs[request] : undefined,
  };
}

function inTank({ policy, ...scenario }: Scenario): Simulation {
  return simulated({ ...scenario, policy: policy === 'round_robin' ? policy : SMALLEST_SHARE });
}

/** The smallest in-flight / max_concurrent, the first place of the table among ties: the naive loop's second policy. */
const SMALLEST_SHARE: CustomStrategy = {
  name: 'smallest_share',
  create: () => ({
    pick: (_, table, { index, count }) => smallestShare(table, index, count),
    pickAmong: (_, table, list, count) => smallestShare(table, list, count),
    onChange: () => undefined, // keeps no index
    score: (endpoint, { load, maxConcurrent }) => load[endpoint] / maxConcurrent[endpoint],
  }),
};

function smallestShare({ load, maxConcurrent }: EndpointTable, list: Int32Array, count: number): number {
  let best = -1;
  let smallest = Infinity;
  for (const endpoint of list.slice(0, count).sort()) {
    const share = load[endpoint] / maxConcurrent[endpoint];
    if (share >= smallest) continue;
    smallest = share;
    best = endpoint;
  }
  return best;
}

/** How the ids of endpoints end that come while the run goes on. */
const COMES = '-new';

/**
 * A scenario of 1 to 3 models with 1 to 6 endpoints at the start and 5 to 60 requests; in two of three endpoints come and
 * go. All times but some demands are multiples of
 * 1/4 ms, so that much happens at the same instant. With processor sharing, where rounding decides what is at the same
 * instant, demands are not.
 */
function randomScenario(seed: number): Scenario {
  const uniform = generator(seed);
  const below = (n: number) => Math.floor(n * uniform());
  const oneOf = <T>(...values: readonly T[]): T => values[below(values.length)];
  const quarters = (most: number) => below(4 * most + 1) / 4;

  const onGrid = below(2) === 0;
  const models = Array.from({ length: 1 + below(3) }, (_, m) => ({
    id: `m${m}`,
    replicas: 1 + below(2),
    maxConcurrent: 1 + below(oneOf(3, 3, 12)),
    maxQueue: oneOf(0, 1, 2, 4, Infinity),
  }));
  const backends = models.map((): NaiveBackend => {
    if (!onGrid && below(2) === 0)
      return { kind: 'processor_sharing', speed: oneOf(0.5, 1, 2), cores: oneOf(1, 1.5, 2) };
    const slots = below(2) === 0 && { slots: 1 + below(4) };
    const queue = below(2) === 0 && { queue: oneOf(0, 1, 3) };
    return { kind: 'slots', speed: oneOf(0.5, 1, 2), ...slots, ...queue };
  });

  const requestCount = 5 + below(56);
  const mostDemand = oneOf(1, 4, 16);
  const mostGap = oneOf(0.25, 0.5, 1, 2);
  let lastMs = 0;
  const arrivalMs = Array.from({ length: requestCount }, () => (lastMs += quarters(mostGap)));
  const demandMs = arrivalMs.map(() => (onGrid ? quarters(mostDemand) : mostDemand * (0.01 + uniform())));
  const eventMs = Array.from({ length: below(13) }, () => quarters(lastMs + 1)).sort((a, b) => a - b);
  const there = models.flatMap(({ id, replicas }) =>
    replicas === 1 ? [id] : Array.from({ length: replicas }, (_, r) => `${id}/${r}`),
  );
  const comeAndGo = below(3) > 0;
  const randomEvent = (timeMs: number, e: number): FleetEvent => {
    const fields = ['health', 'speed', 'max_concurrent', 'max_queue', 'crash', 'add', 'remove'] as const;
    const field = there.length === 0 ? 'add' : oneOf(...(comeAndGo ? fields : fields.slice(0, 5)));
    if (field === 'add') {
      const { id } = oneOf(...models);
      there.push(`${id}/${e}${COMES}`);
      return { timeMs, endpoint: `${id}/${e}${COMES}`, field, value: id };
    }
    const place = { timeMs, endpoint: oneOf(...there) };
    if (field === 'remove') {
      there.splice(there.indexOf(place.endpoint), 1);
      return { ...place, field, value: oneOf('drain', 'at_once') };
    }
    if (field === 'crash') return { ...place, field, value: oneOf(0.25, 1, 4) };
    if (field === 'health') return { ...place, field, value: oneOf('healthy', 'healthy', 'degraded', 'unhealthy') };
    if (field === 'speed') return { ...place, field, value: oneOf(0.5, 1, 2) };
    return { ...place, field, value: field === 'max_queue' ? oneOf(0, 1, 3, Infinity) : 1 + below(5) };
  };
  const timeoutMs = oneOf(undefined, quarters(mostDemand), 2 * mostDemand, 4 * mostDemand);
  const kinds =
    timeoutMs === undefined ? (['error', 'rate_limited'] as const) : (['error', 'rate_limited', 'hang'] as const);
  const randomRule = (): FailureRule => {
    const fromMs = quarters(lastMs);
    const common = {
      of: oneOf(undefined, ...models.map(({ id }) => id), ...there),
      fromMs,
      toMs: fromMs + oneOf(0.5, 2, 8, Infinity),
      afterMs: oneOf(0, 0.25, 1),
      retryAfterMs: oneOf(0, 0, 0.5, 2),
    };
    if (below(3) === 0) return { ...common, kind: oneOf(...kinds), share: 1 };
    const sequence = Array.from({ length: 1 + below(4) }, () => oneOf('ok', 'ok', ...kinds));
    return { ...common, kind: 'sequence', sequence };
  };
  return {
    models,
    backends,
    failures: below(2) === 0 ? [] : Array.from({ length: 1 + below(3) }, randomRule),
    policy: oneOf('round_robin', 'smallest_share'),
    router: {
      maxLoadThreshold: oneOf<number | 'off'>('off', 0.5, 0.6, 0.75, 0.9, 1),
      maxRetries: below(5),
      retryDelayMs: oneOf(0, 0.25, 0.5, 2),
    },
    timeoutMs,
    events: eventMs.map(randomEvent),
    arrivalMs,
    demandMs,
  };
}

/** Mulberry32: numbers in [0, 1) that are the same everywhere for a seed. */
function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}
