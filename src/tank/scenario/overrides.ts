import { z } from 'zod';
import type { Diagnostic } from '../../core/index.js';
import { policyNames } from '../../router/index.js';
import type { FormatName, TimeUnit } from '../recorded/index.js';
import { expectedOneOf, quoted, schemaMistakes, suggesting, valueOf } from '../../core/input/index.js';
import type { Assignment } from './assignments/assignment.js';
import { scenarioSchema } from './form/schema.js';
import { formatSchema, timeUnitSchema } from './form/trace-schema.js';
import { workloadSchema } from './form/workload-schema.js';

/** What a command line or a notebook changes in a scenario. */
export interface Overrides {
  /** Values for places of the scenario, one after another, before all that follows. */
  readonly set?: readonly Assignment[] | undefined;
  readonly seed?: string | undefined;
  readonly replications?: number | undefined;
  /** Names of strategies of the scenario, or of policies, which are added with their defaults. */
  readonly strategies?: readonly string[] | undefined;
  /** A recorded trace in place of the workload. */
  readonly trace?:
    | {
        /** Absolute. */
        readonly path: string;
        /** Default: recognised from the header or first line. */
        readonly format?: FormatName | undefined;
        readonly skipBadRows?: boolean | undefined;
      }
    | undefined;
  /** For the trace of the scenario, or the one in its place. */
  readonly skipBadRows?: boolean | undefined;
  readonly sort?: boolean | undefined;
  readonly timeUnit?: TimeUnit | undefined;
}

export interface Overridden {
  /** The scenario's plain values with the overrides in them. */
  readonly scenario: unknown;
  /** Mistakes of the overrides themselves; they name the flag. */
  readonly mistakes: readonly Diagnostic[];
  readonly warnings: readonly string[];
}

/** The overrides in a scenario's own form, so that the one schema and the one hash serve both. */
export function override(scenario: unknown, overrides: Overrides): Overridden {
  const mistakes = [...flagMistakes(overrides), ...selectionMistakes(scenario, overrides.strategies)];
  if (mistakes.length > 0 || typeof scenario !== 'object' || scenario === null)
    return { scenario, mistakes, warnings: [] };
  const warnings: string[] = [];
  const changed: Record<string, unknown> = { ...scenario };
  if (overrides.seed !== undefined) changed.seed = overrides.seed;
  if (overrides.replications !== undefined) changed.replications = overrides.replications;
  if (overrides.strategies !== undefined) select(changed, overrides.strategies);
  changed.workload = workloadWith(changed.workload, overrides);
  if (valueOf(changed, 'workload', 'trace') !== undefined) {
    for (const rule of ['precision', 'select']) {
      if (changed[rule] === undefined) continue;
      warnings.push(`${rule} is ignored: a recorded trace runs once`);
      changed[rule] = undefined;
    }
    if (valueOf(changed, 'workload', 'trace', 'resample') !== undefined)
      return { scenario: changed, mistakes, warnings };
    const asked = changed.replications;
    if (typeof asked === 'number' && asked > 1) {
      warnings.push(`replications: ${asked} requested, 1 run: a recorded trace runs once`);
      changed.replications = 1;
    }
  } else warnings.push(...idleFlags(overrides));
  return { scenario: changed, mistakes, warnings };
}

/** Flags on a recorded trace, where there is none. */
function idleFlags({ skipBadRows, sort, timeUnit }: Overrides): string[] {
  const flags = {
    '--skip-bad-rows': skipBadRows === true,
    '--sort': sort === true,
    '--time-unit': timeUnit !== undefined,
  };
  return Object.entries(flags)
    .filter(([, isGiven]) => isGiven)
    .map(([flag]) => `${flag} has no effect: the workload is not a recorded trace`);
}

const flagsSchema = z.object({
  '--seed': scenarioSchema.shape.seed,
  '--replications': scenarioSchema.shape.replications,
  '--trace': workloadSchema.shape.trace.unwrap().shape.path.optional(),
  '--trace-format': formatSchema.optional(),
  '--time-unit': timeUnitSchema.optional(),
});

function flagMistakes({ seed, replications, trace, timeUnit }: Overrides): Diagnostic[] {
  const flags = {
    '--seed': seed,
    '--replications': replications,
    '--trace': trace?.path,
    '--trace-format': trace?.format,
    '--time-unit': timeUnit,
  };
  return schemaMistakes(flagsSchema, flags, flags).map(({ message, advice }) => ({ message, advice }));
}

function selectionMistakes(scenario: unknown, names: readonly string[] | undefined): Diagnostic[] {
  if (names === undefined) return [];
  const known = [...new Set([...strategiesByName(scenario).keys(), ...policyNames])];
  if (names.length === 0) return [{ message: '--strategies names no strategy', advice: expectedOneOf(known) }];
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      message: `--strategies: unknown strategy ${quoted(name)}`,
      advice: suggesting(expectedOneOf(known), name),
    }));
}

/** The entries of `strategies` by name; those without one are left out. */
export function strategiesByName(scenario: unknown): Map<string, unknown> {
  const list = valueOf(scenario, 'strategies');
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  return new Map(
    entries.flatMap((entry) => {
      const name = typeof entry === 'string' ? entry : (valueOf(entry, 'name') ?? valueOf(entry, 'policy'));
      return typeof name === 'string' ? [[name, entry]] : [];
    }),
  );
}

/** Keeps the selected strategies, and the baseline where it is one of them. */
function select(scenario: Record<string, unknown>, names: readonly string[]): void {
  const known = strategiesByName(scenario);
  scenario.strategies = [...new Set(names)].map((name) => known.get(name) ?? name);
  if (!names.includes(String(scenario.baseline))) delete scenario.baseline;
}

function workloadWith(workload: unknown, { trace, skipBadRows, sort, timeUnit }: Overrides): unknown {
  const reading = { ...(sort !== undefined && { sort }), ...(timeUnit !== undefined && { time_unit: timeUnit }) };
  if (trace !== undefined) {
    const { path, format } = trace;
    return {
      trace: {
        path,
        ...(format !== undefined && { format }),
        skip_bad_rows: trace.skipBadRows ?? skipBadRows ?? false,
        ...reading,
      },
    };
  }
  const recorded = valueOf(workload, 'trace');
  const changes = { ...(skipBadRows !== undefined && { skip_bad_rows: skipBadRows }), ...reading };
  if (typeof recorded !== 'object' || recorded === null || Object.keys(changes).length === 0) return workload;
  return { trace: { ...recorded, ...changes } };
}
