import { plainSum } from '../../core/index.js';
import { COURSE_MODEL_LIMIT, type Series, type StrategySeries, type WarmUpSeries } from '../results/index.js';
import type { Plan } from '../plan/index.js';
import type { Course } from '../measures/index.js';
import { ECDF_SHARES, type MeasuredStrategy } from '../estimates/index.js';

/** The series of a run: the distributions of all replications, and the course of the first. */
export function makeSeries(
  plan: Plan,
  measured: readonly MeasuredStrategy[],
  courses: readonly (Course | undefined)[],
  warmUp?: WarmUpSeries,
): Series {
  const ecdfs = measured.map(({ ecdf }) => ecdf);
  return {
    schema: 'wavetank.series/1',
    strategies: plan.strategies.map(({ name }, s) => ({
      name,
      response_time_ms: { p: ecdfs[s].length === 0 ? [] : ECDF_SHARES, value: ecdfs[s].map(rounded) },
      ...courseOf(plan, courses[s]),
    })),
    ...(warmUp && { warm_up: warmUp }),
  };
}

function courseOf({ fleet: { models } }: Plan, course: Course | undefined): Pick<StrategySeries, 'course'> {
  if (course === undefined) return {};
  const { binMs, waiting, working } = course;
  const endpointCount = models.reduce((count, { replicas = 1 }) => count + replicas, 0);
  const binCount = waiting.length / endpointCount;
  const bins = Array.from({ length: binCount }, (_, bin) => bin);
  let first = 0;
  const utilization = models.slice(0, COURSE_MODEL_LIMIT).map(({ id, replicas = 1 }) => {
    const from = first;
    first += replicas;
    const value = bins.map((bin) => {
      const place = bin * endpointCount + from;
      return rounded(plainSum(working.subarray(place, place + replicas)) / replicas);
    });
    return { model: id, value };
  });
  const total = bins.map((bin) => rounded(plainSum(waiting.subarray(bin * endpointCount, (bin + 1) * endpointCount))));
  return { course: { bin_ms: rounded(binMs), utilization, waiting: total } };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
