import type {
  ColumnMeasures,
  EndpointSummary,
  ModelSummary,
  Measure,
  StrategySummary,
  Summary,
} from '../../../src/tank/results/summary.js';

/** Summaries as written by hand, for the looks of reports: numbers of every size, gaps, and text that attacks. */

function replicated(value: number, half: number): Measure {
  return { value, ci95: [value - half, value + half], ci_method: 'replications' };
}

function withinRun(value: number, low: number, high: number): Measure {
  return { value, ci95: [low, high], ci_method: 'within_run' };
}

function endpoint(id: string, model: string, requests: number, share: number, utilization: number): EndpointSummary {
  return {
    id,
    model,
    requests,
    share: replicated(share, share / 100),
    utilization: replicated(utilization, 0.01),
    ...NO_PART_OVERLOAD,
  };
}

const NO_PART_OVERLOAD = { refusals: 0, overload_episodes: 0, time_over_target_ms: 0 };

/** The models of some endpoints, with their requests and the middle of their shares and utilizations. */
function modelsOf(endpoints: readonly EndpointSummary[]): ModelSummary[] {
  return [...new Set(endpoints.map(({ model }) => model))].map((id) => {
    const own = endpoints.filter(({ model }) => model === id);
    const sum = (value: (endpoint: EndpointSummary) => number) => own.reduce((total, each) => total + value(each), 0);
    return {
      id,
      replicas: own.length,
      requests: sum(({ requests }) => requests),
      ...(own[0].share && {
        share: replicated(
          sum(({ share }) => share?.value ?? 0),
          0.001,
        ),
      }),
      ...(own[0].utilization && {
        utilization: replicated(sum(({ utilization }) => utilization?.value ?? 0) / own.length, 0.01),
      }),
      ...NO_PART_OVERLOAD,
    };
  });
}

/** A strategy with its models, and the attempts that they accepted. */
function withModels(strategy: Omit<StrategySummary, 'models' | 'attempts'>): StrategySummary {
  const models = modelsOf(strategy.endpoints);
  return { ...strategy, models, attempts: { accepted: models.reduce((sum, { requests }) => sum + requests, 0) } };
}

const NO_OVERLOAD = { rejections: 0, refusals: 0, retries: 0, episodes: 0, time_over_target_ms: 0 };

function column(scale: number): ColumnMeasures {
  return {
    mean: replicated(12.3456 * scale, 0.0789 * scale),
    p50: replicated(10 * scale, 1.6 * scale),
    p95: replicated(45.25 * scale, 9.96 * scale),
    p99: replicated(1234.5 * scale, 123.4 * scale),
    p999: { value: 2000.5 * scale, ci_absent: 'too_short' },
  };
}

/** Ten replications of three strategies: one plain, one overloaded, one that served nothing. */
export const REPLICATED: Summary = {
  schema: 'wavetank.summary/2',
  version: '1.2.3',
  scenario: {
    name: 'night-shift',
    question: 'Which strategy survives the night?',
    sha256: '0'.repeat(64),
    seed: 'moon',
    replications: 10,
    warm_up_ms: 90_000,
    baseline: 'least_loaded',
    compare: ['response_time_ms.p99', 'throughput_per_s', 'completed_share'],
    slo: { response_time_ms: 250, attainment: 0.99 },
  },
  strategies: [
    withModels({
      name: 'least_loaded',
      place: 0,
      policy: 'least_loaded',
      max_load_threshold: 0.85,
      requests: { arrived: 1_234_567, completed: 1_234_567, overload_failed: 0, timed_out: 0, failed: 0, in_flight: 0 },
      overload: { ...NO_OVERLOAD, episodes: 12, time_over_target_ms: 654_321 },
      routing: { decisions: 0, fallbacks: 0, reasons: {} },
      measures: {
        response_time_ms: column(1),
        waiting_time_ms: column(0.1),
        response_time_with_unserved_ms: column(1),
        completed_share: { value: 1, ci_absent: 'no_spread' },
        throughput_per_s: replicated(40.04, 0.17),
        goodput_per_s: replicated(39.9, 0.2),
        slo_attainment: replicated(0.99149, 0.00054),
        utilization: replicated(0.738, 0.0027),
        imbalance: { max_over_mean: replicated(1.193, 0.0028), jain: replicated(0.98, 0.001) },
      },
      endpoints: [
        endpoint('large/0', 'large', 500_000, 0.405, 0.8),
        endpoint('large/1', 'large', 500_000, 0.405, 0.7),
        endpoint('small', 'small', 234_567, 0.19, 1),
      ],
    }),
    withModels({
      name: 'random',
      place: 1,
      policy: 'random',
      max_load_threshold: 'off',
      requests: {
        arrived: 1_234_567,
        completed: 1_000_000,
        overload_failed: 200_000,
        timed_out: 34_000,
        failed: 567,
        in_flight: 0,
      },
      overload: { rejections: 800_000, refusals: 3, retries: 600_001, episodes: 99_999, time_over_target_ms: 1e9 },
      routing: { decisions: 0, fallbacks: 0, reasons: {} },
      measures: {
        response_time_ms: column(100),
        waiting_time_ms: column(10),
        response_time_with_unserved_ms: column(300),
        completed_share: replicated(0.81, 0.012),
        throughput_per_s: replicated(32.4, 1.04),
        goodput_per_s: replicated(0.0123, 0.0045),
        slo_attainment: replicated(0.0004, 0.0001),
        utilization: replicated(0.9999, 0.00001),
        imbalance: { max_over_mean: { value: 1, ci_absent: 'no_spread' }, jain: { value: 1, ci_absent: 'no_spread' } },
      },
      endpoints: [
        endpoint('large/0', 'large', 1, 0.000001, 0.8),
        endpoint('large/1', 'large', 1, 0.000001, 0.7),
        endpoint('small', 'small', 999_998, 0.999998, 1),
      ],
    }),
    withModels({
      name: 'closed',
      place: 2,
      policy: 'round_robin',
      max_load_threshold: 0.9,
      requests: { arrived: 1_234_567, completed: 0, overload_failed: 0, timed_out: 0, failed: 1_234_567, in_flight: 0 },
      overload: NO_OVERLOAD,
      routing: { decisions: 0, fallbacks: 0, reasons: {} },
      measures: { completed_share: { value: 0, ci_absent: 'no_spread' } },
      endpoints: ['large/0', 'large/1', 'small'].map((id) => ({
        id,
        model: id.split('/')[0],
        requests: 0,
        refusals: 0,
        overload_episodes: 0,
        time_over_target_ms: 0,
      })),
    }),
  ],
  comparisons: [
    {
      baseline: 'least_loaded',
      strategy: 'random',
      measure: 'response_time_ms.p99',
      difference: 122_215.5,
      relative: 99,
      ci95: [110_000.123, 134_431],
      p_value: 1e-9,
      verdict: 'worse',
    },
    {
      baseline: 'least_loaded',
      strategy: 'closed',
      measure: 'response_time_ms.p99',
      verdict: 'invalid',
      reason: 'no_value',
    },
    {
      baseline: 'least_loaded',
      strategy: 'random',
      measure: 'throughput_per_s',
      difference: -7.64,
      relative: -0.1908,
      ci95: [-8.9, 0.004],
      p_value: 0.0501,
      verdict: 'no_difference_shown',
    },
    {
      baseline: 'least_loaded',
      strategy: 'closed',
      measure: 'completed_share',
      difference: -1,
      relative: -1,
      verdict: 'invalid',
      reason: 'no_spread',
    },
  ],
  warnings: ['latencies exclude unserved requests: closed 100 %, random 19 %'],
};

/** One run of a recorded trace, with intervals from within it. */
export const RECORDED: Summary = {
  ...REPLICATED,
  scenario: {
    name: 'recorded-day',
    sha256: '1'.repeat(64),
    seed: 'moon',
    replications: 1,
    warm_up_ms: 0,
    baseline: 'least_loaded',
    compare: ['response_time_ms.p99'],
    trace: { format: 'azure_llm', sha256: 'abcdef0123456789'.repeat(4), requests: 19_366, skipped_rows: 2 },
  },
  strategies: REPLICATED.strategies.slice(0, 2).map((strategy, s): StrategySummary => ({
    ...strategy,
    requests: { arrived: 19_366, completed: 19_366, overload_failed: 0, timed_out: 0, failed: 0, in_flight: 0 },
    measures: {
      response_time_ms: {
        mean: withinRun(638.2 + s, 601.7, 671.25),
        p50: withinRun(481, 480.01, 482),
        p95: { value: 1620.4, ci_absent: 'not_steady_state' },
        p99: { value: 2796, ci_absent: 'queue_grows' },
        p999: { value: 5292, ci_absent: 'too_short', effective_requests: 2.4, run_longer_by: 10 },
      },
      waiting_time_ms: {
        mean: withinRun(0.00123, 0.001, 0.002),
        p50: { value: 0, ci_absent: 'no_spread' },
        p95: { value: 0, ci_absent: 'no_spread' },
        p99: { value: 1.5, ci_absent: 'no_spread' },
        p999: { value: 3, ci_absent: 'too_short' },
      },
      completed_share: { value: 1, ci_absent: 'single_replication' },
      throughput_per_s: { value: 5.53, ci_absent: 'single_replication' },
      utilization: { value: 0.704, ci_absent: 'single_replication' },
      imbalance: {
        max_over_mean: { value: 1.105, ci_absent: 'single_replication' },
        jain: { value: 0.9, ci_absent: 'single_replication' },
      },
    },
  })),
  comparisons: [
    {
      baseline: 'least_loaded',
      strategy: 'random',
      measure: 'response_time_ms.p99',
      difference: -0.04,
      relative: -0.00001,
      verdict: 'invalid',
      reason: 'single_replication',
    },
  ],
  warnings: ['2 bad rows of the trace were skipped', 'row skipped, line 17: ContextTokens "many" is not a number'],
};

/** The same with classes of requests: one that met its deadlines, one rare, and requests without one. */
export const CLASSED: Summary = {
  ...REPLICATED,
  strategies: REPLICATED.strategies.map((strategy, s): StrategySummary => {
    const { arrived, completed, overload_failed, timed_out, failed } = strategy.requests;
    const counts = { arrived, completed, overload_failed, timed_out, failed };
    const { mean, p50, p95, p99 } = column(1 + s);
    return {
      ...strategy,
      classes: [
        {
          name: 'chat',
          requests: counts,
          response_time_ms: { mean, p50, p95, p99 },
          deadline_met: replicated(0.987, 0.0123),
        },
        {
          name: 'batch',
          requests: { arrived: 1, completed: 0, overload_failed: 0, timed_out: 1, failed: 0 },
          deadline_met: { value: 0, ci_absent: 'too_short' },
        },
        {
          name: '(none)',
          requests: { arrived: 2, completed: 2, overload_failed: 0, timed_out: 0, failed: 0 },
          response_time_ms: {
            mean: { value: 3, ci_absent: 'no_spread' },
            p50: { value: 3, ci_absent: 'too_short' },
            p95: { value: 3.5, ci_absent: 'too_short' },
            p99: { value: 3.75, ci_absent: 'too_short' },
          },
        },
      ],
    };
  }),
};

/** Text that would be a colour, a new line, a column, a tag, a code or a link, if nobody took care. */
export const ATTACK =
  '\u001b[31mred\u001b]0;title\u0007|pipe|\n# head\r\n- item\t`code` <b onclick="x">&amp; [link](x) *s* _u_ ~d~ $x$ \\';

/** A summary in which every text is an attack. */
export const HOSTILE: Summary = {
  ...REPLICATED,
  scenario: {
    ...REPLICATED.scenario,
    name: ATTACK,
    question: ATTACK,
    baseline: ATTACK,
    compare: [ATTACK],
    seed: ATTACK,
    trace: { format: ATTACK, sha256: ATTACK, requests: 1, skipped_rows: 0 },
  },
  strategies: REPLICATED.strategies.map((strategy) => ({
    ...strategy,
    name: ATTACK,
    endpoints: strategy.endpoints.map((of) => ({ ...of, id: ATTACK, model: `${ATTACK}${of.model}` })),
    models: strategy.models.map((of) => ({ ...of, id: `${ATTACK}${of.id}` })),
  })),
  comparisons: REPLICATED.comparisons.map((comparison) => ({ ...comparison, baseline: ATTACK, strategy: ATTACK })),
  selection: { measure: ATTACK, level: 0.95, replications: 10, survivors: [ATTACK, ATTACK] },
  screening: [{ measure: ATTACK, level: 0.95, survivors: [ATTACK] }],
  precision: {
    relative_half_width: 0.05,
    replications: 10,
    is_met: false,
    missed: [{ strategy: ATTACK, measure: ATTACK }],
  },
  warnings: [ATTACK],
};
