import { endpointIds, type ModelConfig } from '../../router/index.js';
import type { FleetEvent } from './simulation-config.js';

/** An endpoint that is there at some time of a run. */
export interface FleetEndpoint {
  readonly id: string;
  /** Index of its model. */
  readonly model: number;
  /** Whether it is there from the start. */
  readonly isInitial: boolean;
}

/** All endpoints of a run, by index: those of the start, then those that events add, in their order. */
export function fleetEndpoints(
  models: readonly ModelConfig[],
  events: readonly FleetEvent[],
): readonly FleetEndpoint[] {
  const initial = models.flatMap((model, m) => endpointIds(model).map((id) => ({ id, model: m, isInitial: true })));
  const added = events.flatMap((event) => {
    if (event.field !== 'add') return [];
    const model = models.findIndex(({ id }) => id === event.value);
    if (model < 0) throw new Error(`an event adds an endpoint of an unknown model "${event.value}"`);
    return [{ id: event.endpoint, model, isInitial: false }];
  });
  return [...initial, ...added];
}
