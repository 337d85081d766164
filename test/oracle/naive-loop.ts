import type { ModelConfig, RouterOptions } from '../../src/router/index.js';
import type { FailureRule, FleetEvent } from '../../src/tank/simulation/index.js';

/**
 * The simulator once more in the plainest words: events are found by looking at all of them, endpoints hold their requests
 * in arrays, and whatever can be counted is counted anew each time it is needed. It shares no code with src.
 *
 * One router that sees every change at once; no caches, quotas, sessions or wishes. Cost: O(n²) for n requests.
 */
export interface Scenario {
  readonly models: readonly Required<Pick<ModelConfig, 'id' | 'replicas' | 'maxConcurrent' | 'maxQueue'>>[];
  /** By model. */
  readonly backends: readonly NaiveBackend[];
  readonly policy: 'round_robin' | 'smallest_share';
  readonly router: Pick<RouterOptions, 'maxLoadThreshold' | 'maxRetries' | 'retryDelayMs'>;
  /** From arrival over all attempts; undefined for none. */
  readonly timeoutMs: number | undefined;
  /** Ascending in time. */
  readonly events: readonly FleetEvent[];
  /** Shares are all 1: nothing is drawn. */
  readonly failures: readonly FailureRule[];
  /** Ascending. */
  readonly arrivalMs: readonly number[];
  readonly demandMs: readonly number[];
}

/** The servers behind the endpoints of a model. */
export interface NaiveBackend {
  readonly kind: 'slots' | 'processor_sharing';
  readonly speed: number;
  readonly slots?: number;
  readonly queue?: number;
  readonly cores?: number;
}

export interface Result {
  readonly requests: readonly Outcome[];
  /** Decisions that found no endpoint with room. */
  readonly rejections: number;
  /** Attempts that an endpoint refused, by endpoint. */
  readonly refusals: readonly number[];
  /** Attempts that failed with their endpoint, by endpoint: those of the start, then those that come, in their order. */
  readonly failures: readonly number[];
  /** By endpoint: attempts that were answered with 429, that hung, and that met a crash. */
  readonly limited: readonly number[];
  readonly hung: readonly number[];
  readonly crashed: readonly number[];
  /** Attempts after the first of a request. */
  readonly retries: number;
}

export interface Outcome {
  readonly status: 'completed' | 'overload_failed' | 'timed_out' | 'failed';
  readonly attempts: number;
  /** Of the last accepted attempt, −1 for none. */
  readonly endpoint: number;
  /** Of completed requests, else undefined. */
  readonly responseMs: number | undefined;
  readonly waitingMs: number | undefined;
}

interface Request {
  readonly index: number;
  readonly arrivalMs: number;
  readonly demandMs: number;
  readonly triedInVain: Set<Endpoint>;
  status: Outcome['status'] | 'pending';
  attempts: number;
  endpoint: Endpoint | undefined;
  startMs: number;
  endMs: number;
  /** `processor_sharing`: work left. */
  leftMs: number;
  /** Of its start of service among all that happens. */
  sequence: number;
  /** Whether it is never to be served where it is. */
  isDoomed: boolean;
}

interface Endpoint {
  readonly id: string;
  readonly model: string;
  readonly index: number;
  readonly kind: NaiveBackend['kind'];
  readonly cores: number;
  speed: number;
  /** What the router believes, and where it has the endpoint in its table: −1 before that. */
  isThere: boolean;
  place: number;
  health: 'healthy' | 'degraded' | 'unhealthy';
  maxConcurrent: number;
  maxQueue: number;
  /** What is true. */
  slots: number;
  places: number;
  running: Request[];
  waiting: Request[];
  refusals: number;
  failures: number;
  limited: number;
  hung: number;
  crashed: number;
  /** Until then it is down, and until then it asked to be left alone. */
  downUntilMs: number;
  askedUntilMs: number;
  /** How many attempts met each rule. */
  readonly met: number[];
}

/** Something that will happen. */
type Event = What & { readonly timeMs: number; readonly sequence: number };
type What =
  | { readonly kind: 'arrival' | 'completion' | 'retry' | 'timeout'; readonly request: Request }
  | { readonly kind: 'failure'; readonly request: Request; readonly attempts: number }
  | { readonly kind: 'fleet_event'; readonly change: FleetEvent };

/** At equal times the lower goes first; at equal priority what was planned first. */
const PRIORITY = { arrival: 0, fleet_event: 1, completion: 2, failure: 3, retry: 4, timeout: 5 };

export function naiveLoop(scenario: Scenario): Result {
  return new NaiveLoop(scenario).run();
}

class NaiveLoop {
  readonly #scenario: Scenario;
  readonly #requests: readonly Request[];
  readonly #endpoints: readonly Endpoint[];
  #planned: Event[] = [];
  #sequence = 0;
  #nowMs = 0;
  /** Places of the table in the order of their turns. */
  #row: number[] = [];
  #rejections = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#requests = scenario.arrivalMs.map((arrivalMs, i) => newRequest(i, arrivalMs, scenario.demandMs[i]));
    this.#endpoints = newEndpoints(scenario);
    const { timeoutMs } = scenario;
    for (const request of this.#requests) {
      this.#plan(request.arrivalMs, { kind: 'arrival', request });
      if (timeoutMs !== undefined) this.#plan(request.arrivalMs + timeoutMs, { kind: 'timeout', request });
    }
    for (const change of scenario.events) this.#plan(change.timeMs, { kind: 'fleet_event', change });
  }

  run(): Result {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#share(next.timeMs - this.#nowMs);
      this.#nowMs = next.timeMs;
      this.#planned = this.#planned.filter((event) => event !== next);
      this.#happen(next);
    }
    return {
      requests: this.#requests.map(outcomeOf),
      rejections: this.#rejections,
      refusals: this.#endpoints.map(({ refusals }) => refusals),
      failures: this.#endpoints.map(({ failures }) => failures),
      limited: this.#endpoints.map(({ limited }) => limited),
      hung: this.#endpoints.map(({ hung }) => hung),
      crashed: this.#endpoints.map(({ crashed }) => crashed),
      retries: this.#requests.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
    };
  }

  #plan(timeMs: number, what: What): void {
    this.#planned.push({ ...what, timeMs, sequence: this.#sequence++ });
  }

  /** The earliest of all that is planned and of the completions as they would come if nothing else happened. */
  #next(): Event | undefined {
    const all = [...this.#planned];
    for (const endpoint of this.#endpoints) {
      for (const request of endpoint.running) {
        const timeMs = this.#endMs(endpoint, request);
        if (request.isDoomed) continue;
        all.push({ kind: 'completion', request, timeMs, sequence: request.sequence });
      }
    }
    const order = (a: Event, b: Event) =>
      a.timeMs - b.timeMs || PRIORITY[a.kind] - PRIORITY[b.kind] || a.sequence - b.sequence;
    return all.sort(order).at(0);
  }

  #happen(event: Event): void {
    if (event.kind === 'fleet_event') this.#change(event.change);
    else if (event.kind === 'arrival' || event.kind === 'retry') this.#attempt(event.request);
    else if (event.kind === 'failure') this.#fail(event.request, event.attempts);
    else this.#end(event.request, event.kind === 'completion' ? 'completed' : 'timed_out');
  }

  /** A slot works at the speed of its endpoint at the start; who shares processors at what is left at the speed of now. */
  #endMs(endpoint: Endpoint, request: Request): number {
    if (endpoint.kind === 'slots') return request.endMs;
    return this.#nowMs + Math.max(0, request.leftMs) / rateOfEach(endpoint);
  }

  /** Time passes for those that share processors. */
  #share(elapsedMs: number): void {
    for (const endpoint of this.#endpoints) {
      const rate = rateOfEach(endpoint);
      for (const request of endpoint.running) request.leftMs -= rate * elapsedMs;
    }
  }

  /** Where no endpoint is there that is healthy or degraded a request fails at once; lack of room is like a refusal. */
  #attempt(request: Request): void {
    if (request.status !== 'pending') return; // timed out while it waited for its retry
    request.attempts++;
    if (this.#endpoints.every(({ isThere, health }) => !isThere || health === 'unhealthy')) {
      request.status = 'failed';
      return;
    }
    const endpoint = this.#route(request);
    if (endpoint === undefined) {
      this.#rejections++;
      this.#tryAgain(request, 'overload_failed');
    } else this.#send(request, endpoint);
  }

  #send(request: Request, endpoint: Endpoint): void {
    const hit = this.#hit(endpoint);
    if (this.#nowMs < endpoint.downUntilMs) {
      endpoint.crashed++;
      request.triedInVain.add(endpoint);
      this.#tryAgain(request, 'failed');
    } else if (hit?.kind === 'rate_limited') {
      endpoint.limited++;
      request.triedInVain.add(endpoint);
      const { retryAfterMs } = hit.rule;
      if (retryAfterMs > 0) endpoint.askedUntilMs = Math.max(endpoint.askedUntilMs, this.#nowMs + retryAfterMs);
      this.#tryAgain(request, 'overload_failed');
    } else if (endpoint.running.length >= endpoint.slots && endpoint.waiting.length >= endpoint.places) {
      endpoint.refusals++;
      request.triedInVain.add(endpoint);
      this.#tryAgain(request, 'overload_failed');
    } else {
      request.endpoint = endpoint;
      request.isDoomed = hit !== undefined;
      if (hit?.kind === 'hang') endpoint.hung++;
      if (hit?.kind === 'error') {
        this.#plan(this.#nowMs + hit.rule.afterMs, { kind: 'failure', request, attempts: request.attempts });
      }
      endpoint.waiting.push(request);
      this.#startAll(endpoint);
    }
  }

  /** The first rule of an endpoint that hits what is sent there now; sequences go on with each that they meet. */
  #hit(endpoint: Endpoint): { kind: 'error' | 'rate_limited' | 'hang'; rule: FailureRule } | undefined {
    if (this.#nowMs < endpoint.downUntilMs) return undefined;
    for (const [r, rule] of this.#scenario.failures.entries()) {
      const isOf = rule.of === undefined || rule.of === endpoint.id || rule.of === endpoint.model;
      if (!isOf || this.#nowMs < rule.fromMs || this.#nowMs >= rule.toMs) continue;
      const kind = rule.kind === 'sequence' ? rule.sequence[endpoint.met[r]++ % rule.sequence.length] : rule.kind;
      if (kind !== 'ok') return { kind, rule };
    }
    return undefined;
  }

  /** An error takes its place from an attempt, unless that has ended before. */
  #fail(request: Request, attempts: number): void {
    const { endpoint } = request;
    if (request.status !== 'pending' || request.attempts !== attempts || endpoint === undefined) return;
    if (!endpoint.running.includes(request) && !endpoint.waiting.includes(request)) return;
    endpoint.running = endpoint.running.filter((other) => other !== request);
    endpoint.waiting = endpoint.waiting.filter((other) => other !== request);
    endpoint.failures++;
    request.triedInVain.add(endpoint);
    this.#startAll(endpoint);
    this.#tryAgain(request, 'failed');
  }

  /** The delay doubles from retry to retry. @param otherwise where there have been as many as there may be */
  #tryAgain(request: Request, otherwise: Outcome['status']): void {
    const { maxRetries, retryDelayMs } = this.#scenario.router;
    if (request.attempts > maxRetries) {
      request.status = otherwise;
      return;
    }
    const timeMs = this.#nowMs + retryDelayMs * 2 ** (request.attempts - 1);
    this.#plan(Math.max(timeMs, this.#opensMs()), { kind: 'retry', request });
  }

  /** Where every endpoint that is not unhealthy asked to be left alone: when the first takes requests again. */
  #opensMs(): number {
    const able = this.#endpoints.filter(({ isThere, health }) => isThere && health !== 'unhealthy');
    return able.length === 0 ? 0 : Math.min(...able.map(({ askedUntilMs }) => askedUntilMs));
  }

  /** Whoever may start does: the first that waits, while fewer than the limit are running. */
  #startAll(endpoint: Endpoint): void {
    while (endpoint.waiting.length > 0 && endpoint.running.length < endpoint.slots) {
      const [request, ...others] = endpoint.waiting;
      endpoint.waiting = others;
      endpoint.running.push(request);
      request.startMs = this.#nowMs;
      request.endMs = this.#nowMs + request.demandMs / endpoint.speed;
      request.leftMs = request.demandMs;
      request.sequence = this.#sequence++;
    }
  }

  /** A request is served, or its time runs out wherever it is by then. */
  #end(request: Request, status: 'completed' | 'timed_out'): void {
    if (request.status !== 'pending') return; // its time runs out after its end
    request.status = status;
    request.endMs = this.#nowMs;
    for (const endpoint of this.#endpoints) {
      endpoint.running = endpoint.running.filter((other) => other !== request);
      endpoint.waiting = endpoint.waiting.filter((other) => other !== request);
      this.#startAll(endpoint);
    }
  }

  /** Limits change for router and backend alike. What runs goes on and what waits may stay, however small they become. */
  #change(event: FleetEvent): void {
    for (const endpoint of this.#endpoints) {
      if (endpoint.id !== event.endpoint) continue;
      if (event.field === 'add') this.#come(endpoint);
      else if (event.field === 'remove') this.#go(endpoint, event.value);
      else if (event.field === 'crash') this.#crash(endpoint, event.value);
      else if (event.field === 'health') endpoint.health = event.value;
      else if (event.field === 'speed') endpoint.speed = event.value;
      else if (event.field === 'max_concurrent') endpoint.maxConcurrent = endpoint.slots = event.value;
      else endpoint.maxQueue = endpoint.places = event.value;
      this.#startAll(endpoint);
    }
  }

  /** It takes the first place of the table that nobody has, and where nothing of one that is gone is in flight. */
  #come(endpoint: Endpoint): void {
    const isTaken = (place: number) =>
      this.#endpoints.some((each) => each.place === place && (each.isThere || inFlight(each) > 0));
    let place = 0;
    while (isTaken(place)) place++;
    endpoint.place = place;
    endpoint.isThere = true;
  }

  #crash(endpoint: Endpoint, forMs: number): void {
    endpoint.downUntilMs = Math.max(endpoint.downUntilMs, this.#nowMs + forMs);
    endpoint.crashed += inFlight(endpoint);
    this.#failAll(endpoint);
  }

  /** What it has is served, or fails. */
  #go(endpoint: Endpoint, value: 'drain' | 'at_once'): void {
    endpoint.isThere = false;
    if (value === 'at_once') this.#failAll(endpoint);
  }

  /** All that it has is tried again, in the order of arrival. */
  #failAll(endpoint: Endpoint): void {
    const { running, waiting } = endpoint;
    endpoint.running = [];
    endpoint.waiting = [];
    for (const request of [...running, ...waiting].sort((a, b) => a.index - b.index)) {
      endpoint.failures++;
      request.triedInVain.add(endpoint);
      this.#tryAgain(request, 'failed');
    }
  }

  /** Those that were tried in vain are left out while another is eligible; of the rest the lowest tier, then the policy. */
  #route(request: Request): Endpoint | undefined {
    const inOrder = [...this.#endpoints].sort((a, b) => a.place - b.place);
    const eligible = inOrder.filter((endpoint) => this.#tier(endpoint) < 4);
    const untried = eligible.filter((endpoint) => !request.triedInVain.has(endpoint));
    const left = untried.length > 0 ? untried : eligible;
    const lowest = Math.min(...left.map((endpoint) => this.#tier(endpoint)));
    const candidates = left.filter((endpoint) => this.#tier(endpoint) === lowest);
    if (candidates.length === 0) return undefined;
    if (this.#scenario.policy === 'smallest_share') return smallestShare(candidates);
    return this.#nextInTurn(candidates, request.triedInVain.size > 0 && untried.length > 0);
  }

  /** 0 healthy, 1 healthy and above the threshold, 2 degraded, 3 degraded and above it, 4 not to be chosen. */
  #tier(endpoint: Endpoint): number {
    const { isThere, health, maxConcurrent, maxQueue, askedUntilMs } = endpoint;
    const { maxLoadThreshold } = this.#scenario.router;
    if (this.#nowMs < askedUntilMs) return 4;
    if (!isThere || health === 'unhealthy' || inFlight(endpoint) >= maxConcurrent + maxQueue) return 4;
    const isAbove = maxLoadThreshold !== 'off' && inFlight(endpoint) / maxConcurrent > maxLoadThreshold;
    return (health === 'healthy' ? 0 : 2) + (isAbove ? 1 : 0);
  }

  /**
   * The candidate whose place stands first in the row, which goes to its end. When all are asked, those before it lose their
   * turns; of a list, such as those that are untried, the others keep theirs.
   */
  #nextInTurn(candidates: readonly Endpoint[], isList: boolean): Endpoint {
    const places = this.#endpoints.filter(({ place }) => place >= 0).map(({ place }) => place);
    for (const place of [...new Set(places)].sort((a, b) => a - b))
      if (!this.#row.includes(place)) this.#row.push(place);
    const first = this.#row.findIndex((place) => candidates.some((each) => each.place === place));
    const chosen = this.#row[first];
    const lost = isList ? [] : this.#row.slice(0, first);
    this.#row = [...this.#row.filter((place) => place !== chosen && !lost.includes(place)), ...lost, chosen];
    return candidates.filter(({ place }) => place === chosen)[0];
  }
}

/** In flight / max_concurrent; the first place among ties. */
function smallestShare(candidates: readonly Endpoint[]): Endpoint {
  const share = (endpoint: Endpoint) => inFlight(endpoint) / endpoint.maxConcurrent;
  return candidates.reduce((best, other) => (share(other) < share(best) ? other : best));
}

function inFlight({ running, waiting }: Endpoint): number {
  return running.length + waiting.length;
}

/** Speed of each request among those that share the cores. */
function rateOfEach({ speed, cores, running }: Endpoint): number {
  return speed * Math.min(1, cores / running.length);
}

function newRequest(index: number, arrivalMs: number, demandMs: number): Request {
  const nothingYet = { status: 'pending', attempts: 0, endpoint: undefined, startMs: NaN, endMs: NaN } as const;
  return {
    ...nothingYet,
    index,
    arrivalMs,
    demandMs,
    leftMs: demandMs,
    sequence: -1,
    isDoomed: false,
    triedInVain: new Set<Endpoint>(),
  };
}

/** Those of the start, then those that come. */
function newEndpoints({ models, backends, events, failures }: Scenario): readonly Endpoint[] {
  const endpoints: Endpoint[] = [];
  const make = (m: number, id: string, isThere: boolean) => {
    endpoints.push(newEndpoint(models[m], backends[m], { id, index: endpoints.length, isThere }, failures.length));
  };
  for (const [m, { id, replicas }] of models.entries()) {
    for (let r = 0; r < replicas; r++) make(m, replicas === 1 ? id : `${id}/${r}`, true);
  }
  for (const event of events) {
    if (event.field === 'add') make(models.map(({ id }) => id).indexOf(event.value), event.endpoint, false);
  }
  return endpoints;
}

/** Slots and places of a slots backend may differ from what the router believes. */
function newEndpoint(
  { id: model, maxConcurrent, maxQueue }: Scenario['models'][number],
  { kind, speed, slots = maxConcurrent, queue = maxQueue, cores = 1 }: NaiveBackend,
  named: Pick<Endpoint, 'id' | 'index' | 'isThere'>,
  rules: number,
): Endpoint {
  const believed = { health: 'healthy', place: named.isThere ? named.index : -1, maxConcurrent, maxQueue } as const;
  const empty = { running: [], waiting: [], refusals: 0, failures: 0, limited: 0, hung: 0, crashed: 0 };
  const past = { downUntilMs: 0, askedUntilMs: 0, met: new Array<number>(rules).fill(0) };
  return { ...named, model, ...past, kind, speed, cores, ...believed, slots, places: queue, ...empty };
}

function outcomeOf({ status, attempts, endpoint, arrivalMs, startMs, endMs }: Request): Outcome {
  if (status === 'pending') throw new Error('a request has not ended');
  const responseMs = status === 'completed' ? endMs - arrivalMs : undefined;
  const waitingMs = status === 'completed' ? startMs - arrivalMs : undefined;
  return { status, attempts, endpoint: endpoint?.index ?? -1, responseMs, waitingMs };
}
