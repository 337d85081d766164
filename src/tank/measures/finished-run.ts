import { REASONS } from '../../router/index.js';
import type { Simulation } from '../simulation/index.js';
import type { MeasureSettings } from './settings.js';

/** A run that is over, as measures see it. */
export class FinishedRun {
  readonly trace: Simulation['trace'];
  readonly outcomes: Simulation['outcomes'];
  readonly stations: Simulation['stations'];
  /** Areas under the endpoints' curves inside the window, and over the whole run. */
  readonly areas: Simulation['window']['areas'];
  readonly wholeAreas: Simulation['window']['areas'];
  readonly cacheHits: Simulation['cacheHits'];
  readonly failures: Simulation['failures'];
  /** Decisions that found no endpoint with room. */
  readonly rejections: number;
  readonly retries: number;
  /** Times that an agent got another model because its own failed; undefined where agents are not assigned. */
  readonly reassignments: number | undefined;
  /** Requests that arrived at the very time of an event of a backend. */
  readonly ties: number;
  /** Of all routers. */
  readonly routing: {
    readonly decisions: number;
    readonly fallbacks: number;
    readonly byReason: Readonly<Record<string, number>>;
  };
  /** By endpoint. */
  readonly modelOf: Int32Array;
  readonly modelCount: number;
  readonly settings: MeasureSettings;
  /** The window, and the first request that arrives in it. */
  readonly startMs: number;
  readonly endMs: number;
  readonly firstRequest: number;
  /** From the end of the warm-up to the last arrival; 0 where there is no such time. */
  readonly windowMs: number;

  constructor(simulation: Simulation, settings: MeasureSettings) {
    const { trace, outcomes, stations, window, calendar, cacheHits, failures, rejections, retries, routers } =
      simulation;
    this.trace = trace;
    this.outcomes = outcomes;
    this.stations = stations;
    this.areas = window.areas;
    this.wholeAreas = stations.areasAt(calendar.clock.nowMs());
    this.cacheHits = cacheHits;
    this.failures = failures;
    this.rejections = rejections;
    this.retries = retries;
    this.reassignments = simulation.agentModels?.reassignments;
    this.ties = calendar.tiedCount;
    this.settings = settings;
    this.modelOf = Int32Array.from(simulation.endpoints, ({ model }) => model);
    this.modelCount = routers[0].fleet.models.count;
    const { startMs, endMs } = window;
    this.startMs = startMs;
    this.endMs = endMs;
    this.windowMs = Math.max(0, endMs - startMs);
    let first = 0;
    while (first < trace.requestCount && trace.arrivalMs[first] < startMs) first++;
    this.firstRequest = first;

    const statistics = routers.map((router) => router.statistics());
    this.routing = {
      decisions: statistics.reduce((sum, { total }) => sum + total, 0),
      fallbacks: statistics.reduce((sum, { fallback }) => sum + fallback, 0),
      byReason: Object.fromEntries(
        REASONS.map((reason) => [reason, statistics.reduce((sum, each) => sum + (each.byReason[reason] ?? 0), 0)]),
      ),
    };
  }
}
