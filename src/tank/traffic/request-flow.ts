import { longer, MinHeap, type RandomStream, type Streams } from '../../core/index.js';
import type { ArrivalProcess } from './arrivals/arrival-process.js';
import { type ArrivalSpec, createArrivalProcess } from './arrivals/spec.js';
import type { SessionStates } from './contents.js';
import type { Distribution } from './distributions/distribution.js';
import { createDistribution } from './distributions/spec.js';
import { type SessionSpec, TURN_LIMIT } from './sessions.js';

/** The requests of one source, one by one in order of arrival: they depend on nothing but the traffic. */
export interface RequestFlow {
  /** One element: when the next request arrives, in ms; before 0 while sessions run in. */
  readonly nextMs: Float64Array;
  /** Of the request taken last: its session, −1 for none, and whether it is the first turn. */
  readonly session: number;
  readonly isFirst: boolean;
  /** Of the request taken last: its tenant, −1 for none. */
  readonly tenant: number;
  /** Takes the next request. */
  take(): void;
}

/** @param suffix of the names of the streams */
export function createFlow(
  arrivals: ArrivalSpec,
  sessions: SessionSpec | undefined,
  states: SessionStates,
  streams: Streams,
  suffix: string,
): RequestFlow {
  const process = createArrivalProcess(delayed(arrivals, sessions?.runInMs ?? 0));
  const random = streams.named(`arrivals${suffix}`);
  if (sessions === undefined) return new SingleFlow(process, random);
  return new SessionFlow(sessions, process, random, states, streams, suffix);
}

/** The arrivals as they are seen so long before the start of the run: what happens at a set time comes so much later. */
function delayed(arrivals: ArrivalSpec, byMs: number): ArrivalSpec {
  if (byMs === 0) return arrivals;
  if (arrivals.kind === 'steps') {
    const [first, ...later] = arrivals.steps;
    return { ...arrivals, steps: [first, ...later.map((step) => ({ ...step, at: step.at + byMs }))] };
  }
  if (arrivals.kind === 'ramp') return { ...arrivals, at: arrivals.at + byMs };
  if (arrivals.kind !== 'time_of_day') return arrivals;
  const { day, start } = arrivals;
  return { ...arrivals, start: (((start - byMs) % day) + day) % day };
}

/** Requests of their own. Cost: that of the arrival process. */
class SingleFlow implements RequestFlow {
  readonly nextMs = new Float64Array(1);
  readonly session = -1;
  readonly isFirst = true;
  tenant = -1;
  readonly #process: ArrivalProcess;
  readonly #random: RandomStream;
  #nextTenant = -1;

  constructor(process: ArrivalProcess, random: RandomStream) {
    this.#process = process;
    this.#random = random;
    this.take();
  }

  take(): void {
    this.tenant = this.#nextTenant;
    this.nextMs[0] = this.#process.nextMs(this.nextMs[0], this.#random);
    this.#nextTenant = this.#process.tenant ?? -1;
  }
}

/** Each arrival opens a session, which sends several requests. Cost: O(log sessions) per request. */
class SessionFlow implements RequestFlow {
  readonly nextMs = new Float64Array(1);
  session = -1;
  isFirst = true;
  tenant = -1;
  readonly #process: ArrivalProcess;
  readonly #arrivalStream: RandomStream;
  readonly #turnStream: RandomStream;
  readonly #thinkStream: RandomStream;
  readonly #overlapStream: RandomStream;
  readonly #turns: Distribution;
  readonly #thinkMs: Distribution;
  readonly #overlap: number;
  readonly #runInMs: number;
  readonly #states: SessionStates;
  readonly #waiting = new MinHeap(); // sessions that have turns left, by the time of the next
  readonly #openingMs = new Float64Array(1);
  #openingTenant = -1;
  #turnsLeft = new Int32Array(1024);
  #tenantOf = new Int32Array(1024);

  constructor(
    { turns, thinkTime, overlap = 0, runInMs = 0 }: SessionSpec,
    process: ArrivalProcess,
    arrivalStream: RandomStream,
    states: SessionStates,
    streams: Streams,
    suffix: string,
  ) {
    this.#process = process;
    this.#arrivalStream = arrivalStream;
    this.#turnStream = streams.named(`turns${suffix}`);
    this.#thinkStream = streams.named(`think_time${suffix}`);
    this.#overlapStream = streams.named(`overlap${suffix}`);
    this.#turns = createDistribution(turns);
    this.#thinkMs = createDistribution(thinkTime);
    this.#overlap = overlap;
    this.#runInMs = runInMs;
    this.#states = states;
    this.#findOpening();
    this.#findNext();
  }

  take(): void {
    const continues = this.#waiting.firstKey[0] < this.#openingMs[0];
    const timeMs = continues ? this.#waiting.firstKey[0] : this.#openingMs[0];
    const s = continues ? this.#waiting.pop() : this.#open();
    this.session = s;
    this.isFirst = !continues;
    this.tenant = this.#tenantOf[s];
    if (--this.#turnsLeft[s] > 0) this.#waiting.push(timeMs + this.#gapMs(), s);
    this.#findNext();
  }

  #gapMs(): number {
    if (this.#overlap > 0 && this.#overlapStream.uniform() < this.#overlap) return 0;
    return this.#thinkMs.sample(this.#thinkStream);
  }

  #open(): number {
    const s = this.#states.open();
    if (s >= this.#turnsLeft.length) {
      this.#turnsLeft = longer(this.#turnsLeft, 2 * s);
      this.#tenantOf = longer(this.#tenantOf, 2 * s);
    }
    this.#turnsLeft[s] = Math.min(TURN_LIMIT, Math.max(1, Math.round(this.#turns.sample(this.#turnStream))));
    this.#tenantOf[s] = this.#openingTenant;
    this.#findOpening();
    return s;
  }

  #findOpening(): void {
    this.#openingMs[0] = this.#process.nextMs(this.#openingMs[0], this.#arrivalStream);
    this.#openingTenant = this.#process.tenant ?? -1;
  }

  /** Times inside run from the first opening that may be; outside from the start of the run. */
  #findNext(): void {
    this.nextMs[0] = Math.min(this.#waiting.firstKey[0], this.#openingMs[0]) - this.#runInMs;
  }
}
