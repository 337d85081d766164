import { type Estimate, estimateAt, type IntervalAbsence, LEVEL, type MeasuredStrategy } from '../estimates/index.js';
import type { PrecisionSummary, SelectionSummary } from '../results/index.js';
import type { Plan } from '../plan/index.js';
import { nextReplications, selectBest } from '../statistics/index.js';
import { lossColumns } from './best-strategy.js';

/** Whether more replications are wanted, and what the rules of a plan say so far. */
export interface StoppingState {
  /** Replications to run next, 0 for none. */
  readonly more: number;
  readonly precision?: PrecisionSummary;
  readonly selection?: SelectionSummary;
}

/** How many were begun, which are limited, and finished by every strategy: fewer where jobs were lost. */
interface Replications {
  readonly begun: number;
  readonly made: number;
}

/**
 * Looks at what was measured over the replications so far. Looks come after fixed batches, so that neither workers nor
 * luck change how many there are.
 */
export function look(plan: Plan, measured: readonly MeasuredStrategy[], replications: Replications): StoppingState {
  const precision = plan.precision && precisionOf(plan, plan.precision, measured, replications);
  const selection = plan.select && selectionOf(plan, plan.select, measured, replications);
  return {
    more: Math.max(precision?.more ?? 0, selection?.more ?? 0),
    ...(precision && { precision: precision.summary }),
    ...(selection && { selection: selection.summary }),
  };
}

function precisionOf(
  plan: Plan,
  { relative, measures, batch, limit }: NonNullable<Plan['precision']>,
  measured: readonly MeasuredStrategy[],
  { begun, made }: Replications,
) {
  const most = limit - (begun - made);
  const looks = plan.strategies.flatMap(({ name }, s) =>
    measures.map((measure) => {
      const found = estimateAt(measured[s], measure);
      return { strategy: name, measure, ...lookAt(found, relative, batch, most) };
    }),
  );
  const missed = looks.filter(({ isMet }) => !isMet);
  const summary: PrecisionSummary = {
    relative_half_width: relative,
    replications: made,
    is_met: missed.length === 0,
    missed: missed.map(({ strategy, measure, reached }) => ({
      strategy,
      measure,
      ...(reached !== undefined && Number.isFinite(reached) && { relative_half_width: reached }),
    })),
  };
  return { more: Math.max(0, ...looks.map(({ more }) => more)), summary };
}

/** Whether the interval that stands beside an estimate in the summary is narrow enough, and how many replications it needs. */
function lookAt(found: Estimate | undefined, relative: number, batch: number, most: number) {
  if (found === undefined) return { more: 0, isMet: false };
  const { pooled, replications, interval } = found;
  if (typeof interval === 'string' && NEVER_COMES.has(interval)) return { more: 0, isMet: false };
  const shown = typeof interval === 'object' || interval === 'no_spread' ? interval : undefined;
  const next = nextReplications({ value: pooled, interval: shown }, replications.length, relative, batch, most);
  if (next.action === 'go_on') return { more: next.count, isMet: false, reached: next.reached };
  return { more: 0, isMet: next.reason === 'precise' || next.reason === 'no_spread', reached: next.reached };
}

/** Intervals that more replications do not bring. */
const NEVER_COMES: ReadonlySet<IntervalAbsence> = new Set(['no_value', 'queue_grows', 'not_steady_state']);

function selectionOf(
  plan: Plan,
  { measure, indifference, batch, limit }: NonNullable<Plan['select']>,
  measured: readonly MeasuredStrategy[],
  { begun, made }: Replications,
) {
  const columns = lossColumns(measure, measured);
  const names = plan.strategies.map(({ name }) => name);
  const nothing: SelectionSummary = { measure, replications: made, level: LEVEL, survivors: names };
  const first = plan.replications;
  if (columns === undefined || made < first) return { more: 0, summary: nothing };
  const baseline = columns[names.indexOf(plan.baseline)].slice(0, first);
  const zone = indifference * Math.abs(baseline.reduce((sum, value) => sum + value, 0) / first);
  if (first < 2 || zone === 0) return { more: 0, summary: nothing };
  const { survivors } = selectBest(columns, zone, LEVEL, first);
  const isOver = survivors.length === 1;
  return {
    more: isOver ? 0 : Math.min(batch, Math.max(0, limit - begun)),
    summary: {
      ...nothing,
      indifference: zone,
      survivors: survivors.map((s) => names[s]),
      ...(isOver && { best: names[survivors[0]] }),
    },
  };
}
