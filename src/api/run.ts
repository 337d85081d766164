import { Interrupted } from '../core/index.js';
import { designOf } from '../tank/plan/index.js';
import type { RunResults, Summary } from '../tank/results/index.js';
import { keepingRows, loadRecorded, runExperiment } from '../tank/runs/index.js';
import { loadScenario, type Scenario } from '../tank/scenario/index.js';
import { KNOWN, loadingOf, overridesOf, type RunOptions, withOptions } from './options.js';

/**
 * Runs every strategy of a scenario on the same traffic.
 * @param scenario path of a scenario file, or the same content as an object with snake_case keys, in which `policy` of a
 * strategy may be a policy itself, and `arrivals` `{ kind: 'object', process }`; such a scenario runs in this thread
 * @returns exactly what `wavetank run` writes to summary.json
 * @throws InputError with every mistake in the scenario; an AbortError where its signal came before there were results
 * @example (await runScenario('scenarios/quickstart.yaml')).strategies.map(({ name }) => name)
 */
export async function runScenario(scenario: string | Scenario, options: RunOptions = {}): Promise<Summary> {
  return (await run(scenario, options)).summary;
}

/**
 * The same with all that `wavetank run` writes: summary, and what charts of distributions, of the course of a run and of
 * single replications are drawn from.
 * @param options with `rows`, the results have every request too, for `requestRows`
 * @example const results = await run('scenarios/quickstart.yaml'); await showChart(charts.differences(results));
 */
export function run(
  scenario: string | Scenario,
  options: RunOptions & { readonly rows?: boolean } = {},
): Promise<RunResults> {
  return withOptions(options, KNOWN.run, async () => {
    const { rows = false, workers, onProgress, signal, stopwatch } = options;
    const asked = await loadScenario(scenario, overridesOf(options), loadingOf(options));
    const recorded = await loadRecorded(asked);
    const plan = rows ? keepingRows(asked, recorded) : asked;
    const { results } = await runExperiment(plan, { workers, onProgress, signal, stopwatch, recorded });
    if (results === undefined) throw new Interrupted('interrupted before every strategy had finished a replication');
    const { gated: _, rows: jobs, ...found } = results;
    return rows ? { ...found, requests: { endpoints: designOf(plan).endpoints, jobs } } : found;
  });
}
