import { LimitError, type Streams } from '../../core/index.js';
import { Contents, SessionStates } from './contents.js';
import { REQUEST_LIMIT, type Trace, TraceColumns, type TraceNames } from '../trace/index.js';
import { createArrivalProcess } from './arrivals/spec.js';
import { createFlow, type RequestFlow } from './request-flow.js';
import { wishKinds } from './wants.js';
import type { SourceSpec, WorkloadSpec } from './workload-spec.js';

/**
 * Draws the requests of one replication. Every purpose has a stream of its own (`arrivals`, `prompt_tokens`, …; those of
 * a further source k end in `/k`), so a change of the lengths leaves the arrivals as they were.
 * Cost: O(sources) per request, about 0.1 µs for a Poisson arrival with lognormal lengths; nothing is allocated per
 * request.
 * @param requestLimit most requests that a duration may make
 * @throws LimitError when the workload has more than `requestLimit` requests
 */
export function generateTrace(workload: WorkloadSpec, streams: Streams, requestLimit = REQUEST_LIMIT): Trace {
  const { requests, durationMs = Infinity } = workload;
  checkCount(requests, durationMs, requestLimit);
  if (requests !== undefined && durationMs === Infinity && isBare(workload))
    return bareTrace(workload, requests, streams);
  const columns = new TraceColumns(durationMs === Infinity ? requests : undefined);
  const states = new SessionStates();
  const flows = workload.sources.map((source, k) => flowOf(source, states, streams, suffixOf(k)));
  const contents = workload.sources.map(
    (source, k) => new Contents(source, workload, columns, states, streams, suffixOf(k)),
  );
  const firstTenant = tenantOffsets(workload.sources);
  while (columns.requestCount < (requests ?? Infinity)) {
    const source = flows.length === 1 ? 0 : earliest(flows);
    const flow = flows[source];
    const timeMs = flow.nextMs[0];
    if (timeMs > durationMs) break;
    if (columns.requestCount === requestLimit) throw tooManyRequests(requestLimit);
    flow.take();
    const request = columns.add(timeMs, 0, 0);
    contents[source].fill(request, flow.session, flow.isFirst);
    if (flow.tenant >= 0) columns.set('tenant', request, firstTenant[source] + flow.tenant);
    if (timeMs < 0) columns.removeLast(); // sessions that run in
  }
  return columns.toTrace(namesOf(workload));
}

/** Whether the requests have an arrival and nothing else. */
function isBare({ sources, classes, blockTokens, outputEstimate }: WorkloadSpec): boolean {
  const [{ arrivals, ...contents }, ...others] = sources;
  const isSaid = (value: unknown) => value !== undefined;
  const says = [classes, blockTokens, outputEstimate, ...Object.values(contents)].some(isSaid);
  return others.length === 0 && arrivals.kind !== 'tenants' && !says;
}

/** The same requests as in general, in one loop over one column. */
function bareTrace({ sources: [{ arrivals }] }: WorkloadSpec, requests: number, streams: Streams): Trace {
  if (arrivals.kind === 'users') throw new Error('users wait for answers: their traffic is made as they are served');
  const process = createArrivalProcess(arrivals);
  const random = streams.named('arrivals');
  const arrivalMs = new Float64Array(requests + 1);
  arrivalMs[requests] = Infinity;
  for (let request = 0, last = 0; request < requests; last = request++) {
    arrivalMs[request] = process.nextMs(arrivalMs[last], random); // the first from 0
  }
  const none = new Int32Array(0);
  return { requestCount: requests, arrivalMs, promptTokens: none, outputTokens: none };
}

/** What the indices in the columns of made traffic stand for. */
export function namesOf(workload: WorkloadSpec): TraceNames {
  const { sources, classes, agents, blockTokens } = workload;
  const tenantCount = tenantOffsets(sources)[sources.length];
  return {
    classes: classes?.map(({ name }) => name),
    tenants: Array.from({ length: tenantCount }, (_, tenant) => `tenant-${tenant}`),
    agents: agents?.map(({ id }) => id),
    wishes: wishKinds(workload)?.kinds,
    blockTokens,
    hasPrompts:
      sources.some(({ promptTokens, lengths }) => (promptTokens ?? lengths) !== undefined) ||
      (classes ?? []).some(({ promptTokens }) => promptTokens !== undefined),
    hasOutputs:
      sources.some(
        ({ outputTokens, outputByPrompt, lengths }) => (outputTokens ?? outputByPrompt ?? lengths) !== undefined,
      ) || (classes ?? []).some(({ outputTokens }) => outputTokens !== undefined),
  };
}

/** Suffix of the names of a source's streams. */
export function suffixOf(source: number): string {
  return source === 0 ? '' : `/${source}`;
}

function flowOf(source: SourceSpec, states: SessionStates, streams: Streams, suffix: string): RequestFlow {
  const { arrivals, sessions } = source;
  if (arrivals.kind === 'users') throw new Error('users wait for answers: their traffic is made as they are served');
  return createFlow(arrivals, sessions, states, streams, suffix);
}

/** The source whose next request is the earliest, the first of several. */
function earliest(flows: readonly RequestFlow[]): number {
  let first = 0;
  for (let k = 1; k < flows.length; k++) if (flows[k].nextMs[0] < flows[first].nextMs[0]) first = k;
  return first;
}

/** By source: tenants of the sources before it; one entry more, for all. */
export function tenantOffsets(sources: readonly SourceSpec[]): number[] {
  const offsets = [0];
  for (const { arrivals } of sources) {
    offsets.push(offsets[offsets.length - 1] + (arrivals.kind === 'tenants' ? arrivals.count : 0));
  }
  return offsets;
}

function checkCount(requests: number | undefined, durationMs: number, requestLimit: number): void {
  if (requests === undefined && durationMs === Infinity) {
    throw new Error('a workload has a number of requests or a duration');
  }
  if (requests === undefined) return;
  if (!Number.isInteger(requests) || requests < 0) throw new RangeError(`${requests} is not a number of requests`);
  if (requests > requestLimit) throw tooManyRequests(requestLimit);
}

function tooManyRequests(requestLimit: number): LimitError {
  return new LimitError(
    `the workload has more than ${requestLimit} requests in one replication: give fewer requests, a lower rate or a shorter duration`,
  );
}
