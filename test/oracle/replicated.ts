import { quantile } from 'simple-statistics';
import { OVERLOAD_FAILED } from '../../src/tank/simulation/index.js';
import { type Estimate, estimate, REPLICATIONS } from '../support/acceptance.js';
import { type Setup, simulated } from '../support/simulations.js';
import { poissonTraffic, type TrafficOptions } from '../support/traffic.js';

export interface Experiment extends TrafficOptions, Omit<Setup, 'arrivalMs' | 'demandMs' | 'router'> {
  /** Requests that arrive before are left out: the run starts empty. */
  readonly warmUpMs: number;
  /** Demand above which a request counts as large. Default: none does. */
  readonly largeMs?: number;
}

/** What theory speaks of, from independent replications after the warm-up; every estimate with its 99.9 % interval. */
export class Replicated {
  readonly #responses: Float64Array[] = [];
  readonly #waits: Float64Array[] = [];
  readonly #large: number[] = [];
  readonly #blocked: number[] = [];

  constructor(seed: string, experiment: Experiment) {
    const { warmUpMs, largeMs = Infinity } = experiment;
    for (let replication = 0; replication < REPLICATIONS; replication++) {
      const { arrivalMs, demandMs } = poissonTraffic(seed, replication, experiment);
      const router = { maxLoadThreshold: 'off', maxRetries: 0 } as const;
      const { outcomes } = simulated({ ...experiment, router, arrivalMs, demandMs, seed: `${seed}/${replication}` });
      const first = arrivalMs.findIndex((ms) => ms >= warmUpMs);
      const status = outcomes.status.subarray(first);
      const blockedCount = status.reduce((count, s) => (s === OVERLOAD_FAILED ? count + 1 : count), 0);
      const served = (column: Float64Array) => {
        const counted = column.subarray(first);
        return blockedCount === 0 ? counted : counted.filter((_, request) => status[request] !== OVERLOAD_FAILED);
      };
      const responses = served(outcomes.responseMs);
      const demands = served(demandMs);
      this.#responses.push(responses);
      this.#waits.push(served(outcomes.waitingMs));
      this.#large.push(largeMs === Infinity ? NaN : mean(responses.filter((_, i) => demands[i] > largeMs)));
      this.#blocked.push(blockedCount / status.length);
    }
  }

  get meanResponse(): Estimate {
    return estimate(this.#responses.map(mean));
  }

  get meanWaiting(): Estimate {
    return estimate(this.#waits.map(mean));
  }

  /** Mean response of the large requests. */
  get meanLargeResponse(): Estimate {
    return estimate(this.#large);
  }

  /** Share of requests that found no room. */
  get blocked(): Estimate {
    return estimate(this.#blocked);
  }

  quantileOfResponse(p: number): Estimate {
    return estimateQuantile(this.#responses, p);
  }

  quantileOfWaiting(p: number): Estimate {
    return estimateQuantile(this.#waits, p);
  }
}

function mean(column: Float64Array): number {
  let sum = 0;
  for (const x of column) sum += x;
  return sum / column.length;
}

/** Pooled over the replications, with the spread of their own quantiles about it (sectioning). */
function estimateQuantile(columns: readonly Float64Array[], p: number): Estimate {
  const pooled = new Float64Array(columns.reduce((count, { length }) => count + length, 0));
  let end = 0;
  for (const column of columns) {
    pooled.set(column, end);
    end += column.length;
  }
  return estimate(
    columns.map((column) => quantileOf(column, p)),
    quantileOf(pooled, p),
  );
}

function quantileOf(column: Float64Array, p: number): number {
  return quantile(column as unknown as number[], p); // copies by slice(), then reads elements only
}
