import type { RandomStream, Stopwatch } from '../core/index.js';
import type { Fleet } from './fleet/fleet.js';
import type { LoadSignal } from './fleet/load-tracker.js';
import type { Given } from '../core/options/index.js';
import type { RouterOptions } from './options.js';
import type { CustomStrategy } from './policies/policy.js';
import type { PolicyName } from './policies/registry.js';

/** Layers of a strategy around its policy. */
export interface StrategyLayers {
  /** Requests of a session go where its last one went. Default: on for affinity_based, off for others. */
  readonly affinity?: boolean | undefined;
  /** The load that choices go by. Default `corrected`, which is `own` where no reports come. */
  readonly loadSignal?: LoadSignal | undefined;
}

export interface RouterConfig extends StrategyLayers {
  readonly fleet: Fleet;
  /** The router's own stream: ties, random policies and jitter. */
  readonly random: RandomStream;
  /** The stream of the layers: the A/B test draws from it. Default: the router's own. */
  readonly abRandom?: RandomStream;
  /** Name of the policy, or one of one's own. Default `least_loaded`. */
  readonly strategy?: PolicyName | CustomStrategy;
  /** Options of the policy, checked by its schema. */
  readonly strategyOptions?: Readonly<Record<string, unknown>>;
  readonly options?: Given<RouterOptions>;
  /** Real time, for the statistic of routing time: one decision in 64 is timed. Default: none is. */
  readonly stopwatch?: Stopwatch;
}
