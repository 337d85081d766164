import { endpointIds, REASONS } from '../../router/index.js';
import type {
  ClassSummary,
  EndpointSummary,
  Measure,
  PrecisionSummary,
  SelectionSummary,
  StrategySummary,
  Summary,
  TraceRecord,
} from '../results/index.js';
import type { Plan, StrategyPlan } from '../scenario/index.js';
import { ADVISED_REPLICATIONS, MINIMUM_BOOTSTRAP_VALUES, type Tail } from '../statistics/index.js';
import { VERSION } from '../../core/index.js';
import {
  comparabilityOf,
  compareWithBaseline,
  infiniteThirdMoment,
  isResampled,
  type MeasuredClass,
  type MeasuredStrategy,
  requestCountOf,
  resampledRuns,
  screenStrategies,
  type StrategyMeasure,
} from '../verdicts/index.js';
import type { ClassColumns, JobResult } from '../measures/index.js';

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
  const strategies = plan.strategies.map((strategy, s) => summariseStrategy(plan, strategy, results[s], measured[s]));
  const replications = results[0].length;
  const comparisons = compareWithBaseline(
    plan,
    measured.map(({ measures }) => measures),
    results.map((each) => comparabilityOf(plan, each)),
    { replications, runs: resampledRuns(plan, results[0]) },
  );
  const screening = screenStrategies(plan, measured, comparisons);
  return {
    schema: 'wavetank.summary/1',
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
        warm_up: { method: 'mser5' as const, is_too_short: plan.warmUp.isTooShort },
      }),
      ...(plan.slo && { slo: { response_time_ms: plan.slo.responseTimeMs, attainment: plan.slo.attainment } }),
      ...(trace && { trace }),
    },
    strategies,
    comparisons,
    ...(precision && { precision }),
    ...(selection && { selection }),
    ...(screening.length > 0 && { screening }),
    warnings: [...plan.warnings, ...warnings, ...brokenLaws(plan, results), ...soundness(plan, strategies, results[0])],
  };
}

/** What a summary says beside the results. */
export interface SummaryContext {
  readonly trace: TraceRecord | undefined;
  readonly warnings: readonly string[];
  readonly precision?: PrecisionSummary | undefined;
  readonly selection?: SelectionSummary | undefined;
}

function summariseStrategy(
  plan: Plan,
  strategy: StrategyPlan,
  results: readonly JobResult[],
  { measures, classes }: MeasuredStrategy,
): StrategySummary {
  const total = (count: (result: JobResult) => number) => results.reduce((sum, result) => sum + count(result), 0);
  const requests = {
    arrived: total((r) => r.requests.arrived),
    completed: total((r) => r.requests.completed),
    overload_failed: total((r) => r.requests.overloadFailed),
    timed_out: total((r) => r.requests.timedOut),
    failed: total((r) => r.requests.failed),
  };
  const settled = requests.completed + requests.overload_failed + requests.timed_out + requests.failed;
  const endpoints = summariseEndpoints(plan, results);
  return {
    name: strategy.name,
    policy: strategy.policy,
    max_load_threshold: strategy.router.maxLoadThreshold,
    requests: { ...requests, in_flight: requests.arrived - settled },
    overload: {
      rejections: total((r) => r.rejections),
      refusals: endpoints.reduce((sum, { refusals }) => sum + refusals, 0),
      retries: total((r) => r.retries),
      episodes: endpoints.reduce((sum, { overload_episodes }) => sum + overload_episodes, 0),
      time_over_target_ms: endpoints.reduce((sum, { time_over_target_ms }) => sum + time_over_target_ms, 0),
    },
    routing: routingSummary(results),
    measures: nested(measures),
    ...(classes && { classes: classes.map((each) => summariseClass(each, results)) }),
    endpoints,
  };
}

function summariseClass({ name, index, measures }: MeasuredClass, results: readonly JobResult[]): ClassSummary {
  const total = (column: CountColumn) => results.reduce((sum, { classes }) => sum + (classes?.[column][index] ?? 0), 0);
  return {
    name,
    requests: {
      arrived: total('arrived'),
      completed: total('completed'),
      overload_failed: total('overloadFailed'),
      timed_out: total('timedOut'),
      failed: total('failed'),
    },
    ...nested(measures),
  };
}

type CountColumn = Exclude<keyof ClassColumns, 'names' | 'responseMs'>;

/** What the routers decided, over all replications; reasons in the order of the router's list. */
function routingSummary(results: readonly JobResult[]): StrategySummary['routing'] {
  const total = (count: (routing: JobResult['routing']) => number) =>
    results.reduce((sum, { routing }) => sum + count(routing), 0);
  const reasons = REASONS.map((reason) => [reason, total(({ byReason }) => byReason[reason] ?? 0)] as const);
  return {
    decisions: total(({ decisions }) => decisions),
    fallbacks: total(({ fallbacks }) => fallbacks),
    reasons: Object.fromEntries(reasons.filter(([, count]) => count > 0)),
  };
}

function summariseEndpoints(plan: Plan, results: readonly JobResult[]): EndpointSummary[] {
  const ids = plan.fleet.models.flatMap((model) => endpointIds(model).map((id) => ({ id, model: model.id })));
  const total = (e: number, column: keyof JobResult['endpoints']) =>
    results.reduce((sum, { endpoints }) => sum + endpoints[column][e], 0);
  const accepted = ids.reduce((sum, _, e) => sum + total(e, 'accepted'), 0);
  return ids.map(({ id, model }, e) => {
    const capacityMs = total(e, 'capacityMs');
    return {
      id,
      model,
      requests: total(e, 'accepted'),
      ...(accepted > 0 && { share: total(e, 'accepted') / accepted }),
      ...(capacityMs > 0 && { utilization: total(e, 'busyMs') / capacityMs }),
      refusals: total(e, 'refused'),
      overload_episodes: total(e, 'overloadEpisodes'),
      time_over_target_ms: total(e, 'overTargetMs'),
    };
  });
}

/** `a.b` → { a: { b } }, in the order of the map. */
function nested(measures: ReadonlyMap<string, StrategyMeasure>): Record<string, Measure | Record<string, Measure>> {
  const root: Record<string, Measure | Record<string, Measure>> = {};
  for (const [path, measure] of measures) {
    const dot = path.indexOf('.');
    if (dot < 0) root[path] = measureFields(measure);
    else root[path.slice(0, dot)] = { ...root[path.slice(0, dot)], [path.slice(dot + 1)]: measureFields(measure) };
  }
  return root;
}

function measureFields({ pooled, interval }: StrategyMeasure): Measure {
  if (typeof interval === 'string') return { value: pooled, ci_absent: interval };
  return { value: pooled, ci95: [interval.low, interval.high], ci_method: interval.method };
}

/** Runs that broke a law of queueing: their numbers are not to be trusted. */
function brokenLaws(plan: Plan, results: readonly (readonly JobResult[])[]): string[] {
  return results.flat().flatMap((result) =>
    result.brokenLaws.map((law) => {
      const run = `${plan.strategies[result.strategy].name}, replication ${result.replication}`;
      return `fault of the simulator, please report it: ${run}: ${law}`;
    }),
  );
}

/**
 * What a reader must know before trusting the numbers.
 * @param results of one strategy: the traffic of all
 */
function soundness(plan: Plan, strategies: readonly StrategySummary[], results: readonly JobResult[]): string[] {
  const warnings: string[] = [];
  const replications = results.length;
  const empty = results.filter(({ responseMs }) => responseMs.length === 0).length;
  if (empty > 0) {
    const what = plan.warmUpMs > 0 ? `no request after the warm-up of ${plan.warmUpMs} ms` : 'no request';
    const advice = plan.warmUpMs > 0 ? 'shorten warm_up, or run longer' : 'give a longer duration or a higher rate';
    warnings.push(`${empty} of ${replications} replications had ${what}: ${advice}`);
  }
  const tail = infiniteThirdMoment(plan, requestCountOf(results));
  if (tail !== undefined) warnings.push(tailWarning(tail.shape, results[0].serviceTail));
  const advised = isResampled(plan) ? MINIMUM_BOOTSTRAP_VALUES : ADVISED_REPLICATIONS;
  if ((plan.workload.kind === 'synthetic' || isResampled(plan)) && replications < advised) {
    const few = `${replications} replication${replications === 1 ? '' : 's'}`;
    warnings.push(`${few}: intervals and verdicts want at least ${advised}`);
  }
  for (const { name, requests: counts } of strategies) {
    const unserved = counts.arrived - counts.completed;
    if (unserved === 0) continue;
    const percent = Number(((100 * unserved) / counts.arrived).toPrecision(2));
    const found = `${unserved} of ${counts.arrived} requests (${percent} %) were not served`;
    warnings.push(`${name}: ${found}, and its latencies leave them out`);
  }
  return warnings;
}

function tailWarning(shape: number, found: Tail | undefined): string {
  const hill =
    found && `; Hill's estimate of the shape is ${found.index.toPrecision(3)} ± ${found.standardError.toPrecision(2)}`;
  return (
    `service times have a power tail of shape ${shape} that reaches beyond what these runs show${hill ?? ''}: ` +
    'their third moment, and so the variance of waiting, is as good as infinite, and intervals of mean times cover too ' +
    'seldom: compare quantiles, or lower max'
  );
}
