import type { RandomStream } from '../../src/core/random-stream.js';
import type { PolicyName } from '../../src/router/index.js';
import { Constant } from '../../src/tank/traffic/distributions/constant.js';
import { Lognormal } from '../../src/tank/traffic/distributions/lognormal.js';
import {
  deterministicArrivalsMean,
  limitedQueue,
  meanWaiting,
  repairman,
  responseQuantile,
  roundRobinMean,
  shortestDrawnLimit,
  twoRatesArrivalsMean,
  waitingQuantile,
} from './formulas.js';
import {
  balancedTwoRates,
  constantServiceQuantile,
  meanWaitingOfService,
  type TwoRates,
  twoRatesQuantile,
} from './general-service.js';
import { LARGE } from './measures.js';
import type { Experiment, OracleCase } from './replicated.js';
import { idleQueue, type Joined, shortestDrawn, shortestQueue } from './sorted-queues.js';

/**
 * The simulator with the real router in it against queueing theory: mean service 1 ms, exponential unless said, the load
 * threshold off. Numbers of requests are chosen for the widths that measures.ts asks for; the tests and the table of
 * docs/validation.md run the same cases.
 */

/** Loads from here on need long runs: they are tests of `npm run test:slow`. */
export const SLOW_LOAD = 0.8;

/** Whether a case needs long runs. */
export function isSlow({ load, slow = load >= SLOW_LOAD }: OracleCase): boolean {
  return slow;
}

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
  asSlow(multiServer(2, 0.5, 80_000)),
  multiServer(2, 0.8, 125_000),
  multiServer(2, 0.9, 600_000),
  asSlow(multiServer(16, 0.8, 500_000)),
  multiServer(16, 0.9, 1_200_000),
  responseOf(multiServer(100, 0.95, 600_000)),
  constantService(0.5, 15_000),
  constantService(0.8, 75_000),
  constantService(0.9, 250_000),
  asSlow(twoRatesService(0.5, 100_000)),
  twoRatesService(0.8, 550_000),
  twoRatesService(0.9, 1_500_000),
  asSlow(lognormalService(0.5, 60_000, 1)),
  lognormalService(0.8, 250_000, 1),
  asSlow(lognormalService(0.5, 1_300_000, 4)),
  asSlow(lognormalService(0.8, 2_400_000, 4)),
  twoStagesService(0.5, 40_000),
  twoStagesService(0.8, 120_000),
  twoStagesService(0.9, 400_000),
  deterministicArrivals(0.5, 10_000),
  deterministicArrivals(0.8, 60_000),
  deterministicArrivals(0.9, 250_000),
  twoStagesArrivals(0.5, 20_000),
  twoStagesArrivals(0.8, 90_000),
  twoStagesArrivals(0.9, 400_000),
  asSlow(twoRatesArrivals(0.5, 80_000)),
  asSlow(twoRatesArrivals(0.8, 400_000)),
  twoRatesArrivals(0.9, 1_500_000),
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

/** The same without waiting times, where few wait. */
function responseOf({ theory, ...rest }: OracleCase): OracleCase {
  const { mean_response = NaN, p99_response = NaN } = theory;
  return { ...rest, theory: { mean_response, p99_response } };
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
  const demand = twoRates(service);
  return {
    model: 'M/G/1, hyperexponential, cs² = 4',
    load,
    experiment: { requests, ratePerMs: load, demand, models: single(1), ...warmUp(load) },
    theory: { mean_waiting: meanWaitingOfService(load, 4), p99_waiting: twoRatesQuantile(load, service, 0.99) },
  };
}

/** Draws an exponential with one of two rates. */
function twoRates({ share, rates }: TwoRates): (random: RandomStream) => number {
  return (random) => {
    const rate = random.uniform() < share ? rates[0] : rates[1];
    return random.exponential() / rate;
  };
}

/** Draws the sum of two exponentials, of mean 1 in all. */
function twoStages(random: RandomStream): number {
  return (random.exponential() + random.exponential()) / 2;
}

function twoStagesService(load: number, requests: number): OracleCase {
  return {
    model: 'M/G/1, Erlang, cs² = 0.5',
    load,
    experiment: { requests, ratePerMs: load, demand: twoStages, models: single(1), ...warmUp(load) },
    theory: { mean_waiting: meanWaitingOfService(load, 0.5) },
  };
}

function lognormalService(load: number, requests: number, cs2: number): OracleCase {
  const lognormal = new Lognormal(1, Math.sqrt(cs2));
  return {
    model: `M/G/1, lognormal, cs² = ${cs2}`,
    load,
    experiment: {
      requests,
      ratePerMs: load,
      demand: (random) => lognormal.sample(random),
      models: single(1),
      ...warmUp(load),
    },
    theory: { mean_waiting: meanWaitingOfService(load, cs2) },
  };
}

function deterministicArrivals(load: number, requests: number): OracleCase {
  return renewalArrivals('D/M/1', load, requests, () => 1, deterministicArrivalsMean(load));
}

function twoStagesArrivals(load: number, requests: number): OracleCase {
  return renewalArrivals('GI/M/1, Erlang, ca² = 0.5', load, requests, twoStages, roundRobinMean(2, load));
}

function twoRatesArrivals(load: number, requests: number): OracleCase {
  const gap = balancedTwoRates(4);
  const mean = twoRatesArrivalsMean(load, gap);
  return renewalArrivals('GI/M/1, hyperexponential, ca² = 4', load, requests, twoRates(gap), mean);
}

/** The response is exponential, whatever the law of the gaps. */
function renewalArrivals(
  model: string,
  load: number,
  requests: number,
  gap: (random: RandomStream) => number,
  mean: number,
): OracleCase {
  return {
    model,
    load,
    experiment: { requests, ratePerMs: load, gap, models: single(1), ...warmUp(load) },
    theory: { mean_response: mean, p99_response: mean * P99_OF_EXPONENTIAL },
  };
}

/** One endpoint with few places, M/M/c/K: a share is blocked. */
export const limits: readonly OracleCase[] = [
  limited(2, 4, 0.5, 90_000),
  limited(2, 4, 0.8, 50_000),
  limited(1, 10, 0.9, 135_000),
  limited(16, 16, 0.9, 40_000),
  limited(16, 32, 0.9, 1_400_000),
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
  asSlow(sharedProcessor('lognormal, cs² = 4', 0.5, 80_000)),
  sharedProcessor('lognormal, cs² = 4', 0.8, 280_000),
  sharedProcessor('lognormal, cs² = 4', 0.9, 1_050_000),
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
      backends: [{ kind: 'processor_sharing', speed: 1, cores: 1 }],
      ...warmUp(load),
    },
    theory: { mean_response: 1 / (1 - load), ...large },
  };
}

/** Users in a closed loop with one server; the load is its utilization. */
export const loops: readonly OracleCase[] = [
  closedLoop(1, 2),
  closedLoop(5, 4),
  closedLoop(20, 30),
  closedLoop(20, 15),
];

function closedLoop(users: number, thinkMs: number): OracleCase {
  const { throughput, response } = repairman(users, thinkMs);
  return {
    model: `M/M/1//${users}, thinking for ${thinkMs}`,
    load: Number(throughput.toFixed(2)),
    experiment: { users, thinkMs, requests: 10_000, warmUpMs: 300 },
    theory: { throughput, mean_response: response },
    slow: false,
  };
}

/** Several single-slot endpoints behind one router. */
export const fleets: readonly OracleCase[] = [
  roundRobin(2, 0.5, 40_000),
  roundRobin(2, 0.8, 100_000),
  roundRobin(2, 0.9, 400_000),
  asSlow(roundRobin(16, 0.8, 150_000)),
  roundRobin(16, 0.9, 400_000),
  asSlow(randomSplit(2, 0.5, 60_000)),
  randomSplit(2, 0.8, 150_000),
  randomSplit(2, 0.9, 700_000),
  asSlow(randomSplit(16, 0.8, 200_000)),
  joinShortestQueue(2, 0.5, 30_000),
  joinShortestQueue(2, 0.8, 80_000),
  joinShortestQueue(2, 0.9, 400_000),
  joinShortestQueue(3, 0.8, 80_000),
  joinShortestQueue(3, 0.9, 400_000),
  asSlow(joinShortestQueue(4, 0.5, 30_000)),
  joinShortestQueue(4, 0.8, 80_000),
  joinShortestQueue(4, 0.9, 400_000),
  simulatedElsewhere(),
  joinIdleQueue(2, 0.5, 40_000),
  joinIdleQueue(2, 0.8, 100_000),
  joinIdleQueue(2, 0.9, 500_000),
  joinIdleQueue(4, 0.5, 30_000, true),
  joinIdleQueue(4, 0.8, 120_000, true),
  powerOfTwo(2, 0.8, 80_000),
  powerOfTwo(3, 0.8, 80_000),
  powerOfTwo(4, 0.8, 80_000),
  powerOfTwo(2, 0.8, 100_000, true),
  powerOfTwo(3, 0.8, 100_000, true),
  powerOfTwo(4, 0.8, 100_000, true),
  ...[2, 3, 5].map((d) => manyServers(`power_of_d, d = ${d}`, 'power_of_d', { d }, shortestDrawnLimit(0.9, d))),
  manyServers('jiq', 'jiq', {}, 1),
];

/** All of them, in the order of docs/validation.md. */
export const oracles: readonly OracleCase[] = [...queues, ...limits, ...sharing, ...loops, ...fleets];

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
  const experiment = split('least_loaded', n, load, requests);
  return chained(`least_loaded, ${n} servers`, load, experiment, () => shortestQueue(n, load));
}

/** The chain of four servers is cut where one leads another by 30: its mean is that without a cut to 3e-6. */
function joinIdleQueue(n: number, load: number, requests: number, slow = load >= SLOW_LOAD): OracleCase {
  const experiment = split('jiq', n, load, requests);
  const chain = () => idleQueue(n, load, n > 2 ? 30 : undefined);
  const oracle = chained(`jiq, ${n} servers`, load, experiment, chain);
  return slow ? asSlow(oracle) : oracle;
}

function powerOfTwo(n: number, load: number, requests: number, replacement = false): OracleCase {
  const model = `power_of_d, d = 2${replacement ? ' with replacement' : ''}, ${n} servers`;
  const experiment = { ...split('power_of_d', n, load, requests), options: { d: 2, replacement } };
  return chained(model, load, experiment, () => shortestDrawn(n, load, 2, replacement));
}

/** Not spread, because theory may be found when it is asked for. */
function asSlow(oracle: OracleCase): OracleCase {
  return Object.assign(oracle, { slow: true });
}

/** Theory is found when it is asked for: a chain takes seconds. */
function chained(model: string, load: number, experiment: Experiment, chain: () => Joined): OracleCase {
  let joined: Joined | undefined;
  return {
    model,
    load,
    experiment,
    get theory() {
      const { meanResponse, p99 } = (joined ??= chain());
      return { mean_response: meanResponse, p99_response: p99 };
    },
  };
}

/** Join-shortest-queue over 16 servers: 8 runs of 10 million requests of another program, 1.5788 ± 0.0030. */
function simulatedElsewhere(): OracleCase {
  const experiment = split('least_loaded', 16, 0.9, 400_000);
  const theory = { mean_response: 1.5788 };
  return { model: 'least_loaded, 16 servers', load: 0.9, experiment, theory, theoryWithin: 0.003 / 1.5788 };
}

/** A thousand servers against the limit of ever more of them, which differs by less than 1 %. */
function manyServers(model: string, policy: PolicyName, options: object, limit: number): OracleCase {
  const experiment = { ...split(policy, 1000, 0.9, 300_000), options: { ...options }, warmUpMs: 80 };
  const theory = { mean_response: limit };
  return { model: `${model}, 1000 servers`, load: 0.9, experiment, theory, theoryWithin: 0.01 };
}

function split(policy: PolicyName, n: number, load: number, requests: number): Experiment {
  return { requests, ratePerMs: n * load, models: servers(n), policy, ...warmUp(load) };
}
