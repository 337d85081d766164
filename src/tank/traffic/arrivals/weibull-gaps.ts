import { z } from 'zod';
import { plainNumber } from '../../../core/input/index.js';
import { Weibull } from '../distributions/weibull.js';
import { arrivalProcess } from './arrival-process.js';
import { FirstWeibullGap } from './first-weibull-gap.js';
import { kind, meanRate } from './parameters.js';
import { RenewalArrivals } from './renewal.js';

/** A renewal process of Weibull gaps. */
export const weibullGaps = arrivalProcess({
  summary: 'independent Weibull gaps: shape 1 is Poisson, below 1 burstier',
  load: 'even',
  options: () =>
    z.strictObject({
      kind: kind('weibull'),
      rate: meanRate(),
      shape: plainNumber({ least: 0.1 }).meta({ description: 'the smaller, the burstier; from 0.1' }),
    }),
  create: ({ rate, shape }) =>
    new RenewalArrivals(new FirstWeibullGap(1000 / rate, shape), new Weibull(1000 / rate, shape)),
  meanRate: (spec) => spec.rate,
});
