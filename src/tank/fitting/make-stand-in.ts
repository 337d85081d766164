import { Streams } from '../../core/index.js';
import { planFromObject } from '../scenario/index.js';
import { generateTrace, serviceDemands } from '../traffic/index.js';
import type { Trace } from '../trace/index.js';
import { type FitNumber, FitNumbers } from './fit-numbers.js';
import type { TraceFit } from './fit-trace.js';
import { STAND_IN_SLOTS, standInScenario } from './stand-in-scenario.js';

/** A scenario that stands in for a trace, and what its own traffic is like. */
export interface StandIn {
  readonly scenario: Record<string, unknown>;
  /** The requests of its first replication. */
  readonly made: Trace;
  /** The trace beside the replications of the scenario, number by number. */
  readonly numbers: readonly FitNumber[];
}

/** Share of the slots that the fleet of a stand-in is busy on average. */
const LOAD = 0.7;
/** Requests of all replications that are looked at together, at most; one replication at least. */
const MADE_LIMIT = 2_000_000;

/**
 * Draws the replications of the scenario, holds them against the trace, and gives the servers the speed at which this very
 * traffic keeps them 70 % busy: what it offers, not what the trace did.
 * Cost: that of drawing up to 2 million requests, and a few sorts of each replication.
 * @param name [a-z0-9-]+
 */
export function makeStandIn(name: string, trace: Trace, fit: TraceFit): StandIn {
  const { workload, service, seed, replications } = planFromObject(standInScenario(name, trace, fit, 1));
  if (workload.kind !== 'synthetic') throw new Error('a stand-in is made traffic');
  const count = Math.max(1, Math.min(replications, Math.floor(MADE_LIMIT / trace.requestCount)));
  const numbers = new FitNumbers(trace);
  let first: Trace | undefined;
  let [workMs, spanMs] = [0, 0];
  for (let replication = 0; replication < count; replication++) {
    const streams = new Streams(seed, replication);
    const made = generateTrace(workload, streams);
    first ??= made;
    numbers.add(made);
    workMs += serviceDemands(made, service, streams).reduce((sum, ms) => sum + ms, 0);
    spanMs += made.arrivalMs[made.requestCount - 1];
  }
  if (first === undefined) throw new Error('a stand-in has a replication');
  const scenario = standInScenario(name, trace, fit, workMs / spanMs / LOAD / STAND_IN_SLOTS);
  return { scenario, made: first, numbers: numbers.all() };
}
