import type { RandomStream } from '../../core/random-stream.js';
import type { Streams } from '../../core/streams.js';
import type { ArrivalProcess } from './arrivals/arrival-process.js';
import { type ArrivalSpec, createArrivalProcess } from './arrivals/registry.js';
import { createDistribution, type DistributionSpec } from './distributions/registry.js';
import { REQUEST_LIMIT, TOKEN_LIMIT } from './limits.js';
import { drawPrefixes, type PrefixSpec } from './prefixes.js';
import { drawSessions, type SessionSpec } from './sessions.js';
import type { Trace } from './trace.js';

/** What made traffic consists of; exactly one of `requests` and `durationMs` is given. */
export interface WorkloadSpec {
  readonly arrivals: ArrivalSpec;
  readonly promptTokens?: DistributionSpec | undefined;
  readonly outputTokens?: DistributionSpec | undefined;
  /** Absent = every arrival is a request of its own. */
  readonly sessions?: SessionSpec | undefined;
  /** Absent = no prompt begins as another. */
  readonly prefixes?: PrefixSpec | undefined;
  /** Number of requests. */
  readonly requests: number | undefined;
  /** The last instant at which a request may arrive. */
  readonly durationMs: number | undefined;
}

/**
 * Draws the requests of one replication. Every purpose has a stream of its own (`arrivals`, `prompt_tokens`,
 * `output_tokens`), so a change of the lengths leaves the arrivals as they were.
 * Cost: O(requests), about 20 ns for a Poisson arrival and 40 ns for a lognormal length; nothing is allocated per request.
 * @param requestLimit most requests that a duration may make
 * @throws RangeError when the workload has more than `requestLimit` requests
 */
export function generateTrace(workload: WorkloadSpec, streams: Streams, requestLimit = REQUEST_LIMIT): Trace {
  const { arrivalMs, session } = drawArrivals(workload, streams, requestLimit);
  const requestCount = arrivalMs.length - 1;
  const { prefixes } = workload;
  return {
    requestCount,
    arrivalMs,
    promptTokens: drawTokens(workload.promptTokens, requestCount, streams.named('prompt_tokens')),
    outputTokens: drawTokens(workload.outputTokens, requestCount, streams.named('output_tokens')),
    ...(session && { session }),
    ...(prefixes && { prefix: drawPrefixes(prefixes, requestCount, session, streams.named('prefixes')) }),
  };
}

function drawArrivals(
  workload: WorkloadSpec,
  streams: Streams,
  requestLimit: number,
): { readonly arrivalMs: Float64Array; readonly session?: Int32Array } {
  const { requests, durationMs, sessions } = workload;
  if (sessions === undefined) return { arrivalMs: drawSingles(workload, streams.named('arrivals'), requestLimit) };
  if ((requests ?? 0) > requestLimit) throw tooManyRequests(requestLimit);
  const process = createArrivalProcess(workload.arrivals);
  const drawn = drawSessions(sessions, process, streams, requests ?? requestLimit + 1, durationMs ?? Infinity);
  if (drawn.session.length > requestLimit) throw tooManyRequests(requestLimit);
  return drawn;
}

/** Arrivals that are requests of their own. */
function drawSingles(workload: WorkloadSpec, random: RandomStream, requestLimit: number): Float64Array {
  const { requests, durationMs } = workload;
  const process = createArrivalProcess(workload.arrivals);
  if (requests !== undefined && durationMs === undefined) {
    if (!Number.isInteger(requests) || requests < 0) throw new RangeError(`${requests} is not a number of requests`);
    if (requests > requestLimit) throw tooManyRequests(requestLimit);
    return countedArrivals(process, random, requests);
  }
  if (durationMs !== undefined && requests === undefined)
    return timedArrivals(process, random, durationMs, requestLimit);
  throw new Error('a workload has either a number of requests or a duration');
}

/** The first `count` arrivals and the sentinel. */
function countedArrivals(process: ArrivalProcess, random: RandomStream, count: number): Float64Array {
  const arrivalMs = new Float64Array(count + 1);
  let timeMs = 0;
  for (let request = 0; request < count; request++) {
    timeMs = process.nextMs(timeMs, random);
    arrivalMs[request] = timeMs;
  }
  arrivalMs[count] = Infinity;
  return arrivalMs;
}

/** The arrivals up to and including `durationMs`, and the sentinel; the column doubles as it fills. */
function timedArrivals(
  process: ArrivalProcess,
  random: RandomStream,
  durationMs: number,
  requestLimit: number,
): Float64Array {
  let arrivalMs = new Float64Array(1024);
  let count = 0;
  for (let timeMs = process.nextMs(0, random); timeMs <= durationMs; timeMs = process.nextMs(timeMs, random)) {
    if (count === requestLimit) throw tooManyRequests(requestLimit);
    if (count === arrivalMs.length) {
      const wider = new Float64Array(2 * count);
      wider.set(arrivalMs);
      arrivalMs = wider;
    }
    arrivalMs[count++] = timeMs;
  }
  const cut = new Float64Array(count + 1);
  cut.set(arrivalMs.subarray(0, count));
  cut[count] = Infinity;
  return cut;
}

/** Lengths in tokens: rounded, at least 1, at most TOKEN_LIMIT; empty where the workload has none. */
function drawTokens(spec: DistributionSpec | undefined, count: number, random: RandomStream): Int32Array {
  if (spec === undefined) return new Int32Array(0);
  const distribution = createDistribution(spec);
  const tokens = new Int32Array(count);
  for (let request = 0; request < count; request++) {
    tokens[request] = Math.max(1, Math.min(TOKEN_LIMIT, Math.round(distribution.sample(random))));
  }
  return tokens;
}

function tooManyRequests(requestLimit: number): RangeError {
  return new RangeError(
    `the workload has more than ${requestLimit} requests in one replication: give fewer requests, a lower rate or a shorter duration`,
  );
}
