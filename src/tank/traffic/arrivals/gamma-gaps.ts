import { z } from 'zod';
import { Gamma } from '../distributions/gamma.js';
import { arrivalProcess } from './arrival-process.js';
import { FirstGammaGap } from './first-gamma-gap.js';
import { gapVariation, kind, meanRate } from './parameters.js';
import { RenewalArrivals } from './renewal.js';

/** A renewal process of gamma gaps. */
export const gammaGaps = arrivalProcess({
  summary: 'independent gamma gaps: cv below 1 is more regular than Poisson, above 1 burstier',
  load: 'even',
  options: () => z.strictObject({ kind: kind('gamma'), rate: meanRate(), cv: gapVariation() }),
  create: ({ rate, cv }) => new RenewalArrivals(new FirstGammaGap(1000 / rate, cv), new Gamma(1000 / rate, cv)),
  meanRate: (spec) => spec.rate,
});
