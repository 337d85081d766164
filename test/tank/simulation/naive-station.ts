import type { FleetEvent } from '../../../src/tank/simulation/index.js';

/**
 * One endpoint behind a router, simulated as one would on paper: a list of plain requests, searched from end to end for
 * what happens next. Slow, without indices or running totals, and independent of the code that it checks.
 */
export interface StationConfig {
  readonly kind: 'slots' | 'processor_sharing';
  readonly speed: number;
  /** What the backend has. */
  readonly slots: number;
  readonly queue: number;
  readonly cores: number;
  /** What the router believes. */
  readonly maxConcurrent: number;
  readonly maxQueue: number;
  readonly targetUtilization: number;
  readonly timeoutMs: number | undefined;
  readonly maxRetries: number;
  readonly retryDelayMs: number;
  readonly events: readonly FleetEvent[];
  readonly warmUpMs: number;
}

export type Ending = 'completed' | 'overload_failed' | 'timed_out' | 'failed';

interface NaiveRequest {
  readonly id: number;
  readonly arrivalMs: number;
  readonly demandMs: number;
  place: 'to come' | 'in service' | 'waiting' | 'trying again' | 'settled';
  ending: Ending | undefined;
  attempts: number;
  retryAtMs: number;
  startMs: number;
  /** Slots: when service ends. */
  endMs: number;
  /** Processor sharing: work not yet done. */
  left: number;
  responseMs: number;
  /** Order in which it joined where it is now. */
  sequence: number;
}

/** The station between two events. */
interface Stretch {
  readonly untilMs: number;
  readonly active: number;
  readonly inService: number;
  readonly slots: number;
}

export class NaiveStation {
  readonly requests: readonly NaiveRequest[];
  rejections = 0;
  refusals = 0;
  retries = 0;
  accepted = 0;
  readonly #config: StationConfig;
  readonly #history: Stretch[] = [];
  #nowMs = 0;
  #sequence = 0;
  #nextEvent = 0;
  #speed: number;
  #slots: number;
  #queue: number;
  #believed: { maxConcurrent: number; maxQueue: number };
  #healthy = true;

  constructor(config: StationConfig, arrivalMs: readonly number[], demandMs: readonly number[]) {
    this.#config = config;
    this.#speed = config.speed;
    this.#slots = config.slots;
    this.#queue = config.queue;
    this.#believed = { maxConcurrent: config.maxConcurrent, maxQueue: config.maxQueue };
    this.requests = arrivalMs.map((arrival, id) => ({
      id,
      arrivalMs: arrival,
      demandMs: demandMs[id],
      place: 'to come',
      ending: undefined,
      attempts: 0,
      retryAtMs: NaN,
      startMs: NaN,
      endMs: NaN,
      left: NaN,
      responseMs: NaN,
      sequence: 0,
    }));
  }

  run(): this {
    while (this.requests.some(({ place }) => place !== 'settled')) {
      const next = this.#next();
      this.#history.push({
        untilMs: next.timeMs,
        active: this.#at('in service').length + this.#at('waiting').length,
        inService: this.#at('in service').length,
        slots: this.#slots,
      });
      for (const request of this.#at('in service')) request.left -= (next.timeMs - this.#nowMs) * this.#rate();
      this.#nowMs = next.timeMs;
      next.happen();
      this.#startWaiting();
    }
    return this;
  }

  /** Integral over the whole run of a function of the station's state. */
  integral(value: (stretch: Stretch) => number, fromMs = 0, toMs = Infinity): number {
    let sum = 0;
    let sinceMs = 0;
    for (const stretch of this.#history) {
      const insideMs = Math.min(stretch.untilMs, toMs) - Math.max(sinceMs, fromMs);
      if (insideMs > 0) sum += insideMs * value(stretch);
      sinceMs = stretch.untilMs;
    }
    return sum;
  }

  /** How often more became active than there are slots. */
  overloadEpisodes(): number {
    const over = this.#history.map(({ active, slots }) => active > slots);
    return over.filter((is, i) => is && (i === 0 || !over[i - 1])).length;
  }

  #at(place: NaiveRequest['place']): NaiveRequest[] {
    return this.requests.filter((request) => request.place === place).sort((a, b) => a.sequence - b.sequence);
  }

  /** The first of all that can happen, in order of time, kind, sequence. */
  #next(): { readonly timeMs: number; readonly happen: () => void } {
    const { events, timeoutMs, kind } = this.#config;
    const possible: { timeMs: number; kind: number; happen: () => void }[] = [];
    const add = (timeMs: number, priority: number, happen: () => void) => {
      possible.push({ timeMs, kind: priority, happen });
    };
    for (const request of this.#at('to come')) {
      add(request.arrivalMs, 0, () => {
        this.#attempt(request);
      });
    }
    if (this.#nextEvent < events.length) {
      add(events[this.#nextEvent].timeMs, 1, () => {
        this.#apply(events[this.#nextEvent++]);
      });
    }
    for (const request of this.#at('in service')) {
      const endMs = kind === 'slots' ? request.endMs : this.#nowMs + Math.max(0, request.left) / this.#rate();
      add(endMs, 2, () => {
        request.responseMs = this.#nowMs - request.arrivalMs;
        this.#settle(request, 'completed');
      });
    }
    for (const request of this.#at('trying again')) {
      add(request.retryAtMs, 3, () => {
        this.retries++;
        this.#attempt(request);
      });
    }
    for (const request of this.requests) {
      if (timeoutMs === undefined || request.place === 'settled' || request.place === 'to come') continue;
      add(request.arrivalMs + timeoutMs, 5, () => {
        this.#settle(request, 'timed_out');
      });
    }
    return possible.sort((a, b) => a.timeMs - b.timeMs || a.kind - b.kind)[0]; // stable, so sequence decides the rest
  }

  #attempt(request: NaiveRequest): void {
    const waiting = this.#at('waiting').length;
    const inService = this.#at('in service').length;
    request.attempts++;
    if (!this.#healthy) {
      this.#settle(request, 'failed');
    } else if (inService + waiting >= this.#believed.maxConcurrent + this.#believed.maxQueue) {
      this.rejections++;
      this.#askAgain(request);
    } else if (inService >= this.#slots && waiting >= this.#queue) {
      this.refusals++;
      this.#askAgain(request);
    } else {
      this.accepted++;
      this.#move(request, 'waiting');
    }
  }

  #askAgain(request: NaiveRequest): void {
    const { maxRetries, retryDelayMs } = this.#config;
    if (request.attempts > maxRetries) {
      this.#settle(request, 'overload_failed');
      return;
    }
    request.retryAtMs = this.#nowMs + retryDelayMs * 2 ** (request.attempts - 1);
    this.#move(request, 'trying again');
  }

  #startWaiting(): void {
    for (const request of this.#at('waiting')) {
      if (this.#at('in service').length >= this.#slots) return;
      request.startMs = this.#nowMs;
      request.endMs = this.#nowMs + request.demandMs / this.#speed;
      request.left = request.demandMs;
      this.#move(request, 'in service');
    }
  }

  #apply(event: FleetEvent): void {
    switch (event.field) {
      case 'health':
        this.#healthy = event.value !== 'unhealthy';
        break;
      case 'speed':
        this.#speed = event.value;
        break;
      case 'max_concurrent':
        this.#slots = event.value;
        this.#believed.maxConcurrent = event.value;
        break;
      case 'max_queue':
        this.#queue = event.value;
        this.#believed.maxQueue = event.value;
    }
  }

  #settle(request: NaiveRequest, ending: Ending): void {
    request.ending = ending;
    this.#move(request, 'settled');
  }

  #move(request: NaiveRequest, place: NaiveRequest['place']): void {
    request.place = place;
    request.sequence = ++this.#sequence;
  }

  /** Work that each running request gets per millisecond under processor sharing. */
  #rate(): number {
    return this.#speed * Math.min(1, this.#config.cores / this.#at('in service').length);
  }
}
