import { type JobResult, measures, nested } from '../measures/index.js';
import type { Estimate, MeasuredPart, MeasuredStrategy } from '../estimates/index.js';
import {
  type ClassSummary,
  type EndpointSummary,
  type Measure,
  type ModelSummary,
  storedPath,
  type StrategySummary,
} from '../results/index.js';
import type { Plan, StrategyPlan } from '../plan/index.js';
import { summariseAlerts, summariseAssignment } from './summarise-agents.js';
import { longerBy } from '../statistics/index.js';
import { fleetEndpoints } from '../simulation/index.js';

/** What is said of a strategy: every measure of the registry at its path. */
export function summariseStrategy(
  plan: Plan,
  strategy: StrategyPlan,
  measured: MeasuredStrategy,
  results: readonly JobResult[],
): StrategySummary {
  const { fleet, events } = plan;
  const assignment = summariseAssignment(plan, strategy);
  const { measures: times, ...counts } = nested(wholeFields(measured)) as unknown as WholeFields;
  const { arrived, completed, overload_failed, timed_out, failed } = counts.requests;
  const { class: classes, model: models, endpoint: endpoints } = measured.parts;
  const modelOf = fleetEndpoints(fleet.models, events).map(({ model }) => fleet.models[model].id);
  return {
    name: strategy.name,
    place: strategy.place,
    ...policyOf(strategy),
    max_load_threshold: strategy.router.maxLoadThreshold,
    ...counts,
    requests: { ...counts.requests, in_flight: arrived - completed - overload_failed - timed_out - failed },
    measures: times ?? {},
    ...(classes.length > 0 && { classes: classes.map((part) => fieldsOf({ name: part.name }, part) as ClassSummary) }),
    models: models.map(
      (part, m) => fieldsOf({ id: part.name, replicas: fleet.models[m].replicas ?? 1 }, part) as ModelSummary,
    ),
    endpoints: endpoints.map((part, e) => fieldsOf({ id: part.name, model: modelOf[e] }, part) as EndpointSummary),
    ...(assignment && { assignment }),
    ...(plan.alerts.length > 0 && { alerts: summariseAlerts(plan, results) }),
  };
}

/** The policy by its name; a module by its path as written, with the hash of the file. */
function policyOf({ policy }: StrategyPlan): Pick<StrategySummary, 'policy' | 'module_sha256'> {
  if (typeof policy === 'string') return { policy };
  return 'sha256' in policy ? { policy: policy.module, module_sha256: policy.sha256 } : { policy: 'object' };
}

/** A part under its name: every measure of it at its path there. */
function fieldsOf(name: object, part: MeasuredPart): unknown {
  const { tailShare } = part;
  return { ...name, ...nested(partFields(part)), ...(tailShare !== undefined && { tail_share: tailShare }) };
}

type WholeFields = Pick<StrategySummary, 'requests' | 'overload' | 'attempts' | 'routing' | 'agents'> & {
  readonly measures?: StrategySummary['measures'];
};

/** Everything of the whole by its path; reasons that never applied are left out. */
function wholeFields(strategy: MeasuredStrategy): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>([['routing.reasons', {}]]);
  for (const [name, measure] of Object.entries(measures)) {
    const place = storedPath(name);
    if (measure.kind !== 'count') {
      for (const [path, estimate] of estimatesOf(name, strategy)) {
        fields.set(place + path.slice(name.length), measureFields(estimate));
      }
      continue;
    }
    const count = totalOf(name, strategy);
    if (count !== undefined && (count > 0 || !name.startsWith('routing.reasons.'))) fields.set(place, count);
  }
  return fields;
}

/** A count over all replications; one that is taken of endpoints is the sum of theirs. */
function totalOf(name: string, { counts, parts }: MeasuredStrategy): number | undefined {
  const byEndpoint = parts.endpoint.flatMap((endpoint) => endpoint.counts.get(name)?.reduce(sum, 0) ?? []);
  if (byEndpoint.length > 0) return byEndpoint.reduce(sum, 0);
  return counts.get(name)?.reduce(sum, 0);
}

/** Everything of a part by its path there: counts first. */
function partFields(part: MeasuredPart): ReadonlyMap<string, unknown> {
  const counts = new Map<string, unknown>();
  const estimates = new Map<string, unknown>();
  for (const [name, { kind, partName = name }] of Object.entries(measures)) {
    const values = part.counts.get(name);
    if (values !== undefined) counts.set(partName, values.reduce(sum, 0));
    if (kind === 'count') continue;
    for (const [path, estimate] of estimatesOf(name, part)) {
      estimates.set(partName + path.slice(name.length), measureFields(estimate));
    }
  }
  return new Map([...counts, ...estimates]);
}

/** The estimates of a measure: one, or one for each of its statistics. */
function estimatesOf(name: string, { estimates }: MeasuredPart): readonly (readonly [string, Estimate])[] {
  const own = estimates.get(name);
  return own === undefined ? [...estimates].filter(([path]) => path.startsWith(`${name}.`)) : [[name, own]];
}

function measureFields({ pooled, interval, effective }: Estimate): Measure {
  const isTold = effective !== undefined && effective > 0 && Number.isFinite(effective);
  const rests = isTold && { effective_requests: Number(effective.toPrecision(3)) };
  if (typeof interval === 'string') {
    const advice = interval === 'too_short' && isTold && { run_longer_by: longerBy(effective) };
    return { value: pooled, ci_absent: interval, ...rests, ...advice };
  }
  return { value: pooled, ci95: [interval.low, interval.high], ci_method: interval.method, ...rests };
}

function sum(total: number, value: number): number {
  return total + value;
}
