import type { z } from 'zod';
import type { Clock, RandomStream } from '../../core/index.js';
import type { AttemptListener } from '../attempt.js';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { LoadTracker } from '../fleet/load-tracker.js';
import type { RouterOptions } from '../options.js';
import type { RequestView } from '../request-view.js';

/** The eligible endpoints of the lowest non-empty tier: `index[0]` … `index[count − 1]`, in no particular order. */
export interface Candidates {
  readonly tier: number;
  readonly index: Int32Array;
  readonly count: number;
}

/**
 * The pure choice inside a strategy. `pick` and `pickAmong` give the same distribution where the list is the whole
 * tier; neither allocates. Ties are broken uniformly at random. An index over the endpoints is rebuilt when
 * `table.version` is not the one that it was built at: endpoints, health, capacity or the strategy changed. A policy that
 * learns from attempts listens to them: `started`, `firstToken`, `ended`.
 */
export interface Policy extends AttemptListener {
  /** @returns an endpoint among the candidates, of which there is at least one */
  pick(request: RequestView, table: EndpointTable, candidates: Candidates): number;
  /** @returns an endpoint among list[0] … list[count − 1], count ≥ 1: a plain scan, for restricted requests */
  pickAmong(request: RequestView, table: EndpointTable, list: Int32Array, count: number): number;
  /** Load, health, capacity, quota or hit rate of an endpoint changed; empty in a policy that keeps no index. */
  onChange(endpoint: number): void;
  /** What the choice goes by, for explanations: see `goesBy` of the registry. */
  score(endpoint: number, table: EndpointTable, request: RequestView): number;
}

/** What a policy is made with. */
export interface PolicyContext {
  readonly table: EndpointTable;
  readonly loadTracker: LoadTracker;
  readonly random: RandomStream;
  readonly clock: Clock;
  readonly router: RouterOptions;
}

/** A policy that is not in the registry, with a name for statistics and explanations. */
export interface CustomStrategy {
  readonly name: string;
  /** Which score is chosen, for explanations; default `largest`. */
  readonly goesBy?: PolicyEntry<z.ZodObject>['goesBy'];
  readonly create: (context: PolicyContext) => Policy;
}

/** What the file of a policy declares: the registry lists it under the name that a strategy gives. */
export interface PolicyEntry<Options extends z.ZodObject> {
  readonly summary: string;
  /** Which score is chosen, for explanations. */
  readonly goesBy: 'smallest' | 'largest' | 'in proportion' | 'smallest drawn';
  /** Of a decision, for the documentation: n endpoints, of so many kinds (capacities, health and quota states), d drawn. */
  readonly cost: string;
  /** It goes by no load at all: only the router's load threshold keeps it from endpoints that are busy. */
  readonly ignoresLoad?: true;
  /** Session affinity is on unless the strategy says otherwise. */
  readonly affinity?: true;
  readonly options: Options;
  readonly create: (options: z.output<Options>, context: PolicyContext) => Policy;
}

/** An entry of the registry, its options typed by their schema. */
export function policy<Options extends z.ZodObject>(entry: PolicyEntry<Options>): PolicyEntry<Options> {
  return entry;
}
