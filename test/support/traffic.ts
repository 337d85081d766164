import type { RandomStream } from '../../src/core/random-stream.js';
import { Streams } from '../../src/core/streams.js';

/** Poisson arrivals and independent demands of mean 1, each from a stream of its own. */
export function poissonTraffic(seed: string, replication: number, options: TrafficOptions): Traffic {
  return renewalTraffic(seed, replication, { ...options, gap: exponential });
}

/** Arrivals at independent gaps and independent demands of mean 1, each from a stream of its own. */
export function renewalTraffic(
  seed: string,
  replication: number,
  { requests, ratePerMs, gap = exponential, demand = exponential }: RenewalOptions,
): Traffic {
  const streams = new Streams(seed, replication);
  const arrivals = streams.named('arrivals');
  const demands = streams.named('demands');
  const arrivalMs = new Float64Array(requests);
  const demandMs = new Float64Array(requests);
  let timeMs = 0;
  for (let request = 0; request < requests; request++) {
    timeMs += gap(arrivals) / ratePerMs;
    arrivalMs[request] = timeMs;
    demandMs[request] = demand(demands);
  }
  return { arrivalMs, demandMs };
}

interface Traffic {
  readonly arrivalMs: Float64Array;
  readonly demandMs: Float64Array;
}

interface TrafficOptions {
  readonly requests: number;
  readonly ratePerMs: number;
  /** Of mean 1. Default: exponential. */
  readonly demand?: (random: RandomStream) => number;
}

export interface RenewalOptions extends TrafficOptions {
  /** Time between arrivals, of mean 1. Default: exponential. */
  readonly gap?: (random: RandomStream) => number;
}

function exponential(random: RandomStream): number {
  return random.exponential();
}
