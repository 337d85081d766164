import { ManualClock, type Streams } from '../../core/index.js';
import {
  type Decision,
  DEFAULT_CAPACITY,
  type Explanation,
  type Fleet,
  GIVE_UP,
  NO_ROOM,
  type RequestRouter,
  type RequestView,
} from '../../router/index.js';
import type { Conversations } from '../traffic/index.js';
import type { Trace } from '../trace/index.js';
import type { Backend } from './backends/backend.js';
import { backends } from './backends/registry.js';
import { Caches } from './caches.js';
import { ARRIVAL, Calendar, COMPLETION, END, FLEET_EVENT, FOLLOW_UP, RETRY, TELEMETRY } from './calendar.js';
import { COMPLETED, FAILED, Outcomes, OVERLOAD_FAILED, PENDING, TIMED_OUT } from './outcomes.js';
import { makeRouters } from './routers.js';
import type { FleetEvent, SimulationConfig } from './simulation-config.js';
import { SeriesRecorder } from './series-recorder.js';
import { Stations } from './stations.js';
import { Telemetry } from './telemetry.js';
import { Views } from './views.js';

/**
 * One replication: the requests of a trace arrive, the real router chooses, the simulated endpoints serve, until every
 * request is settled. After every event arrived = completed + overload_failed + timed_out + failed + in flight.
 * Cost: O(log slots) per request with an O(1) policy, nothing allocated per request but for retries.
 */
export class Simulation {
  readonly outcomes: Outcomes;
  readonly stations: Stations;
  readonly calendar: Calendar;
  /** All of one fleet each; the same endpoint has the same index in all. */
  readonly routers: readonly RequestRouter[];
  readonly caches: Caches | undefined;
  /** Decisions that found no endpoint with room. */
  rejections = 0;
  /** Retries that were made. */
  retries = 0;
  readonly trace: Trace;
  /** Where later requests wait for earlier ones. */
  readonly #conversations: Conversations | undefined;
  readonly #events: readonly FleetEvent[];
  readonly #router: RequestRouter;
  /** Router of each request; empty where there is one. */
  readonly #routerOf: Uint8Array;
  /** By endpoint, and by source of the calendar. */
  readonly #backendOf: readonly Backend[];
  readonly #backendOfSource: readonly Backend[];
  readonly #backends: readonly Backend[];
  readonly #views: Views;
  readonly #telemetry: Telemetry;
  #recorder: SeriesRecorder | undefined;
  /** A request whose decisions are told, −1 for none. */
  #watched = -1;
  #onDecision: DecisionListener = () => undefined;

  /** @param streams of the replication: `router`, `ab` and `routers` are drawn from */
  constructor(config: SimulationConfig, traffic: Traffic | Conversations, streams: Streams) {
    const { trace, demandMs } = traffic;
    const { client, events, warmUpMs, telemetry = { intervalMs: 0, delayMs: 0 } } = config;
    const { requestCount, arrivalMs } = trace;
    this.trace = trace;
    this.#conversations = 'openingMs' in traffic ? traffic : undefined;
    this.#events = events;
    this.outcomes = new Outcomes(requestCount);

    const clock = new ManualClock();
    this.routers = makeRouters(config, clock, streams);
    this.#router = this.routers[0];
    this.#routerOf = splitAmong(this.routers.length, requestCount, streams);
    const { fleet } = this.#router;
    const needsTokens = config.quotas !== undefined || fleet.models.smallestContextWindow < Infinity;
    this.#views = new Views(trace, fleet, needsTokens);
    const cacheOf = Array.from(fleet.endpoints.modelIndex, (m) => config.caches?.[m]);
    const hasCaches = cacheOf.some((cache) => cache !== undefined);
    this.caches = hasCaches ? new Caches(trace, demandMs, cacheOf, config.service) : undefined;

    const plans = planEndpoints(config, fleet);
    const lastMs = requestCount === 0 ? 0 : arrivalMs[requestCount - 1]; // of conversations: Infinity, not known yet
    const window = { startMs: warmUpMs, endMs: Math.max(warmUpMs, lastMs) };
    this.stations = new Stations(clock, window, fleet.endpoints.targetUtilization);
    this.#telemetry = new Telemetry(clock, this.stations, this.routers, telemetry);
    const known = {
      openingMs: this.#conversations?.openingMs ?? arrivalMs,
      arrivalMs,
      fleetEventMs: Float64Array.from([...events.map(({ timeMs }) => timeMs), Infinity]),
      telemetryMs: this.#telemetry.dueMs,
      timeoutMs: client.timeoutMs ?? Infinity,
      status: this.outcomes.status,
    };
    const sourceCount = plans.reduce((sum, plan) => sum + plan.sourceCount, 0);
    this.calendar = new Calendar(clock, known, sourceCount);
    const context = {
      calendar: this.calendar,
      stations: this.stations,
      outcomes: this.outcomes,
      arrivalMs,
      demandMs: this.caches?.demandMs ?? demandMs,
      link: new Int32Array(requestCount),
    };
    const kinds = [...new Set(plans.map((plan) => plan.config.kind))];
    this.#backends = kinds.map((kind) =>
      backends[kind].create({ ...context, endpoints: plans.filter((plan) => plan.config.kind === kind) }),
    );
    this.#backendOf = plans.map((plan) => this.#backends[kinds.indexOf(plan.config.kind)]);
    this.#backendOfSource = plans.flatMap((plan, e) => new Array<Backend>(plan.sourceCount).fill(this.#backendOf[e]));
    for (const [endpoint, plan] of plans.entries()) {
      this.#backendOf[endpoint].setSpeed(endpoint, plan.config.speed);
      this.#backendOf[endpoint].setLimits(endpoint, plan.maxConcurrent, plan.maxQueue);
    }
  }

  /** Whether the fleet changes while it runs. */
  get hasFleetEvents(): boolean {
    return this.#events.length > 0;
  }

  /** Lets every decision on a request be explained as it is made. */
  watch(request: number, onDecision: DecisionListener): void {
    this.#watched = request;
    this.#onDecision = onDecision;
  }

  /**
   * Records the course of the run, from its start.
   * @param endMs end of the last part, by default the last arrival
   */
  record(endMs = this.stations.window.endMs): SeriesRecorder {
    this.#recorder = new SeriesRecorder(this.stations, endMs);
    return this.#recorder;
  }

  /** Runs to the end. */
  run(): this {
    while (this.step());
    for (const backend of this.#backends) backend.finish();
    return this;
  }

  /** Lets the next event happen. @returns false when every request is settled: then nothing happens any more */
  step(): boolean {
    if (this.outcomes.counts[PENDING] === 0) return false;
    const { calendar } = this;
    const kind = calendar.next();
    const index = calendar.index;
    const recorder = this.#recorder;
    if (recorder !== undefined && recorder.dueMs[0] <= calendar.clock.cell[0]) recorder.record(calendar.clock.cell[0]);
    switch (kind) {
      case ARRIVAL:
        if (this.#conversations === undefined) this.#attempt(index, this.#views.fresh(index));
        else this.#continue(index, this.#conversations);
        break;
      case COMPLETION:
        this.#complete(this.#backendOfSource[index].complete(index));
        break;
      case RETRY:
        this.#retry(index);
        break;
      case FOLLOW_UP:
        if (this.#conversations !== undefined) this.#continue(index, this.#conversations);
        break;
      case FLEET_EVENT:
        this.#apply(this.#events[index]);
        break;
      case TELEMETRY:
        this.#telemetry.run();
        break;
      case END:
        throw new Error(`the run has no event left, but ${this.outcomes.counts[PENDING]} requests are not settled`);
      default:
        this.#timeOut(index);
    }
    return true;
  }

  /** A conversation sends its next request, unless all requests of the run have arrived. */
  #continue(conversation: number, conversations: Conversations): void {
    if (conversations.isOver()) return;
    const request = conversations.arrive(conversation, this.calendar.clock.cell[0]);
    const nextAfterMs = conversations.nextAfterMs[0];
    if (nextAfterMs !== Infinity) this.calendar.followAfter(nextAfterMs, conversation);
    if (conversations.isOver()) {
      this.calendar.endOpenings();
      for (const backend of this.#backends) backend.closeWindow();
      this.stations.closeWindow();
    }
    this.#attempt(request, this.#views.fresh(request));
  }

  #routerFor(request: number): RequestRouter {
    return this.#routerOf.length === 0 ? this.#router : this.routers[this.#routerOf[request]];
  }

  #attempt(request: number, view: RequestView): void {
    const { outcomes } = this;
    const router = this.#routerFor(request);
    outcomes.attempts[request]++;
    const endpoint = request === this.#watched ? this.#decideWatched(router, view) : router.decide(view);
    if (endpoint >= 0) {
      router.started(endpoint, view);
      if (this.#offer(endpoint, request)) {
        outcomes.endpoint[request] = endpoint;
        return;
      }
      router.refused(endpoint, view);
    } else if (endpoint === NO_ROOM) {
      this.rejections++;
    } else {
      this.#settle(request, view, FAILED);
      return;
    }
    const delayMs = router.next(view);
    if (delayMs === GIVE_UP) {
      this.#settle(request, view, OVERLOAD_FAILED);
      return;
    }
    this.calendar.retryAfter(delayMs, request);
    this.#views.keep(request, view);
  }

  #decideWatched(router: RequestRouter, view: RequestView): number {
    const explanation = router.explain(view);
    const decision = router.route(view);
    this.#onDecision(explanation, decision);
    return decision.endpoint;
  }

  #offer(endpoint: number, request: number): boolean {
    this.caches?.lookUp(endpoint, request);
    const isAccepted = this.#backendOf[endpoint].offer(endpoint, request);
    if (isAccepted) {
      this.caches?.enter(endpoint, request);
      this.#telemetry.changed(endpoint);
    }
    return isAccepted;
  }

  #retry(request: number): void {
    const view = this.#views.waiting(request);
    if (view === undefined) return; // settled while it waited: timed out
    this.retries++;
    this.#attempt(request, view);
  }

  #complete(request: number): void {
    const { outcomes, calendar } = this;
    const endpoint = outcomes.endpoint[request];
    const view = this.#viewInService(request);
    outcomes.responseMs[request] = calendar.clock.cell[0] - this.trace.arrivalMs[request];
    this.#views.served(request, view, this.caches);
    this.#routerFor(request).completed(endpoint, view);
    this.#telemetry.changed(endpoint);
    this.#settle(request, view, COMPLETED);
  }

  #timeOut(request: number): void {
    const endpoint = this.outcomes.endpoint[request];
    const view = this.#viewInService(request);
    if (endpoint >= 0) {
      this.#backendOf[endpoint].cancel(endpoint, request);
      this.#routerFor(request).abandoned(endpoint, view);
      this.#telemetry.changed(endpoint);
    }
    this.#settle(request, view, TIMED_OUT);
  }

  /** The view of a request that was accepted or waits for a retry. */
  #viewInService(request: number): RequestView {
    if (this.outcomes.attempts[request] === 1 && this.outcomes.endpoint[request] >= 0) {
      return this.#views.inFirstAttempt(request);
    }
    const kept = this.#views.waiting(request);
    if (kept === undefined) throw new Error(`request ${request} is pending, but its view is gone`);
    return kept;
  }

  #settle(request: number, view: RequestView, status: number): void {
    this.outcomes.settle(request, status);
    this.#views.settled(request, view);
    const waiting = this.#conversations?.waitingFor(request) ?? -1;
    if (waiting >= 0) this.calendar.followAfter(this.#conversations?.thinkMs(waiting) ?? 0, waiting);
  }

  #apply(event: FleetEvent): void {
    const endpoint = this.#router.fleet.endpointIndex(event.endpoint);
    const backend = this.#backendOf[endpoint];
    const { maxConcurrent, maxQueue } = this.stations;
    switch (event.field) {
      case 'health':
        for (const { fleet } of this.routers) fleet.setHealth(endpoint, event.value);
        break;
      case 'speed':
        backend.setSpeed(endpoint, event.value);
        break;
      case 'max_concurrent':
        for (const { loadTracker } of this.routers) {
          loadTracker.setCapacity(event.endpoint, { maxConcurrent: event.value });
        }
        backend.setLimits(endpoint, event.value, maxQueue[endpoint]);
        break;
      case 'max_queue':
        for (const { loadTracker } of this.routers) loadTracker.setCapacity(event.endpoint, { maxQueue: event.value });
        backend.setLimits(endpoint, maxConcurrent[endpoint], event.value);
    }
  }
}

/** Requests that depend on nothing but themselves, and their service demand at speed 1 in ms. */
export interface Traffic {
  readonly trace: Trace;
  readonly demandMs: Float64Array;
}

type DecisionListener = (explanation: Explanation, decision: Decision) => void;

/** The router of each request, uniformly at random; empty where there is only one. */
function splitAmong(routerCount: number, requestCount: number, streams: Streams): Uint8Array {
  if (routerCount === 1) return new Uint8Array(0);
  const random = streams.named('routers');
  const routerOf = new Uint8Array(requestCount);
  for (let request = 0; request < requestCount; request++) routerOf[request] = random.below(routerCount);
  return routerOf;
}

/** The simulated servers of each endpoint: limits at the start, and their sources in the calendar. */
function planEndpoints({ fleet: { models }, backends: configs, events }: SimulationConfig, fleet: Fleet) {
  let firstSource = 0;
  return fleet.endpointIds.map((id, endpoint) => {
    const model = fleet.endpoints.modelIndex[endpoint];
    const config = configs[model];
    const { maxConcurrent, maxQueue } = { ...DEFAULT_CAPACITY, ...models[model] };
    const slots = config.slots ?? maxConcurrent;
    const changes = events.flatMap((e) => (e.endpoint === id && e.field === 'max_concurrent' ? e.value : []));
    const sourceCount = backends[config.kind].sources(Math.max(slots, ...changes));
    const plan = {
      endpoint,
      config,
      maxConcurrent: slots,
      maxQueue: config.queue ?? maxQueue,
      firstSource,
      sourceCount,
    };
    firstSource += sourceCount;
    return plan;
  });
}
