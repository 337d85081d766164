/** What a measure is, and the constructors of its three kinds: one entry of the registry each. */

import type { FinishedRun } from './finished-run.js';
import type { Group } from './groups.js';

export type Unit = 'ms' | '1/s' | 'share' | 'count' | 'ratio' | 'price' | 'score';

/** Which direction is better; null where none is. */
export type Direction = 'lower' | 'higher' | null;

/** Parts of the traffic or of the fleet that a measure can be taken of, beside the whole. */
export type PartKind = 'class' | 'model' | 'endpoint';

/** Parts of a scenario without which some measures have no value. */
export type Need =
  'failures' | 'slo' | 'prices' | 'caches' | 'deadlines' | 'timeout' | 'backend' | 'agents' | 'assignment';

/** Tables of a report; `none`: in summary.json alone. */
export type TableName = 'response' | 'waiting' | 'requests' | 'overload' | 'service' | 'fleet' | 'routing' | 'none';

interface Described {
  /** As titles and axes have it, without the unit. */
  readonly label: string;
  /** One sentence: exactly what is measured. */
  readonly description: string;
  readonly unit: Unit;
  readonly better: Direction;
  /** Parts that it is taken of too; default none. */
  readonly parts?: readonly PartKind[];
  /** Whether it is taken of parts alone: of the whole it would say nothing. */
  readonly isOfParts?: true;
  /** Where a report shows it. */
  readonly table: TableName;
  /** Its name in parts; default: its own. */
  readonly partName?: string;
  /** Whether the gate judges it without being asked. */
  readonly isGated?: true;
  /** What a scenario must say for it to have a value. */
  readonly needs?: Need;
}

/** A value for each request: means and quantiles are taken of it. */
export interface ColumnMeasure extends Described {
  readonly kind: 'column';
  /** Whether requests that were not completed have a value too; of parts of the traffic they never count. */
  readonly isOfUnserved?: true;
  /** By request of the run; undefined where there is nothing to measure. */
  readonly value: (run: FinishedRun) => Float64Array | undefined;
}

/** Numerator and denominator: the value of a run is their quotient, absent where the denominator is 0. */
export type Ratio = readonly [of: number, per: number];

/**
 * A number for each run. Of the whole it is the mean over replications; of parts, which may be missing in some, the sum of
 * the numerators over the sum of the denominators.
 */
export interface RatioMeasure extends Described {
  readonly kind: 'ratio';
  /** @returns undefined where it does not apply to the run */
  readonly value: (run: FinishedRun, group: Group) => Ratio | undefined;
}

/** A count of the whole run, warm-up included: totals are shown, and compared as the mean of a replication. */
export interface CountMeasure extends Described {
  readonly kind: 'count';
  /** @returns undefined where it does not apply to the run */
  readonly value: (run: FinishedRun, group: Group) => number | undefined;
}

export type Measure = ColumnMeasure | RatioMeasure | CountMeasure;

export function column(measure: Omit<ColumnMeasure, 'kind'>): ColumnMeasure {
  return { kind: 'column', ...measure };
}

export function ratio(measure: Omit<RatioMeasure, 'kind'>): RatioMeasure {
  return { kind: 'ratio', ...measure };
}

export function count(measure: Omit<CountMeasure, 'kind' | 'unit'> & { readonly unit?: Unit }): CountMeasure {
  return { kind: 'count', unit: 'count', ...measure };
}
