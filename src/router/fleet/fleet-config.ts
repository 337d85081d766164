import { expectList, expectObject, expectText, refuseUnknown, shownKind } from '../../core/options/index.js';
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
  /**
   * What the model can do, such as `vision`: names, or how well it does each, from 0 (not at all) to 100. A name without a
   * level has 100. Default: nothing in particular.
   */
  readonly capabilities?: readonly string[] | Readonly<Record<string, number>>;
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

const CAPACITY_KEYS = ['maxConcurrent', 'maxQueue', 'targetUtilization'] satisfies (keyof Capacity)[];
const ENDPOINT_KEYS = [...CAPACITY_KEYS, 'region', 'weight', 'metadata'] satisfies (keyof EndpointConfig)[];
const MODEL_ONLY = ['id', 'replicas', 'endpoints', 'capabilities', 'contextWindow', 'price'] as const;
const MODEL_KEYS = [...MODEL_ONLY, ...ENDPOINT_KEYS] satisfies (keyof ModelConfig)[];

/** Refuses a model that cannot be declared, as far as that can be seen of it alone. @throws TypeError, RangeError */
export function checkModel(config: ModelConfig): void {
  expectObject(config, 'a model of the fleet', 'an object with an id');
  const { id, capabilities = [], contextWindow = Infinity, price } = config;
  const endpoints: readonly EndpointConfig[] | undefined = config.endpoints;
  expectText(id, 'id of a model', 'text, such as "large"');
  refuseUnknown(config, MODEL_KEYS, `the model "${id}"`);
  if (endpoints !== undefined) expectList(endpoints, `endpoints of "${id}"`);
  const replicas = wholeNumber(`replicas of "${id}"`, config.replicas ?? endpoints?.length ?? 1, 1);
  if (endpoints !== undefined && endpoints.length !== replicas) {
    throw new RangeError(`"${id}" has ${replicas} replicas and ${endpoints.length} endpoints: expected equal numbers`);
  }
  aboveZero(`contextWindow of "${id}"`, contextWindow);
  checkCapabilities(capabilities, id);
  if (price !== undefined) checkPrice(price, id);
  endpointIds(config).forEach((endpointId, replica) => {
    if (endpoints !== undefined) checkEndpoint(endpointId, endpoints[replica]);
  });
}

/** The highest level of a capability. */
export const TOP_LEVEL = 100;

/** How well a model does what it can do, by name; what it cannot do at all is left out. */
export function capabilityLevels(capabilities: ModelConfig['capabilities'] = []): ReadonlyMap<string, number> {
  const given = isList(capabilities)
    ? capabilities.map((name) => [name, TOP_LEVEL] as const)
    : Object.entries(capabilities);
  return new Map(given.filter(([, level]) => level > 0));
}

function checkCapabilities(given: unknown, id: string): void {
  if (isList(given) && given.every((name) => typeof name === 'string')) return;
  if (typeof given !== 'object' || given === null || isList(given)) {
    const expected = 'expected a list of texts, or levels such as { vision: 80 }';
    throw new TypeError(`capabilities of "${id}" is ${shownKind(given)}: ${expected}`);
  }
  for (const [name, level] of Object.entries(given) as [string, unknown][]) {
    if (typeof level === 'number' && level >= 0 && level <= TOP_LEVEL) continue;
    const expected = `expected a level from 0 to ${TOP_LEVEL}`;
    throw new RangeError(`capabilities.${name} of "${id}" is ${shownKind(level)}: ${expected}`);
  }
}

function isList(given: unknown): given is readonly string[] {
  return Array.isArray(given);
}

function checkPrice(price: NonNullable<ModelConfig['price']>, id: string): void {
  refuseUnknown(price, ['prompt', 'output'], `the price of "${id}"`);
  for (const key of ['prompt', 'output'] as const) {
    if (typeof price[key] === 'number' && price[key] >= 0) continue;
    throw new RangeError(`price.${key} of "${id}" is ${shownKind(price[key])}: expected a number of at least 0`);
  }
}

/** Refuses an endpoint that cannot be declared. @throws TypeError, RangeError */
export function checkEndpoint(id: string, config: EndpointConfig): void {
  refuseUnknown(config, ENDPOINT_KEYS, `the endpoint "${id}"`);
  checkLimits(id, config);
}

/** As `checkEndpoint`, of one that has what its model says, too. */
export function checkLimits(id: string, config: EndpointConfig): void {
  checkedCapacity(id, { ...DEFAULT_CAPACITY, ...config });
  const { weight, region } = config;
  if (weight !== undefined && aboveZero(`weight of "${id}"`, weight) === Infinity) {
    throw new RangeError(`weight of "${id}" is Infinity: expected a number above 0`);
  }
  if (region !== undefined) expectText(region, `region of "${id}"`, 'text, such as "eu"');
}

/** What an endpoint has of its model. */
export function endpointConfigOf(model: ModelConfig): EndpointConfig {
  return Object.fromEntries(Object.entries(model).filter(([key]) => !MODEL_ONLY.some((own) => own === key)));
}

/** Ids of a model's endpoints, in index order. */
export function endpointIds(model: Pick<ModelConfig, 'id' | 'replicas' | 'endpoints'>): string[] {
  const replicas = model.replicas ?? model.endpoints?.length ?? 1;
  return replicas === 1 ? [model.id] : Array.from({ length: replicas }, (_, replica) => `${model.id}/${replica}`);
}

/** The limits that are given, for `setCapacity`. @throws TypeError, RangeError for a key that there is not */
export function checkCapacityKeys(name: string, capacity: Partial<Capacity>): void {
  refuseUnknown(capacity, CAPACITY_KEYS, `the capacity of "${name}"`);
}

/**
 * @param name of the model or endpoint, for the message
 * @returns the same limits, with a queue without limit as UNLIMITED
 * @throws RangeError when one is out of range
 */
export function checkedCapacity(name: string, capacity: Capacity): Capacity {
  const { maxConcurrent, maxQueue, targetUtilization } = capacity;
  if (!(typeof targetUtilization === 'number' && targetUtilization > 0 && targetUtilization <= 1)) {
    const expected = 'expected a number above 0 and at most 1';
    throw new RangeError(`targetUtilization of "${name}" is ${shownKind(targetUtilization)}: ${expected}`);
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
  throw new RangeError(`${what} is ${shownKind(value)}: expected a whole number from ${min} to ${UNLIMITED}`);
}

/** @throws RangeError when `value` is not above 0 (Infinity is allowed) */
export function aboveZero(what: string, value: number): number {
  if (typeof value === 'number' && value > 0) return value;
  throw new RangeError(`${what} is ${shownKind(value)}: expected a number above 0`);
}
