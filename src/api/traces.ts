import { InputError } from '../core/index.js';
import {
  type ArrivalFits,
  type FitNumber,
  fitTrace as fitOf,
  type LengthForm,
  makeStandIn,
} from '../tank/fitting/index.js';
import { loadRecorded, type RecordedTrace } from '../tank/runs/index.js';
import { loadScenario, madeTrace, planFromObject, type Scenario } from '../tank/scenario/index.js';
import type { Trace } from '../tank/trace/index.js';

/** Which trace, in which form, which part of it: what a scenario has as `workload.trace`. */
export type TraceSource = NonNullable<Scenario['workload']['trace']>;

/**
 * Reads a recorded trace; its format is recognised.
 * @param source path of the file, or what a scenario has as `workload.trace`: `{ path, columns, time_unit, from, to, … }`
 * @returns the requests in columns, what was read (format, SHA-256, bad rows that were skipped), and warnings
 * @throws InputError with every mistake in the file
 * @example const { trace } = await loadTrace('AzureLLMInferenceTrace_conv.csv');
 */
export async function loadTrace(source: string | TraceSource): Promise<RecordedTrace> {
  const trace = typeof source === 'string' ? { path: source } : source;
  const recorded = await loadRecorded(planFromObject({ ...ANY_FLEET, workload: { trace } }));
  if (recorded === undefined) throw new Error('a recorded workload has a trace');
  return recorded;
}

/** What a scenario has besides its workload. */
const ANY_FLEET = {
  schema: 'wavetank.scenario/1',
  name: 'trace',
  fleet: { models: [{ id: 'model' }] },
  service: { kind: 'constant', value: '1ms' },
  strategies: ['random'],
};

/**
 * The requests that one replication of a scenario makes: every strategy meets the same.
 * @param replication from 0
 * @throws InputError with the mistakes of the scenario, or where its requests are recorded or wait for answers
 */
export async function makeTrace(
  scenario: string | Scenario,
  { seed, replication = 0 }: { readonly seed?: string; readonly replication?: number } = {},
): Promise<Trace> {
  if (!Number.isInteger(replication) || replication < 0)
    throw new InputError([
      { message: `replication cannot be ${replication}`, advice: 'expected a whole number from 0' },
    ]);
  return madeTrace(await loadScenario(scenario, { seed }, { modules: 'leave' }), replication);
}

/** Made traffic that was fitted to a trace. */
export interface FittedTrace {
  /** Its traffic stands in for the trace; fleet and service are examples. */
  readonly scenario: Scenario;
  /** The requests of its first replication. */
  readonly made: Trace;
  /** The trace beside the replications of the scenario, number by number. */
  readonly numbers: readonly FitNumber[];
  /** What was tried for the arrivals. */
  readonly arrivals: ArrivalFits;
  /** What was chosen and what was left out, in words. */
  readonly notes: readonly string[];
}

/**
 * Fits arrivals, lengths and sessions to a trace, as `wavetank trace fit` does.
 * @param name of the scenario: lower-case letters, digits and "-"
 * @param lengths how their distributions are fitted; default: what suits them
 * @throws InputError where the trace has fewer than 100 requests, or all arrive at once
 */
export function fitTrace(
  trace: Trace,
  { name = 'stand-in', lengths = 'auto' }: { readonly name?: string; readonly lengths?: LengthForm } = {},
): FittedTrace {
  const fit = fitOrRefuse(trace, lengths);
  const { scenario, made, numbers } = makeStandIn(name, trace, fit);
  const { arrivals, notes } = fit;
  return { scenario: scenario as Scenario, made, numbers, arrivals, notes };
}

function fitOrRefuse(trace: Trace, lengths: LengthForm) {
  try {
    return fitOf(trace, lengths);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError([{ message: error.message, advice: 'give a longer trace' }]);
  }
}
