/**
 * Where the claimed fall of P99 by 40 % holds: what the documents leave open is varied. Agents send at random times to three
 * models of equal capacity whose queues have room, so that too much load is waiting and not failure.
 */
import type { StrategySummary, SweepPoint } from '../../../src/index.js';
import { assignmentStrategyNames } from '../../../src/router/balancing/index.js';
import type { Measured } from './claim.js';
import { measuredOf } from './words.js';
import { runScenario, sweep } from '../../support/unchecked.js';

const AGENTS = 100;
const SERVERS = 150;
const MEAN_MS = 54.6;
/** Where something else is varied. */
const LOAD = 0.7;

/** What may be other than usual. */
interface Given {
  /** Share of all servers that is asked for. */
  readonly load?: number;
  /** Of the service times. */
  readonly cv?: number;
  readonly capacities?: readonly number[];
  /** Whether a model slows down as it fills. */
  readonly isSharing?: boolean;
  /** Score of the models that are not an agent's best. */
  readonly runnerUp?: number;
  /** Factor of the scores of a model over target. */
  readonly overTargetFactor?: number;
}

function scenarioOf({
  load = LOAD,
  cv = 0.686,
  capacities = [50, 50, 50],
  isSharing = false,
  runnerUp = 85,
  overTargetFactor = 0.8,
}: Given) {
  const levels = (best: string) =>
    Object.fromEntries(['code', 'text', 'data'].map((name) => [name, name === best ? 90 : runnerUp]));
  const kinds = [
    { name: 'coder', count: 45, best: 'code' },
    { name: 'writer', count: 30, best: 'text' },
    { name: 'analyst', count: 25, best: 'data' },
  ];
  // sharing: ten requests run at full speed, more share it; all together serve as much as the slots
  const backend = isSharing ? { backend: { kind: 'processor_sharing', cores: 10, speed: 5 } } : {};
  return {
    schema: 'wavetank.scenario/1',
    name: 'load-balancing-open',
    fleet: {
      models: kinds.map(({ best }, m) => ({
        id: `model-${m + 1}`,
        max_concurrent: capacities[m],
        max_queue: 100_000,
        capabilities: levels(best),
        ...backend,
      })),
    },
    workload: {
      agents: kinds.map(({ name, count, best }) => ({
        name,
        count,
        needs: { [best]: 1 },
        arrivals: { kind: 'poisson', rate: rateOf(load) },
      })),
      requests: 20_000,
    },
    service: { kind: 'lognormal', mean: `${MEAN_MS}ms`, cv },
    strategies: [
      { name: 'before', policy: 'least_loaded', assign: 'greedy', enable_load_balancing: false, assignment: 'hard' },
      {
        name: 'after',
        policy: 'least_loaded',
        assign: 'greedy',
        assignment: 'hard',
        over_target_factor: overTargetFactor,
      },
    ],
    warm_up: '2s',
  };
}

/** Requests per second of each agent at a load of all servers together. */
export function rateOf(load: number): string {
  return `${((load * SERVERS * 1000) / MEAN_MS / AGENTS).toPrecision(6)}/s`;
}

/** What P99 does at one point. */
export interface Fall {
  readonly x: number;
  readonly y: number;
  readonly change: Measured;
  /** Whether the queue of some model grows as long as the run goes on, before or after: then the change depends on its length. */
  readonly grows: readonly [before: boolean, after: boolean];
}

/** Shares of all servers that are asked for; model 1 is asked for 1.35 times as much before. */
export const LOADS = [0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.72, 0.74, 0.76, 0.8, 0.85, 0.9];
export const LOAD_WEIGHTS = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1];

/** What a model is: servers of one request each, or one that slows down as it fills. */
export const SERVICES = ['slots', 'sharing'] as const;
export type Service = (typeof SERVICES)[number];

/** Load against load weight, without the penalty over target, which alone would move as many agents: where P99 falls. */
export async function loadAgainstWeight(service: Service, replications: number): Promise<readonly Fall[]> {
  const grid = { [RATE]: LOADS.map(rateOf), [WEIGHT]: LOAD_WEIGHTS };
  const { points } = await sweep(
    scenarioOf({ isSharing: service === 'sharing', overTargetFactor: 1 }),
    { grid },
    { replications },
  );
  return points.map((point, i) => ({
    x: LOADS[Math.floor(i / LOAD_WEIGHTS.length)],
    y: LOAD_WEIGHTS[i % LOAD_WEIGHTS.length],
    ...fallOf(point),
  }));
}

/** A model under one strategy: what was predicted of its utilization, and what came of it. */
export interface Predicted {
  readonly strategy: string;
  readonly model: string;
  readonly agents: number;
  readonly predicted: number;
  readonly simulated: Measured;
}

const PREDICTED_LOAD = 0.6;

/** Predicted and simulated utilization of every model, for each strategy with load balancing. */
export async function predictions(replications: number): Promise<readonly Predicted[]> {
  const scenario = scenarioOf({ load: PREDICTED_LOAD });
  const strategies = assignmentStrategyNames.map((assign) => ({
    name: assign,
    policy: 'least_loaded',
    assign,
    assignment: 'hard',
  }));
  const summary = await runScenario({ ...scenario, strategies }, { replications });
  return summary.strategies.flatMap(({ name, models, assignment }) =>
    models.map(({ id, utilization }) => {
      const planned = assignment?.models.find((model) => model.id === id);
      return {
        strategy: name,
        model: id,
        agents: planned?.agents ?? 0,
        predicted: planned?.predicted_utilization ?? NaN,
        simulated: measuredOf(utilization),
      };
    }),
  );
}

const RATE = 'workload.agents.*.arrivals.rate';
const WEIGHT = 'strategies.after.load_weight';

/** A line of the table of what else was varied, at one load. */
export interface Varied {
  readonly what: string;
  readonly value: string;
  readonly change: Measured;
  readonly grows: Fall['grows'];
}

/** Everything else, one at a time. */
export async function othersVaried(replications: number): Promise<readonly Varied[]> {
  const points: readonly { readonly what: string; readonly value: string; readonly given: Given }[] = [
    ...[0, 0.25, 0.686, 1.5, 3].map((cv) => ({ what: 'service cv', value: String(cv), given: { cv } })),
    ...[50, 46, 40, 36, 30].map((first) => {
      const rest = (SERVERS - first) / 2;
      const capacities = [first, rest, rest];
      return { what: 'capacities', value: capacities.join(' / '), given: { capacities } };
    }),
    ...[60, 75, 80, 85, 89].map((runnerUp) => ({
      what: 'score of the runner-up (best: 90)',
      value: String(runnerUp),
      given: { runnerUp },
    })),
  ];
  const found: Varied[] = [];
  for (const { what, value, given } of points) {
    const summary = await runScenario(scenarioOf({ load: LOAD, ...given }), { replications });
    found.push({ what, value, ...fallOf(summary) });
  }
  return found;
}

function fallOf({
  strategies,
  comparisons,
}: Pick<SweepPoint, 'strategies' | 'comparisons'>): Pick<Fall, 'change' | 'grows'> {
  const [before, after] = strategies.map(({ measures }) => measures.response_time_ms?.p99?.value ?? NaN);
  const value = after / before - 1;
  const [low, high] = comparisons[0].relative_ci95 ?? [value, value];
  return { change: { value, low, high }, grows: strategies.map(isFull) as [boolean, boolean] };
}

function isFull({ assignment }: StrategySummary): boolean {
  return (assignment?.models ?? []).some((model) => (model.predicted_utilization ?? 0) >= 1);
}
