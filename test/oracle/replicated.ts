import { OVERLOAD_FAILED } from '../../src/tank/simulation/index.js';
import { type Setup, simulated } from '../support/simulations.js';
import { type RenewalOptions, renewalTraffic } from '../support/traffic.js';
import { type ClosedLoop, servedInLoop } from './closed-loop.js';
import { mean, type MeasureName, measures, quantile, type Served } from './measures.js';

/** Independent runs of every experiment. */
const REPLICATIONS = 40;
const T_9995 = 3.5581; // Student's t with 39 degrees of freedom, two-sided at 99.9 % (published table)

export interface Experiment extends RenewalOptions, Omit<Setup, 'arrivalMs' | 'demandMs' | 'router'> {
  /** Requests that arrive before are left out: the run starts empty. */
  readonly warmUpMs: number;
}

/** A queue, and what theory says of it. */
export interface OracleCase {
  /** Such as `M/M/1`. */
  readonly model: string;
  /** Offered work per server. */
  readonly load: number;
  readonly experiment: Experiment | ClosedLoop;
  readonly theory: Partial<Readonly<Record<MeasureName, number>>>;
  /** What theory itself is known to, as a share: of a limit of large fleets, or another program's long runs. Default: 0. */
  readonly theoryWithin?: number;
  /** A test of `npm run test:slow`. Default: from SLOW_LOAD on. */
  readonly slow?: boolean;
}

/** An estimate with the half-width of its 99.9 % interval. */
export interface Estimate {
  readonly value: number;
  readonly halfWidth: number;
}

/** A measure of a case: theory, and what was measured. */
export interface Held extends Estimate {
  readonly measure: MeasureName;
  readonly theory: number;
  /** Half-width of what theory itself is known to. */
  readonly theoryHalfWidth: number;
}

/** The distance of what was measured from theory, in half-widths of the interval and of theory: at most 1 is inside. */
export function deviation({ value, theory, halfWidth, theoryHalfWidth }: Held): number {
  return Math.abs(value - theory) / (halfWidth + theoryHalfWidth);
}

/**
 * Runs the independent replications of a case, with the load threshold and retries off. A mean is the mean over the
 * replications; a quantile is that of all data pooled, with the spread of the replications' own quantiles about it
 * (sectioning).
 */
export function measured({ model, load, experiment, theory, theoryWithin = 0 }: OracleCase): Held[] {
  const names = Object.keys(theory) as MeasureName[];
  const values = names.map(() => [] as number[]);
  const columns = names.map(() => [] as Float64Array[]);
  for (let replication = 0; replication < REPLICATIONS; replication++) {
    const seed = `${model}, load ${load}`;
    const isLoop = 'users' in experiment;
    const served = isLoop ? servedInLoop(seed, replication, experiment) : serve(seed, replication, experiment);
    for (const [i, name] of names.entries()) {
      const { of, pooled } = measures[name];
      values[i].push(of(served));
      if (pooled !== undefined) columns[i].push(served[pooled.column]);
    }
  }
  return names.map((measure, i) => {
    const { pooled } = measures[measure];
    const whole = pooled === undefined ? mean(values[i]) : quantile(concatenated(columns[i]), pooled.p);
    const expected = theory[measure] ?? NaN;
    return { measure, theory: expected, theoryHalfWidth: theoryWithin * expected, ...estimate(values[i], whole) };
  });
}

function serve(seed: string, replication: number, experiment: Experiment): Served {
  const { arrivalMs, demandMs } = renewalTraffic(seed, replication, experiment);
  const router = { maxLoadThreshold: 'off', maxRetries: 0 } as const;
  const { outcomes } = simulated({ ...experiment, router, arrivalMs, demandMs, seed: `${seed}/${replication}` });
  const first = arrivalMs.findIndex((ms) => ms >= experiment.warmUpMs);
  const status = outcomes.status.subarray(first);
  const blockedCount = status.reduce((count, s) => (s === OVERLOAD_FAILED ? count + 1 : count), 0);
  const served = (column: Float64Array) => {
    const counted = column.subarray(first);
    return blockedCount === 0 ? counted : counted.filter((_, request) => status[request] !== OVERLOAD_FAILED);
  };
  return {
    responseMs: served(outcomes.responseMs),
    waitingMs: served(outcomes.waitingMs),
    demandMs: served(demandMs),
    blocked: blockedCount / status.length,
  };
}

/** @param value over all data, which the spread is taken about */
function estimate(replications: readonly number[], value: number): Estimate {
  const squares = replications.reduce((sum, x) => sum + (x - value) ** 2, 0);
  return { value, halfWidth: T_9995 * Math.sqrt(squares / (REPLICATIONS - 1) / REPLICATIONS) };
}

function concatenated(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((count, { length }) => count + length, 0));
  let end = 0;
  for (const column of columns) {
    all.set(column, end);
    end += column.length;
  }
  return all;
}
