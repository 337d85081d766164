import { erlangTail, quantileOfTail } from './formulas.js';

/**
 * Join-shortest-queue over n servers with Poisson arrivals and exponential service of mean 1, from its Markov chain on
 * sorted queue lengths. The chain is cut where the longest queue would lead the shortest by more than MOST_AHEAD, and
 * at a number of requests that is exceeded with a probability of about 1e-9. An arrival sees time averages, joins a
 * shortest queue, and waits for those before it, so its response is Erlang.
 */
export function shortestQueue(n: number, rho: number): { readonly meanResponse: number; readonly p99: number } {
  const states = statesOf(n, Math.ceil(Math.log(1e-9) / Math.log(rho)) + n);
  const p = stationary(states, n * rho);
  const shortest: number[] = [];
  for (const [s, { queues }] of states.entries()) shortest[queues[0]] = (shortest[queues[0]] ?? 0) + p[s];
  const over = (value: (length: number) => number) => shortest.reduce((sum, share, m) => sum + share * value(m), 0);
  return {
    meanResponse: over((m) => m + 1),
    p99: quantileOfTail((t) => over((m) => erlangTail(m + 1, 1, t)), 0.99),
  };
}

const MOST_AHEAD = 16;
const SWEEPS = 1000; // far more than needed; the loop ends when nothing moves
const STILL = 1e-11;

interface State {
  /** Ascending. */
  readonly queues: readonly number[];
  readonly total: number;
  readonly busy: number;
  /** States from which an arrival leads here, and those from which a departure does, as often as there are ways. */
  readonly arrivalsFrom: number[];
  readonly departuresFrom: number[];
  /** Rates out of this state: 1 where arrivals are not cut off, and the departures that are not. */
  arrivals: number;
  departures: number;
}

/** The states in ascending order of the total, with their transitions. */
function statesOf(n: number, most: number): readonly State[] {
  const states: State[] = [];
  for (let total = 0; total <= most; total++) {
    for (const queues of sortedQueues(n, total)) {
      const busy = queues.filter((length) => length > 0).length;
      states.push({ queues, total, busy, arrivalsFrom: [], departuresFrom: [], arrivals: 0, departures: 0 });
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
    const joined = target(state.queues, 0, 1);
    if (joined !== undefined) {
      states[joined].arrivalsFrom.push(s);
      state.arrivals = 1;
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

/** Every way to write a total as n ascending lengths of which the last leads the first by at most MOST_AHEAD. */
function sortedQueues(n: number, total: number): number[][] {
  const found: number[][] = [];
  const extend = (queues: readonly number[], left: number) => {
    const room = n - queues.length;
    if (room === 0) {
      if (left === 0) found.push([...queues]);
      return;
    }
    const least = Math.max(queues.at(-1) ?? 0, left - (room - 1) * ((queues[0] ?? left) + MOST_AHEAD));
    const most = Math.min(Math.floor(left / room), (queues[0] ?? left) + MOST_AHEAD);
    for (let length = least; length <= most; length++) extend([...queues, length], left - length);
  };
  extend([], total);
  return found;
}

/**
 * Gauss-Seidel sweeps, after each of which the totals are given the exact distribution of a birth-death chain with the
 * swept mean number of departures at each total. Lengths of one total forget quickly, so a few dozen sweeps suffice.
 * Source: Koury, McAllister and Stewart (1984), Iterative Methods for Computing Stationary Distributions of Nearly
 * Completely Decomposable Markov Chains, SIAM J. Alg. Disc. Meth. 5(2).
 */
function stationary(states: readonly State[], rate: number): Float64Array {
  const p = new Float64Array(states.length).fill(1);
  const levels = states[states.length - 1].total + 1;
  for (let sweep = 0, before = 0; sweep < SWEEPS; sweep++) {
    for (const [s, { arrivalsFrom, departuresFrom, arrivals, departures }] of states.entries()) {
      let into = 0;
      for (const from of arrivalsFrom) into += rate * p[from];
      for (const from of departuresFrom) into += p[from];
      p[s] = into / (rate * arrivals + departures);
    }
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
    let mean = 0;
    for (const [s, { total, queues }] of states.entries()) {
      p[s] *= exact[total] / sum / share[total];
      mean += p[s] * queues[0];
    }
    if (Math.abs(mean - before) < STILL) return p;
    before = mean;
  }
  throw new Error('the chain of sorted queue lengths has not settled');
}
