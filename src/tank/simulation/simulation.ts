import { ManualClock, type Streams } from '../../core/index.js';
import type { RequestRouter } from '../../router/index.js';
import type { Conversations } from '../traffic/index.js';
import type { Trace } from '../trace/index.js';
import type { AgentModels } from './agent-models.js';
import type { AlertWatch } from './alert-watch.js';
import { Attempts } from './attempts.js';
import type { Backend } from './backends/backend.js';
import { createBackends } from './backends/create.js';
import { CacheHits } from './cache-hits.js';
import { ARRIVAL, BACKEND, Calendar, END, FAILURE, FLEET_EVENT, FOLLOW_UP, RETRY, TELEMETRY } from './calendar.js';
import { planEndpoints } from './endpoint-plans.js';
import { Failures } from './failures.js';
import type { FleetEndpoint } from './fleet-endpoints.js';
import { FleetEvents } from './fleet-events.js';
import { type DecisionListener, Lifecycle } from './lifecycle.js';
import { monitorsOf } from './monitors.js';
import { Outcomes, PENDING } from './outcomes.js';
import { RequestViews } from './request-views.js';
import { Routers } from './routers.js';
import { SeriesRecorder } from './series-recorder.js';
import type { FleetEvent, SimulationConfig } from './simulation-config.js';
import { Stations } from './stations.js';
import { Telemetry } from './telemetry.js';
import { Window } from './window.js';

/** Requests that depend on nothing but themselves, and their service demand at speed 1 in ms. */
export interface Traffic {
  readonly trace: Trace;
  readonly demandMs: Float64Array;
}

/**
 * One replication: the requests of a trace arrive, the real router chooses, the simulated endpoints serve, until every
 * request is settled. It takes one event after the other from the calendar and hands it to whom it concerns. After every
 * event arrived = completed + overload_failed + timed_out + failed + in flight.
 * Cost: O(log slots) per request with an O(1) policy, nothing allocated per request but for retries.
 */
export class Simulation {
  readonly trace: Trace;
  readonly outcomes: Outcomes;
  readonly stations: Stations;
  readonly window: Window;
  readonly calendar: Calendar;
  /** Each with a fleet of its own. */
  readonly routers: readonly RequestRouter[];
  /** All endpoints of the run: those of the start, then those that events add. */
  readonly endpoints: readonly FleetEndpoint[];
  /** Undefined where no endpoint has a cache. */
  readonly cacheHits: CacheHits | undefined;
  /** Undefined where nothing fails. */
  readonly failures: Failures | undefined;
  /** Undefined where agents are not assigned to models. */
  readonly agentModels: AgentModels | undefined;
  /** Undefined without rules of alerts. */
  readonly alertWatch: AlertWatch | undefined;
  /** Where later requests wait for earlier ones. */
  readonly #conversations: Conversations | undefined;
  readonly #events: readonly FleetEvent[];
  readonly #fleetEvents: FleetEvents;
  readonly #lifecycle: Lifecycle;
  /** By source of the calendar. */
  readonly #backendOfSource: readonly Backend[];
  readonly #telemetry: Telemetry;
  /** Who looks at the stations from time to time, and when the first of them is due. */
  readonly #observers: Observer[];
  readonly #dueMs = Float64Array.of(-Infinity);

  /** @param streams of the replication: `router`, `ab`, `routers` and `failures` are drawn from */
  constructor(config: SimulationConfig, traffic: Traffic | Conversations, streams: Streams) {
    const { trace, demandMs } = traffic;
    const { client, events, service, telemetry = { intervalMs: 0, delayMs: 0 } } = config;
    const conversations = 'openingMs' in traffic ? traffic : undefined;
    const clock = new ManualClock();
    const plans = planEndpoints(config);
    const counts = { requestCount: trace.requestCount, endpointCount: plans.length };
    const routers = new Routers(config, counts, clock, streams);
    const targets = Float64Array.from(plans, ({ targetUtilization }) => targetUtilization);
    const stations = new Stations(clock, targets);
    const outcomes = new Outcomes(trace.requestCount);
    const [first] = routers.all;
    const { agentModels, alertWatch } = monitorsOf(config, first, clock);
    const views = new RequestViews(trace, first.router.fleet, agentModels);
    const attempts = new Attempts(trace, views);
    const hasCaches = plans.some(({ cache }) => cache !== undefined);
    this.trace = trace;
    this.outcomes = outcomes;
    this.stations = stations;
    this.window = new Window(stations, config.warmUpMs, lastArrivalMs(trace));
    this.routers = routers.all.map(({ router }) => router);
    this.endpoints = plans;
    this.cacheHits = hasCaches ? new CacheHits(trace.requestCount, trace.promptTokens) : undefined;
    this.#conversations = conversations;
    this.agentModels = agentModels;
    this.alertWatch = alertWatch;
    this.#observers = [this.window, ...(alertWatch === undefined ? [] : [alertWatch])];
    this.#events = events;
    this.#telemetry = new Telemetry(clock, stations, routers.all, telemetry);
    const known = {
      openingMs: conversations?.openingMs ?? trace.arrivalMs,
      arrivalMs: trace.arrivalMs,
      fleetEventMs: Float64Array.from([...events.map(({ timeMs }) => timeMs), Infinity]),
      telemetryMs: this.#telemetry.dueMs,
      timeoutMs: client.timeoutMs ?? Infinity,
      status: outcomes.status,
    };
    this.calendar = new Calendar(
      clock,
      known,
      plans.reduce((sum, { sourceCount }) => sum + sourceCount, 0),
    );
    this.failures = failuresOf(config, plans, this.calendar, streams);
    const shared = {
      trace,
      calendar: this.calendar,
      stations,
      outcomes,
      attempts,
      cacheHits: this.cacheHits,
      failures: this.failures,
      warmUpMs: config.warmUpMs,
    };
    this.#lifecycle = new Lifecycle({ ...shared, conversations, views, routers, telemetry: this.#telemetry });
    const backendOf = createBackends(plans, { ...shared, served: this.#lifecycle, demandMs, service });
    this.#lifecycle.backendOf = backendOf;
    this.#backendOfSource = plans.flatMap(({ sourceCount }, e) => new Array<Backend>(sourceCount).fill(backendOf[e]));
    const { failures } = this;
    this.#fleetEvents = new FleetEvents({ models: config.fleet.models, plans, backendOf, routers, stations, failures });
  }

  /** Decisions that found no endpoint with room. */
  get rejections(): number {
    return this.#lifecycle.rejections;
  }

  /** Retries that were made. */
  get retries(): number {
    return this.#lifecycle.retries;
  }

  /** Whether the fleet changes while it runs. */
  get hasFleetEvents(): boolean {
    return this.#events.length > 0;
  }

  /** Lets every decision on a request be explained as it is made. */
  watch(request: number, onDecision: DecisionListener): void {
    this.#lifecycle.watch(request, onDecision);
  }

  /**
   * Records the course of the run, from its start.
   * @param endMs end of the last part, by default the last arrival
   */
  record(endMs = this.window.endMs): SeriesRecorder {
    const recorder = new SeriesRecorder(this.stations, endMs);
    this.#observers.push(recorder);
    this.#dueMs[0] = -Infinity;
    return recorder;
  }

  /** Runs to the end. */
  run(): this {
    while (this.step());
    this.window.finish();
    return this;
  }

  /** Lets the next event happen. @returns false when every request is settled: then nothing happens any more */
  step(): boolean {
    if (this.outcomes.counts[PENDING] === 0) return false;
    const { calendar } = this;
    const kind = calendar.next();
    const index = calendar.index;
    if (this.#dueMs[0] <= calendar.clock.cell[0]) this.#observe(calendar.clock.cell[0]);
    if (kind === BACKEND) this.#backendOfSource[index].advance(index);
    else if (kind === ARRIVAL && this.#conversations === undefined) this.#lifecycle.begin(index);
    else this.#happen(kind, index);
    return true;
  }

  /** What happens less often. */
  #happen(kind: number, index: number): void {
    switch (kind) {
      case RETRY:
        this.#lifecycle.retry(index);
        break;
      case ARRIVAL:
      case FOLLOW_UP:
        if (this.#conversations !== undefined) this.#continue(index, this.#conversations);
        break;
      case FLEET_EVENT:
        this.#fleetEvents.apply(this.#events[index]);
        break;
      case TELEMETRY:
        this.#telemetry.run();
        break;
      case FAILURE:
        this.#lifecycle.failNow(index);
        break;
      case END:
        throw new Error(`the run has no event left, but ${this.outcomes.counts[PENDING]} requests are not settled`);
      default:
        this.#lifecycle.timeOut(index);
    }
  }

  /** A conversation sends its next request, unless all requests of the run have arrived. */
  #continue(conversation: number, conversations: Conversations): void {
    if (conversations.isOver()) return;
    const request = conversations.arrive(conversation, this.calendar.clock.cell[0]);
    const nextAfterMs = conversations.nextAfterMs[0];
    if (nextAfterMs !== Infinity) this.calendar.followAfter(nextAfterMs, conversation);
    if (conversations.isOver()) {
      this.calendar.endOpenings();
      this.window.close(this.calendar.clock.cell[0]);
    }
    this.#lifecycle.begin(request);
  }

  #observe(nowMs: number): void {
    for (const observer of this.#observers) if (observer.dueMs[0] <= nowMs) observer.record(nowMs);
    this.#dueMs[0] = Math.min(...this.#observers.map(({ dueMs }) => dueMs[0]));
  }
}

/** Looks at the stations before the first event at or after `dueMs[0]`. */
interface Observer {
  readonly dueMs: Float64Array;
  record(nowMs: number): void;
}

/** What fails in a run, undefined where nothing does. */
function failuresOf(
  { failures: rules = [], events, fleet }: SimulationConfig,
  plans: readonly FleetEndpoint[],
  calendar: Calendar,
  streams: Streams,
): Failures | undefined {
  if (rules.length === 0 && !events.some(({ field }) => field === 'crash')) return undefined;
  const ofEndpoint = plans.map(({ id, model }) =>
    rules.filter(({ of = id }) => of === id || of === fleet.models[model].id),
  );
  return new Failures(ofEndpoint, calendar, streams.named('failures'));
}

/** Infinity where it depends on the run. */
function lastArrivalMs({ requestCount, arrivalMs }: Trace): number {
  return requestCount === 0 ? 0 : arrivalMs[requestCount - 1];
}
