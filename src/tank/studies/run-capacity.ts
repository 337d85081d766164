import { InputError, VERSION } from '../../core/index.js';
import type { Plan } from '../plan/index.js';
import type {
  Capacity,
  CapacityOfStrategy,
  CapacityPoint,
  Measure,
  StrategySummary,
  SweepPoint,
} from '../results/index.js';
import { sharedThreads, TraceReader } from '../runs/index.js';
import { quantileOfName } from '../measures/index.js';
import { type Side, sideOfLimit } from '../statistics/index.js';
import type { Assignment } from '../scenario/index.js';
import { valueAt } from './capacity-range.js';
import type { PlannedCapacity } from './plan-capacity.js';
import { commonOf, inParallel, type PointOptions, runPoint } from './run-point.js';
import { type Answer, searchCapacity } from './search-capacity.js';

export interface CapacityOptions extends Omit<PointOptions, 'threads' | 'traces' | 'onRun'> {
  /** Threads; changes no number. */
  readonly workers?: number | undefined;
  /** Share of a value by which ends and answer may be wide of the exact ones. Default `TOLERANCE`. */
  readonly tolerance?: number | undefined;
  /** @param about how many there will be */
  readonly onProgress?: ((finished: number, about: number) => void) | undefined;
}

export const TOLERANCE = 0.01;

/** Values that a search looks at, more or less. */
const USUAL_VALUES = 20;

class Interrupted extends Error {}

/**
 * Searches, for each strategy by itself, the value at which it just meets the SLO: with the same random numbers at all values, so
 * that they differ by what is varied alone. The result does not depend on the number of threads.
 * @returns undefined where it was interrupted
 */
export async function runCapacity(
  planned: PlannedCapacity,
  { workers, tolerance = TOLERANCE, onProgress, ...options }: CapacityOptions = {},
): Promise<Capacity | undefined> {
  const { base, slo, range, planAt } = planned;
  if (!(tolerance > 0 && tolerance < 1)) {
    const advice = 'expected a share above 0 and below 1, such as 0.01';
    throw new InputError([{ message: `tolerance cannot be ${JSON.stringify(tolerance)}`, advice }]);
  }
  const names = base.strategies.map(({ name }) => name);
  const traces = new TraceReader();
  const threads = await sharedThreads(Array<Plan>(USUAL_VALUES).fill(base), workers, traces);
  const stop = () => void threads?.pool.destroy(); // what runs is ended
  options.signal?.addEventListener('abort', stop);
  const progress = new CapacityProgress(names.length, onProgress);
  const visit = async (value: number, strategies: readonly string[], extra?: readonly Assignment[]) => {
    const plan = await planAt(value, strategies, extra);
    const point = await runPoint({ [range.path]: valueAt(range, value) }, plan, { ...options, threads, traces });
    if (point === undefined || options.signal?.aborted === true) throw new Interrupted();
    return point;
  };
  const searchOne = async (s: number) => {
    const points = new Map<number, CapacityPoint>();
    const answer = await searchCapacity({ ...range, tolerance }, async (value) => {
      const point = pointOf(value, await visit(value, [names[s]]), slo.attainment);
      progress.looked(s);
      if (point === undefined) return undefined;
      points.set(value, point);
      return { isMet: point.is_met, isSure: point.is_sure };
    });
    if (answer.values.length === 0) throw tooShort(range.path);
    progress.ended(s);
    return ofStrategy(base.strategies[s], answer, points);
  };
  try {
    const strategies = await inParallel(names.length, threads?.count ?? 1, searchOne);
    const value = strategies.find(({ name }) => name === base.baseline)?.value ?? undefined;
    const compared = [{ path: 'compare', value: ['slo_attainment'] }];
    const isCompared = value !== undefined && names.length > 1;
    const atBaseline = isCompared ? { value, ...comparisonsOf(await visit(value, names, compared)) } : undefined;
    return capacityOf(planned, tolerance, strategies, atBaseline);
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await threads?.pool.destroy();
  }
}

function comparisonsOf({ comparisons }: SweepPoint) {
  return { comparisons: comparisons.filter(({ measure }) => measure === 'slo_attainment') };
}

function tooShort(path: string): InputError {
  const advice = 'expected more requests, a duration, a shorter warm_up, or a range of --vary with less load';
  return new InputError([{ message: `no request arrives after the warm-up at the first values of ${path}`, advice }]);
}

/** How far several searches are, none of which knows how many values it will look at. */
class CapacityProgress {
  readonly #looked: number[];
  readonly #isEnded: boolean[];
  readonly #onProgress: CapacityOptions['onProgress'];

  constructor(searches: number, onProgress: CapacityOptions['onProgress']) {
    this.#looked = Array<number>(searches).fill(0);
    this.#isEnded = Array<boolean>(searches).fill(false);
    this.#onProgress = onProgress;
  }

  looked(search: number): void {
    this.#looked[search]++;
    this.#tell();
  }

  ended(search: number): void {
    this.#isEnded[search] = true;
    this.#tell();
  }

  #tell(): void {
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    const left = this.#looked.map((count, s) => (this.#isEnded[s] ? 0 : Math.max(1, USUAL_VALUES - count)));
    this.#onProgress?.(sum(this.#looked), sum(this.#looked) + sum(left));
  }
}

/** @returns undefined where the window of a replication is empty: nothing can be said there */
function pointOf(
  value: number,
  { strategies: [strategy], replications, warnings }: SweepPoint,
  target: number,
): CapacityPoint | undefined {
  const { goodput_per_s: goodput, response_time_ms: responseTime } = strategy.measures;
  const { slo_attainment: attainment } = strategy.measures;
  if (attainment === undefined || attainment.ci_absent === 'no_value') return undefined;
  const why = lengthProblem(strategy, target);
  const isMet = attainment.value >= target && why !== 'queue_grows';
  const side = why === 'queue_grows' ? 'above' : sideOf(attainment, replications, target);
  return {
    value,
    is_met: isMet,
    is_sure: isMet ? side === 'below' && why === undefined : side === 'above',
    replications,
    slo_attainment: attainment,
    ...(goodput && { goodput_per_s: goodput }),
    ...(responseTime?.p99 && { response_time_p99_ms: responseTime.p99 }),
    warnings,
  };
}

/** On which side of what the SLO allows the share of requests is that are not good. */
function sideOf({ value, ci95, ci_method: method }: Measure, replications: number, target: number): Side {
  if (ci95 === undefined) return value >= target ? 'below' : 'above'; // as sure as it can be
  if (method === 'replications') return sideOfLimit(1 - value, value - ci95[0], replications, 1 - target);
  if (ci95[0] >= target) return 'below';
  return ci95[1] < target ? 'above' : 'open';
}

/**
 * What makes a run too short to be believed when it meets the SLO: queues that grow to its end would miss it in the long run, and
 * times that rest on too few independent requests have no interval of their quantile.
 */
function lengthProblem({ measures }: StrategySummary, target: number): 'queue_grows' | 'too_short' | undefined {
  const times: Readonly<Record<string, Measure | undefined>> = measures.response_time_ms ?? {};
  const quantiles = Object.entries(times).filter(([name]) => (quantileOfName(name) ?? 0) >= 100 * target);
  const absences = Object.values(times).map((time) => time?.ci_absent);
  if (absences.includes('queue_grows')) return 'queue_grows';
  return quantiles[0]?.[1]?.ci_absent === 'too_short' ? 'too_short' : undefined;
}

function ofStrategy(
  { name, place }: Plan['strategies'][number],
  { value, ci95, outside, missedAt, values }: Answer,
  points: ReadonlyMap<number, CapacityPoint>,
): CapacityOfStrategy {
  const looked = values.flatMap((each) => points.get(each) ?? []);
  // values that do not vary are as sure as they can be; else a run without an interval leaves the answer without one
  const isKnown = looked.every(({ slo_attainment: { ci95: own, ci_absent: why } }) => own ?? why === 'no_spread');
  return {
    name,
    place,
    value: value ?? null,
    ...(isKnown && { ci95: [ci95[0] ?? null, ci95[1] ?? null] as const }),
    ...(outside && { outside }),
    ...(missedAt.length > 0 && { missed_at: missedAt }),
    points: looked,
  };
}

function capacityOf(
  { base, slo, range }: PlannedCapacity,
  tolerance: number,
  strategies: readonly CapacityOfStrategy[],
  atBaseline: Capacity['at_baseline'],
): Capacity {
  return {
    schema: 'wavetank.capacity/1',
    version: VERSION,
    scenario: {
      ...commonOf(base),
      slo: { response_time_ms: slo.responseTimeMs, attainment: slo.attainment },
    },
    varied: {
      path: range.path,
      unit: range.unit,
      sought: range.sought,
      is_whole: range.isWhole,
      from: range.from,
      to: range.to,
      tolerance: range.isWhole ? 0 : tolerance,
    },
    strategies,
    ...(atBaseline && { at_baseline: atBaseline }),
  };
}
