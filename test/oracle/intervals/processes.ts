/**
 * Response times of queues in steady state, by plain recursions: what coverage is measured on, since a hundred million
 * requests must be made for one figure. `processes.test.ts` holds them against the tank. Mean service is 1.
 */
import type { RandomStream } from '../../../src/core/index.js';

export interface Truth {
  readonly mean: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Process {
  readonly name: string;
  /** True values. Where theory has none they are of 3e8 requests (`truths.ts`), known to a small part of any half-width. */
  readonly truth: Truth;
  /** Requests after which what the start was is forgotten. */
  readonly warmUp: number;
  /** A source of response times in order of arrival, from an empty system. */
  readonly start: (random: RandomStream) => () => number;
}

/**
 * First come, first served at one server: Lindley's recursion.
 * @param wait of the request before the first
 * @param before its service
 */
export function oneServer(gap: () => number, service: () => number, wait = 0, before = service()): () => number {
  return () => {
    wait = Math.max(0, wait + before - gap());
    before = service();
    return wait + before;
  };
}

export function exponential(random: RandomStream, mean: number): () => number {
  return () => mean * random.exponential();
}

/** Response times of M/M/1 are exponential. @param service its mean */
export function truthOfMm1(load: number, service = 1): Truth {
  const mean = service / (1 - load);
  return { mean, p95: -Math.log(0.05) * mean, p99: -Math.log(0.01) * mean };
}

/** Begins in its steady state. */
function mm1(load: number): Process {
  return {
    name: `M/M/1, load ${load}`,
    truth: truthOfMm1(load),
    warmUp: 0,
    start: (random) =>
      oneServer(
        exponential(random, 1 / load),
        exponential(random, 1),
        random.uniform() < load ? random.exponential() / (1 - load) : 0,
      ),
  };
}

/** Two servers with queues; each request joins the shorter one, of equal ones the first where `tie` says so. */
export function shorterQueue(gap: () => number, service: () => number, tie: () => boolean): () => number {
  const servers = [new Departures(), new Departures()];
  let nowMs = 0;
  return () => {
    nowMs += gap();
    const [a, b] = [servers[0].presentAt(nowMs), servers[1].presentAt(nowMs)];
    const server = servers[a < b || (a === b && tie()) ? 0 : 1];
    return server.serve(nowMs, service()) - nowMs;
  };
}

/** Times at which the requests of a server leave it. */
export class Departures {
  readonly #times: number[] = [];
  #first = 0;

  presentAt(nowMs: number): number {
    while (this.#first < this.#times.length && this.#times[this.#first] <= nowMs) this.#first++;
    if (this.#first > 1000) this.#times.splice(0, this.#first - 1);
    if (this.#first > 1000) this.#first = 1;
    return this.#times.length - this.#first;
  }

  serve(nowMs: number, service: number): number {
    const leaves = Math.max(nowMs, this.#times.at(-1) ?? 0) + service;
    this.#times.push(leaves);
    return leaves;
  }
}

/** Gaps of arrivals whose rate is one of two, each for an exponential time. */
function modulatedGaps(random: RandomStream, rates: readonly [number, number], sojourn: number): () => number {
  let state = 0;
  let left = sojourn * random.exponential();
  return () => {
    let gap = 0;
    for (;;) {
      const next = random.exponential() / rates[state];
      if (next < left) {
        left -= next;
        return gap + next;
      }
      gap += left;
      state = 1 - state;
      left = sojourn * random.exponential();
    }
  };
}

const LOGNORMAL_VARIANCE = Math.log(1 + 3 ** 2);

export function lognormal(random: RandomStream): () => number {
  const [mu, sigma] = [-LOGNORMAL_VARIANCE / 2, Math.sqrt(LOGNORMAL_VARIANCE)];
  return () => Math.exp(mu + sigma * random.normal());
}

/** Balanced means: cv² = 4 has (1 ± √(3/5)) / 2 as probabilities. */
function hyperexponential(random: RandomStream): () => number {
  const p = (1 + Math.sqrt(3 / 5)) / 2;
  return () => (random.uniform() < p ? random.exponential() / (2 * p) : random.exponential() / (2 * (1 - p)));
}

/** Shape 1.5 from 1 to 1000, scaled to mean 1. */
function boundedPareto(random: RandomStream): () => number {
  const [shape, most] = [1.5, 1000];
  const below = 1 - most ** -shape;
  const mean = ((shape / (shape - 1)) * (1 - most ** (1 - shape))) / below;
  return () => (1 - random.uniform() * below) ** (-1 / shape) / mean;
}

export const processes: readonly Process[] = [
  mm1(0.5),
  mm1(0.8),
  mm1(0.9),
  mm1(0.95),
  {
    name: 'join the shorter of 2 queues, load 0.9',
    truth: { mean: 5.48602, p95: 16.0889, p99: 24.5845 },
    warmUp: 30_000,
    start: (random) => shorterQueue(exponential(random, 1 / 1.8), exponential(random, 1), () => random.uniform() < 0.5),
  },
  {
    name: 'M/G/1, lognormal with cv 3, load 0.5',
    truth: { mean: 6, p95: 25.8007, p99: 70.1372 },
    warmUp: 10_000,
    start: (random) => oneServer(exponential(random, 2), lognormal(random)),
  },
  {
    name: 'M/G/1, hyperexponential with cv² 4, load 0.8',
    truth: { mean: 11, p95: 38.517, p99: 61.2158 },
    warmUp: 10_000,
    start: (random) => oneServer(exponential(random, 1 / 0.8), hyperexponential(random)),
  },
  {
    name: 'modulated Poisson (rates 1.2 and 0.2 for 50 services each), load 0.7',
    truth: { mean: 18.0936, p95: 57.379, p99: 89.2499 },
    warmUp: 10_000,
    start: (random) => oneServer(modulatedGaps(random, [1.2, 0.2], 50), exponential(random, 1)),
  },
  {
    name: 'M/G/1, bounded Pareto (shape 1.5, factor 1000), load 0.5',
    truth: { mean: 6.43535, p95: 27.9577, p99: 114.512 },
    warmUp: 10_000,
    start: (random) => oneServer(exponential(random, 2), boundedPareto(random)),
  },
];
