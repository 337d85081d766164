import { constant } from './constant.js';
import { discrete } from './discrete.js';
import { empirical } from './empirical.js';
import { erlang } from './erlang.js';
import { exponential } from './exponential.js';
import { gamma } from './gamma.js';
import { hyperexponential } from './hyperexponential.js';
import { lognormal } from './lognormal.js';
import { lognormalMixture } from './lognormal-mixture.js';
import { pareto } from './pareto.js';
import { uniform } from './uniform.js';
import { weibull } from './weibull.js';
import { zipf } from './zipf.js';

/**
 * The only list of distributions: names, scenario schema and messages derive from it. A new one is a file with its
 * class and its entry, and a line here. The name of an entry is the `kind` of its options.
 */
export const distributions = {
  constant,
  uniform,
  exponential,
  erlang,
  hyperexponential,
  gamma,
  weibull,
  lognormal,
  pareto,
  lognormal_mixture: lognormalMixture,
  zipf,
  discrete,
  empirical,
};
