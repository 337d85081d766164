import { z } from 'zod';

/**
 * As much of the forms of written results as reading relies on: whatever else a file has stays as it is. What is looked
 * up by name, and may be missing, is checked where it is there.
 */

const measure = z.looseObject({
  value: z.number(),
  ci95: z.tuple([z.number(), z.number()]).optional(),
  ci_method: z.enum(['replications', 'within_run', 'bootstrap']).optional(),
  ci_absent: z.string().optional(),
  effective_requests: z.number().positive().optional(),
  run_longer_by: z.number().optional(),
});

/** Measures by name, or by the names of a group such as the quantiles of a time. */
const measures = z.record(z.string(), z.union([measure, z.record(z.string(), measure)]));

const counts = z.record(z.string(), z.number());

const part = { requests: z.number(), refusals: z.number(), overload_episodes: z.number() };

/** Beside its counts and names, all that a part of the fleet or a class has is measures. */
function measured<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).catchall(z.union([z.number(), z.string(), measure, z.record(z.string(), measure)]));
}

const assignment = z.looseObject({
  strategy: z.string(),
  enable_load_balancing: z.boolean(),
  assignment: z.enum(['soft', 'hard']),
  total_score: z.number(),
  avg_utilization: z.number(),
  agents: z.array(
    z.looseObject({
      kind: z.string(),
      model: z.string().optional(),
      agents: z.number(),
      capability_score: z.number().optional(),
    }),
  ),
  models: z.array(
    z.looseObject({
      id: z.string(),
      agents: z.number(),
      utilization: z.number(),
      predicted_utilization: z.number().optional(),
    }),
  ),
});

const alert = z.looseObject({
  rule: z.string(),
  kind: z.string(),
  severity: z.string(),
  raised: z.number(),
  replications: z.number(),
  raised_share: measure,
  first_ms: z.number().optional(),
});

const strategy = z.looseObject({
  name: z.string(),
  place: z.int().min(0),
  policy: z.string(),
  max_load_threshold: z.union([z.number(), z.literal('off')]),
  requests: counts,
  overload: z.record(z.string(), z.union([z.number(), measure])),
  attempts: counts,
  routing: z.looseObject({ reasons: counts }),
  measures,
  classes: z.array(measured({ name: z.string(), requests: counts })).optional(),
  models: z.array(measured({ id: z.string(), replicas: z.number(), ...part })).min(1),
  endpoints: z.array(measured({ id: z.string(), model: z.string(), ...part })).min(1),
  assignment: assignment.optional(),
  alerts: z.array(alert).optional(),
});

const texts = z.array(z.string());

/** What a summary and a sweep say of their scenario. */
const scenario = {
  name: z.string(),
  question: z.string().optional(),
  expected: z.string().optional(),
  sha256: z.string(),
  seed: z.string(),
  baseline: z.string(),
  compare: z.array(z.string()).min(1),
  slo: z.looseObject({ response_time_ms: z.number(), attainment: z.number() }).optional(),
};

export const summaryForm = z.looseObject({
  version: z.string(),
  scenario: z.looseObject({
    ...scenario,
    replications: z.int().min(1),
    warm_up_ms: z.number(),
    warm_up: z.looseObject({ is_too_short: z.boolean() }).optional(),
    trace: z
      .looseObject({ format: z.string(), sha256: z.string(), requests: z.number(), skipped_rows: z.number() })
      .optional(),
  }),
  strategies: z.array(strategy).min(1),
  comparisons: z.array(
    z.looseObject({
      baseline: z.string(),
      strategy: z.string(),
      measure: z.string(),
      difference: z.number().optional(),
      relative: z.number().optional(),
      ci95: z.tuple([z.number(), z.number()]).optional(),
      relative_ci95: z.tuple([z.number(), z.number()]).optional(),
      variance_reduction: z.number().optional(),
      p_value: z.number().optional(),
      verdict: z.enum(['better', 'worse', 'no_difference_shown', 'invalid']),
      reason: z.string().optional(),
    }),
  ),
  precision: z
    .looseObject({
      relative_half_width: z.number(),
      replications: z.number(),
      is_met: z.boolean(),
      missed: z.array(z.looseObject({ strategy: z.string(), measure: z.string() })),
    })
    .optional(),
  selection: z
    .looseObject({ measure: z.string(), level: z.number(), replications: z.number(), survivors: texts })
    .optional(),
  screening: z
    .array(
      z.looseObject({
        measure: z.string(),
        level: z.number(),
        survivors: texts.min(1),
        not_judged: z.array(z.looseObject({ strategy: z.string(), reason: z.string() })).optional(),
        equal: texts.optional(),
        replications_needed: z.number().optional(),
      }),
    )
    .optional(),
  warnings: texts,
});

const { comparisons, screening } = summaryForm.shape;

/** A sweep keeps of each point what its summary says, but for endpoints. */
export const sweepForm = z.looseObject({
  version: z.string(),
  scenario: z.looseObject(scenario),
  factors: z.array(z.looseObject({ path: z.string(), values: z.array(z.unknown()).min(1) })).min(1),
  points: z
    .array(
      z.looseObject({
        values: z.record(z.string(), z.unknown()),
        replications: z.int().min(1),
        strategies: z.array(strategy.extend({ endpoints: z.array(z.unknown()) })).min(1),
        comparisons,
        screening,
        warnings: texts,
      }),
    )
    .min(1),
});

const end = z.number().nullable();

export const capacityForm = z.looseObject({
  version: z.string(),
  scenario: z.looseObject(scenario).omit({ compare: true }).extend({ slo: scenario.slo.unwrap() }),
  varied: z.looseObject({
    path: z.string(),
    unit: z.string(),
    sought: z.enum(['highest', 'lowest']),
    is_whole: z.boolean(),
    from: z.number(),
    to: z.number(),
    tolerance: z.number(),
  }),
  strategies: z
    .array(
      z.looseObject({
        name: z.string(),
        place: z.int().min(0),
        value: end,
        ci95: z.tuple([end, end]).optional(),
        outside: z.enum(['met_at_the_end', 'met_nowhere', 'runs_too_short']).optional(),
        missed_at: z.array(z.number()).optional(),
        points: z
          .array(
            z.looseObject({
              value: z.number(),
              is_met: z.boolean(),
              is_sure: z.boolean(),
              replications: z.int().min(1),
              slo_attainment: measure,
              goodput_per_s: measure.optional(),
              response_time_p99_ms: measure.optional(),
              warnings: texts,
            }),
          )
          .min(1),
      }),
    )
    .min(1),
  at_baseline: z.looseObject({ value: z.number(), comparisons }).optional(),
});

const numbers = z.array(z.number());

export const seriesForm = z.looseObject({
  strategies: z.array(
    z.looseObject({
      name: z.string(),
      response_time_ms: z.looseObject({ p: numbers, value: numbers }),
      course: z
        .looseObject({
          bin_ms: z.number(),
          utilization: z.array(z.looseObject({ model: z.string(), value: numbers })),
          waiting: numbers,
        })
        .optional(),
      alerts: z
        .array(
          z.looseObject({
            rule: z.string(),
            model: z.string(),
            raised_ms: z.number(),
            cleared_ms: z.number().optional(),
          }),
        )
        .optional(),
      ran_ms: z.number().optional(),
    }),
  ),
  warm_up: z
    .looseObject({
      cut_ms: z.number(),
      bin_ms: z.number(),
      strategies: z.array(z.looseObject({ name: z.string(), response_time_ms: numbers })),
    })
    .optional(),
});

export const replicationsForm = z.looseObject({
  compared: texts,
  strategies: z.array(
    z.looseObject({
      name: z.string(),
      values: z.record(z.string(), z.array(z.number().nullable())),
      sections: z.record(z.string(), numbers).optional(),
    }),
  ),
});

export const provenanceForm = z.looseObject({ command: texts, date: z.string() });

/** The scenario of a run: what it says is for the form of scenarios to check. */
export const writtenForm = z.looseObject({ schema: z.string() });
