import type { Calendar } from '../calendar.js';
import type { Outcomes } from '../outcomes.js';
import type { BackendConfig } from '../simulation-config.js';
import type { Stations } from '../stations.js';

/** The simulated servers of one kind, over all endpoints that have it. */
export interface Backend {
  /** @returns whether the endpoint took the request; a request taken is in service or waits */
  offer(endpoint: number, request: number): boolean;
  /** The event of one of this backend's sources is due. @returns the request that completes */
  complete(source: number): number;
  /** Takes an accepted request out, in service or waiting; work done on it is lost. */
  cancel(endpoint: number, request: number): void;
  /** Changes the speed of an endpoint. */
  setSpeed(endpoint: number, speed: number): void;
  /** Changes the limits of an endpoint; running work finishes. */
  setLimits(endpoint: number, maxConcurrent: number, maxQueue: number): void;
  /** The window ends now, which was not known before: busy time that was counted beyond it is taken back. */
  closeWindow(): void;
  /** The run is over: closes the accounts of utilization. */
  finish(): void;
}

/** What a backend is made with. */
export interface BackendContext {
  readonly calendar: Calendar;
  readonly stations: Stations;
  readonly outcomes: Outcomes;
  /** By request: arrival, and service demand at speed 1. */
  readonly arrivalMs: Float64Array;
  readonly demandMs: Float64Array;
  /** Scratch column by request, shared by all backends: a request is at one endpoint at a time. */
  readonly link: Int32Array;
  /** The endpoints of this kind. */
  readonly endpoints: readonly BackendEndpoint[];
}

export interface BackendEndpoint {
  readonly endpoint: number;
  readonly config: BackendConfig;
  /** The endpoint's sources in the calendar are firstSource … firstSource + sourceCount − 1. */
  readonly firstSource: number;
  readonly sourceCount: number;
}
