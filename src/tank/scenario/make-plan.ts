import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { DEFAULT_QUANTILES, quantilesIn } from '../measures/index.js';
import { fleetEvent } from './form/event-schema.js';
import { failureRule } from './form/failures-schema.js';
import { valueOf } from '../../core/input/index.js';
import { quotaLimits } from '../../router/config/index.js';
import { backendConfig, fixedBeliefs, fleetConfig } from './form/fleet-schema.js';
import { objectsOf, type Plan, type StrategyPlan } from '../plan/index.js';
import type { LengthFile } from '../recorded/index.js';
import { type Scenario, SCENARIO_SCHEMA } from './form/schema.js';
import { precisionPlan, selectPlan } from './form/stopping-schema.js';
import { strategyPlan } from './form/strategy-schema.js';
import { tolerances } from './form/tolerance-schema.js';
import { workloadPlan } from './form/workload-schema.js';
import { givePolicies, type OwnPolicies } from './own-policies.js';

interface Context {
  /** As it was written, with its overrides. */
  readonly written: unknown;
  /** Policies that are objects, by name of their strategy. */
  readonly handed: ReadonlyMap<string, unknown>;
  /** Names of all strategies of the scenario, in its order. */
  readonly named: readonly string[];
  /** Folder that the paths of the scenario are relative to. */
  readonly folder: string;
  readonly sha256: string;
  readonly jobsSha256: string;
  readonly own: OwnPolicies;
  readonly warnings: readonly string[];
  /** By source of the workload: its file of lengths, undefined where it has none. */
  readonly lengths: readonly (LengthFile | undefined)[];
}

/** The plan of a checked scenario: wavetank's own names and units, every default filled in. */
export function makePlan(scenario: Scenario, context: Context): Plan {
  const { folder, sha256, jobsSha256, own, warnings, lengths } = context;
  const { name, question, expected, fleet, service, client, compare, replications, slo } = scenario;
  const strategies = placed(
    scenario.strategies.map((entry) => strategyPlan(entry, scenario, own)),
    context.named,
  );
  const workload = workloadPlan(
    scenario.workload,
    (path) => resolve(folder, path),
    lengths.map((file) => file?.pairs),
  );
  return {
    written: { schema: SCENARIO_SCHEMA, ...(JSON.parse(JSON.stringify(context.written)) as object) },
    given: givePolicies({ schema: SCENARIO_SCHEMA, ...(withoutUndefined(context.written) as object) }, context.handed),
    name,
    question,
    expected,
    seed: scenario.seed ?? name,
    sha256,
    jobsSha256,
    fleet: fleetConfig(fleet),
    backends: fleet.models.map(backendConfig),
    caches: fleet.models.map(({ cache }) => cache),
    quotas: quotaLimits(fleet.models),
    fixed: fixedBeliefs(fleet),
    workload,
    service,
    client: { timeoutMs: client.timeout },
    strategies,
    baseline: scenario.baseline ?? strategies[0].name,
    compare,
    quantiles: quantilesOf(scenario),
    tolerance: tolerances(scenario.tolerance),
    replications,
    warmUpMs: scenario.warm_up === 'auto' ? 0 : scenario.warm_up,
    warmUp: scenario.warm_up === 'auto' ? 'auto' : undefined,
    precision: precisionPlan(scenario),
    select: selectPlan(scenario),
    slo: slo && { responseTimeMs: slo.response_time, attainment: slo.attainment },
    events: scenario.events.map(fleetEvent).sort((a, b) => a.timeMs - b.timeMs),
    failures: scenario.failures.map(failureRule),
    alerts: scenario.alerts,
    warnings: [
      ...warnings,
      ...[...own.values()].flatMap((each) => each.warnings),
      ...uncovered(workload),
      ...effectless(scenario),
    ],
  };
}

/** Arrivals that are an object, as a warning: the same hash may stand for others. */
function uncovered(workload: Plan['workload']): readonly string[] {
  if (objectsOf({ strategies: [], workload }).length === 0) return [];
  return ['the arrival process is an object of the program that ran it, which the hash of the scenario does not cover'];
}

/** With their places in the scenario; those that are not in it come after all that are. */
function placed(strategies: readonly Omit<StrategyPlan, 'place'>[], named: readonly string[]): StrategyPlan[] {
  const added = strategies.filter(({ name }) => !named.includes(name)).map(({ name }) => name);
  const places = [...named, ...added];
  return strategies.map((strategy) => ({ ...strategy, place: places.indexOf(strategy.name) }));
}

/** Those listed, and those of the measures that are named. */
function quantilesOf({ quantiles, compare, precision, select, tolerance = {} }: Scenario): readonly number[] {
  const named = [...compare, ...(precision?.measures ?? []), select?.measure ?? '', ...Object.keys(tolerance)];
  return [...new Set([...(quantiles ?? DEFAULT_QUANTILES), ...quantilesIn(named)])].sort((a, b) => a - b);
}

/** Keys that are accepted and have no effect, or less than they seem to, one warning for each kind. */
function effectless({ workload: { classes = [], agents = [] }, fleet: { models } }: Scenario): readonly string[] {
  const unpriced = models.filter(({ price }) => price === undefined).map(({ id }) => id);
  return [
    ...([...classes, ...agents].some(({ priority }) => priority !== 0) ? ['class priority has no effect yet'] : []),
    ...(unpriced.length > 0 && unpriced.length < models.length
      ? [`no token cost of the whole: without a price are ${unpriced.join(', ')}`]
      : []),
  ];
}

/** A copy without the keys that have no value; functions of objects that were handed over stay what they are. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutUndefined(child)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Keys that change no result. */
const LEFT_OUT = ['question', 'expected', 'tolerance', 'sweep'];
/** Where the path of a file stands. */
const FILES = ['.workload.trace', '.workload.lengths', '.workload.sources[].lengths'];

/**
 * SHA-256 of what determines a scenario's results: its plain values in canonical JSON (keys sorted), without its prose
 * and tolerances, and without the paths of files: the content of a trace is recorded apart, that of lengths is added. In place
 * of the path of a module it has the SHA-256 of the file, of a policy that is an object the word `object`.
 * @returns 64 hexadecimal digits
 */
export function scenarioSha256(scenario: unknown, { own, lengths }: Contents): string {
  const text = [canonicalJson(withHashes(scenario, own), ''), ...lengths].join('\n');
  return createHash('sha256').update(text).digest('hex');
}

/** The same without the number of replications, which changes no job. */
export function jobsSha256(scenario: unknown, contents: Contents): string {
  return scenarioSha256({ ...(scenario as object), replications: undefined }, contents);
}

/** What a hash has of the files of a scenario. */
interface Contents {
  readonly own: OwnPolicies;
  /** SHA-256 of the files of lengths. */
  readonly lengths: readonly string[];
}

function withHashes(scenario: unknown, own: OwnPolicies): unknown {
  if (own.size === 0) return scenario;
  const strategies = (valueOf(scenario, 'strategies') as readonly unknown[]).map((entry) => {
    const mine = own.get(String(valueOf(entry, 'name')));
    if (mine === undefined) return entry;
    return { ...(entry as object), module: 'sha256' in mine.policy ? mine.policy.sha256 : 'object' };
  });
  return { ...(scenario as object), strategies };
}

function canonicalJson(value: unknown, path: string): string {
  if (Array.isArray(value)) return `[${value.map((element) => canonicalJson(element, `${path}[]`)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([key, child]) => child !== undefined && typeof child !== 'function' && !isLeftOut(path, key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonicalJson(child, `${path}.${key}`)}`).join(',')}}`;
}

function isLeftOut(path: string, key: string): boolean {
  return path === '' ? LEFT_OUT.includes(key) : FILES.includes(path) && key === 'path';
}
