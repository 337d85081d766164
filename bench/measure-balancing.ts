/**
 * Measures, as the command line says, assignments of the `usual` sizes or of those that take `long`, what it costs to look at
 * `load`, or the `allocation` of its updates. Prints the rows as JSON.
 */
import munkres from 'munkres';
import { ManualClock } from '../src/core/clock.js';
import { Streams } from '../src/core/streams.js';
import { assignmentOf } from '../src/router/balancing/assignment.js';
import {
  type AssignmentStrategyName,
  assignmentStrategies,
  assignmentStrategyNames,
  LoadBalancer,
} from '../src/router/balancing/index.js';
import { Problem } from '../src/router/balancing/problem.js';
import { Attempt, Fleet, RequestRouter, RequestView } from '../src/router/index.js';
import { allocationOf } from './allocation.js';
import { median, range, type Row } from './row.js';

interface Size {
  readonly agents: number;
  readonly models: number;
  /** Agents that a model takes: two thirds at once, the others wait. */
  readonly slots: number;
  /** Whole levels and weights, so that most scores are equal to many others. */
  readonly ties?: true;
}

const USUAL: readonly Size[] = [
  { agents: 5, models: 3, slots: 12 },
  { agents: 50, models: 10, slots: 12 },
  { agents: 500, models: 50, slots: 12 },
  { agents: 500, models: 50, slots: 12, ties: true },
  { agents: 500, models: 500, slots: 1 },
  { agents: 500, models: 500, slots: 2 },
];
const LONG: readonly Size[] = [
  { agents: 500, models: 50, slots: 20 },
  { agents: 500, models: 50, slots: 20, ties: true },
  { agents: 500, models: 50, slots: 100 },
  { agents: 500, models: 50, slots: 100, ties: true },
  { agents: 500, models: 50, slots: 200 }, // 5,000,000 cells: the most that optimal looks at
];
const CAPABILITIES = ['code', 'reasoning', 'text', 'vision', 'tools'];
const OPTIONS = { enableLoadBalancing: true, loadWeight: 0.3, overTargetFactor: 0.8, whenFull: 'refuse' } as const;

const ROUNDS = 9;
const LONG_ROUNDS = 5;
const ROUND_MS = 50;
const WARM_UP_MS = 500; // the compiler does its work meanwhile
const UPDATES = 100_000;

const measurements: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  usual: () => assignRows(USUAL, ROUNDS),
  long: () => assignRows(LONG, LONG_ROUNDS),
  load: loadRows,
  allocation: allocationRows,
};
const [, , what] = process.argv;
console.log(JSON.stringify(await measurements[what]()));

function assignRows(sizes: readonly Size[], rounds: number): Row[] {
  return sizes.flatMap((size) => assignmentStrategyNames.flatMap((strategy) => strategyRows(strategy, size, rounds)));
}

/**
 * `ms` is all that an assignment takes once loads are known: scores, the strategy, and what is told of it; `times_munkres` is the
 * strategy alone.
 */
function strategyRows(strategy: AssignmentStrategyName, size: Size, rounds: number): Row[] {
  const problem = problemOf(size);
  const assign = () => assignmentOf(problemOf(size, problem), strategy);
  const name = `assign/${strategy}/${size.agents}x${size.models}x${size.slots}${size.ties ? '_ties' : ''}`;
  if (strategy !== 'optimal') {
    const ms = byTurns([assign], rounds).map(([each]) => each);
    return [{ name: `${name}/ms`, unit: 'ms', value: median(ms), note: range(ms, 'rounds') }];
  }
  const matrix = matrixOf(problem);
  const turns = byTurns([assign, () => assignmentStrategies.optimal.assign(problem), () => munkres(matrix)], rounds);
  const ms = turns.map(([each]) => each);
  const ratios = turns.map(([, own, bare]) => own / bare);
  return [
    { name: `${name}/ms`, unit: 'ms', value: median(ms), note: range(ms, 'rounds') },
    { name: `${name}/times_munkres`, unit: 'ratio', value: median(ratios), note: range(ratios, 'rounds') },
  ];
}

/** @param known of the same size: its agents and models are taken, and scored anew */
function problemOf({ agents, models, slots, ties }: Size, known?: Problem): Problem {
  if (known !== undefined) return new Problem(known.agents, known.models, OPTIONS);
  const streams = new Streams('balancing', 0);
  const needs = streams.named('needs');
  const levels = streams.named('levels');
  const maxConcurrent = Math.max(1, Math.round((2 * slots) / 3));
  const weight = () => (ties ? 1 + needs.below(2) : 1 - needs.uniform());
  const level = () => (ties ? 10 * (1 + levels.below(10)) : 100 * (1 - levels.uniform()));
  return new Problem(
    Array.from({ length: agents }, (_, i) => ({
      id: `agent-${i}`,
      needs: Object.fromEntries(CAPABILITIES.map((name) => [name, weight()])),
    })),
    Array.from({ length: models }, (_, i) => ({
      id: `model-${i}`,
      levels: new Map(CAPABILITIES.map((name) => [name, level()])),
      contextWindow: Infinity,
      maxConcurrent,
      maxQueue: slots - maxConcurrent,
      targetUtilization: 0.8,
      activeRequests: 0,
    })),
    OPTIONS,
  );
}

/** What `optimal` hands to munkres, where every model fits every agent. */
function matrixOf(problem: Problem): Float64Array[] {
  const places = problem.models.flatMap((_, model) =>
    Array.from({ length: problem.room[model] }, (_, k) => ({ model, factor: problem.factor(model, k) })),
  );
  return problem.agents.map((_, agent) =>
    Float64Array.from(places, ({ model, factor }) => -factor * problem.score(agent, model)),
  );
}

/** Milliseconds of each by turns, once warm; what takes little is repeated. */
function byTurns(each: readonly (() => unknown)[], rounds: number): number[][] {
  const repeats = each.map((run) => {
    timesWithin(WARM_UP_MS, run);
    return timesWithin(ROUND_MS, run);
  });
  return Array.from({ length: rounds }, () => each.map((run, i) => timed(run, repeats[i])));
}

/** How often it ran, at least once. */
function timesWithin(ms: number, run: () => unknown): number {
  const endMs = performance.now() + ms;
  for (let times = 1; ; times++) {
    run();
    if (performance.now() >= endMs) return times;
  }
}

function timed(run: () => unknown, repeats: number): number {
  const startedMs = performance.now();
  for (let i = 0; i < repeats; i++) run();
  return (performance.now() - startedMs) / repeats;
}

/** Three models at work, of which the last has eight endpoints. */
function workplace() {
  const models = [{ id: 'large' }, { id: 'small' }, { id: 'replicated', replicas: 8 }];
  const clock = new ManualClock();
  const fleet = new Fleet({ clock, models });
  const router = new RequestRouter({ fleet, random: new Streams('balancing', 0).named('router') });
  const { loadTracker } = router;
  for (let e = 0; e < fleet.endpoints.count; e++) loadTracker.add(e, 3);
  router.decide(new Attempt(new RequestView())); // builds the index that updates keep
  const looked = (name: string) => () => {
    if (loadTracker.hasRoom(name) && !loadTracker.isOverloaded(name)) return loadTracker.getUtilization(name);
    throw new Error(`"${name}" is full`);
  };
  const updates = (count: number) => {
    for (let i = 0; i < count; i++) {
      clock.cell[0] += 0.37;
      loadTracker.add(i & 7, (i & 8) === 0 ? 1 : -1);
    }
  };
  return { balancer: new LoadBalancer({ fleet, loadTracker }), looked, updates };
}

function loadRows(): Row[] {
  const { balancer, looked, updates } = workplace();
  const agents = [{ id: 'coder' }];
  return [
    nsRow('load_check/one_model/ns', looked('large')),
    nsRow('load_check/one_model_of_8_endpoints/ns', looked('replicated')),
    nsRow('load_check/assign_1_agent_to_3_models/ns', () => balancer.assign(agents)),
    nsRow(
      'load_update/ns',
      () => {
        updates(UPDATES);
      },
      UPDATES,
    ),
  ];
}

function nsRow(name: string, run: () => unknown, count = 1): Row {
  const rounds = byTurns([run], ROUNDS).map(([ms]) => (1e6 * ms) / count);
  return { name, unit: 'ns', value: median(rounds), note: range(rounds, 'rounds') };
}

async function allocationRows(): Promise<Row[]> {
  const { bytesPerDecision, collections } = await allocationOf(workplace().updates);
  const note = 'more than that: a garbage collection fell into the measurement';
  return [{ name: 'load_update/bytes', unit: 'bytes', value: bytesPerDecision, ...(collections > 0 && { note }) }];
}
