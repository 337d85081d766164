import { z } from 'zod';
import { HEALTH_NAMES } from '../../../router/index.js';
import type { FleetEvent } from '../../simulation/index.js';
import { choice, duration, plainNumber, prose } from '../../../core/input/index.js';
import { queueLength, slotCount } from '../../../router/config/index.js';

/** Most events of a scenario. */
const EVENT_LIMIT = 1000;

const changes = {
  health: choice(HEALTH_NAMES)
    .optional()
    .meta({ description: 'health known to the router; running requests continue' }),
  speed: plainNumber({ positive: true })
    .optional()
    .meta({ description: 'new speed, for service that starts afterwards (processor sharing: at once)' }),
  max_concurrent: slotCount().optional().meta({ description: 'requests served at once; running requests finish' }),
  max_queue: queueLength().optional().meta({ description: 'requests that may wait, or unlimited' }),
  crash: z
    .strictObject({
      for: duration({ positive: true }).meta({ description: 'time for which it is down, such as 30s' }),
    })
    .optional()
    .meta({ description: 'all attempts there fail at once and its caches are emptied; routers are not notified' }),
};

const comings = {
  add: prose(200).optional().meta({
    description: 'id of an endpoint to add, such as small/4: one more of the model before the last slash',
  }),
  remove: prose(200).optional().meta({ description: 'id of an endpoint to remove, such as small/0' }),
};

/** What an event can change of an endpoint; it changes exactly one. */
export const CHANGES = Object.keys(changes) as (keyof typeof changes)[];
/** An endpoint comes or goes: in place of a change. */
export const COMINGS = Object.keys(comings) as (keyof typeof comings)[];

export const eventsSchema = z
  .array(
    z
      .strictObject({
        at: duration().meta({ description: 'time from the start of the run, such as 60s' }),
        endpoint: prose(200).optional().meta({ description: 'id of the endpoint that changes, such as small/0' }),
        ...changes,
        ...comings,
        drain: z
          .boolean()
          .optional()
          .meta({ description: 'with remove: whether accepted requests are served or fail at once; default true' }),
      })
      .meta({
        oneOf: [
          ...CHANGES.map((field) => ({ required: ['endpoint', field] })),
          ...COMINGS.map((field) => ({ required: [field] })),
        ],
      }),
    { error: 'expected a list of events' },
  )
  .max(EVENT_LIMIT, `expected at most ${EVENT_LIMIT} events`);

type Event = z.output<typeof eventsSchema>[number];

/** A checked event as the simulation takes it. */
export function fleetEvent({ at, endpoint = '', add, remove, drain, ...change }: Event): FleetEvent {
  if (add !== undefined) return { timeMs: at, endpoint: add, field: 'add', value: modelOfEndpoint(add) };
  if (remove !== undefined) {
    return { timeMs: at, endpoint: remove, field: 'remove', value: drain === false ? 'at_once' : 'drain' };
  }
  const { health, speed, max_concurrent, max_queue, crash } = change;
  const place = { timeMs: at, endpoint };
  if (health !== undefined) return { ...place, field: 'health', value: health };
  if (speed !== undefined) return { ...place, field: 'speed', value: speed };
  if (max_concurrent !== undefined) return { ...place, field: 'max_concurrent', value: max_concurrent };
  if (max_queue !== undefined) return { ...place, field: 'max_queue', value: max_queue };
  if (crash !== undefined) return { ...place, field: 'crash', value: crash.for };
  throw new Error('a checked event changes one field');
}

/**
 * The model of an endpoint that is one of several. @returns the id itself where it has no slash
 * @example modelOfEndpoint('meta-llama/Llama-3-8B/0') // 'meta-llama/Llama-3-8B'
 */
export function modelOfEndpoint(id: string): string {
  const slash = id.lastIndexOf('/');
  return slash < 0 ? id : id.slice(0, slash);
}
