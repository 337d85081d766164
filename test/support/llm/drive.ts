import type {
  Engine,
  EngineConfig,
  EngineCounts,
  EngineListener,
  EngineReading,
  EngineRequests,
} from '../../../src/tank/simulation/backends/llm/engine-types.js';

/** What happens to one or several engines of a kind. Lists of equal times are taken in their order. */
export interface Case {
  readonly name: string;
  readonly config: EngineConfig;
  readonly endpointCount: number;
  readonly requests: EngineRequests;
  /** From outside, in the order of time. */
  readonly arrivals: readonly Arrival[];
  /** Requests that come a think time after another one has completed; each request comes once, from outside or so. */
  readonly followUps: readonly FollowUp[];
  /** In the order of time, as all below. Where the request is not there, nothing is cancelled. */
  readonly cancels: readonly { readonly request: number; readonly atMs: number }[];
  readonly speeds: readonly { readonly endpoint: number; readonly speed: number; readonly atMs: number }[];
  readonly reads: readonly { readonly endpoint: number; readonly atMs: number }[];
}

export interface Arrival {
  readonly request: number;
  readonly endpoint: number;
  readonly atMs: number;
}

export interface FollowUp {
  readonly after: number;
  readonly request: number;
  readonly endpoint: number;
  readonly thinkMs: number;
}

export type EngineFactory<E extends Engine = Engine> = (
  config: EngineConfig,
  requests: EngineRequests,
  listener: EngineListener,
) => E;

export type LogEvent =
  | {
      readonly kind: 'scheduled' | 'first_token' | 'completed' | 'preempted' | 'offered' | 'refused' | 'cancelled';
      readonly request: number;
      readonly endpoint: number;
      readonly atMs: number;
    }
  | ({ readonly kind: 'reading'; readonly endpoint: number; readonly atMs: number } & EngineReading);

/** Two executors that obey the same rules have equal events, readings and counts, to the last bit. */
export interface Log {
  readonly events: readonly LogEvent[];
  readonly counts: readonly EngineCounts[];
}

/** What one executor did besides: others may stop at fewer boundaries. */
export interface Driven<E extends Engine = Engine> {
  readonly log: Log;
  readonly boundaries: readonly { readonly endpoint: number; readonly atMs: number }[];
  readonly engines: readonly E[];
}

/**
 * Takes engines through a case, at equal times in the order of ENGINE-RULES §1, rule 2: arrivals from outside, cancels, speeds;
 * boundaries by endpoint; what these caused, which may start idle engines: boundaries again; then readings.
 * @param watch told after each instant, when all that belongs to it has happened, before its readings
 */
export function drive<E extends Engine>(
  testCase: Case,
  create: EngineFactory<E>,
  watch: (nowMs: number, engines: readonly E[]) => void = () => undefined,
): Driven<E> {
  return new Drive(testCase, create).run(watch);
}

/** @returns where two logs differ first, as a text for people; undefined where they are equal to the last bit */
export function firstDifference(a: Log, b: Log): string | undefined {
  const ours = [...a.events, ...a.counts].map((entry) => JSON.stringify(entry));
  const theirs = [...b.events, ...b.counts].map((entry) => JSON.stringify(entry));
  for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
    if (ours[i] !== theirs[i]) return `entry ${i}: ${ours[i] ?? 'nothing'}, other: ${theirs[i] ?? 'nothing'}`;
  }
  return undefined;
}

class Drive<E extends Engine> {
  readonly #case: Case;
  readonly #engines: E[] = [];
  readonly #events: LogEvent[] = [];
  readonly #boundaries: { endpoint: number; atMs: number }[] = [];
  readonly #arrivals: Agenda<Arrival>;
  readonly #cancels: Agenda<Case['cancels'][number]>;
  readonly #speeds: Agenda<Case['speeds'][number]>;
  readonly #reads: Agenda<Case['reads'][number]>;
  readonly #caused = new Agenda<Arrival>([]);
  /** By request that is at an engine: its endpoint. */
  readonly #present = new Map<number, number>();

  constructor(testCase: Case, create: EngineFactory<E>) {
    const { config, requests, endpointCount, arrivals, cancels, speeds, reads } = testCase;
    this.#case = testCase;
    for (let endpoint = 0; endpoint < endpointCount; endpoint++) {
      this.#engines.push(create(config, requests, this.#listener(endpoint)));
    }
    this.#arrivals = new Agenda(arrivals);
    this.#cancels = new Agenda(cancels);
    this.#speeds = new Agenda(speeds);
    this.#reads = new Agenda(reads);
  }

  run(watch: (nowMs: number, engines: readonly E[]) => void): Driven<E> {
    for (let nowMs = this.#nextMs(); nowMs < Infinity; nowMs = this.#nextMs()) {
      this.#act(nowMs);
      this.#settle(nowMs);
      watch(nowMs, this.#engines);
      for (const { endpoint, atMs } of this.#reads.due(nowMs)) {
        const { running, waiting, usedBlocks } = this.#engines[endpoint].read(atMs);
        this.#events.push({ kind: 'reading', endpoint, atMs, running, waiting, usedBlocks });
      }
    }
    const counts = this.#engines.map((engine) => ({ ...engine.counts }));
    return { log: { events: this.#events, counts }, boundaries: this.#boundaries, engines: this.#engines };
  }

  #nextMs(): number {
    const agendas = [this.#arrivals, this.#cancels, this.#speeds, this.#caused, this.#reads];
    return Math.min(...agendas.map(({ nextMs }) => nextMs), ...this.#engines.map(({ nextMs }) => nextMs));
  }

  /** What comes from outside. */
  #act(nowMs: number): void {
    for (const arrival of this.#arrivals.due(nowMs)) this.#offer(arrival, false);
    for (const { request, atMs } of this.#cancels.due(nowMs)) {
      const endpoint = this.#present.get(request);
      if (endpoint === undefined) continue;
      this.#engines[endpoint].cancel(request, atMs);
      this.#present.delete(request);
      this.#events.push({ kind: 'cancelled', request, endpoint, atMs });
    }
    for (const { endpoint, speed, atMs } of this.#speeds.due(nowMs)) this.#engines[endpoint].setSpeed(speed, atMs);
  }

  /** Boundaries and what they cause, in rounds until the instant is over. */
  #settle(nowMs: number): void {
    while (this.#caused.nextMs === nowMs || this.#engines.some(({ nextMs }) => nextMs === nowMs)) {
      for (const [endpoint, engine] of this.#engines.entries()) {
        if (engine.nextMs !== nowMs) continue;
        this.#boundaries.push({ endpoint, atMs: nowMs });
        engine.advance();
      }
      for (const arrival of this.#caused.due(nowMs)) this.#offer(arrival, true);
    }
  }

  #offer({ request, endpoint, atMs }: Arrival, isCaused: boolean): void {
    const isAccepted = this.#engines[endpoint].offer(request, atMs, isCaused);
    this.#events.push({ kind: isAccepted ? 'offered' : 'refused', request, endpoint, atMs });
    if (isAccepted) this.#present.set(request, endpoint);
  }

  #listener(endpoint: number): EngineListener {
    const log = (kind: 'scheduled' | 'first_token' | 'completed' | 'preempted') => (request: number, atMs: number) => {
      this.#events.push({ kind, request, endpoint, atMs });
    };
    const logCompletion = log('completed');
    return {
      scheduled: log('scheduled'),
      firstToken: log('first_token'),
      preempted: log('preempted'),
      completed: (request, atMs) => {
        logCompletion(request, atMs);
        this.#present.delete(request);
        for (const followUp of this.#case.followUps) {
          if (followUp.after !== request) continue;
          this.#caused.add({ request: followUp.request, endpoint: followUp.endpoint, atMs: atMs + followUp.thinkMs });
        }
      },
    };
  }
}

/** Things to come in the order of time, equal ones in the order in which they were added. */
class Agenda<T extends { readonly atMs: number }> {
  #entries: T[];

  constructor(entries: readonly T[]) {
    this.#entries = [...entries];
    if (entries.some(({ atMs }, i) => i > 0 && atMs < entries[i - 1].atMs))
      throw new Error('a list of a case is unsorted');
  }

  get nextMs(): number {
    return this.#entries.length === 0 ? Infinity : this.#entries[0].atMs;
  }

  add(entry: T): void {
    const later = this.#entries.findIndex(({ atMs }) => atMs > entry.atMs);
    this.#entries.splice(later < 0 ? this.#entries.length : later, 0, entry);
  }

  /** Takes out what comes up to a time. */
  due(nowMs: number): T[] {
    const later = this.#entries.findIndex(({ atMs }) => atMs > nowMs);
    return this.#entries.splice(0, later < 0 ? this.#entries.length : later);
  }
}
