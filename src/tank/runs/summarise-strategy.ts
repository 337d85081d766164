import { type Estimate, type MeasuredPart, type MeasuredStrategy, measures, type PartKind } from '../measures/index.js';
import type { ClassSummary, EndpointSummary, Measure, StrategySummary } from '../results/index.js';
import type { Plan, StrategyPlan } from '../scenario/index.js';

/** What is said of a strategy: every measure of the registry at its path. */
export function summariseStrategy(
  { fleet }: Plan,
  strategy: StrategyPlan,
  measured: MeasuredStrategy,
): StrategySummary {
  const { requests, overload, routing } = wholeCounts(measured);
  const { arrived, completed, overload_failed, timed_out, failed } = requests;
  const modelOf = fleet.models.flatMap(({ id, replicas = 1 }) => new Array<string>(replicas).fill(id));
  const { class: classes, endpoint: endpoints } = measured.parts;
  return {
    name: strategy.name,
    policy: strategy.policy,
    max_load_threshold: strategy.router.maxLoadThreshold,
    requests: { ...requests, in_flight: arrived - completed - overload_failed - timed_out - failed },
    overload,
    routing,
    measures: nested(estimateFields(measured)),
    ...(classes.length > 0 && { classes: classes.map((part) => partFields('class', part) as unknown as ClassSummary) }),
    endpoints: endpoints.map((part, e) => ({ ...partFields('endpoint', part), model: modelOf[e] }) as EndpointSummary),
  };
}

/** Counts of the whole; reasons that never applied are left out, and what is counted by endpoints is their sum. */
function wholeCounts({ counts, parts }: MeasuredStrategy): Pick<StrategySummary, 'requests' | 'overload' | 'routing'> {
  const totals = new Map<string, number>();
  for (const [name, replications] of counts) {
    const byEndpoint = parts.endpoint.map((endpoint) => total(endpoint.counts.get(name) ?? []));
    const isByEndpoint = parts.endpoint.some((endpoint) => endpoint.counts.has(name));
    const value = isByEndpoint ? total(byEndpoint) : total(replications);
    if (value > 0 || !name.startsWith('routing.reasons.')) totals.set(name, value);
  }
  const { requests, overload, routing } = nested(totals) as never as Pick<
    StrategySummary,
    'requests' | 'overload' | 'routing'
  >;
  return { requests, overload, routing: { ...routing, reasons: { ...routing.reasons } } };
}

/** A part: its counts under the names that they have there, then its measures. */
function partFields(kind: PartKind, { name, counts, estimates }: MeasuredPart): Record<string, unknown> {
  const fields = new Map<string, unknown>([[kind === 'class' ? 'name' : 'id', name]]);
  if (kind === 'endpoint') fields.set('model', '');
  if (kind === 'class') for (const [count, values] of counts) fields.set(count, total(values));
  for (const [measure, entry] of Object.entries(measures)) {
    if (entry.kind === 'count' && kind !== 'class') {
      const values = counts.get(measure);
      if (values !== undefined) fields.set(entry.partName ?? measure, total(values));
    } else if (entry.kind === 'ratio') {
      const found = estimates.get(measure);
      if (found !== undefined) fields.set(measure, kind === 'endpoint' ? found.pooled : measureFields(found));
    } else if (entry.kind === 'column') {
      for (const [path, found] of estimates)
        if (path.startsWith(`${measure}.`) && !path.endsWith('p999')) fields.set(path, measureFields(found));
    }
  }
  return nested(fields);
}

function estimateFields({ estimates }: MeasuredPart): ReadonlyMap<string, Measure> {
  return new Map(
    [...estimates]
      .filter(([path]) => !(path in measures && measures[path].kind === 'count'))
      .map(([path, estimate]) => [path, measureFields(estimate)]),
  );
}

function measureFields({ pooled, interval }: Estimate): Measure {
  if (typeof interval === 'string') return { value: pooled, ci_absent: interval };
  return { value: pooled, ci95: [interval.low, interval.high], ci_method: interval.method };
}

/** `a.b` → { a: { b } }, in the order of the map; what follows `routing.reasons.` is one name. */
function nested(fields: ReadonlyMap<string, unknown>): Record<string, never> {
  const root: Record<string, unknown> = {};
  for (const [path, value] of fields) {
    const steps = path.split('.', path.startsWith('routing.reasons.') ? 2 : undefined);
    if (path.startsWith('routing.reasons.')) steps.push(path.slice('routing.reasons.'.length));
    let at = root;
    for (const step of steps.slice(0, -1)) at = (at[step] ??= {}) as Record<string, unknown>;
    at[steps[steps.length - 1]] = value;
  }
  return root as Record<string, never>;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
