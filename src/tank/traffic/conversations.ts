import type { RandomStream, Streams } from '../../core/index.js';
import { Contents, SessionStates } from './contents.js';
import type { Distribution } from './distributions/distribution.js';
import { createDistribution } from './distributions/spec.js';
import { namesOf, suffixOf } from './generate.js';
import { meanOutputTokens } from './mean-output.js';
import { drawOpenings } from './openings.js';
import { type ServiceSpec, ServiceTimes } from './service.js';
import { TURN_LIMIT } from './sessions.js';
import { type Trace, TraceColumns } from '../trace/index.js';
import { wishKinds } from './wants.js';
import type { SourceSpec, WorkloadSpec } from './workload-spec.js';

/** What one source draws by conversation and turn. */
interface Source {
  readonly contents: Contents;
  readonly turns: Distribution | undefined;
  readonly thinkMs: Distribution | undefined;
  readonly overlap: number;
  readonly waitsForAnswers: boolean;
  /** Users begin a new session when one is over. */
  readonly isEndless: boolean;
}

/**
 * Traffic of which later requests wait for the end of earlier ones: users in a closed loop, sessions that think from the
 * answer on. A conversation is such a user, or a session that an arrival opens. What its k-th request contains depends
 * on the conversation and on k alone; when it arrives, and so its place in the trace, depends on the fleet. A trace is
 * made anew for every simulation, and its columns fill as the requests arrive.
 * Cost: about 0.5 µs per request, nothing allocated.
 */
export class Conversations {
  readonly trace: Trace;
  /** By request, in ms at speed 1. */
  readonly demandMs: Float64Array;
  /** When conversations begin, ascending, with the sentinel Infinity at the end. */
  readonly openingMs: Float64Array;
  /** One element: from the arrival of the last request to the next of its conversation, Infinity where that waits. */
  readonly nextAfterMs = new Float64Array([Infinity]);
  readonly #columns: TraceColumns;
  readonly #states = new SessionStates();
  readonly #sources: readonly Source[];
  readonly #service: ServiceTimes;
  readonly #turnStream: RandomStream;
  readonly #thinkStream: RandomStream;
  readonly #overlapStream: RandomStream;
  /** By conversation: its source and tenant, the requests that it has sent, those its session has left, its session. */
  readonly #sourceOf: Uint16Array;
  readonly #tenantOf: Int32Array;
  readonly #sent: Int32Array;
  readonly #turnsLeft: Int32Array;
  readonly #session: Int32Array;
  /** By request: its conversation where that waits for the end, −1 where it does not. */
  readonly #waiting: Int32Array;
  #count = 0;

  /** @throws Error when the workload has no number of requests */
  constructor(workload: WorkloadSpec, service: ServiceSpec, streams: Streams) {
    const { requests, sources } = workload;
    if (requests === undefined) throw new Error('traffic that waits for answers needs a number of requests');
    this.#columns = new TraceColumns(requests);
    useColumns(this.#columns, workload);
    this.#sources = sources.map((source, k) => ({
      ...turnsOf(source),
      contents: new Contents(source, workload, this.#columns, this.#states, streams, suffixOf(k)),
    }));
    this.trace = this.#columns.liveTrace(namesOf(workload));
    this.demandMs = new Float64Array(requests);
    this.#service = new ServiceTimes(this.trace, service, streams);
    this.#turnStream = streams.named('turns');
    this.#thinkStream = streams.named('think_time');
    this.#overlapStream = streams.named('overlap');
    if (workload.outputEstimate === undefined)
      this.trace.outputEstimate?.fill(meanOutputTokens(workload, streams.named('mean_output')));
    const openings = drawOpenings(sources, requests, streams);
    this.openingMs = Float64Array.from([...openings.map(({ timeMs }) => timeMs), Infinity]);
    this.#sourceOf = Uint16Array.from(openings, ({ source }) => source);
    this.#tenantOf = Int32Array.from(openings, ({ tenant }) => tenant);
    this.#sent = new Int32Array(openings.length);
    this.#turnsLeft = new Int32Array(openings.length);
    this.#session = new Int32Array(openings.length).fill(-1);
    this.#waiting = new Int32Array(requests).fill(-1);
  }

  /** Whether every request has arrived. */
  isOver(): boolean {
    return this.#count === this.trace.requestCount;
  }

  /**
   * The next request of a conversation arrives; `nextAfterMs` says when the one after it does.
   * @returns the request
   */
  arrive(conversation: number, nowMs: number): number {
    const source = this.#sources[this.#sourceOf[conversation]];
    const turn = this.#sent[conversation]++;
    const request = this.#count++;
    const isFirst = this.#turnsLeft[conversation] === 0;
    if (isFirst) this.#openSession(conversation, turn, source);
    this.trace.arrivalMs[request] = nowMs;
    source.contents.restart(conversation, turn);
    source.contents.fill(request, this.#session[conversation], isFirst);
    const tenant = this.#tenantOf[conversation];
    if (tenant >= 0) this.#columns.set('tenant', request, tenant);
    this.#service.random.restart(conversation, turn);
    this.demandMs[request] = this.#service.draw(request);
    const isLast = --this.#turnsLeft[conversation] === 0 && !source.isEndless;
    this.nextAfterMs[0] = Infinity;
    if (isLast) return request;
    this.#overlapStream.restart(conversation, turn);
    if (source.overlap > 0 && this.#overlapStream.uniform() < source.overlap) this.nextAfterMs[0] = 0;
    else if (source.waitsForAnswers) this.#waiting[request] = conversation;
    else this.nextAfterMs[0] = this.thinkMs(conversation);
    return request;
  }

  /** The conversation that waits for the end of a request, −1 for none. */
  waitingFor(request: number): number {
    return this.#waiting[request];
  }

  /** Time that a conversation thinks before its next request, in ms. */
  thinkMs(conversation: number): number {
    const { thinkMs } = this.#sources[this.#sourceOf[conversation]];
    this.#thinkStream.restart(conversation, this.#sent[conversation]);
    return thinkMs?.sample(this.#thinkStream) ?? 0;
  }

  #openSession(conversation: number, turn: number, { turns, isEndless }: Source): void {
    this.#turnStream.restart(conversation, turn);
    this.#session[conversation] = this.#states.open();
    const drawn = turns === undefined ? (isEndless ? Infinity : 1) : Math.round(turns.sample(this.#turnStream));
    this.#turnsLeft[conversation] = Math.min(
      isEndless && turns === undefined ? ENDLESS : TURN_LIMIT,
      Math.max(1, drawn),
    );
  }
}

const ENDLESS = 2 ** 31 - 1;

function turnsOf({ arrivals, sessions }: SourceSpec): Omit<Source, 'contents'> {
  const thinkTime = arrivals.kind === 'users' ? arrivals.thinkTime : sessions?.thinkTime;
  return {
    turns: sessions && createDistribution(sessions.turns),
    thinkMs: thinkTime && createDistribution(thinkTime),
    overlap: sessions?.overlap ?? 0,
    waitsForAnswers: arrivals.kind === 'users' || sessions?.thinkFrom === 'completion',
    isEndless: arrivals.kind === 'users',
  };
}

/** Takes every column into use that the workload may write. */
function useColumns(columns: TraceColumns, workload: WorkloadSpec): void {
  const { sources, classes, blockTokens } = workload;
  columns.use('session');
  columns.use('outputEstimate');
  if (blockTokens !== undefined) columns.use('lastBlock');
  else if (sources.some(({ prefixes }) => prefixes !== undefined)) columns.use('prefix');
  if (sources.some(({ arrivals }) => arrivals.kind === 'tenants')) columns.use('tenant');
  if (workload.agents !== undefined) columns.use('agent');
  if (wishKinds(workload) !== undefined) columns.use('wish');
  if (classes === undefined) return;
  columns.use('requestClass');
  columns.use('priority');
  columns.use('deadlineMs');
}
