import { quantileOfTail } from './formulas.js';

/** M/G/1, first come first served: mean service 1, load ρ, times in units of the mean service. */

/**
 * Pollaczek-Khinchine: W = ρ (1 + cs²) / (2 (1 − ρ)).
 * @param cs2 squared coefficient of variation of the service time
 */
export function meanWaitingOfService(rho: number, cs2: number): number {
  return (rho * (1 + cs2)) / (2 * (1 - rho));
}

/**
 * M/D/1: the distribution function of W at t, k − 1 ≤ t < k, is e^{−ρu} Σ_{j < k} Q_{k−1−j} (ρu)^j / j! with u = k − t
 * and Q_m the probability that at most m wait. Only positive terms are added.
 * Source: Franx (2001), A Simple Solution for the M/D/c Waiting Time Distribution, Operations Research Letters 29(5).
 */
export function constantServiceQuantile(rho: number, p: number): number {
  const atMostWaiting = cumulative(constantServiceStates(rho, 400)).slice(1);
  const tail = (t: number) => {
    const k = Math.floor(t) + 1;
    const u = k - t;
    let term = Math.exp(-rho * u);
    let sum = 0;
    for (let j = 0; j < k; j++) {
      sum += (atMostWaiting[k - 1 - j] ?? 1) * term;
      term *= (rho * u) / (j + 1);
    }
    return 1 - sum;
  };
  return quantileOfTail(tail, p);
}

/**
 * M/D/1: probabilities of 0…count requests in the system: p_j (1 − a_0) = a_{j−1} p_0 + Σ_{0 < k < j} a_{j−k} p_k, where
 * a_n is the probability of more than n arrivals during a service.
 * Source: Tijms (2003), A First Course in Stochastic Models, §9.2.
 */
function constantServiceStates(rho: number, count: number): number[] {
  const more: number[] = [];
  for (let n = 0; n <= count; n++) more.push(moreArrivals(rho, n));
  const p = [1 - rho];
  for (let j = 1; j <= count; j++) {
    let sum = more[j - 1] * p[0];
    for (let k = 1; k < j; k++) sum += more[j - k] * p[k];
    p.push(sum / (1 - more[0]));
  }
  return p;
}

/** Probability of more than n arrivals in a time of 1: Σ_{i > n} e^{−ρ} ρ^i / i!. */
function moreArrivals(rho: number, n: number): number {
  let term = Math.exp(-rho);
  for (let i = 1; i <= n + 1; i++) term *= rho / i;
  let sum = 0;
  for (let i = n + 2; term > 0 && i < n + 200; i++) {
    sum += term;
    term *= rho / i;
  }
  return sum;
}

function cumulative(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

/** A service time that is exponential with one of two rates. */
export interface TwoRates {
  /** Probability of the first rate. */
  readonly share: number;
  readonly rates: readonly [number, number];
}

/** Two rates with mean 1, squared coefficient of variation cs² > 1, and equal work at each rate. */
export function balancedTwoRates(cs2: number): TwoRates {
  const share = (1 + Math.sqrt((cs2 - 1) / (cs2 + 1))) / 2;
  return { share, rates: [2 * share, 2 * (1 - share)] };
}

/**
 * M/H2/1: the transform (1 − ρ) / (1 − ρ Σ q_i / (r_i + s)) of W has two poles −θ, so P(W > t) = Σ c_θ e^{−θt}.
 * @returns the p-quantile of W
 */
export function twoRatesQuantile(rho: number, { share, rates: [r1, r2] }: TwoRates, p: number): number {
  const b = r1 + r2 - rho; // (r1 + s)(r2 + s) − ρ (q1 (r2 + s) + q2 (r1 + s)) = s² + b s + c
  const c = r1 * r2 - rho * (share * r2 + (1 - share) * r1);
  const root = Math.sqrt(b * b - 4 * c);
  const thetas = [(b - root) / 2, (b + root) / 2];
  const weights = thetas.map((theta, i) => ((1 - rho) * (r1 - theta) * (r2 - theta)) / (thetas[1 - i] - theta) / theta);
  return quantileOfTail((t) => thetas.reduce((sum, theta, i) => sum + weights[i] * Math.exp(-theta * t), 0), p);
}
