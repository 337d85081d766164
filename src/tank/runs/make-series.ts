import { plainMean, plainSum } from '../../core/index.js';
import { COURSE_MODEL_LIMIT, type Series, type StrategySeries, type WarmUpSeries } from '../results/index.js';
import type { Plan } from '../plan/index.js';
import { fleetEndpoints } from '../simulation/index.js';
import type { Course, JobResult } from '../measures/index.js';
import { ECDF_SHARES, type MeasuredStrategy } from '../estimates/index.js';

/** The series of a run: the distributions of all replications, and the course of the first. */
export function makeSeries(
  plan: Plan,
  measured: readonly MeasuredStrategy[],
  firsts: readonly Pick<JobResult, 'course' | 'raisedAlerts' | 'ranMs'>[],
  warmUp?: WarmUpSeries,
): Series {
  const ecdfs = measured.map(({ ecdf }) => ecdf);
  return {
    schema: 'wavetank.series/1',
    strategies: plan.strategies.map(({ name }, s) => ({
      name,
      response_time_ms: { p: ecdfs[s].length === 0 ? [] : ECDF_SHARES, value: ecdfs[s].map(rounded) },
      ...courseOf(plan, firsts[s].course),
      ...alertsOf(firsts[s]),
    })),
    ...(warmUp && { warm_up: warmUp }),
  };
}

function alertsOf({ raisedAlerts, ranMs }: Pick<JobResult, 'raisedAlerts' | 'ranMs'>): Partial<StrategySeries> {
  if (raisedAlerts === undefined) return {};
  const alerts = raisedAlerts.map(({ rule, model, raisedMs, clearedMs }) => ({
    rule,
    model,
    raised_ms: raisedMs,
    ...(clearedMs !== Infinity && { cleared_ms: clearedMs }),
  }));
  return { alerts, ran_ms: rounded(ranMs) };
}

function courseOf({ fleet: { models }, events }: Plan, course: Course | undefined): Pick<StrategySeries, 'course'> {
  if (course === undefined) return {};
  const { binMs, waiting, working } = course;
  const endpoints = fleetEndpoints(models, events);
  const bins = Array.from({ length: waiting.length / endpoints.length }, (_, bin) => bin);
  const inBin = (column: Float64Array, bin: number) =>
    column.subarray(bin * endpoints.length, (bin + 1) * endpoints.length);
  const utilization = models.slice(0, COURSE_MODEL_LIMIT).map(({ id }, m) => ({
    model: id,
    value: bins.map((bin) => {
      const shares = inBin(working, bin).filter((share, e) => endpoints[e].model === m && !Number.isNaN(share));
      return shares.length === 0 ? 0 : rounded(plainMean(shares));
    }),
  }));
  const total = bins.map((bin) => rounded(plainSum(inBin(waiting, bin))));
  return { course: { bin_ms: rounded(binMs), utilization, waiting: total } };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
