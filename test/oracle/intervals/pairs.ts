/** Two strategies that meet the same requests: response times of both, by plain recursions on common draws. */
import type { RandomStream } from '../../../src/core/index.js';
import { Departures, exponential, lognormal, type Process, processes, type Truth, truthOfMm1 } from './processes.js';

export interface ProcessPair {
  readonly name: string;
  /** True values of the first and of the second. */
  readonly truths: readonly [Truth, Truth];
  readonly warmUp: number;
  /** A source that writes the response times of the next request, with the first and with the second, into a pair. */
  readonly start: (random: RandomStream, pair: Float64Array) => () => void;
}

/** One server, with service times of a law and with those times a factor. */
function slower(gap: () => number, service: () => number, factor: number, pair: Float64Array): () => void {
  let before = 0;
  const wait = new Float64Array(2);
  return () => {
    const gapMs = gap();
    wait[0] = Math.max(0, wait[0] + before * factor - gapMs);
    wait[1] = Math.max(0, wait[1] + before - gapMs);
    before = service();
    pair[0] = wait[0] + before * factor;
    pair[1] = wait[1] + before;
  };
}

/** Two servers: one of them at random, and the shorter queue. */
function randomAndShorter(random: RandomStream, pair: Float64Array): () => void {
  const [gap, service] = [exponential(random, 1 / 1.8), exponential(random, 1)];
  const atRandom = [new Departures(), new Departures()];
  const shorter = [new Departures(), new Departures()];
  let nowMs = 0;
  return () => {
    nowMs += gap();
    const needs = service();
    const either = random.uniform() < 0.5 ? 0 : 1;
    const [a, b] = [shorter[0].presentAt(nowMs), shorter[1].presentAt(nowMs)];
    atRandom[either].presentAt(nowMs); // drops those that have left
    pair[0] = atRandom[either].serve(nowMs, needs) - nowMs;
    pair[1] = shorter[a < b || (a === b && either === 0) ? 0 : 1].serve(nowMs, needs) - nowMs;
  };
}

function truthOf(name: string): Truth {
  const found = processes.find((process) => process.name === name);
  if (found === undefined) throw new Error(`no process ${name}`);
  return found.truth;
}

/** M/G/1 with service times a tenth longer: load 0.55, mean by the formula of Pollaczek and Khinchine, quantiles by `truths.ts`. */
export const slowerLognormal: Process = {
  name: 'M/G/1, lognormal with cv 3, load 0.5, service 10 % longer',
  truth: { mean: 1.1 + (0.5 * 10 * 1.1 ** 2) / (2 * 0.45), p95: 33.5673, p99: 87.6282 },
  warmUp: 10_000,
  start: (random) => {
    const pair = new Float64Array(2);
    const next = slower(exponential(random, 2), lognormal(random), 1.1, pair);
    return () => {
      next();
      return pair[0];
    };
  },
};

export const processPairs: readonly ProcessPair[] = [
  {
    name: 'M/M/1, load 0.8: service 5 % longer',
    truths: [truthOfMm1(0.84, 1.05), truthOfMm1(0.8)],
    warmUp: 10_000,
    start: (random, pair) => slower(exponential(random, 1 / 0.8), exponential(random, 1), 1.05, pair),
  },
  {
    name: '2 servers, load 0.9: at random less the shorter queue',
    truths: [truthOfMm1(0.9), truthOf('join the shorter of 2 queues, load 0.9')],
    warmUp: 30_000,
    start: randomAndShorter,
  },
  {
    name: 'M/G/1, lognormal with cv 3, load 0.5: service 10 % longer',
    truths: [slowerLognormal.truth, truthOf('M/G/1, lognormal with cv 3, load 0.5')],
    warmUp: 10_000,
    start: (random, pair) => slower(exponential(random, 2), lognormal(random), 1.1, pair),
  },
];
