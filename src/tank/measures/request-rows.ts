import { COMPLETED, FAILED, OVERLOAD_FAILED, type Simulation, TIMED_OUT } from '../simulation/index.js';
import { NO_CLASS } from '../trace/index.js';

/** What became of every request of a run, in columns by request: 47 bytes each. Names are by index in the lists. */
export interface RequestRows {
  readonly requestCount: number;
  readonly arrivalMs: Float64Array;
  readonly classNames: readonly string[];
  /** By index of the class, NO_CLASS for none; empty where the trace has no classes. */
  readonly requestClass: Uint8Array;
  /** −1 for none; empty where the trace has no sessions. */
  readonly session: Int32Array;
  /** Empty where the workload has no lengths. */
  readonly promptTokens: Int32Array;
  readonly outputTokens: Int32Array;
  /** Service at speed 1, as it was drawn. */
  readonly demandMs: Float64Array;
  readonly attempts: Uint8Array;
  /** Endpoint of the last accepted attempt, −1 for none. */
  readonly endpoint: Int32Array;
  /** Of completed requests; NaN for others. */
  readonly waitingMs: Float64Array;
  readonly responseMs: Float64Array;
  /** By index in STATUS_NAMES. */
  readonly status: Uint8Array;
}

/** By code. */
export const STATUS_NAMES: readonly string[] = Object.assign([], {
  [COMPLETED]: 'completed',
  [OVERLOAD_FAILED]: 'overload_failed',
  [TIMED_OUT]: 'timed_out',
  [FAILED]: 'failed',
});

/** The rows of a finished run. @param demandMs service at speed 1, by request */
export function requestRows({ trace, outcomes }: Simulation, demandMs: Float64Array): RequestRows {
  const { requestCount } = trace;
  const { status } = outcomes;
  const ofCompleted = (column: Float64Array) =>
    column.slice(0, requestCount).map((ms, request) => (status[request] === COMPLETED ? ms : NaN));
  return {
    requestCount,
    arrivalMs: trace.arrivalMs.slice(0, requestCount),
    classNames: trace.requestClass?.names ?? [],
    requestClass: trace.requestClass?.index.slice(0, requestCount) ?? new Uint8Array(0),
    session: trace.session?.slice(0, requestCount) ?? new Int32Array(0),
    promptTokens: trace.promptTokens.slice(0, requestCount),
    outputTokens: trace.outputTokens.slice(0, requestCount),
    demandMs: demandMs.slice(0, requestCount),
    attempts: outcomes.attempts.slice(0, requestCount),
    endpoint: outcomes.endpoint.slice(0, requestCount),
    waitingMs: ofCompleted(outcomes.waitingMs),
    responseMs: ofCompleted(outcomes.responseMs),
    status: status.slice(0, requestCount),
  };
}

/** Values of one request, in the order in which files have them; null where there is none. */
export function rowValues(rows: RequestRows, endpoints: readonly string[], request: number) {
  const { requestClass, session, promptTokens, outputTokens, endpoint, waitingMs, responseMs } = rows;
  const known = (column: Int32Array, least: number) => (column[request] >= least ? column[request] : null);
  const time = (ms: number) => (Number.isNaN(ms) ? null : ms);
  const hasClass = request < requestClass.length && requestClass[request] !== NO_CLASS;
  return {
    request,
    arrival_ms: rows.arrivalMs[request],
    class: hasClass ? rows.classNames[requestClass[request]] : null,
    session: known(session, 0),
    prompt_tokens: known(promptTokens, 0),
    output_tokens: known(outputTokens, 0),
    demand_ms: rows.demandMs[request],
    attempts: rows.attempts[request],
    endpoint: endpoint[request] < 0 ? null : endpoints[endpoint[request]],
    waiting_time_ms: time(waitingMs[request]),
    response_time_ms: time(responseMs[request]),
    status: STATUS_NAMES[rows.status[request]],
  };
}
