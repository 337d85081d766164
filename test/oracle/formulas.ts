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
export function responseTail(c: number, a: number, t: number): number {
  const waits = waitingProbability(c, a);
  const rate = c - a;
  const both = rate === 1 ? (1 + t) * Math.exp(-t) : (rate * Math.exp(-t) - Math.exp(-rate * t)) / (rate - 1);
  return (1 - waits) * Math.exp(-t) + waits * both;
}

/** M/M/c: the t with P(T > t) = 1 − p, by bisection. */
export function responseQuantile(c: number, a: number, p: number): number {
  let low = 0;
  let high = 1000;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (responseTail(c, a, middle) > 1 - p) low = middle;
    else high = middle;
  }
  return low;
}

/** M/M/c/K: p_k ∝ Π a / min(i, c); a request is blocked with p_K, and T = L / (a (1 − p_K)) by Little's law. */
export function limitedQueue(
  c: number,
  k: number,
  a: number,
): { readonly blocked: number; readonly meanResponse: number } {
  const weights = [1];
  for (let i = 1; i <= k; i++) weights.push((weights[i - 1] * a) / Math.min(i, c));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const inSystem = weights.reduce((sum, weight, i) => sum + i * weight, 0) / total;
  const blocked = weights[k] / total;
  return { blocked, meanResponse: inSystem / (a * (1 - blocked)) };
}

/**
 * E_n/M/1, a server of `n` in turn: σ = (nρ / (nρ + 1 − σ))^n, T is exponential with mean 1 / (1 − σ).
 * @returns the mean of T
 */
export function roundRobinMean(n: number, rho: number): number {
  let sigma = rho;
  for (let i = 0; i < 10_000; i++) sigma = ((n * rho) / (n * rho + 1 - sigma)) ** n;
  return 1 / (1 - sigma);
}
