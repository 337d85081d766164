import { InputError } from '../../core/index.js';
import { quoted, suggestOneOf } from '../../core/input/index.js';
import { type RequestRows, rowValues } from '../measures/index.js';

/** The requests of one job. */
export interface JobRows {
  readonly strategy: string;
  readonly replication: number;
  readonly rows: RequestRows;
}

/** Every request of a run, in columns. */
export interface RequestColumns {
  /** Ids by index. */
  readonly endpoints: readonly string[];
  readonly jobs: readonly JobRows[];
}

/** What became of a request: a row of requests.csv. Null is what it has not. */
export type RequestRow = { readonly strategy: string; readonly replication: number } & Readonly<
  ReturnType<typeof rowValues>
>;

/**
 * The requests of a run with rows, an object each.
 * @param only of one strategy, or one replication: all of a large run are many objects
 * @throws InputError where the run kept no requests, or has no such strategy
 */
export function requestRows(
  { requests }: { readonly requests?: RequestColumns | undefined },
  only: { readonly strategy?: string; readonly replication?: number } = {},
): readonly RequestRow[] {
  if (requests === undefined) {
    const advice = 'expected those of run(scenario, { rows: true })';
    throw new InputError([{ message: 'these results have no rows of requests', advice }]);
  }
  const { endpoints, jobs } = requests;
  const names = [...new Set(jobs.map(({ strategy }) => strategy))];
  if (only.strategy !== undefined && !names.includes(only.strategy)) {
    const message = `unknown strategy ${quoted(only.strategy)}`;
    throw new InputError([{ message, advice: suggestOneOf(names, only.strategy) }]);
  }
  return jobs
    .filter(({ strategy }) => only.strategy === undefined || only.strategy === strategy)
    .filter(({ replication }) => only.replication === undefined || only.replication === replication)
    .flatMap(({ strategy, replication, rows }) =>
      Array.from({ length: rows.requestCount }, (_, request) => ({
        strategy,
        replication,
        ...rowValues(rows, endpoints, request),
      })),
    );
}
