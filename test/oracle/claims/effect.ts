/** The claimed effect of load balancing (§5): before and after, for three strategies, three capacity sets, two readings. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { StrategySummary, Summary } from '../../../src/index.js';
import type { Measured } from './claim.js';
import { changeBetween, exactly, measuredOf } from './words.js';
import { runScenario } from '../../support/unchecked.js';

/** The capacities that the tables of the specification imply; 50 where they leave one open. */
export const CAPACITY_SETS = ['40', '50', '100'] as const;
export type CapacitySet = (typeof CAPACITY_SETS)[number];

export const CAPACITIES: Readonly<Record<CapacitySet, string>> = {
  40: '40 / 50 / 50',
  50: '50 / 50 / 50',
  100: '50 / 50 / 100',
};

export const BALANCERS = ['greedy', 'balanced', 'optimal'] as const;
export type Balancer = (typeof BALANCERS)[number];

/** What "100 concurrent requests" may mean. */
export const READINGS = {
  at_once: '100 requests at once',
  users: '100 users without think time, 10,000 requests',
} as const;
export type Reading = keyof typeof READINGS;

/** Before, after, and the change as a share. */
export interface Change {
  readonly before: Measured;
  readonly after: Measured;
  readonly change: Measured;
}

export interface Effect {
  readonly set: CapacitySet;
  readonly balancer: Balancer;
  readonly reading: Reading;
  readonly p50: Change;
  readonly p95: Change;
  readonly p99: Change;
  /** Mean over the models; of requests at once: those accepted / capacity. */
  readonly utilization: Change;
  /** By model. */
  readonly utilizations: readonly [before: number, after: number][];
  /** Agents by model. */
  readonly agents: readonly [before: number, after: number][];
  /** Overload failures of 100 requests. */
  readonly failures: readonly [before: number, after: number];
  /** Mean capability score of what was served. */
  readonly quality: Change;
}

interface ScenarioFile {
  readonly workload: object;
  readonly strategies: readonly { readonly name: string }[];
}

const DIRECTORY = new URL('../../../scenarios/spec/', import.meta.url);

/** The scenario of a capacity set in a reading, with the two strategies of a balancer alone. */
export function scenarioOf(set: CapacitySet, balancer: Balancer, reading: Reading): object {
  const file = parse(readFileSync(new URL(`load-balancing-${set}.yaml`, DIRECTORY), 'utf8')) as ScenarioFile;
  const names = [`${balancer}_before`, `${balancer}_after`];
  return {
    ...file,
    strategies: file.strategies.filter(({ name }) => names.includes(name)),
    baseline: names[0],
    ...(reading === 'at_once' && { workload: { ...file.workload, requests: 100 }, router: { max_retries: 0 } }),
  };
}

export async function measureEffect(
  set: CapacitySet,
  balancer: Balancer,
  reading: Reading,
  replications: number,
): Promise<Effect> {
  const summary = await runScenario(scenarioOf(set, balancer, reading), { replications });
  const [before, after] = summary.strategies;
  const utilizations = [before, after].map((strategy) => utilizationsOf(strategy, reading));
  return {
    set,
    balancer,
    reading,
    p50: changeOf(summary, 'p50'),
    p95: changeOf(summary, 'p95'),
    p99: changeOf(summary, 'p99'),
    utilization:
      reading === 'users'
        ? utilizationOf(before, after)
        : changeOfExact(...(utilizations.map(mean) as [number, number])),
    utilizations: utilizations[0].map((value, m) => [value, utilizations[1][m]]),
    agents: agentsOf(before).map((count, m) => [count, agentsOf(after)[m]]),
    failures: [failuresOf(before), failuresOf(after)],
    quality: changeOfExact(before.measures.quality?.value ?? NaN, after.measures.quality?.value ?? NaN),
  };
}

/** A time, before and after, with the paired difference where there is one. */
function changeOf({ strategies, comparisons }: Summary, name: 'p50' | 'p95' | 'p99'): Change {
  const [before, after] = strategies.map(({ measures }) => measuredOf(measures.response_time_ms?.[name]));
  const found = comparisons.find(({ measure }) => measure === `response_time_ms.${name}`);
  const value = after.value / before.value - 1;
  const [low, high] = found?.relative_ci95 ?? [value, value];
  return { before, after, change: { value, low, high } };
}

function utilizationOf(before: StrategySummary, after: StrategySummary): Change {
  const [first, second] = [before, after].map(({ measures }) => measuredOf(measures.utilization));
  return { before: first, after: second, change: changeBetween(first, second) };
}

/** By model: measured, or of requests at once those that it accepts / its capacity. */
function utilizationsOf({ models, assignment }: StrategySummary, reading: Reading): number[] {
  if (reading === 'at_once') return (assignment?.models ?? []).map(({ utilization }) => Math.min(1, utilization));
  return models.map(({ utilization }) => utilization?.value ?? NaN);
}

function agentsOf({ assignment }: StrategySummary): number[] {
  return (assignment?.models ?? []).map(({ agents }) => agents);
}

function failuresOf({ requests }: StrategySummary): number {
  return (100 * requests.overload_failed) / requests.arrived;
}

function changeOfExact(before: number, after: number): Change {
  return { before: exactly(before), after: exactly(after), change: exactly(after / before - 1) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
