import { UNLIMITED } from './endpoint-table.js';

/** Limits of an endpoint. */
export interface Capacity {
  /** Requests that the endpoint works on at once, at least 1. Default 10. */
  readonly maxConcurrent: number;
  /** Requests that may wait there, Infinity for no limit. Default 5. */
  readonly maxQueue: number;
  /** Utilization above which the endpoint counts as over target, in (0, 1]. Default 0.8. */
  readonly targetUtilization: number;
}

/** What an endpoint is declared with. */
export interface EndpointConfig extends Partial<Capacity> {
  /** Where it runs. Default: unknown, which no request for a region matches. */
  readonly region?: string;
  /** Share of the traffic under weighted policies. Default: max_concurrent. */
  readonly weight?: number;
  /** Whatever the caller wants to find again with the endpoint, such as its URL; the router does not look at it. */
  readonly metadata?: unknown;
}

/** A model and its replicas, as the router is told of them. */
export interface ModelConfig extends EndpointConfig {
  readonly id: string;
  /** Number of endpoints: one has the model's id, several are `id/0`, `id/1`, … Default 1. */
  readonly replicas?: number;
  /** What each replica has of its own, where they differ: as many as there are replicas. */
  readonly endpoints?: readonly EndpointConfig[];
  /** What the model can do, such as `vision`. Default: nothing in particular. */
  readonly capabilities?: readonly string[];
  /** Most tokens of prompt and output together. Default: no limit. */
  readonly contextWindow?: number;
  /** Price of a million tokens, in any one currency. Default: unknown. */
  readonly price?: { readonly prompt: number; readonly output: number };
}

export interface FleetConfig {
  readonly models: readonly ModelConfig[];
}

/** Most different capabilities in a fleet: a requirement is one bit mask. */
export const CAPABILITY_LIMIT = 30;

export const DEFAULT_CAPACITY: Capacity = { maxConcurrent: 10, maxQueue: 5, targetUtilization: 0.8 };

/** Ids of a model's endpoints, in index order. */
export function endpointIds(model: Pick<ModelConfig, 'id' | 'replicas' | 'endpoints'>): string[] {
  const replicas = model.replicas ?? model.endpoints?.length ?? 1;
  return replicas === 1 ? [model.id] : Array.from({ length: replicas }, (_, replica) => `${model.id}/${replica}`);
}

/**
 * @param name of the model or endpoint, for the message
 * @returns the same limits, with a queue without limit as UNLIMITED
 * @throws RangeError when one is out of range
 */
export function checkedCapacity(name: string, capacity: Capacity): Capacity {
  const { maxConcurrent, maxQueue, targetUtilization } = capacity;
  if (!(targetUtilization > 0 && targetUtilization <= 1)) {
    const expected = 'expected a number above 0 and at most 1';
    throw new RangeError(`targetUtilization of "${name}" is ${targetUtilization}: ${expected}`);
  }
  return {
    maxConcurrent: wholeNumber(`maxConcurrent of "${name}"`, maxConcurrent, 1),
    maxQueue: maxQueue === Infinity ? UNLIMITED : wholeNumber(`maxQueue of "${name}"`, maxQueue, 0),
    targetUtilization,
  };
}

/** @throws RangeError when `value` is not a whole number from `min` to UNLIMITED */
export function wholeNumber(what: string, value: number, min: number): number {
  if (Number.isInteger(value) && value >= min && value <= UNLIMITED) return value;
  throw new RangeError(`${what} is ${value}: expected a whole number from ${min} to ${UNLIMITED}`);
}

/** @throws RangeError when `value` is not above 0 (Infinity is allowed) */
export function aboveZero(what: string, value: number): number {
  if (value > 0) return value;
  throw new RangeError(`${what} is ${value}: expected a number above 0`);
}
