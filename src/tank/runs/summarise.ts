import { VERSION } from '../../core/index.js';
import { designOf, type Plan } from '../plan/index.js';
import type { JobResult } from '../measures/index.js';
import { type MeasuredStrategy, resampledRuns } from '../estimates/index.js';
import type { PrecisionSummary, SelectionSummary, Summary, TraceRecord } from '../results/index.js';
import { bestStrategies, comparabilityOf, compareWithBaseline } from '../verdicts/index.js';
import { brokenLaws, soundness } from './soundness.js';
import { summariseStrategy } from './summarise-strategy.js';

/** What a summary says beside the results. */
export interface SummaryContext {
  readonly trace: TraceRecord | undefined;
  readonly warnings: readonly string[];
  readonly precision?: PrecisionSummary | undefined;
  readonly selection?: SelectionSummary | undefined;
}

/**
 * The summary of a plan's results.
 * @param results by strategy, each with the same replications in ascending order
 * @param measured by strategy
 */
export function summarise(
  plan: Plan,
  results: readonly (readonly JobResult[])[],
  measured: readonly MeasuredStrategy[],
  { trace, warnings, precision, selection }: SummaryContext,
): Summary {
  const strategies = plan.strategies.map((strategy, s) => summariseStrategy(plan, strategy, measured[s], results[s]));
  const replications = results[0].length;
  const evidence = {
    plan,
    measured,
    comparability: results.map((each) => comparabilityOf(plan, each)),
    replications,
    runs: resampledRuns(designOf(plan), results[0]),
  };
  const comparisons = compareWithBaseline(evidence);
  const screening = bestStrategies(evidence);
  return {
    schema: 'wavetank.summary/2',
    version: VERSION,
    scenario: {
      name: plan.name,
      ...(plan.question !== undefined && { question: plan.question }),
      ...(plan.expected !== undefined && { expected: plan.expected }),
      sha256: plan.sha256,
      seed: plan.seed,
      replications,
      warm_up_ms: plan.warmUpMs,
      ...(typeof plan.warmUp === 'object' && {
        warm_up: { method: 'mser5' as const, is_too_short: plan.warmUp.unsettled.length > 0 },
      }),
      baseline: plan.baseline,
      compare: plan.compare,
      ...(plan.slo && { slo: { response_time_ms: plan.slo.responseTimeMs, attainment: plan.slo.attainment } }),
      ...(trace && { trace }),
    },
    strategies,
    comparisons,
    ...(precision && { precision }),
    ...(selection && { selection }),
    ...(screening.length > 0 && { screening }),
    warnings: [
      ...plan.warnings,
      ...warnings,
      ...brokenLaws(plan, results),
      ...soundness(plan, strategies, measured, results[0]),
    ],
  };
}
