import type { RandomStream } from '../../src/core/random-stream.js';
import type { PolicyName } from '../../src/router/index.js';
import { Constant } from '../../src/tank/workload/distributions/constant.js';
import { Lognormal } from '../../src/tank/workload/distributions/lognormal.js';
import {
  deterministicArrivalsMean,
  limitedQueue,
  meanWaiting,
  responseQuantile,
  roundRobinMean,
  waitingQuantile,
} from './formulas.js';
import {
  balancedTwoRates,
  constantServiceQuantile,
  meanWaitingOfService,
  twoRatesQuantile,
} from './general-service.js';
import { LARGE } from './measures.js';
import type { Experiment, OracleCase } from './replicated.js';
import { shortestQueue } from './shortest-queue.js';

/**
 * The simulator with the real router in it against queueing theory: mean service 1 ms, exponential unless said, the load
 * threshold off. Numbers of requests are chosen for the widths that measures.ts asks for; the tests and the table of
 * docs/oracles.md run the same cases.
 */

/** Loads from here on need long runs: they are tests of `npm run test:slow`. */
export const SLOW_LOAD = 0.9;

const P99_OF_EXPONENTIAL = Math.log(100); // in means
const single = (c: number) => [{ id: 'm', maxConcurrent: c, maxQueue: Infinity }];
const servers = (n: number) => [{ id: 'm', replicas: n, maxConcurrent: 1, maxQueue: Infinity }];

const constant = new Constant(1);
const wide = new Lognormal(1, 2);

/** Service laws of mean 1, and the mean of the demands above LARGE. */
const laws = {
  D: { demand: () => constant.sample(), meanOfLarge: undefined },
  M: { demand: (random: RandomStream) => random.exponential(), meanOfLarge: LARGE + 1 },
  'lognormal, cs² = 4': { demand: (random: RandomStream) => wide.sample(random), meanOfLarge: undefined },
};

/** The runs start empty: what is left out, in mean services, grows with the time in which a queue forgets. */
const warmUp = (load: number) => ({ warmUpMs: load < 0.7 ? 200 : load < 0.85 ? 600 : 4000 });

/** One endpoint with a queue without limit. */
export const queues: readonly OracleCase[] = [
  multiServer(1, 0.5, 30_000),
  multiServer(1, 0.8, 120_000),
  multiServer(1, 0.9, 500_000),
  multiServer(2, 0.5, 80_000),
  multiServer(2, 0.8, 125_000),
  multiServer(16, 0.9, 1_200_000),
  constantService(0.5, 15_000),
  constantService(0.8, 75_000),
  constantService(0.9, 250_000),
  twoRatesService(0.5, 100_000),
  twoRatesService(0.8, 550_000),
  twoRatesService(0.9, 1_500_000),
  lognormalService(0.5, 60_000),
  lognormalService(0.8, 250_000),
  deterministicArrivals(0.5, 10_000),
  deterministicArrivals(0.8, 60_000),
  deterministicArrivals(0.9, 250_000),
];

function multiServer(c: number, load: number, requests: number): OracleCase {
  const a = c * load;
  return {
    model: `M/M/${c}`,
    load,
    experiment: { requests, ratePerMs: a, models: single(c), ...warmUp(load) },
    theory: {
      mean_response: 1 + meanWaiting(c, a),
      mean_waiting: meanWaiting(c, a),
      p99_response: responseQuantile(c, a, 0.99),
      p99_waiting: waitingQuantile(c, a, 0.99),
    },
  };
}

function constantService(load: number, requests: number): OracleCase {
  return {
    model: 'M/D/1',
    load,
    experiment: { requests, ratePerMs: load, demand: laws.D.demand, models: single(1), ...warmUp(load) },
    theory: { mean_waiting: meanWaitingOfService(load, 0), p99_waiting: constantServiceQuantile(load, 0.99) },
  };
}

function twoRatesService(load: number, requests: number): OracleCase {
  const service = balancedTwoRates(4);
  const { share, rates } = service;
  const demand: Experiment['demand'] = (random) =>
    random.uniform() < share ? random.exponential() / rates[0] : random.exponential() / rates[1];
  return {
    model: 'M/G/1, hyperexponential, cs² = 4',
    load,
    experiment: { requests, ratePerMs: load, demand, models: single(1), ...warmUp(load) },
    theory: { mean_waiting: meanWaitingOfService(load, 4), p99_waiting: twoRatesQuantile(load, service, 0.99) },
  };
}

function lognormalService(load: number, requests: number): OracleCase {
  const lognormal = new Lognormal(1, 1);
  return {
    model: 'M/G/1, lognormal, cs² = 1',
    load,
    experiment: {
      requests,
      ratePerMs: load,
      demand: (random) => lognormal.sample(random),
      models: single(1),
      ...warmUp(load),
    },
    theory: { mean_waiting: meanWaitingOfService(load, 1) },
  };
}

function deterministicArrivals(load: number, requests: number): OracleCase {
  const mean = deterministicArrivalsMean(load);
  return {
    model: 'D/M/1',
    load,
    experiment: { requests, ratePerMs: load, gap: () => 1, models: single(1), ...warmUp(load) },
    theory: { mean_response: mean, p99_response: mean * P99_OF_EXPONENTIAL },
  };
}

/** One endpoint with few places, M/M/c/K: a share is blocked. */
export const limits: readonly OracleCase[] = [
  limited(2, 4, 0.5, 90_000),
  limited(2, 4, 0.8, 50_000),
  limited(1, 10, 0.9, 135_000),
  limited(16, 16, 0.9, 40_000),
  limited(4, 20, 1.1, 110_000),
  believedUnlimited(2, 4, 0.8, 50_000),
];

function limited(c: number, k: number, load: number, requests: number): OracleCase {
  const { blocked, meanResponse, p99Waiting } = limitedQueue(c, k, c * load);
  const models = [{ id: 'm', maxConcurrent: c, maxQueue: k - c }];
  return {
    model: `M/M/${c}/${k}`,
    load,
    experiment: { requests, ratePerMs: c * load, models, warmUpMs: 200 },
    theory: { blocked, mean_response: meanResponse, ...(p99Waiting > 0 && { p99_waiting: p99Waiting }) },
  };
}

/** The same where the router believes that the queue has no limit, so that the endpoint itself refuses. */
function believedUnlimited(c: number, k: number, load: number, requests: number): OracleCase {
  const { experiment, theory } = limited(c, k, load, requests);
  const backends = [{ kind: 'slots', speed: 1, queue: k - c } as const];
  return {
    model: `M/M/${c}/${k}, refused by the endpoint`,
    load,
    experiment: { ...experiment, models: single(c), backends },
    theory,
  };
}

/** One endpoint that shares its processor: E[T | demand x] = x / (1 − ρ), whatever the law of service. */
export const sharing: readonly OracleCase[] = [
  sharedProcessor('D', 0.5, 20_000),
  sharedProcessor('D', 0.8, 90_000),
  sharedProcessor('D', 0.9, 350_000),
  sharedProcessor('M', 0.5, 50_000),
  sharedProcessor('M', 0.8, 130_000),
  sharedProcessor('M', 0.9, 500_000),
  sharedProcessor('lognormal, cs² = 4', 0.5, 80_000),
  sharedProcessor('lognormal, cs² = 4', 0.8, 280_000),
  sharedProcessor('lognormal, cs² = 4', 0.9, 700_000),
];

function sharedProcessor(law: keyof typeof laws, load: number, requests: number): OracleCase {
  const { demand, meanOfLarge } = laws[law];
  const large = meanOfLarge === undefined ? {} : { mean_response_of_large: meanOfLarge / (1 - load) };
  return {
    model: `M/G/1-PS, service ${law}`,
    load,
    experiment: {
      requests,
      ratePerMs: load,
      demand,
      models: [{ id: 'm', maxConcurrent: 10_000, maxQueue: 0 }],
      backends: [{ kind: 'processor_sharing', speed: 1 }],
      ...warmUp(load),
    },
    theory: { mean_response: 1 / (1 - load), ...large },
  };
}

/** Several single-slot endpoints behind one router. */
export const fleets: readonly OracleCase[] = [
  roundRobin(2, 0.5, 40_000),
  roundRobin(2, 0.8, 100_000),
  roundRobin(16, 0.9, 400_000),
  randomSplit(2, 0.5, 60_000),
  randomSplit(2, 0.8, 150_000),
  randomSplit(2, 0.9, 700_000),
  joinShortestQueue(2, 0.5, 30_000),
  joinShortestQueue(2, 0.8, 80_000),
  joinShortestQueue(2, 0.9, 400_000),
  joinShortestQueue(4, 0.5, 30_000),
  joinShortestQueue(4, 0.8, 80_000),
  joinShortestQueue(4, 0.9, 400_000),
];

/** Each server is an E_n/M/1, whose response is exponential. */
function roundRobin(n: number, load: number, requests: number): OracleCase {
  const mean = roundRobinMean(n, load);
  const theory = { mean_response: mean, p99_response: mean * P99_OF_EXPONENTIAL };
  return { model: `round_robin, ${n} servers`, load, experiment: split('round_robin', n, load, requests), theory };
}

/** Each server is an M/M/1, whose response is exponential. */
function randomSplit(n: number, load: number, requests: number): OracleCase {
  const mean = 1 / (1 - load);
  const theory = { mean_response: mean, p99_response: mean * P99_OF_EXPONENTIAL };
  return { model: `random, ${n} servers`, load, experiment: split('random', n, load, requests), theory };
}

function joinShortestQueue(n: number, load: number, requests: number): OracleCase {
  const { meanResponse, p99 } = shortestQueue(n, load);
  const theory = { mean_response: meanResponse, p99_response: p99 };
  return { model: `least_loaded, ${n} servers`, load, experiment: split('least_loaded', n, load, requests), theory };
}

function split(policy: PolicyName, n: number, load: number, requests: number): Experiment {
  return { requests, ratePerMs: n * load, models: servers(n), policy, ...warmUp(load) };
}
