import { InputError } from '../../core/index.js';
import type { Plan } from '../plan/index.js';
import { type Assignment, loadScenario, type LoadOptions, type Overrides, valueAtPath } from '../scenario/index.js';
import { type CapacityRange, capacityRange, valueAt, type Vary } from './capacity-range.js';

/** A search that can run: the ends of its range have been checked. */
export interface PlannedCapacity {
  readonly base: Plan;
  readonly slo: NonNullable<Plan['slo']>;
  readonly range: CapacityRange;
  /**
   * @param strategies names of those that run
   * @param extra what else is another than in the scenario
   */
  readonly planAt: (value: number, strategies: readonly string[], extra?: readonly Assignment[]) => Promise<Plan>;
}

/**
 * @param fileOrObject a scenario with an SLO
 * @throws InputError where the scenario or the range is wrong, or there is no SLO to be met
 */
export async function planCapacity(
  fileOrObject: unknown,
  vary: Vary,
  overrides: Overrides = {},
  loading: LoadOptions = {},
): Promise<PlannedCapacity> {
  const base = await loadScenario(fileOrObject, overrides, loading);
  const { slo } = base;
  if (slo === undefined) {
    const advice = 'expected slo: { response_time: 5s } in it, or --set slo.response_time=5s';
    throw new InputError([{ message: 'the scenario has no SLO to be met', advice }]);
  }
  const asked = capacityRange(vary, (path) => valueAtPath(base.written, path));
  const planAt: PlannedCapacity['planAt'] = (value, strategies, extra = []) => {
    const set = [...(overrides.set ?? []), { path: asked.path, value: valueAt(asked, value) }, ...extra];
    return loadScenario(fileOrObject, { ...overrides, set, strategies }, loading);
  };
  const names = base.strategies.map(({ name }) => name);
  const range = await possibleRange(asked, (value) => planAt(value, names));
  return { base, slo, range, planAt };
}

/**
 * The range as far as a scenario may have it: where it was not given, by halves and doubles of the value in the scenario.
 * @throws InputError where an end that was given is no valid scenario
 */
async function possibleRange(
  range: CapacityRange,
  planAt: (value: number) => Promise<unknown>,
): Promise<CapacityRange> {
  const { start } = range;
  if (start === undefined) {
    for (const end of [range.from, range.to]) await planAt(end);
    return range;
  }
  await planAt(start);
  const isPossible = (value: number) =>
    planAt(value).then(
      () => true,
      (error: unknown) => {
        if (error instanceof InputError) return false;
        throw error;
      },
    );
  let { from, to } = range;
  while (to > start && !(await isPossible(to))) to /= 2;
  while (from < start && !(await isPossible(from))) from = Math.min(start, 2 * from);
  return { ...range, from, to };
}
