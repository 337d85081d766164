import { z } from 'zod';
import { HEALTH_NAMES } from '../../../router/index.js';
import type { FleetEvent } from '../../simulation/index.js';
import { duration, plainNumber, prose } from '../../../core/input/index.js';
import { queueLength, slotCount } from '../../../router/config/index.js';

/** Most events of a scenario. */
const EVENT_LIMIT = 1000;

const changes = {
  health: z.enum(HEALTH_NAMES).optional().meta({ description: 'what the router knows; running work goes on' }),
  speed: plainNumber({ positive: true })
    .optional()
    .meta({ description: 'new speed, for service that starts afterwards (processor sharing: at once)' }),
  max_concurrent: slotCount().optional().meta({ description: 'requests worked on at once; running work finishes' }),
  max_queue: queueLength().optional().meta({ description: 'requests that may wait, or unlimited' }),
};

/** The fields that an event can change; it changes exactly one. */
export const EVENT_FIELDS = Object.keys(changes) as (keyof typeof changes)[];

export const eventsSchema = z
  .array(
    z
      .strictObject({
        at: duration().meta({ description: 'time from the start of the run, such as 60s' }),
        endpoint: prose(200).meta({ description: 'id of the endpoint, such as small/0' }),
        ...changes,
      })
      .meta({ oneOf: EVENT_FIELDS.map((field) => ({ required: [field] })) }),
    { error: 'expected a list of events' },
  )
  .max(EVENT_LIMIT, `expected at most ${EVENT_LIMIT} events`);

type Event = z.output<typeof eventsSchema>[number];

/** A checked event as the simulation takes it. */
export function fleetEvent({ at, endpoint, health, speed, max_concurrent, max_queue }: Event): FleetEvent {
  const place = { timeMs: at, endpoint };
  if (health !== undefined) return { ...place, field: 'health', value: health };
  if (speed !== undefined) return { ...place, field: 'speed', value: speed };
  if (max_concurrent !== undefined) return { ...place, field: 'max_concurrent', value: max_concurrent };
  if (max_queue !== undefined) return { ...place, field: 'max_queue', value: max_queue };
  throw new Error('a checked event changes one field');
}
