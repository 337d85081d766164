import type { TwoRates } from './general-service.js';

/** Queueing theory: mean service 1, arrival rate a (so a is the offered work), times in units of the mean service. */

/** Erlang C: probability that a request waits in M/M/c. B_k = a B_{k−1} / (k + a B_{k−1}), C = B / (1 − ρ(1 − B)). */
export function waitingProbability(c: number, a: number): number {
  let blocking = 1;
  for (let k = 1; k <= c; k++) blocking = (a * blocking) / (k + a * blocking);
  return blocking / (1 - (a / c) * (1 - blocking));
}

/** M/M/c: W = C / (c − a), T = W + 1. */
export function meanWaiting(c: number, a: number): number {
  return waitingProbability(c, a) / (c - a);
}

/** M/M/c: P(W > t) = C e^{−(c − a) t}, so W_p = ln(C / (1 − p)) / (c − a), or 0 where fewer wait. */
export function waitingQuantile(c: number, a: number, p: number): number {
  return Math.max(0, Math.log(waitingProbability(c, a) / (1 - p)) / (c - a));
}

/** M/M/c: T is the service alone, or with probability C the sum of an exponential of rate 1 and one of rate c − a. */
export function responseQuantile(c: number, a: number, p: number): number {
  const waits = waitingProbability(c, a);
  const rate = c - a;
  const both = (t: number) =>
    rate === 1 ? (1 + t) * Math.exp(-t) : (rate * Math.exp(-t) - Math.exp(-rate * t)) / (rate - 1);
  return quantileOfTail((t) => (1 - waits) * Math.exp(-t) + waits * both(t), p);
}

/**
 * M/M/c/K: p_k ∝ Π a / min(i, c); a request is blocked with p_K, and T = L / (a (1 − p_K)) by Little's law. One that
 * finds k ≥ c others waits for k − c + 1 departures of rate c.
 */
export function limitedQueue(c: number, k: number, a: number): LimitedQueue {
  const weights = [1];
  for (let i = 1; i <= k; i++) weights.push((weights[i - 1] * a) / Math.min(i, c));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const inSystem = weights.reduce((sum, weight, i) => sum + i * weight, 0) / total;
  const blocked = weights[k] / total;
  const waitingTail = (t: number) =>
    weights.slice(c, k).reduce((sum, weight, i) => sum + weight * erlangTail(i + 1, c, t), 0) / (total - weights[k]);
  return {
    blocked,
    meanResponse: inSystem / (a * (1 - blocked)),
    p99Waiting: waitingTail(0) > 0.01 ? quantileOfTail(waitingTail, 0.99) : 0,
  };
}

interface LimitedQueue {
  readonly blocked: number;
  readonly meanResponse: number;
  readonly p99Waiting: number;
}

/**
 * GI/M/1: an arrival finds k others with probability (1 − σ) σ^k, where σ is the Laplace transform of the gap at 1 − σ;
 * T is exponential with mean 1 / (1 − σ), its quantile −ln(1 − p) / (1 − σ).
 * @param gap Laplace transform of the time between arrivals
 * @returns the mean of T
 */
export function renewalMean(gap: (s: number) => number): number {
  let sigma = 0.5;
  for (let i = 0; i < 10_000; i++) sigma = gap(1 - sigma);
  return 1 / (1 - sigma);
}

/** D/M/1 at load ρ: gaps of 1 / ρ. */
export function deterministicArrivalsMean(rho: number): number {
  return renewalMean((s) => Math.exp(-s / rho));
}

/** E_n/M/1, a server of `n` in turn: gaps of n exponential stages. */
export function roundRobinMean(n: number, rho: number): number {
  return renewalMean((s) => ((n * rho) / (n * rho + s)) ** n);
}

/** H_2/M/1 at load ρ: gaps of mean 1 / ρ, exponential with one of two rates. */
export function twoRatesArrivalsMean(rho: number, { share, rates: [r1, r2] }: TwoRates): number {
  const transform = (rate: number, s: number) => (rate * rho) / (rate * rho + s);
  return renewalMean((s) => share * transform(r1, s) + (1 - share) * transform(r2, s));
}

/**
 * The machine-repairman model M/M/1//U: U users who think for an exponential time of mean Z, one server of rate 1.
 * p0 = 1 / Σ U!/(U − k)! Z^−k, throughput X = 1 − p0, mean response U / X − Z.
 * Source: Gross et al. (2008), Fundamentals of Queueing Theory, 4th ed., §2.7.
 */
export function repairman(users: number, thinkMs: number) {
  let term = 1;
  let sum = 1;
  for (let k = 0; k < users; k++) sum += term *= (users - k) / thinkMs;
  const throughput = 1 - 1 / sum;
  return { throughput, response: users / throughput - thinkMs };
}

/**
 * The shortest of d queues drawn at random, as the number of servers grows without limit: T = Σ λ^((d^i − d)/(d − 1)).
 * Source: Mitzenmacher (2001), The Power of Two Choices in Randomized Load Balancing, IEEE TPDS 12(10).
 */
export function shortestDrawnLimit(rho: number, d: number): number {
  let sum = 0;
  for (let i = 1; i < 40; i++) sum += rho ** ((d ** i - d) / (d - 1));
  return sum;
}

/** P(T > t) of the sum of `stages` exponentials of a rate: e^{−rt} Σ_{i < stages} (rt)^i / i!. */
export function erlangTail(stages: number, rate: number, t: number): number {
  let term = Math.exp(-rate * t);
  let sum = 0;
  for (let i = 0; i < stages; i++) {
    sum += term;
    term *= (rate * t) / (i + 1);
  }
  return sum;
}

/** The t with tail(t) = 1 − p, by bisection. */
export function quantileOfTail(tail: (t: number) => number, p: number): number {
  let low = 0;
  let high = 1000;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (tail(middle) > 1 - p) low = middle;
    else high = middle;
  }
  return low;
}
