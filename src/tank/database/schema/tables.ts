import type { Table } from './form.js';

const RUN = ['VARCHAR', 'run that the row is of: `runs.run_id`'] as const;
const STRATEGY = ['VARCHAR', 'name of the strategy'] as const;
const MEASURE = ['VARCHAR', 'path of the measure in its strategy or part, such as `response_time_ms.p99`'] as const;
const PART_KIND = ['VARCHAR', '`class`, `model` or `endpoint`; null for the whole strategy'] as const;
const PART = ['VARCHAR', 'name of the class, or id of the model or endpoint; null for the whole strategy'] as const;
const LOW = ['DOUBLE', 'lower end of the 95 % interval; null where there is none'] as const;
const HIGH = ['DOUBLE', 'upper end of the 95 % interval'] as const;
const BETTER = ['VARCHAR', 'direction that is better: `lower` or `higher`; null where none is'] as const;
const TAIL_SHARE = [
  'DOUBLE',
  'share of the slowest hundredth of the completed requests; null where there is one part, or in older results',
] as const;

/** The only list of tables, each filled from the files of a run. */
const listed = {
  runs: {
    summary: 'One row per run: the latest of every scenario, and earlier ones.',
    columns: {
      run_id: ['VARCHAR', 'path of its folder below the folder of results'],
      scenario: ['VARCHAR', 'name of the scenario'],
      is_latest: ['BOOLEAN', 'whether it is in the place of the latest run, not in earlier/'],
      time: ['TIMESTAMP', 'when it began, UTC'],
      time_source: ['VARCHAR', 'what says so: `provenance`, the name of the `folder`, or the time of the `file`'],
      version: ['VARCHAR', 'version of wavetank'],
      seed: ['VARCHAR', 'seed'],
      replications: ['INTEGER', 'replications that every strategy finished'],
      warm_up_ms: ['DOUBLE', 'warm-up'],
      scenario_sha256: ['VARCHAR', 'SHA-256 of the scenario with its overrides'],
      baseline: ['VARCHAR', 'strategy that the others are compared with'],
      question: ['VARCHAR', 'question of the scenario'],
      expected: ['VARCHAR', 'answer that the scenario expects'],
      slo_response_time_ms: ['DOUBLE', 'limit of the SLO; null without one'],
      slo_attainment: ['DOUBLE', 'share of the requests that must keep it'],
      trace_format: ['VARCHAR', 'format of the recorded trace; null without one'],
      trace_sha256: ['VARCHAR', 'SHA-256 of its text'],
      node: ['VARCHAR', 'version of Node; null without provenance.json'],
      wall_ms: ['DOUBLE', 'how long it took'],
      interrupted: ['BOOLEAN', 'whether it was interrupted'],
      warnings: ['INTEGER', 'number of its warnings'],
      summary_sha256: ['VARCHAR', 'SHA-256 of summary.json: equal where the results are'],
    },
  },
  compared: {
    summary: 'Measures that the scenario of a run compares.',
    columns: {
      run_id: RUN,
      place: ['INTEGER', '0 for the one that matters most'],
      measure: MEASURE,
    },
  },
  strategies: {
    summary: 'Strategies of every run.',
    columns: {
      run_id: RUN,
      strategy: STRATEGY,
      place: ['INTEGER', 'place in the scenario'],
      policy: ['VARCHAR', 'policy of the registry, or path of a module'],
      max_load_threshold: ['DOUBLE', 'load threshold; null where it is off'],
      module_sha256: ['VARCHAR', 'SHA-256 of the module'],
    },
  },
  measures: {
    summary: 'Measured values with their intervals, one per row, of strategies and of their parts.',
    columns: {
      run_id: RUN,
      strategy: STRATEGY,
      part_kind: PART_KIND,
      part: PART,
      measure: MEASURE,
      value: ['DOUBLE', 'measured value'],
      low: LOW,
      high: HIGH,
      ci_method: ['VARCHAR', 'how the interval was made'],
      ci_absent: ['VARCHAR', 'why there is none'],
      effective_requests: ['DOUBLE', 'independent requests that a mean or quantile rests on'],
      better: BETTER,
    },
  },
  counts: {
    summary: 'Counts over all replications, warm-up included, of strategies and of their parts.',
    columns: {
      run_id: RUN,
      strategy: STRATEGY,
      part_kind: PART_KIND,
      part: PART,
      measure: ['VARCHAR', 'path of the count, such as `requests.arrived` or `overload.refusals`'],
      value: ['DOUBLE', 'total over all replications'],
      better: BETTER,
    },
  },
  replications: {
    summary: 'Compared and judged measures in each replication, from replications.json.',
    columns: {
      run_id: RUN,
      strategy: STRATEGY,
      measure: MEASURE,
      replication: ['INTEGER', 'from 0; of a quantile of few requests, the section of several replications'],
      value: ['DOUBLE', 'null where the replication has none'],
    },
  },
  comparisons: {
    summary: 'Every strategy beside the baseline of its run, on the same traffic.',
    columns: {
      run_id: RUN,
      baseline: ['VARCHAR', 'strategy that it is compared with'],
      strategy: STRATEGY,
      measure: MEASURE,
      difference: ['DOUBLE', 'strategy minus baseline'],
      relative: ['DOUBLE', 'difference / value of the baseline'],
      low: ['DOUBLE', 'lower end of the 95 % interval of the difference'],
      high: ['DOUBLE', 'upper end'],
      p_value: ['DOUBLE', 'after Holm’s correction'],
      verdict: ['VARCHAR', '`better`, `worse`, `no_difference_shown` or `invalid`'],
      reason: ['VARCHAR', 'of an invalid comparison'],
    },
  },
  survivors: {
    summary: 'Strategies that may be the best in a compared measure, as the run judged.',
    columns: {
      run_id: RUN,
      source: ['VARCHAR', '`screening`, or `selection` where the scenario asks for it'],
      measure: MEASURE,
      place: ['INTEGER', '0 for the leader'],
      strategy: STRATEGY,
    },
  },
  classes: {
    summary: 'Classes of requests under each strategy.',
    columns: {
      run_id: RUN,
      strategy: STRATEGY,
      class: ['VARCHAR', 'name of the class; `(none)` for requests without one'],
      arrived: ['DOUBLE', 'requests over all replications'],
      completed: ['DOUBLE', 'of them completed'],
      tail_share: TAIL_SHARE,
    },
  },
  models: {
    summary: 'Models under each strategy.',
    columns: {
      run_id: RUN,
      strategy: STRATEGY,
      model: ['VARCHAR', 'id of the model'],
      replicas: ['INTEGER', 'its endpoints'],
      requests: ['DOUBLE', 'attempts that it accepted, over all replications'],
      refusals: ['DOUBLE', 'attempts that it refused'],
      tail_share: TAIL_SHARE,
    },
  },
  endpoints: {
    summary: 'Endpoints under each strategy.',
    columns: {
      run_id: RUN,
      strategy: STRATEGY,
      endpoint: ['VARCHAR', 'id of the endpoint'],
      model: ['VARCHAR', 'its model'],
      requests: ['DOUBLE', 'attempts that it accepted, over all replications'],
      refusals: ['DOUBLE', 'attempts that it refused'],
      overload_episodes: ['DOUBLE', 'how often it became overloaded'],
      tail_share: TAIL_SHARE,
    },
  },
  folders: {
    summary: 'Folders that were read for this index, and those that were left out.',
    columns: {
      run_id: ['VARCHAR', 'path of the folder below the folder of results'],
      fingerprint: ['VARCHAR', 'times and sizes of its files: where they change, the folder is read again'],
      sha256: ['VARCHAR', 'SHA-256 of what its files hold'],
      problem: ['VARCHAR', 'why it was left out; null where it was not'],
    },
  },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof listed;

/** The only list of tables, each filled from the files of a run. */
export const tables: Readonly<Record<TableName, Table>> = listed;

/** A row of a table; a time is in ISO 8601. */
export type Row<Name extends TableName> = {
  readonly [Column in keyof (typeof listed)[Name]['columns']]: string | number | boolean | null;
};
