import { erlangTail, quantileOfTail } from './formulas.js';

/**
 * n servers with Poisson arrivals and exponential service of mean 1 behind a rule for joining a queue, from the Markov
 * chain of the sorted queue lengths. The chain is cut where the longest queue would lead the shortest by more than the
 * rule's `mostAhead`, and at a number of requests that is exceeded with a probability of about 1e-9. An arrival sees time
 * averages and waits for those before it in the queue that it joins, so its response is Erlang.
 */
export interface Joined {
  readonly meanResponse: number;
  readonly p99: number;
}

/** More than any queue is long. */
const ANY_NUMBER = 1e6;

/** Join-shortest-queue. */
export function shortestQueue(n: number, rho: number): Joined {
  const shares = [1];
  return solved(n, rho, { mostAhead: 16, shares: () => shares });
}

/**
 * Join-Idle-Queue: an idle server, else any of them, uniformly at random.
 * @param mostAhead cut of the chain; the longest queue may lead by far
 */
export function idleQueue(n: number, rho: number, mostAhead = ANY_NUMBER): Joined {
  const idle = [1];
  const any = new Array<number>(n).fill(1 / n);
  return solved(n, rho, { mostAhead, shares: ([shortest]) => (shortest === 0 ? idle : any) });
}

/**
 * The shortest of d queues drawn at random: the i-th shortest of n, counted from 0, where all drawn are of those from i
 * on and not all of those from i + 1 on.
 */
export function shortestDrawn(n: number, rho: number, d: number, replacement: boolean): Joined {
  const from = (i: number) => {
    let product = 1;
    for (let k = 0; k < d; k++) product *= replacement ? (n - i) / n : Math.max(0, n - i - k) / (n - k);
    return product;
  };
  const shares = Array.from({ length: n }, (_, i) => from(i) - from(i + 1));
  return solved(n, rho, { mostAhead: 24, shares: () => shares });
}

/** How an arrival chooses. */
interface Rule {
  /** Cut of the chain: what the longest queue may lead the shortest by. */
  readonly mostAhead: number;
  /** The probability of joining each queue, of ascending lengths; what is left out is 0. */
  readonly shares: (queues: readonly number[]) => readonly number[];
}

function solved(n: number, rho: number, rule: Rule): Joined {
  const states = statesOf(n, Math.ceil(Math.log(1e-9) / Math.log(rho)) + n, rule);
  const p = stationary(states, n * rho);
  const joined: number[] = []; // by length of the queue that is joined
  for (const [s, { queues }] of states.entries()) {
    for (const [i, share] of rule.shares(queues).entries()) {
      joined[queues[i]] = (joined[queues[i]] ?? 0) + p[s] * share;
    }
  }
  const over = (value: (length: number) => number) => joined.reduce((sum, share, m) => sum + share * value(m), 0);
  return {
    meanResponse: over((m) => m + 1),
    p99: quantileOfTail((t) => over((m) => erlangTail(m + 1, 1, t)), 0.99),
  };
}

const SWEEPS = 5000; // far more than needed; the loop ends when nothing moves
const OVERSHOOT = 1.6; // of each correction: a third of the sweeps
const STILL = 1e-9;

interface State {
  /** Ascending. */
  readonly queues: readonly number[];
  readonly total: number;
  /** States from which an arrival leads here, with its share; those from which a departure does, as often as there are ways. */
  readonly arrivalsFrom: number[];
  readonly arrivalShares: number[];
  readonly departuresFrom: number[];
  /** Rates out of this state: the share of arrivals that is not cut off, and the departures that are not. */
  arrivals: number;
  departures: number;
}

/** The states in ascending order of the total, with their transitions. */
function statesOf(n: number, most: number, { mostAhead, shares }: Rule): readonly State[] {
  const states: State[] = [];
  for (let total = 0; total <= most; total++) {
    for (const queues of sortedQueues(n, total, mostAhead)) {
      const into = { arrivalsFrom: [], arrivalShares: [], departuresFrom: [] };
      states.push({ queues, total, ...into, arrivals: 0, departures: 0 });
    }
  }
  const index = new Map(states.map(({ queues }, s) => [queues.join(), s]));
  const target = (queues: readonly number[], i: number, change: number) =>
    index.get(
      queues
        .with(i, queues[i] + change)
        .sort((a, b) => a - b)
        .join(),
    ); // undefined where it is cut off
  for (const [s, state] of states.entries()) {
    for (const [i, share] of shares(state.queues).entries()) {
      const joined = target(state.queues, i, 1);
      if (joined === undefined || share === 0) continue;
      states[joined].arrivalsFrom.push(s);
      states[joined].arrivalShares.push(share);
      state.arrivals += share;
    }
    for (let i = 0; i < n; i++) {
      const left = target(state.queues, i, -1);
      if (left === undefined) continue;
      states[left].departuresFrom.push(s);
      state.departures++;
    }
  }
  return states;
}

/** Every way to write a total as n ascending lengths of which the last leads the first by at most `mostAhead`. */
function sortedQueues(n: number, total: number, mostAhead: number): number[][] {
  const found: number[][] = [];
  const extend = (queues: readonly number[], left: number) => {
    const room = n - queues.length;
    if (room === 0) {
      if (left === 0) found.push([...queues]);
      return;
    }
    const least = Math.max(queues.at(-1) ?? 0, left - (room - 1) * ((queues[0] ?? left) + mostAhead));
    const most = Math.min(Math.floor(left / room), (queues[0] ?? left) + mostAhead);
    for (let length = least; length <= most; length++) extend([...queues, length], left - length);
  };
  extend([], total);
  return found;
}

/**
 * Gauss-Seidel sweeps to and fro, over-relaxed, after each of which the totals are given the exact distribution of a birth-death chain with the
 * swept mean number of departures at each total. Lengths of one total forget quickly where the shorter
 * queues are preferred, so a few dozen sweeps suffice; where they are not it takes hundreds.
 * Source: Koury, McAllister and Stewart (1984), Iterative Methods for Computing Stationary Distributions of Nearly
 * Completely Decomposable Markov Chains, SIAM J. Alg. Disc. Meth. 5(2).
 */
function stationary(states: readonly State[], rate: number): Float64Array {
  const p = new Float64Array(states.length).fill(1);
  const levels = states[states.length - 1].total + 1;
  const renew = (s: number) => {
    const { arrivalsFrom, arrivalShares, departuresFrom, arrivals, departures } = states[s];
    let into = 0;
    for (let i = 0; i < arrivalsFrom.length; i++) into += rate * arrivalShares[i] * p[arrivalsFrom[i]];
    for (const from of departuresFrom) into += p[from];
    p[s] += OVERSHOOT * (into / (rate * arrivals + departures) - p[s]);
  };
  for (let sweep = 0, before = 0; sweep < SWEEPS; sweep++) {
    for (let s = 0; s < states.length; s++) renew(s);
    for (let s = states.length - 1; s >= 0; s--) renew(s);
    const share = new Float64Array(levels);
    const up = new Float64Array(levels);
    const down = new Float64Array(levels);
    for (const [s, { total, arrivals, departures }] of states.entries()) {
      share[total] += p[s];
      up[total] += p[s] * rate * arrivals;
      down[total] += p[s] * departures;
    }
    const exact = new Float64Array(levels).fill(1);
    for (let l = 1; l < levels; l++) exact[l] = (exact[l - 1] * (up[l - 1] / share[l - 1])) / (down[l] / share[l]);
    const sum = exact.reduce((a, b) => a + b);
    let mean = 0; // length of the longest queue
    for (const [s, { total, queues }] of states.entries()) {
      p[s] *= exact[total] / sum / share[total];
      mean += p[s] * queues[queues.length - 1];
    }
    if (Math.abs(mean - before) < STILL) return p;
    before = mean;
  }
  throw new Error('the chain of sorted queue lengths has not settled');
}
