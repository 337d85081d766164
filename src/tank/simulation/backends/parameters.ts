import { plainNumber } from '../../../core/input/index.js';

/** Of every backend: how fast its endpoints are. */
export const speed = plainNumber({ positive: true })
  .default(1)
  .meta({ description: 'service times are divided by this; default 1' });
