import { z } from 'zod';
import { plainNumber, rate } from '../../../core/input/index.js';

/** Parameters that several arrival processes have, as schemas. */

export function kind<Name extends string>(name: Name) {
  return z.literal(name).meta({ description: 'name of the arrival process' });
}

export function meanRate() {
  return rate().meta({ description: 'mean number of arrivals per unit of time, such as 40/s' });
}

export function gapVariation() {
  return plainNumber({ least: 0.001 }).meta({ description: 'coefficient of variation of the gaps' });
}

/**
 * Least mean number of arrivals in the time constant of a random rate, and in a burst and a lull: below it, the rate
 * averages out between two, and nearly all the work is for changes of rate.
 */
export const LEAST_ARRIVALS = 0.01;
