import { join } from 'node:path';
import { InputError } from '../../core/index.js';
import type { GatedValues } from './baseline.js';
import type { StoredRun } from './results-folder.js';

/**
 * By strategy, what is compared of each replication of a run or, of short ones, of each section; undefined without
 * replications.json.
 * @throws InputError where there are not as many values as replications
 */
export function replicatedValues(
  folder: string,
  { summary, replications }: StoredRun,
): readonly GatedValues[] | undefined {
  const { replications: count } = summary.scenario;
  return replications?.strategies.map(({ name, values, sections }) => {
    const wrong = Object.entries(values).find(([, each]) => each.length !== count);
    if (wrong !== undefined) {
      const message = `these results are damaged: ${name} has ${wrong[1].length} values of ${wrong[0]} in ${count} replications`;
      const advice = 'restore the folder, or run the scenario again';
      throw new InputError([{ file: join(folder, 'replications.json'), message, advice }]);
    }
    return { ...values, ...sections };
  });
}
