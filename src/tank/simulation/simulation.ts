import { ManualClock } from '../../core/clock.js';
import type { RandomStream } from '../../core/random-stream.js';
import {
  DEFAULT_CAPACITY,
  Fleet,
  type FleetConfig,
  GIVE_UP,
  NO_ROOM,
  type PolicyName,
  RequestRouter,
  type RouterOptions,
  RequestView,
} from '../../router/index.js';
import type { Trace } from '../workload/trace.js';
import type { Backend } from './backends/backend.js';
import { backends } from './backends/registry.js';
import { ARRIVAL, Calendar, COMPLETION, END, FLEET_EVENT, RETRY } from './calendar.js';
import { COMPLETED, FAILED, Outcomes, OVERLOAD_FAILED, PENDING, TIMED_OUT } from './outcomes.js';
import type { BackendConfig, FleetEvent } from './simulation-config.js';
import { Stations } from './stations.js';

export interface SimulationConfig {
  readonly fleet: FleetConfig;
  /** By model. */
  readonly backends: readonly BackendConfig[];
  readonly strategy: {
    readonly policy: PolicyName;
    readonly options: Readonly<Record<string, unknown>>;
    readonly router: RouterOptions;
  };
  readonly client: { readonly timeoutMs: number | undefined };
  /** Ascending in time. */
  readonly events: readonly FleetEvent[];
  readonly warmUpMs: number;
}

/**
 * One replication: the requests of a trace arrive, the real router chooses, the simulated endpoints serve, until every
 * request is settled. After every event arrived = completed + overload_failed + timed_out + failed + in flight.
 * Cost: O(log slots) per request with an O(1) policy, nothing allocated per request but for retries.
 */
export class Simulation {
  readonly outcomes: Outcomes;
  readonly stations: Stations;
  readonly calendar: Calendar;
  readonly router: RequestRouter;
  /** Decisions that found no endpoint with room. */
  rejections = 0;
  /** Retries that were made. */
  retries = 0;
  readonly #trace: Trace;
  readonly #events: readonly FleetEvent[];
  /** By endpoint, and by source of the calendar. */
  readonly #backendOf: readonly Backend[];
  readonly #backendOfSource: readonly Backend[];
  readonly #backends: readonly Backend[];
  /** The view of a request that has not failed a try yet: the only one at hand at a time, so one object serves all. */
  #view = new RequestView();
  /** Views of pending requests that failed a try. */
  readonly #retryViews = new Map<number, RequestView>();
  readonly #spareViews: RequestView[] = [];

  /**
   * @param demandMs service demand at speed 1, by request
   * @param random the router's stream
   */
  constructor(config: SimulationConfig, trace: Trace, demandMs: Float64Array, random: RandomStream) {
    const { fleet: fleetConfig, strategy, client, events, warmUpMs } = config;
    const { requestCount, arrivalMs } = trace;
    this.#trace = trace;
    this.#events = events;
    this.outcomes = new Outcomes(requestCount);

    const clock = new ManualClock();
    const fleet = new Fleet({ ...fleetConfig, clock });
    const { policy, options, router } = strategy;
    this.router = new RequestRouter({ fleet, random, strategy: policy, strategyOptions: options, options: router });

    const plans = planEndpoints(config, fleet);
    const fleetEventMs = Float64Array.from([...events.map(({ timeMs }) => timeMs), Infinity]);
    const known = { arrivalMs, fleetEventMs, timeoutMs: client.timeoutMs ?? Infinity, status: this.outcomes.status };
    const sourceCount = plans.reduce((sum, plan) => sum + plan.sourceCount, 0);
    this.calendar = new Calendar(clock, known, sourceCount);

    const lastMs = requestCount === 0 ? 0 : arrivalMs[requestCount - 1];
    const window = { startMs: warmUpMs, endMs: Math.max(warmUpMs, lastMs) };
    this.stations = new Stations(clock, window, fleet.endpoints.targetUtilization);
    const context = {
      calendar: this.calendar,
      stations: this.stations,
      outcomes: this.outcomes,
      arrivalMs,
      demandMs,
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
    switch (kind) {
      case ARRIVAL:
        this.#view.reset();
        this.#attempt(index, this.#view);
        break;
      case COMPLETION:
        this.#complete(this.#backendOfSource[index].complete(index));
        break;
      case RETRY:
        this.#retry(index);
        break;
      case FLEET_EVENT:
        this.#apply(this.#events[index]);
        break;
      case END:
        throw new Error(`the run has no event left, but ${this.outcomes.counts[PENDING]} requests are not settled`);
      default:
        this.#timeOut(index);
    }
    return true;
  }

  #attempt(request: number, view: RequestView): void {
    const { outcomes, router } = this;
    outcomes.attempts[request]++;
    const endpoint = router.decide(view);
    if (endpoint >= 0) {
      router.started(endpoint, view);
      if (this.#backendOf[endpoint].offer(endpoint, request)) {
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
    if (view === this.#view) {
      this.#retryViews.set(request, view);
      this.#view = this.#spareViews.pop() ?? new RequestView();
    }
  }

  #retry(request: number): void {
    const view = this.#retryViews.get(request);
    if (view === undefined) return; // settled while it waited: timed out
    this.retries++;
    this.#attempt(request, view);
  }

  #complete(request: number): void {
    const { outcomes, calendar } = this;
    const view = this.#viewInService(request);
    outcomes.responseMs[request] = calendar.clock.cell[0] - this.#trace.arrivalMs[request];
    this.router.completed(outcomes.endpoint[request], view);
    this.#settle(request, view, COMPLETED);
  }

  #timeOut(request: number): void {
    const endpoint = this.outcomes.endpoint[request];
    const view = this.#viewInService(request);
    if (endpoint >= 0) {
      this.#backendOf[endpoint].cancel(endpoint, request);
      this.router.abandoned(endpoint, view);
    }
    this.#settle(request, view, TIMED_OUT);
  }

  /** The view of a request that was accepted or waits for a retry. */
  #viewInService(request: number): RequestView {
    if (this.outcomes.attempts[request] > 1 || this.outcomes.endpoint[request] < 0) {
      const kept = this.#retryViews.get(request);
      if (kept === undefined) throw new Error(`request ${request} is pending, but its view is gone`);
      return kept;
    }
    const view = this.#view;
    view.reset();
    view.startedMs = this.#trace.arrivalMs[request];
    return view;
  }

  #settle(request: number, view: RequestView, status: number): void {
    this.outcomes.settle(request, status);
    if (view === this.#view) return;
    this.#retryViews.delete(request);
    view.reset();
    this.#spareViews.push(view);
  }

  #apply(event: FleetEvent): void {
    const { fleet, loadTracker } = this.router;
    const endpoint = fleet.endpointIndex(event.endpoint);
    const backend = this.#backendOf[endpoint];
    const { maxConcurrent, maxQueue } = this.stations;
    switch (event.field) {
      case 'health':
        fleet.setHealth(endpoint, event.value);
        break;
      case 'speed':
        backend.setSpeed(endpoint, event.value);
        break;
      case 'max_concurrent':
        loadTracker.setCapacity(event.endpoint, { maxConcurrent: event.value });
        backend.setLimits(endpoint, event.value, maxQueue[endpoint]);
        break;
      case 'max_queue':
        loadTracker.setCapacity(event.endpoint, { maxQueue: event.value });
        backend.setLimits(endpoint, maxConcurrent[endpoint], event.value);
    }
  }
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
