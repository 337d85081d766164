import { InputError } from '../../../core/index.js';
import { valueAt } from '../../../core/input/index.js';
import { pathSteps } from './assignment.js';
import { findPlaces } from './find-places.js';

/**
 * What a scenario has at a path; of several places the first.
 * @throws InputError where the path leads nowhere
 */
export function valueAtPath(scenario: unknown, path: string): unknown {
  const steps = pathSteps(path);
  const advice = 'expected keys joined by dots, such as workload.arrivals.rate';
  if (steps === undefined) throw new InputError([{ message: `${JSON.stringify(path)} is no path`, advice }]);
  const found = findPlaces(scenario, steps);
  if (!('paths' in found)) throw new InputError([found]);
  const { exists, value } = valueAt(scenario, found.paths[0]);
  return exists ? value : undefined;
}
