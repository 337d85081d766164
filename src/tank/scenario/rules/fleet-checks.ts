import { plainSum } from '../../../core/index.js';
import { endpointIds } from '../../../router/index.js';
import { capabilityMistakes, ENDPOINT_LIMIT, SLOT_LIMIT, slotCount } from '../../../router/config/index.js';
import {
  type Mistake,
  parsed,
  parsedEach,
  quoted,
  repeated,
  valueAt,
  valueOf,
  wrongKey,
  wrongValue,
} from '../../../core/input/index.js';
import { modelOfEndpoint } from '../form/event-schema.js';
import { sourcesOf } from '../../simulation/index.js';
import { backendConfig, fleetSchema } from '../form/fleet-schema.js';
import { scenarioSchema } from '../form/schema.js';
import { eventMistakes } from './event-checks.js';
import { failureMistakes } from './failure-checks.js';

const MODELS = ['fleet', 'models'];

/** Rules on models as a whole, and on the events that change their endpoints. */
export function fleetMistakes(scenario: unknown): Mistake[] {
  const list = valueOf(scenario, ...MODELS);
  const ids = listOf(list).map((model) => valueOf(model, 'id'));
  const events: readonly unknown[] = listOf(valueOf(scenario, 'events'));
  const models = parsedEach(fleetSchema.shape.models.element, list);
  const mistakes = [
    ...repeated('model', ids, 'expected ids that differ; for more endpoints of one model give replicas', (m) => [
      ...MODELS,
      m,
      'id',
    ]),
    ...sharedIdMistakes(ids),
    ...sizeMistakes(
      models.filter((model) => model !== undefined),
      events,
    ),
  ];
  mistakes.push(
    ...capabilityMistakes(
      models.filter((model) => model !== undefined),
      MODELS,
    ),
  );
  mistakes.push(...models.flatMap((model, m) => (isOfBlocks(model) ? blockCacheMistakes(scenario, m) : [])));
  const isKnown = models.length > 0 && models.every((model) => model !== undefined);
  const endpoints = isKnown ? new Map(models.map((model) => [model.id, endpointIds(model)])) : undefined;
  return [
    ...mistakes,
    ...eventMistakes(events, endpoints),
    ...failureMistakes(scenario, endpoints && withAdded(endpoints, events)),
  ];
}

/** Ids of the endpoints that are ever there, by model. */
function withAdded(
  endpoints: ReadonlyMap<string, readonly string[]>,
  events: readonly unknown[],
): ReadonlyMap<string, readonly string[]> {
  const added = events.map((event) => valueOf(event, 'add')).filter((id) => typeof id === 'string');
  return new Map(
    [...endpoints].map(([model, ids]) => [model, [...ids, ...added.filter((id) => modelOfEndpoint(id) === model)]]),
  );
}

/** A model may not have the id that an endpoint of another one has, or may come to have. */
function sharedIdMistakes(ids: readonly unknown[]): Mistake[] {
  return ids.flatMap((id, m) => {
    if (typeof id !== 'string' || !id.includes('/')) return [];
    const other = modelOfEndpoint(id);
    if (!ids.includes(other)) return [];
    const message = `the model ${quoted(id)} has the id of an endpoint of the model ${quoted(other)}`;
    return [wrongValue([...MODELS, m, 'id'], message, 'give one of the two another id')];
  });
}

type Model = NonNullable<ReturnType<typeof parsedEach<typeof fleetSchema.shape.models.element>>[number]>;

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isOfBlocks(model: Model | undefined): boolean {
  return model?.cache !== undefined && 'blocks' in model.cache;
}

/** A cache of blocks needs prompts in blocks, and a service that their tokens have a share in. */
function blockCacheMistakes(scenario: unknown, model: number): Mistake[] {
  const path = [...MODELS, model, 'cache', 'blocks'];
  const mistakes: Mistake[] = [];
  const workload = valueOf(scenario, 'workload');
  const has = (key: string) => valueAt(workload, [key]).exists;
  if (has('list')) {
    const advice = 'give a cache of entries, such as { entries: 100, hit_factor: 0.5 }';
    mistakes.push(wrongKey(path, 'a cache of blocks has no effect: requests in a list have no blocks', advice));
  } else if (workload !== undefined && !has('trace') && !has('block_tokens')) {
    const advice = 'add workload.block_tokens, such as 512';
    mistakes.push(wrongKey(path, 'a cache of blocks needs prompts that are cut into blocks', advice));
  }
  const service = parsed(scenarioSchema.shape.service, valueOf(scenario, 'service'));
  if (service === undefined || (service.kind === 'tokens' && service.perPromptTokenMs > 0)) return mistakes;
  const message = 'a cache of blocks needs a service time that depends on prompt tokens: a hit saves some of them';
  return [...mistakes, wrongKey(path, message, 'add service.per_prompt_token, such as 0.05ms')];
}

/** Endpoints and slots have columns in the simulation, also those that events add. */
function sizeMistakes(models: readonly Model[], events: readonly unknown[]): Mistake[] {
  const added = events.map((event) => valueOf(event, 'add')).filter((id) => typeof id === 'string');
  const addedOf = (model: Model) => added.filter((id) => modelOfEndpoint(id) === model.id).length;
  const changed = events.map((event) => parsed(slotCount(), valueOf(event, 'max_concurrent')) ?? 0);
  const endpoints = plainSum(models.map((model) => model.replicas + addedOf(model)));
  const slots = plainSum(models.map((model) => (model.replicas + addedOf(model)) * slotsOf(model))) + plainSum(changed);
  if (endpoints > ENDPOINT_LIMIT) {
    return [
      wrongKey(MODELS, `the fleet has ${endpoints} endpoints`, `expected at most ${ENDPOINT_LIMIT} over all models`),
    ];
  }
  if (slots > SLOT_LIMIT) {
    const advice = `expected at most ${SLOT_LIMIT}: replicas × max_concurrent over all models, and what events add`;
    return [wrongKey(MODELS, `the fleet has up to ${slots} slots`, advice)];
  }
  return [];
}

/** Slots of one endpoint of a model. */
function slotsOf(model: Model): number {
  const believed = { maxConcurrent: model.max_concurrent, maxQueue: model.max_queue };
  return sourcesOf(backendConfig(model), believed);
}
