import type { z } from 'zod';
import type { ServiceSpec } from '../../traffic/index.js';
import type { Trace } from '../../trace/index.js';
import type { Attempts } from '../attempts.js';
import type { CacheHits } from '../cache-hits.js';
import type { Calendar } from '../calendar.js';
import type { Failures } from '../failures.js';
import type { Outcomes } from '../outcomes.js';
import type { Stations } from '../stations.js';
import type { CacheConfig } from './cache-config.js';

/** The simulated servers of one kind, over all endpoints that have it. It tells `Served` what becomes of attempts. */
export interface Backend {
  /** @returns whether the endpoint took the attempt; one that is taken is in service or waits */
  offer(endpoint: number, attempt: number): boolean;
  /** The event of one of this backend's sources is due. */
  advance(source: number): void;
  /** Takes an accepted attempt out, in service or waiting; work done on it is lost. Nobody is told. */
  cancel(endpoint: number, attempt: number): void;
  /** Every attempt at an endpoint fails with an upstream error, in the order of arrival of their requests; its caches are cold. */
  fail(endpoint: number): void;
  /** Changes the speed of an endpoint. */
  setSpeed(endpoint: number, speed: number): void;
  /** Changes the limits of an endpoint; running work finishes. With the first ones the endpoint is there. */
  setLimits(endpoint: number, maxConcurrent: number, maxQueue: number): void;
}

/** Told by backends what becomes of the attempts that they accepted. It may offer them others before it returns. */
export interface Served {
  /** The first token of the answer is there. */
  firstToken(attempt: number): void;
  /** It was served; `outcomes.waitingMs` of its request is written. */
  completed(attempt: number): void;
  /** It ended without service. @param outcome UPSTREAM_ERROR or RATE_LIMITED */
  failed(attempt: number, outcome: number): void;
  /** It was thrown out of service, and waits again. */
  preempted(attempt: number): void;
}

/** What a backend is made with. */
export interface BackendContext<Options = unknown> {
  readonly calendar: Calendar;
  readonly stations: Stations;
  readonly outcomes: Outcomes;
  readonly attempts: Attempts;
  readonly served: Served;
  readonly trace: Trace;
  /** Undefined where nothing fails: it says whose work has no end. */
  readonly failures: Failures | undefined;
  /** By request: service demand at speed 1. */
  readonly demandMs: Float64Array;
  /** What the demands were drawn from, where that is known. */
  readonly service: ServiceSpec | undefined;
  /** Where caches note their hits; undefined where no endpoint has one. */
  readonly cacheHits: CacheHits | undefined;
  /** The endpoints of this kind. */
  readonly endpoints: readonly BackendEndpoint<Options>[];
}

export interface BackendEndpoint<Options = unknown> {
  readonly endpoint: number;
  readonly options: Options;
  readonly cache: CacheConfig | undefined;
  /** The endpoint's sources in the calendar are firstSource … firstSource + sourceCount − 1. */
  readonly firstSource: number;
  readonly sourceCount: number;
}

/** How much an endpoint takes. */
export interface Limits {
  /** Requests worked on at once. */
  readonly maxConcurrent: number;
  /** Requests that may wait, Infinity for no limit. */
  readonly maxQueue: number;
}

/** What the file of a backend declares: the registry lists it under the `kind` that a scenario gives. */
export interface BackendEntry<Options extends z.ZodObject> {
  readonly summary: string;
  /** As a scenario gives them, beside `kind`; `speed` is of every backend. */
  readonly options: Options;
  /** Measures of the registry that its requests have a value of, and those of other backends perhaps not. */
  readonly measures: readonly string[];
  /** What an endpoint really takes. @param believed by routers */
  limits(options: z.output<Options>, believed: Limits): Limits;
  /** Sources that an endpoint needs in the calendar, where it never works on more than `maxConcurrent` at once. */
  sources(maxConcurrent: number): number;
  create(context: BackendContext<z.output<Options>>): Backend;
}

/** An entry of the registry, its options typed by their schema. */
export function backend<Options extends z.ZodObject>(entry: BackendEntry<Options>): BackendEntry<Options> {
  return entry;
}
