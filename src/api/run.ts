import type { Stopwatch } from '../core/index.js';
import { designOf } from '../tank/plan/index.js';
import type { RunResults, Summary } from '../tank/results/index.js';
import { keepingRows, loadRecorded, type Progress, runExperiment } from '../tank/runs/index.js';
import { loadScenario, type LoadOptions, type Overrides, type Scenario } from '../tank/scenario/index.js';

export interface RunOptions {
  readonly seed?: string;
  readonly replications?: number;
  /** Only these of the scenario's strategies, or policies beside them. */
  readonly strategies?: readonly string[];
  /** Threads; changes no number. Default: one for each core where the work is worth it; 1 where a policy or the arrivals are an object. */
  readonly workers?: number;
  /** Whether policies in files of their own may be loaded, which runs their code. Default true. */
  readonly modules?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the run early; the results then have the replications that every strategy finished. */
  readonly signal?: AbortSignal;
  readonly stopwatch?: Stopwatch;
}

/**
 * Runs every strategy of a scenario on the same traffic.
 * @param scenario path of a scenario file, or the same content as an object with snake_case keys, in which `policy` of a
 * strategy may be a policy itself, and `arrivals` `{ kind: 'object', process }`; such a scenario runs in this thread
 * @returns exactly what `wavetank run` writes to summary.json
 * @throws InputError with every mistake in the scenario
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
export async function run(
  scenario: string | Scenario,
  { rows = false, ...options }: RunOptions & { readonly rows?: boolean } = {},
): Promise<RunResults> {
  const { workers, onProgress, signal, stopwatch } = options;
  const asked = await loadScenario(scenario, overridesOf(options), loadingOf(options));
  const recorded = await loadRecorded(asked);
  const plan = rows ? keepingRows(asked, recorded) : asked;
  const { results } = await runExperiment(plan, { workers, onProgress, signal, stopwatch, recorded });
  if (results === undefined) throw new Interrupted('every strategy had finished a replication');
  const { gated: _, rows: jobs, ...found } = results;
  return rows ? { ...found, requests: { endpoints: designOf(plan).endpoints, jobs } } : found;
}

/** A signal came too early for any result. */
export class Interrupted extends Error {
  override readonly name = 'AbortError';

  constructor(before: string) {
    super(`interrupted before ${before}`);
  }

  /** How a notebook shows it: where in the code that was says nothing. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.message;
  }
}

export function overridesOf({ seed, replications, strategies }: RunOptions): Overrides {
  return { seed, replications, strategies };
}

export function loadingOf({ modules = true }: RunOptions): LoadOptions {
  return { modules: modules ? 'run' : 'refuse' };
}
