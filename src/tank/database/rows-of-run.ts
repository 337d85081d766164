import { directionOf } from '../measures/index.js';
import type { StoredRun, StrategySummary, Summary } from '../results/index.js';
import type { Row, TableName } from './schema/tables.js';

/** A run as it lies in the folder of results. */
export interface RunPlace {
  readonly id: string;
  readonly isLatest: boolean;
  /** ISO 8601. */
  readonly time: string;
  readonly timeSource: 'provenance' | 'folder' | 'file';
  readonly summarySha256: string;
}

export type RunRows = { readonly [Name in Exclude<TableName, 'folders'>]: readonly Row<Name>[] };

/** The rows of a run in every table. */
export function rowsOfRun(place: RunPlace, { summary, replications, provenance }: StoredRun): RunRows {
  const run_id = place.id;
  const { scenario, strategies, comparisons } = summary;
  const values = strategies.map((strategy) => valueRows(run_id, strategy));
  return {
    runs: [runRow(place, summary, provenance)],
    compared: scenario.compare.map((measure, i) => ({ run_id, place: i, measure })),
    strategies: strategies.map(({ name, place, policy, max_load_threshold, module_sha256 = null }) => ({
      run_id,
      strategy: name,
      place,
      policy,
      max_load_threshold: max_load_threshold === 'off' ? null : max_load_threshold,
      module_sha256,
    })),
    measures: values.flatMap(({ measures }) => measures),
    counts: values.flatMap(({ counts }) => counts),
    replications: (replications?.strategies ?? []).flatMap(({ name, values }) =>
      Object.entries(values).flatMap(([measure, each]) =>
        each.map((value, replication) => ({ run_id, strategy: name, measure, replication, value })),
      ),
    ),
    comparisons: comparisons.map((each) => ({
      run_id,
      baseline: each.baseline,
      strategy: each.strategy,
      measure: each.measure,
      difference: each.difference ?? null,
      relative: each.relative ?? null,
      low: each.ci95?.[0] ?? null,
      high: each.ci95?.[1] ?? null,
      p_value: each.p_value ?? null,
      verdict: each.verdict,
      reason: each.reason ?? null,
    })),
    survivors: survivorRows(run_id, summary),
    classes: strategies.flatMap(({ name, classes = [] }) =>
      classes.map((part) => ({
        run_id,
        strategy: name,
        class: part.name,
        arrived: part.requests.arrived,
        completed: part.requests.completed,
        tail_share: part.tail_share ?? null,
      })),
    ),
    models: strategies.flatMap(({ name, models }) =>
      models.map(({ id, replicas, requests, refusals, tail_share = null }) => ({
        ...{ run_id, strategy: name, model: id, replicas, requests, refusals, tail_share },
      })),
    ),
    endpoints: strategies.flatMap(({ name, endpoints }) =>
      endpoints.map(({ id, model, requests, refusals, overload_episodes, tail_share = null }) => ({
        ...{ run_id, strategy: name, endpoint: id, model, requests, refusals, overload_episodes, tail_share },
      })),
    ),
  };
}

function runRow(place: RunPlace, { version, scenario, warnings }: Summary, provenance: StoredRun['provenance']) {
  return {
    run_id: place.id,
    scenario: scenario.name,
    is_latest: place.isLatest,
    time: place.time,
    time_source: place.timeSource,
    version,
    seed: scenario.seed,
    replications: scenario.replications,
    warm_up_ms: scenario.warm_up_ms,
    scenario_sha256: scenario.sha256,
    baseline: scenario.baseline,
    question: scenario.question ?? null,
    expected: scenario.expected ?? null,
    slo_response_time_ms: scenario.slo?.response_time_ms ?? null,
    slo_attainment: scenario.slo?.attainment ?? null,
    trace_format: scenario.trace?.format ?? null,
    trace_sha256: scenario.trace?.sha256 ?? null,
    node: provenance?.node ?? null,
    wall_ms: provenance?.wall_ms ?? null,
    interrupted: provenance?.interrupted ?? null,
    warnings: warnings.length,
    summary_sha256: place.summarySha256,
  };
}

function survivorRows(run_id: string, { screening = [], selection }: Summary): readonly Row<'survivors'>[] {
  const judged = [
    ...screening.map(({ measure, survivors }) => ({ source: 'screening', measure, survivors })),
    ...(selection === undefined ? [] : [{ source: 'selection', ...selection }]),
  ];
  return judged.flatMap(({ source, measure, survivors }) =>
    survivors.map((strategy, place) => ({ run_id, source, measure, place, strategy })),
  );
}

/** The whole of a strategy, or a part of it, with what stands in its place of the summary. */
interface Section {
  readonly part_kind: 'class' | 'model' | 'endpoint' | null;
  readonly part: string | null;
  readonly values: object;
}

/** What parts have beside measures and counts: it has columns of its own. */
const NO_COUNTS = ['replicas', 'tail_share'];

function sectionsOf(strategy: StrategySummary): readonly Section[] {
  const { requests, overload, attempts, routing, measures, classes = [], models, endpoints } = strategy;
  return [
    { part_kind: null, part: null, values: { ...measures, requests, overload, attempts, routing } },
    ...classes.map((each) => ({ part_kind: 'class' as const, part: each.name, values: each })),
    ...models.map((each) => ({ part_kind: 'model' as const, part: each.id, values: each })),
    ...endpoints.map((each) => ({ part_kind: 'endpoint' as const, part: each.id, values: each })),
  ];
}

/** What a strategy and its parts have: some hundred of each, so they are made without intermediate lists. */
function valueRows(run_id: string, summary: StrategySummary) {
  const { name: strategy } = summary;
  const measures: Row<'measures'>[] = [];
  const counts: Row<'counts'>[] = [];
  for (const { part_kind, part, values } of sectionsOf(summary)) {
    visitLeaves(values, '', (measure, leaf) => {
      const better = betterOf(part_kind, measure);
      if (typeof leaf === 'number') {
        if (NO_COUNTS.includes(measure)) return;
        counts.push({ run_id, strategy, part_kind, part, measure, value: leaf, better });
        return;
      }
      measures.push({
        run_id,
        strategy,
        part_kind,
        part,
        measure,
        value: leaf.value,
        low: leaf.ci95?.[0] ?? null,
        high: leaf.ci95?.[1] ?? null,
        ci_method: leaf.ci_method ?? null,
        ci_absent: leaf.ci_absent ?? null,
        effective_requests: leaf.effective_requests ?? null,
        better,
      });
    });
  }
  return { measures, counts };
}

const LISTS = { class: 'classes', model: 'models', endpoint: 'endpoints' } as const;

/** By path: a thousand runs have each of them many thousand times. */
const directions = new Map<string, ReturnType<typeof directionOf>>();

/** The direction of a measure that is better; that of a part by its name there. */
function betterOf(kind: Section['part_kind'], path: string): ReturnType<typeof directionOf> {
  const full = kind === null ? path : `${LISTS[kind]}.any.${path}`;
  let found = directions.get(full);
  if (found === undefined) {
    found = directionOf(full);
    directions.set(full, found);
  }
  return found;
}

interface MeasureLeaf {
  readonly value: number;
  readonly ci95?: readonly [number, number];
  readonly ci_method?: string;
  readonly ci_absent?: string;
  readonly effective_requests?: number;
}

/** Calls for each number and measure in nested objects, with its path; texts are names. */
function visitLeaves(values: object, above: string, visit: (path: string, leaf: number | MeasureLeaf) => void): void {
  for (const [name, value] of Object.entries(values) as [string, unknown][]) {
    if (typeof value === 'number') visit(above + name, value);
    else if (typeof value !== 'object' || value === null) continue;
    else if ('value' in value && typeof value.value === 'number') visit(above + name, value as MeasureLeaf);
    else visitLeaves(value, `${above}${name}.`, visit);
  }
}
