import { z } from 'zod';
import { duration, share, wholeNumber } from '../../core/input/index.js';
import { type Given, HEALTH_MONITOR_OPTIONS as OPTIONS, type HealthMonitorOptions } from '../index.js';

const said = (key: keyof HealthMonitorOptions, byDefault: string | number = OPTIONS[key].byDefault) => ({
  description: `${OPTIONS[key].description}; default ${byDefault}`,
});

const COUNT_LIMIT = 1e9;

/** Passive health as people write it: on with its defaults, off, or with options. */
export const healthMonitorSchema = z.union(
  [
    z.boolean().transform((isOn): Given<HealthMonitorOptions> | undefined => (isOn ? {} : undefined)),
    z
      .strictObject({
        errors_in_row: wholeNumber(1, COUNT_LIMIT).optional().meta(said('errorsInRow')),
        error_share: share().optional().meta(said('errorShare', '50%')),
        window: duration({ leastMs: 1 }).optional().meta(said('windowMs', '10s')),
        min_requests: wholeNumber(1, COUNT_LIMIT).optional().meta(said('minRequests')),
        rest: duration().optional().meta(said('restMs', '10s')),
        rest_max: duration().optional().meta(said('restMaxMs', '5m')),
        max_ejected: share().optional().meta(said('maxEjected', '50%')),
      })
      .transform((form): Given<HealthMonitorOptions> => ({
        errorsInRow: form.errors_in_row,
        errorShare: form.error_share,
        windowMs: form.window,
        minRequests: form.min_requests,
        restMs: form.rest,
        restMaxMs: form.rest_max,
        maxEjected: form.max_ejected,
      })),
  ],
  { error: 'expected true, false, or options such as { errors_in_row: 5 }' },
);
